"""One page of a case list: its rows with who owes what by when, its tabs with capped counts, its columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from django.db.models import QuerySet, Sum
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from shouwen.common.numbers import number_in
from shouwen.kernel import clock
from shouwen.kernel.access import Actor
from shouwen.kernel.flows import Flow
from shouwen.kernel.models import Case, Obligation, PenaltyLine
from shouwen.web import written
from shouwen.web.cases import filters
from shouwen.web.cases.filters import Asked
from shouwen.web.cases.panels import Chip, Panel
from shouwen.web.countdowns import countdown_of
from shouwen.web.parts import Countdown, Words

PAGE: Final = 50
MOST_COUNTED: Final = 100


@dataclass(frozen=True)
class Row:
    """One case of a list; ``steps``: the names of what this person may do with it together with others."""

    case: Case
    state: Words
    chips: Sequence[Chip]
    cd: Countdown | None
    debtor: str
    cost: Decimal
    facets: Sequence[Words]
    steps: str = ""


@dataclass(frozen=True)
class Column:
    """A column a person may show or hide; ``text`` is what a workbook gets."""

    name: str
    title: Words
    text: Callable[[Row], Any]
    shown: bool = True


@dataclass(frozen=True)
class Page:
    """Rows of one page, and the keys of its neighbours."""

    rows: Sequence[Row]
    newer: int | None
    older: int | None


def page(found: QuerySet[Case], flow: type[Flow[Any]], panel: Panel, query: QueryDict) -> Page:
    """The page the address points at: before or after a case's id, never by offset."""
    before, after = number_in(query.get("before")), number_in(query.get("after"))
    if after is not None:
        nearest = list(_with_places(found.filter(pk__gt=after).order_by("id"), panel)[: PAGE + 1])
        more, cases = len(nearest) > PAGE, nearest[:PAGE][::-1]
        newer, older = (cases[0].pk if more else None), (cases[-1].pk if cases else None)
    else:
        narrowed = found if before is None else found.filter(pk__lt=before)
        nearest = list(_with_places(narrowed, panel)[: PAGE + 1])
        more, cases = len(nearest) > PAGE, nearest[:PAGE]
        newer = cases[0].pk if before is not None and cases else None
        older = cases[-1].pk if more else None
    return Page(rows(cases, flow, panel), newer, older)


def rows(cases: Sequence[Case], flow: type[Flow[Any]], panel: Panel) -> list[Row]:
    """Rows for these cases; two questions, however many."""
    nearest = nearest_duties([case.pk for case in cases if case.closed_at is None])
    costs = _costs([case.pk for case in cases])
    title = {state.value: state.label for state in flow.State}
    return [
        Row(
            case=case,
            state=title.get(case.state, case.state),
            chips=panel.chips(case) if panel.chips else (),
            cd=countdown_of(nearest[case.pk]) if case.pk in nearest else None,
            debtor=_name(nearest.get(case.pk)),
            cost=costs.get(case.pk, Decimal(0)),
            facets=[_facet(case, facet.lookup, facet.choices) for facet in panel.facets if facet.shown],
        )
        for case in cases
    ]


def columns(panel: Panel) -> list[Column]:
    """Every column of this flow's lists, in order."""
    facets = [facet for facet in panel.facets if facet.shown]
    return [
        Column("left", _("Time left"), _left),
        Column("number", _("Number"), lambda row: row.case.number),
        Column("place", _("Unit"), lambda row: str(row.case.unit or row.case.project)),
        Column("title", _("Matter"), lambda row: row.case.title),
        *(Column(f.name, f.title, lambda row, n=n: str(row.facets[n])) for n, f in enumerate(facets)),  # type: ignore[misc]
        Column("state", _("State"), lambda row: str(row.state)),
        Column("debtor", _("Owes now"), lambda row: row.debtor),
        Column("due", _("Due"), lambda row: written.moment(row.cd.due) if row.cd and row.cd.due else ""),
        Column("opened", _("Opened"), lambda row: written.moment(row.case.opened_at), shown=False),
        Column("agent", _("Taken by"), lambda row: row.case.agent.name if row.case.agent else "", shown=False),
        Column("cost", _("Penalties, CNY"), lambda row: row.cost),
    ]


def chosen(panel: Panel, names: Iterable[str]) -> list[Column]:
    """The columns named in the address, else those shown by default; the number is always among them."""
    wanted = set(names)
    known = columns(panel)
    if not wanted & {column.name for column in known}:
        return [column for column in known if column.shown]
    return [column for column in known if column.name in wanted or column.name == "number"]


def capped_count(found: QuerySet[Case]) -> int:
    """How many, up to a hundred: a history is never counted."""
    return len(found.order_by().values_list("pk", flat=True)[:MOST_COUNTED])


def standard_views(asked: Asked) -> list[tuple[str, Words, Asked]]:
    """The views every flow has: name in the address, title, what it asks."""
    none = replace(asked, q="", state="", when="", mine=False, project=None, person=None, unit=None,
                   since=None, until=None, facets={})  # fmt: skip
    return [
        ("when=open&mine=1", _("Mine, open"), replace(none, when="open", mine=True)),
        ("when=late", _("Late"), replace(none, when="late")),
        ("when=soon", _("Within an hour"), replace(none, when="soon")),
        ("when=open", _("All open"), replace(none, when="open")),
    ]


def counted_view(actor: Actor, flow: type[Flow[Any]], panel: Panel, asked: Asked) -> int:
    """The capped count of a view."""
    return capped_count(filters.cases(actor, flow, panel, asked))


def _with_places(found: QuerySet[Case], panel: Panel) -> QuerySet[Case]:
    return found.select_related("unit", "project", "agent", *panel.in_lists)


def nearest_duties(ids: Sequence[int]) -> dict[int, Obligation]:
    """The running obligation of each case that is due first."""
    running = Obligation.objects.filter(
        case_id__in=ids, settled_at=None, held_at=None, suspended_at=None, due_at__isnull=False
    )
    found: dict[int, Obligation] = {}
    for owed in running.select_related("debtor").order_by("due_at", "id"):
        found.setdefault(owed.case_id, owed)
    return found


def _costs(ids: Sequence[int]) -> dict[int, Decimal]:
    lines = PenaltyLine.objects.filter(case_id__in=ids).order_by().values_list("case_id")
    return dict(lines.annotate(Sum("amount")))


def _facet(case: Case, lookup: str, choices: Iterable[tuple[str, Words]]) -> Words:
    value: Any = case
    for part in lookup.split("__"):
        value = getattr(value, part)
    return dict(choices).get(str(value), str(value))


def _left(row: Row) -> str:
    if row.cd is None or row.cd.due is None:
        return ""
    return written.span(row.cd.due - clock.now())


def _name(owed: Obligation | None) -> str:
    return owed.debtor.name if owed and owed.debtor else ""
