"""What a rule owner gives to be rehearsed: a scenario, typed or as a file, and perhaps one proposal to try."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from shouwen.kernel import clock, rulebook
from shouwen.kernel.models import RulebookEntry
from shouwen.rehearsal.bounds import MOST_CHARACTERS
from shouwen.web.rulebook.words import value_words

Status = RulebookEntry.Status


class RehearsalForm(forms.Form):
    """``text`` after ``is_valid`` is the scenario, wherever it came from; ``entry`` the proposal to try."""

    text = forms.CharField(
        label=_("Scenario"),
        required=False,
        max_length=MOST_CHARACTERS,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 18, "spellcheck": "false", "class": "sw-code"}),
    )
    file = forms.FileField(label=_("or a file"), required=False, max_length=200)
    entry = forms.ChoiceField(label=_("Try a change of the rulebook"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.entries = {str(one.pk): one for one in _that_can_be_tried()}
        choices = [("", _("none: the rulebook as in force"))]
        self.fields["entry"] = forms.ChoiceField(
            label=_("Try a change of the rulebook"),
            required=False,
            choices=[*choices, *((pk, _entry_words(one)) for pk, one in self.entries.items())],
        )

    def clean_file(self) -> str:
        """The file as text."""
        given = self.cleaned_data["file"]
        if given is None:
            return ""
        if (given.size or 0) > 4 * MOST_CHARACTERS:
            raise ValidationError(_("The file is too large for a scenario."))
        try:
            return str(given.read(), "utf-8-sig")
        except UnicodeDecodeError as wrong:
            raise ValidationError(_("The file is not text in UTF-8.")) from wrong

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        text = cleaned.get("file") or cleaned.get("text") or ""
        if not self.errors and not text.strip():
            raise ValidationError(_("There is no scenario yet: paste one, choose a file or begin with an example."))
        if len(text) > MOST_CHARACTERS:
            raise ValidationError(_("The file is too large for a scenario."))
        return cleaned | {"text": text}

    def overrides(self) -> dict[str, Any]:
        """The value to try, by its quantity's code."""
        found = self.entries.get(self.cleaned_data.get("entry") or "")
        return {found.quantity: found.value} if found else {}


def _that_can_be_tried() -> list[RulebookEntry]:
    """Proposals, and what is approved for an instant ahead."""
    ahead = RulebookEntry.objects.filter(status=Status.APPROVED, valid_from__gt=clock.now())
    open_ones = RulebookEntry.objects.filter(status=Status.PROPOSED) | ahead
    return [one for one in open_ones.order_by("valid_from", "id")[:100] if one.quantity in rulebook.quantities()]


def _entry_words(entry: RulebookEntry) -> str:
    quantity = rulebook.quantity_named(entry.quantity)
    return f"{quantity.clause} {quantity.title}: {value_words(quantity, entry.value)}"
