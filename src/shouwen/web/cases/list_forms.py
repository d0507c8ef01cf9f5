"""The filter bar of a case list: its fields, and the chips of what is chosen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from shouwen.estate.models import Project
from shouwen.kernel.access import Scope
from shouwen.kernel.flows import Flow
from shouwen.people.models import Staff
from shouwen.web.cases.filters import Asked
from shouwen.web.cases.panels import Choices, Panel

OURS = ("q", "state", "when", "mine", "project", "person", "unit", "since", "until")


def open_first(query: QueryDict, panel: Panel) -> QueryDict:
    """The address; where it filters nothing, what is open: whoever opens a list looks for work, not for history."""
    names = [*OURS, *(facet.name for facet in panel.facets)]
    if any(query.get(name) for name in names):
        return query
    opened = query.copy()
    opened["when"] = "open"
    return opened


def projects_in(scope: Scope) -> list[tuple[str, str]]:
    """The projects of a scope, as choices."""
    found = Project.objects.order_by("name", "id")
    if not scope.everything:
        found = (
            found.filter(region_id__in=scope.regions)
            | found.filter(property_company_id__in=scope.property_companies)
            | found.filter(org_id__in=scope.projects)
        )
    return [(str(pk), name) for pk, name in found.values_list("id", "name")]


def filter_form(
    query: QueryDict, flow: type[Flow[Any]], panel: Panel, projects: Sequence[tuple[str, str]], people: Iterable[Staff]
) -> forms.Form:
    """The bar, filled with what the address holds; every field may stay open."""
    form = forms.Form(query)
    choices: list[tuple[str, str, Choices]] = [
        ("when", _("Time: any"), when_choices()),
        ("state", _("State: any"), [(state.value, state.label) for state in flow.State]),
        *((facet.name, _("{title}: any").format(title=facet.title), facet.choices) for facet in panel.facets),
        ("project", _("All projects"), projects),
        ("person", _("Anybody"), [(str(person.pk), person.name) for person in people]),
    ]
    for name, label, options in choices:
        nothing = "all" if name == "when" else ""
        form.fields[name] = forms.ChoiceField(label=label, choices=[(nothing, label), *options], required=False)
    for name, label in (("since", _("Opened from")), ("until", _("Opened until"))):
        form.fields[name] = forms.CharField(
            label=label, required=False, widget=forms.TextInput(attrs={"type": "date", "title": label})
        )
    return form


def when_choices() -> list[tuple[str, str]]:
    """The filters by time."""
    return [
        ("open", _("All open")),
        ("late", _("Late")),
        ("soon", _("Within an hour")),
        ("closed", _("Closed")),
    ]


def chips(query: QueryDict, form: forms.Form, asked: Asked, unit: str) -> list[dict[str, str]]:
    """What is chosen, each with the address without it."""
    texts = {name: _chosen_text(field, query.get(name, "")) for name, field in form.fields.items()}
    texts["when"] = "" if asked.when == "all" else texts["when"]
    texts |= {"q": asked.q, "mine": _("mine") if asked.mine else "", "unit": unit if asked.unit else ""}
    return [{"text": text, "remove_url": without(query, name)} for name, text in texts.items() if text]


def _chosen_text(field: forms.Field, value: str) -> str:
    if not value:
        return ""
    if isinstance(field, forms.ChoiceField):
        options: dict[Any, Any] = dict(field.choices)  # type: ignore[arg-type] # a list of pairs, made above
        return str(options.get(value, ""))
    return f"{field.label} {value}"


def without(query: QueryDict, *names: str) -> str:
    """The address of this list without these filters, at its first page."""
    kept = query.copy()
    for name in (*names, "before", "after"):
        kept.pop(name, None)
    if "when" in names:
        kept["when"] = "all"  # an address that asks nothing would be taken for the open ones
    return f"?{kept.urlencode()}"


def with_(query: QueryDict, **changes: Any) -> str:
    """The address of this list with other values; ``before`` and ``after`` go unless given."""
    changed = query.copy()
    for name in ("before", "after"):
        changed.pop(name, None)
    for name, value in changes.items():
        changed[name] = str(value)
    return f"?{changed.urlencode()}"
