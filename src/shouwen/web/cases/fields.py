"""The form of a step, made from what the step takes. It only shows and carries; the payload itself checks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Annotated, Any, Final

from django import forms
from django.db.models import Model
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _
from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from shouwen.kernel import clock
from shouwen.kernel.flows import Given, Step
from shouwen.kernel.models import Case
from shouwen.web.cases.given import Shape, shape_of
from shouwen.web.cases.panels import Choices, choices_for

PREFIX: Final = "given"
PLACE: Final = ("latitude", "longitude")
_NEVER_PREFILLED: Final = frozenset({"phone"})
_LONG: Final = 200
_SEGMENTS: Final = 5


class StepForm(forms.Form):
    """Fields as the payload declares them. What is wrong comes from the refusal, so nothing is checked twice."""

    prefix = PREFIX
    wrong: Mapping[str, Sequence[str]]

    def __init__(self, data: Any = None, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.wrong = {}

    def full_clean(self) -> None:
        """Mark the fields the refusal named; a message for part of a field stands at the field."""
        self._errors = ErrorDict()
        for name, messages in self.wrong.items():
            field = name.partition(".")[0]
            if field in self.fields:
                self._errors.setdefault(field, self.error_class()).extend(messages)

    def typed(self) -> dict[str, Any]:
        """What was typed or chosen, as the payload reads it; what is empty is absent."""
        found: dict[str, Any] = {}
        for bound in self:
            value = bound.field.widget.value_from_datadict(self.data, self.files, bound.html_name)
            if isinstance(bound.field, Lines) and isinstance(value, str):
                value = [line.strip() for line in value.splitlines() if line.strip()]
            if value not in (None, "", []):
                found[bound.name] = value
        return found


class Lines(forms.CharField):
    """Several short texts, one a line."""

    widget = forms.Textarea(attrs={"rows": 3})


class Points(forms.ChoiceField):
    """So many points, all in one row."""

    widget = forms.RadioSelect
    of_points = True


def form_for(step: Step[Any], case: Case | None, record: Any, data: Any = None) -> StepForm:
    """The form of ``step`` for ``case``: fresh with what the record knows, or filled with ``data``."""
    initial = {} if data is not None else _known(step.takes, record)
    form = StepForm(data, initial)
    for name, info in step.takes.model_fields.items():
        if not (name in PLACE and asks_for_place(step.takes)):
            form.fields[name] = _labelled(info, choices_for(step.code, name, case))
    return form


def shared_form(step: Step[Any], data: Any = None) -> StepForm:
    """The form of a step that is taken for several cases at once: nothing in it hangs on one of them."""
    form = StepForm(data, {"opinion": _("Agreed.")})
    for name, info in step.takes.model_fields.items():
        form.fields[name] = _labelled(info, None)
    return form


def _labelled(info: FieldInfo, choices: Choices | None) -> forms.Field:
    made = _field(shape_of(info), choices)
    made.label, made.help_text = str(info.title or ""), str(info.description or "")
    made.required = info.is_required() and not isinstance(made.widget, forms.CheckboxInput)
    return made


def asks_for_place(takes: type[Given]) -> bool:
    """Whether the step wants to know where it was taken; the page then offers a button instead of two numbers."""
    return set(PLACE) <= set(takes.model_fields)


def _known(takes: type[Given], record: Any) -> dict[str, Any]:
    """What the record says already of what is asked for, as far as it is the same thing."""
    asked = [name for name in takes.model_fields if name not in _NEVER_PREFILLED | takes.anew]
    known = {name: _said(takes, name, getattr(record, name, None)) for name in asked}
    return {name: _shown(value) for name, value in known.items() if value not in (None, "", [])}


def _said(takes: type[Given], name: str, value: Any) -> Any:
    """The record's value as the field would take it, of somebody the number or the name; None if it would refuse."""
    ways = (value.pk, str(value)) if isinstance(value, Model) else (value,)
    return next((way for way in ways if _is_taken(takes, name, way)), None)


def _is_taken(takes: type[Given], name: str, value: Any) -> bool:
    try:
        _check_of(takes, name).validate_python(value)
    except ValidationError:
        return False
    return True


@cache
def _check_of(takes: type[Given], name: str) -> TypeAdapter[Any]:
    info = takes.model_fields[name]
    checked: Any = Annotated[info.annotation, info]
    return TypeAdapter(checked)


def _shown(value: Any) -> Any:
    if isinstance(value, datetime):
        return clock.local(value).strftime("%Y-%m-%dT%H:%M")
    return value.isoformat() if isinstance(value, date) else value


def _field(shape: Shape, choices: Choices | None) -> forms.Field:
    if choices is not None:
        return _choice(choices, many=shape.many)
    if issubclass(shape.type, Enum):
        return _choice(
            [(member.value, getattr(member, "label", member.value)) for member in shape.type], many=shape.many
        )
    if shape.many:
        return Lines()
    make = next((maker for kind, maker in _MAKERS.items() if issubclass(shape.type, kind)), _text)
    return make(shape)


def _choice(choices: Choices, *, many: bool) -> forms.Field:
    if many:
        return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple)
    short = len(choices) <= _SEGMENTS and all(len(str(text)) <= 10 for _value, text in choices)
    if short and choices:
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect)
    return forms.ChoiceField(choices=[("", "—"), *choices], widget=forms.Select)


def _yes_or_no(shape: Shape) -> forms.Field:
    if shape.optional:
        return forms.BooleanField()
    return forms.ChoiceField(choices=[("true", _("Yes")), ("false", _("No"))], widget=forms.RadioSelect)


def _instant(_shape: Shape) -> forms.Field:
    return forms.CharField(widget=forms.TextInput(attrs={"type": "datetime-local"}))


def _day(_shape: Shape) -> forms.Field:
    return forms.CharField(widget=forms.TextInput(attrs={"type": "date"}))


def _whole(shape: Shape) -> forms.Field:
    low, high = shape.bounds.get("ge"), shape.bounds.get("le")
    if low is not None and high is not None and high - low < _SEGMENTS:
        return Points(choices=[(str(n), str(n)) for n in range(low, high + 1)])
    return forms.CharField(widget=_number(shape, "1", "numeric"))


def _decimal(shape: Shape) -> forms.Field:
    step = "0.01" if shape.bounds.get("decimal_places") == 2 else "any"
    return forms.CharField(widget=_number(shape, step, "decimal"))


def _number(shape: Shape, step: str, mode: str) -> forms.NumberInput:
    attrs = {"step": step, "inputmode": mode}
    limits = {"min": shape.bounds.get("ge"), "max": shape.bounds.get("le")}
    return forms.NumberInput(attrs=attrs | {name: str(bound) for name, bound in limits.items() if bound is not None})


def _text(shape: Shape) -> forms.Field:
    longest = shape.bounds.get("max_length")
    if longest is None or longest > _LONG:
        return forms.CharField(widget=forms.Textarea(attrs={"rows": 3} | _at_most(longest)))
    return forms.CharField(widget=forms.TextInput(attrs=_at_most(longest)))


def _at_most(longest: int | None) -> dict[str, Any]:
    return {} if longest is None else {"maxlength": longest}


_MAKERS = {bool: _yes_or_no, int: _whole, Decimal: _decimal, datetime: _instant, date: _day}
