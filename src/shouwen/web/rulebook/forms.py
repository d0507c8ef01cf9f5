"""What a rule owner types: the new value, in the form its measure needs, from when, and why."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from shouwen.kernel import clock
from shouwen.kernel.rulebook import Measure, Quantity
from shouwen.web.rulebook.words import choice_words

MOST_TIERS: Final = 5
_MOST: Final = 1_000_000


class ProposalForm(forms.Form):
    """A new value for ``quantity``. ``given()`` is it in JSON form; the kernel has the last word on it."""

    valid_from = forms.DateTimeField(
        label=_("In force from"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    reason = forms.CharField(label=_("Reason"), max_length=400, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, quantity: Quantity, present: Any, data: Any = None) -> None:
        tomorrow = clock.local(clock.now() + timedelta(days=1)).replace(hour=0, minute=0, second=0)
        super().__init__(data, initial={"valid_from": tomorrow})
        self.quantity = quantity
        self.fields = {**_value_fields(quantity, present), **self.fields}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.quantity.measure is Measure.TIERS and not self.errors:
            _check_tiers(cleaned)
        return cleaned

    def given(self) -> Any:
        """The value in JSON form; only after ``is_valid``."""
        cleaned = self.cleaned_data
        if self.quantity.measure is Measure.TIERS:
            return [[day, str(person), str(leader)] for day, person, leader in _rows(cleaned)]
        value = cleaned["value"]
        if self.quantity.measure in (Measure.CNY, Measure.PERCENT):
            return str(value)
        if self.quantity.measure is Measure.DATE:
            return value.isoformat()
        return value.strftime("%H:%M") if self.quantity.measure is Measure.WALL_TIME else value

    @property
    def tiers(self) -> list[TierRow]:
        """The rows of the small table; empty for every other measure."""
        if self.quantity.measure is not Measure.TIERS:
            return []
        return [TierRow(n + 1, [self[f"{name}_{n}"] for name in _TIER]) for n in range(MOST_TIERS)]


@dataclass(frozen=True)
class TierRow:
    """One line of the table of tiers."""

    number: int
    cells: Sequence[BoundField]


class MinutesList(forms.CharField):
    """Whole minutes, parted by commas or spaces: ``20, 40``. Empty means none."""

    def to_python(self, value: Any) -> Any:
        words = [word for word in re.split(r"[,，、;；\s]+", super().to_python(value) or "") if word]
        if not all(word.isdecimal() and int(word) <= _MOST for word in words):
            raise ValidationError(_("Whole minutes, parted by commas: 20, 40."))
        return [int(word) for word in words]

    def validate(self, value: Any) -> None:
        """An empty list is an answer: no reminder."""


_TIER = {"day": _("To day"), "person": _("Person, CNY a day"), "leader": _("Leader, CNY a day")}


def _value_fields(quantity: Quantity, present: Any) -> dict[str, forms.Field]:
    if quantity.measure is Measure.TIERS:
        return _tier_fields(present)
    return {"value": _value_field(quantity, present)}


def _value_field(quantity: Quantity, present: Any) -> forms.Field:
    match quantity.measure:
        case Measure.MINUTES_LIST:
            words = ", ".join(str(one) for one in present)
            return MinutesList(label=_("Minutes, parted by commas"), initial=words, required=False, max_length=200)
        case Measure.CNY:
            return _money(_("Amount, CNY"), present)
        case Measure.PERCENT:
            return _money(_("Per cent"), present, most=100)
        case Measure.WALL_TIME:
            clock_face = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
            return forms.TimeField(label=_("Time of day"), initial=present, input_formats=["%H:%M"], widget=clock_face)
        case Measure.DATE:
            day = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            return forms.DateField(label=_("Date"), initial=present, input_formats=["%Y-%m-%d"], widget=day)
        case Measure.CHOICE:
            choices = [(code, choice_words(code)) for code in quantity.choices]
            return forms.ChoiceField(label=_("Way of counting"), choices=choices, initial=present)
    labels = {Measure.MINUTES: _("Minutes"), Measure.DAYS: _("Days"), Measure.COUNT: _("Number")}
    return forms.IntegerField(label=labels[quantity.measure], initial=present, min_value=0, max_value=_MOST)


def _money(label: Any, present: Any, *, most: int | None = None, required: bool = True) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, initial=present, required=required, min_value=0, max_value=most, max_digits=12, decimal_places=2
    )


def _tier_fields(present: Any) -> dict[str, forms.Field]:
    made: dict[str, forms.Field] = {}
    for n in range(MOST_TIERS):
        row = present[n] if n < len(present) else (None, None, None)
        for (name, label), initial in zip(_TIER.items(), row, strict=True):
            money = name != "day"
            made[f"{name}_{n}"] = (
                _money(label, initial, required=False)
                if money
                else forms.IntegerField(label=label, initial=initial, required=False, min_value=1, max_value=_MOST)
            )
    return made


def _rows(cleaned: dict[str, Any]) -> list[tuple[Any, Any, Any]]:
    rows = [tuple(cleaned.get(f"{name}_{n}") for name in _TIER) for n in range(MOST_TIERS)]
    return [(day, person, leader) for day, person, leader in rows if (day, person, leader) != (None, None, None)]


def _check_tiers(cleaned: dict[str, Any]) -> None:
    rows = _rows(cleaned)
    if not rows or any(None in row for row in rows):
        raise ValidationError(_("Every tier needs its last day and both amounts; empty lines are left out."))
    days = [day for day, _person, _leader in rows]
    if days != sorted(set(days)):
        raise ValidationError(_("The last days of the tiers must go up from line to line."))
