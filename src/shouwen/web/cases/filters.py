"""What an address asks of a case list, and the cases that answer it.

Every filter is a name in the address, so an address holds a whole view. What it asks is turned into conditions that
the indexes of migration kernel 0004 serve; nothing here counts a history.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.lookups import DataContains
from django.db.models import F, Func, Q, QuerySet, TextField, Value
from django.db.models.lookups import Contains
from django.http import QueryDict

from shouwen.common import text
from shouwen.common.numbers import number_in
from shouwen.estate.models import Project
from shouwen.kernel import clock
from shouwen.kernel.access import Actor, Scope, is_confidential, scope_of
from shouwen.kernel.flows import Flow
from shouwen.kernel.models import Case, Obligation
from shouwen.web.cases.panels import Panel

NUMBER: Final = re.compile(r"^[A-Za-z]{2}-[0-9-]*$")
WHEN: Final = ("open", "late", "soon", "closed", "all")
SOON: Final = timedelta(hours=1)
_MANY: Final = 2000
_MOST_RUNNING: Final = 10_000_000  # more than ever run at once


@dataclass(frozen=True)
class Asked:
    """The filters of one address, those that make sense. ``q`` of one character asks nothing."""

    q: str = ""
    state: str = ""
    when: str = ""
    mine: bool = False
    project: int | None = None
    person: int | None = None
    unit: int | None = None
    since: date | None = None
    until: date | None = None
    facets: Mapping[str, str] | None = None

    @classmethod
    def of(cls, query: QueryDict, flow: type[Flow[Any]], panel: Panel) -> Asked:
        """Read an address; what it cannot mean is passed over, so an old saved view still opens."""
        chosen = {facet.name: query.get(facet.name, "") for facet in panel.facets}
        known = {facet.name: {value for value, _text in facet.choices} for facet in panel.facets}
        return cls(
            q=query.get("q", "").strip()[:80],
            state=query.get("state", "") if query.get("state") in flow.State.values else "",
            when=query.get("when", "") if query.get("when") in WHEN else "",
            mine=query.get("mine") == "1",
            project=number_in(query.get("project")),
            person=number_in(query.get("person")),
            unit=number_in(query.get("unit")),
            since=_day(query.get("since")),
            until=_day(query.get("until")),
            facets={name: value for name, value in chosen.items() if value in known[name]},
        )

    @property
    def is_searchable(self) -> bool:
        """Whether the words are long enough to be found through the index."""
        return len(text.bigrams(self.q)) > 0 or bool(NUMBER.match(self.q))


def cases(actor: Actor, flow: type[Flow[Any]], panel: Panel, asked: Asked) -> QuerySet[Case]:
    """The cases of a flow within the actor's scope that answer the filters, newest first."""
    found = Case.objects.filter(_scope(scope_of(actor), flow.code), flow=flow.code)
    for condition in (_words(asked), _facts(asked), _people(asked, actor), _days(asked), _facets(asked, panel)):
        found = found.filter(condition)
    found = _in_time(found, asked)
    return found.order_by("-id")


def _scope(scope: Scope, flow: str) -> Q:
    """The scope through the case's own columns, and as plain as this flow allows, so that its indexes serve it."""
    if scope.everything or scope.customer is not None:
        return scope.as_filter()
    places = Q(region_id__in=scope.regions) | Q(property_company_id__in=scope.property_companies)
    if scope.projects:
        own = list(Project.objects.filter(org_id__in=scope.projects).values_list("id", flat=True))
        places |= Q(project_id__in=own)
    return scope.within(places) if is_confidential(flow) else places


def _words(asked: Asked) -> Q:
    if NUMBER.match(asked.q):
        return Q(number__startswith=asked.q.upper())
    pieces = text.bigrams(asked.q)
    if not pieces:
        return Q()
    title = Func(F("title"), function="shouwen_bigrams", output_field=ArrayField(TextField()))
    plain = Func(F("title"), function="shouwen_normalise", output_field=TextField())
    held = Q(_holds(title, pieces))
    # a word that many titles have is met soon by reading newest first; only a rare one is worth the index
    if _is_plain(asked.q) and len(Case.objects.filter(held).values_list("pk")[:_MANY]) == _MANY:
        return Q(title__contains=asked.q)
    return held & Q(Contains(plain, text.normalise(asked.q)))


def _is_plain(words: str) -> bool:
    """Whether the words have one spelling only, as Chinese characters do."""
    return all(text.is_chinese(sign) for sign in words)


def _facts(asked: Asked) -> Q:
    condition = Q()
    if asked.state:
        condition &= Q(state=asked.state)
    if asked.project:
        condition &= Q(project_id=asked.project)
    if asked.unit:
        condition &= Q(unit_id=asked.unit)
    if asked.when == "closed":
        condition &= Q(closed_at__isnull=False)
    elif asked.when not in ("", "all") or asked.mine:
        condition &= Q(closed_at=None)
    return condition


def _people(asked: Asked, actor: Actor) -> Q:
    wanted = [person for person in (actor.staff_id if asked.mine else None, asked.person) if person is not None]
    condition = Q()
    for person in wanted:
        condition &= Q(pk__in=_of(person, open_only=asked.mine or asked.when not in ("", "all", "closed")))
    return condition


def _of(person: int, *, open_only: bool) -> Any:
    """The cases a person took in or owes something in; a union, so that either half is read through its index."""
    taken = Case.objects.filter(agent_id=person, **({"closed_at": None} if open_only else {}))
    owed = Obligation.objects.filter(settled_at=None, debtor_id=person)
    return taken.order_by().values_list("pk").union(owed.values_list("case_id"))


def _days(asked: Asked) -> Q:
    condition = Q()
    if asked.since:
        condition &= Q(opened_at__gte=clock.at_time(asked.since, time.min))
    if asked.until:
        condition &= Q(opened_at__lt=clock.at_time(asked.until + timedelta(days=1), time.min))
    return condition


def _facets(asked: Asked, panel: Panel) -> Q:
    lookups = {facet.name: facet for facet in panel.facets}
    return Q(**{lookups[name].lookup: value for name, value in (asked.facets or {}).items()})


def _in_time(found: QuerySet[Case], asked: Asked) -> QuerySet[Case]:
    now = clock.now()
    if asked.when == "late":
        return found.filter(pk__in=_due(now, None))
    if asked.when == "soon":
        return found.filter(pk__in=_due(now + SOON, now))
    return found


def _due(before: datetime, since: datetime | None) -> QuerySet[Obligation, int]:
    """Cases with something open that is due before an instant; what is held or suspended is not late."""
    running = Obligation.objects.filter(settled_at=None, held_at=None, suspended_at=None, due_at__lt=before)
    if since is not None:
        running = running.filter(due_at__gte=since)
    # A bounded list is looked up, not joined: the cases are then read newest first until the page is full.
    return running.values_list("case_id", flat=True)[:_MOST_RUNNING]


def _day(value: str | None) -> date | None:
    try:
        return date.fromisoformat(value or "")
    except ValueError:
        return None


def _holds(pieces: Any, wanted: list[str]) -> DataContains:
    """``pieces @> wanted``, as the index on the pieces of titles answers it."""
    return DataContains(pieces, Value(wanted, output_field=ArrayField(TextField())))
