"""What an administrator gives: the file with its ledger and project, and which header means which column."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from shouwen.estate.models import Project
from shouwen.kernel.imports.bounds import Bounds
from shouwen.kernel.imports.ledger import all_ledgers, ledger_named
from shouwen.kernel.imports.models import ImportBatch

LARGEST: Final = 50 * 1024 * 1024


class UploadForm(forms.Form):
    """A workbook, what it is a ledger of, and the project of rows that name none."""

    ledger = forms.ChoiceField(label=_("Ledger"))
    project = forms.ModelChoiceField(
        Project.objects.none(), label=_("Project of rows that name none"), required=False, empty_label="—"
    )
    file = forms.FileField(
        label=_("File"),
        max_length=200,
        help_text=_("xlsx, xls or csv, as it is kept; at most 50 MB."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
    )

    def __init__(self, bounds: Bounds, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ledger, project = self.fields["ledger"], self.fields["project"]
        assert isinstance(ledger, forms.ChoiceField)
        assert isinstance(project, forms.ModelChoiceField)
        ledger.choices = [(one.code, one.title) for one in all_ledgers()]
        project.queryset = _projects_within(bounds)

    def clean_file(self) -> Any:
        given = self.cleaned_data["file"]
        if given.size > LARGEST:
            raise ValidationError(_("The file is larger than 50 MB; send it in parts."))
        return given


def _projects_within(bounds: Bounds) -> QuerySet[Project]:
    """The projects the administrator may fill, by name."""
    found = Project.objects.order_by("name", "id")
    return found if bounds.projects is None else found.filter(pk__in=bounds.projects)


class MappingForm(forms.Form):
    """For each column of the ledger the header it is read from."""

    def __init__(self, batch: ImportBatch, data: Any = None) -> None:
        super().__init__(data)
        headers = [(str(place), f"{_letter(place)} {text}") for place, text in enumerate(batch.headers)]
        for column in ledger_named(batch.ledger).columns:
            places = [str(place) for place in batch.mapping.get(column.name, [])]
            self.fields[column.name] = (
                forms.MultipleChoiceField(
                    label=str(column.title),
                    choices=headers,
                    required=column.required,
                    initial=places,
                    help_text=_("Several may be chosen; they are read together."),
                    widget=forms.SelectMultiple(attrs={"size": 3}),
                )
                if column.many
                else forms.ChoiceField(
                    label=str(column.title),
                    choices=[("", "—"), *headers],
                    required=column.required,
                    initial=places[0] if places else "",
                )
            )

    def mapping(self) -> dict[str, list[int]]:
        """Column name → positions, without the columns nothing is chosen for; only after ``is_valid``."""
        chosen = {
            name: [value] if isinstance(value, str) else value for name, value in self.cleaned_data.items() if value
        }
        return {name: [int(place) for place in places] for name, places in chosen.items()}


def _letter(place: int) -> str:
    """The column as a spreadsheet calls it: A … Z, AA …"""
    letters, rest = "", place
    while rest >= 0:
        letters = chr(ord("A") + rest % 26) + letters
        rest = rest // 26 - 1
    return letters
