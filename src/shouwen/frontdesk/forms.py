"""What a person types at the counter or on the own phone → the application a step takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from shouwen.frontdesk.rules import LINES_ON_PAPER
from shouwen.frontdesk.words import DocumentKind, Relation
from shouwen.kernel import clock
from shouwen.kernel.errors import Refused

_USUAL = timedelta(hours=4)


def _moment() -> forms.DateTimeInput:
    return forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class ApplicationForm(forms.Form):
    """The head of the slip. Only types are checked here; everything else the step itself says."""

    applicant = forms.CharField(label=_("Applicant"), max_length=80)
    phone = forms.CharField(
        label=_("Phone"), max_length=24, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    relation = forms.ChoiceField(label=_("Relation to the unit"), choices=Relation.choices)
    document = forms.ChoiceField(label=_("Identity document"), choices=DocumentKind.choices)
    document_no = forms.CharField(
        label=_("Document number"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    vehicle = forms.CharField(label=_("Vehicle"), max_length=40, required=False)
    valid_from = forms.DateTimeField(label=_("Moving out from"), widget=_moment())
    valid_until = forms.DateTimeField(label=_("Moving out until"), widget=_moment())

    def show(self, refused: Refused) -> None:
        """What the step refused stands at the field it names."""
        for name, messages in refused.fields.items():
            if name in self.fields:
                for message in messages:
                    self.add_error(name, message)


@dataclass(frozen=True)
class Row:
    """One line of the item table as typed."""

    no: int
    name: str = ""
    quantity: str = ""
    remark: str = ""
    wrong: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.name or self.quantity or self.remark)

    def as_given(self) -> dict[str, Any]:
        return {"name": self.name, "quantity": self.quantity or None, "remark": self.remark}


def rows_of(data: QueryDict | None, refused: Refused | None = None) -> list[Row]:
    """The table's lines: as many as the paper holds, what was typed kept, what was refused marked."""
    columns = [(data.getlist(f"item_{name}") if data else []) for name in ("name", "quantity", "remark")]
    wrong = _wrong_lines(refused)
    rows: list[Row] = []
    filled = 0
    for index in range(LINES_ON_PAPER):
        name, quantity, remark = (column[index].strip() if index < len(column) else "" for column in columns)
        row = Row(index + 1, name, quantity, remark)
        if not row.is_empty:
            row = Row(index + 1, name, quantity, remark, wrong.get(filled, ""))
            filled += 1
        rows.append(row)
    return rows


def _wrong_lines(refused: Refused | None) -> dict[int, str]:
    """Messages by the number of the filled line; the payload names them items.0.name and so on."""
    found: dict[int, str] = {}
    for name, messages in (refused.fields if refused else {}).items():
        parts = name.split(".")
        if parts[0] == "items" and len(parts) > 1 and parts[1].isdecimal():
            found.setdefault(int(parts[1]), " ".join(messages))
    return found


def given_of(form: ApplicationForm, rows: list[Row], data: QueryDict) -> dict[str, Any]:
    """The application as the step takes it."""
    items = [row.as_given() for row in rows if not row.is_empty]
    return {**form.cleaned_data, "items": items, "has_annex": data.get("has_annex") == "on"}


def fresh(applicant: str = "", phone: str = "", relation: str = "") -> Mapping[str, Any]:
    """What an empty form begins with: from now, for as long as a move usually takes."""
    now = clock.local(clock.now()).replace(second=0)
    relation = relation if relation in Relation.values else Relation.TENANT
    return {
        "applicant": applicant,
        "phone": phone,
        "relation": relation,
        "valid_from": now,
        "valid_until": now + _USUAL,
    }
