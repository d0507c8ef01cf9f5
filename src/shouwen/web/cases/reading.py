"""Everything the page of one case reads, in a number of questions that does not grow with what happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q
from django.http import Http404

from shouwen.customers.models import Occupancy
from shouwen.kernel.access import Actor, readable_events, visible_cases
from shouwen.kernel.events import verify
from shouwen.kernel.flows import Flow, flow_named
from shouwen.kernel.models import Case, Event, Evidence, Notice, Obligation, ObligationPause, PenaltyLine
from shouwen.web.cases.panels import Panel, panel_of

EVENTS_SHOWN = 200
NOTICES_SHOWN = 100
RELATED_SHOWN = 8


@dataclass(frozen=True)
class Reading:
    """One case as read for one page. ``milestones``: the events that changed the state or started a clock, oldest
    first; ``events``: the part of the history that is shown, newest first."""

    case: Case
    flow: type[Flow[Any]]
    panel: Panel
    events: Sequence[Event]
    milestones: Sequence[Event]
    evidence: Sequence[Evidence]
    owed: Sequence[Obligation]
    lines: Sequence[PenaltyLine]
    notices: Sequence[Notice]
    related: Sequence[Case]
    chain_whole: bool

    @property
    def record(self) -> Any:
        """The domain's record, one to one with the case."""
        return getattr(self.case, accessor(self.flow))

    @property
    def open(self) -> list[Obligation]:
        """What is still owed, by due instant; what is held or suspended at the end."""
        return sorted((o for o in self.owed if o.settled_at is None), key=_urgency)

    @property
    def settled(self) -> list[Obligation]:
        return [o for o in self.owed if o.settled_at is not None]


def case_for(actor: Actor, number: str) -> Case:
    """The case by its number, for this actor; Http404 when it is absent or not the actor's."""
    found = (
        visible_cases(actor)
        .select_related("project__org", "region", "property_company", "unit", "customer", "agent", "parent")
        .filter(number=number)
        .first()
    )
    if found is None:
        raise Http404
    return found


def read(actor: Actor, number: str, before: int | None = None) -> Reading:
    """The whole page's material, its history up to the event numbered ``before``. Raises Http404 as ``case_for``."""
    case = case_for(actor, number)
    flow, panel = flow_named(case.flow), panel_of(case.flow)
    fetch_record(case, flow, panel)
    owed = _owed(case)
    return Reading(
        case=case,
        flow=flow,
        panel=panel,
        events=_events(actor, case, before),
        milestones=_milestones(case, owed),
        evidence=list(Evidence.objects.filter(case=case, event__isnull=False).order_by("id")),
        owed=owed,
        lines=list(PenaltyLine.objects.filter(case=case).select_related("person").order_by("at", "id")),
        notices=_notices(case),
        related=_related(actor, case),
        chain_whole=next(iter(verify([case.pk])), None) is None,
    )


def occupancy_of(case: Case) -> Occupancy | None:
    """The customer's relation to the unit of the case, for "owner" or "tenant" in the head."""
    if case.customer_id is None or case.unit_id is None:
        return None
    return Occupancy.objects.filter(customer_id=case.customer_id, unit_id=case.unit_id).order_by("id").first()


def accessor(flow: type[Flow[Any]]) -> str:
    """How a case reaches its record: the related name of the record's one-to-one field."""
    return str(flow.record._meta.get_field("case").remote_field.get_accessor_name())  # type: ignore[union-attr]


def fetch_record(case: Case, flow: type[Flow[Any]], panel: Panel) -> None:
    """The record with what its panel shows, in one question, put where ``case.<record>`` looks for it."""
    record = flow.record._default_manager.select_related(*panel.select).get(case_id=case.pk)
    record.case = case  # type: ignore[attr-defined] # every record has its case, one to one
    setattr(case, accessor(flow), record)


def _events(actor: Actor, case: Case, before: int | None) -> list[Event]:
    found = (
        Event.objects.filter(readable_events(actor), case=case)
        .select_related("staff", "on_behalf_of", "customer")
        .order_by("-seq")
    )
    return list((found if before is None else found.filter(seq__lt=before))[:EVENTS_SHOWN])


def _milestones(case: Case, owed: Sequence[Obligation]) -> list[Event]:
    starts = Q(occurred_at__in={o.started_at for o in owed})
    return list(Event.objects.filter(~Q(to_state="") | starts, case=case).order_by("seq"))


def _owed(case: Case) -> list[Obligation]:
    pauses = Prefetch("pauses", ObligationPause.objects.order_by("from_at"))
    return list(
        Obligation.objects.filter(case=case).select_related("debtor").prefetch_related(pauses).order_by("due_at", "id")
    )


def _notices(case: Case) -> list[Notice]:
    found = Notice.objects.filter(case=case).select_related("staff", "customer").order_by("-id")[:NOTICES_SHOWN]
    notices = list(found)
    for notice in notices:
        notice.case = case  # known already: their words need its number, title and place
    return notices


def _related(actor: Actor, case: Case) -> list[Case]:
    """Parent, children, brothers, then other cases of the same unit, newest first."""
    near = Q(parent_id=case.pk)
    if case.parent_id:
        near |= Q(pk=case.parent_id) | Q(parent_id=case.parent_id)
    if case.unit_id:
        near |= Q(unit_id=case.unit_id)
    found = visible_cases(actor).filter(near).exclude(pk=case.pk).select_related("unit").order_by("-id")
    return list(found[:RELATED_SHOWN])


def _urgency(owed: Obligation) -> tuple[bool, bool, float, int]:
    stands = owed.held_at is not None or owed.suspended_at is not None
    return (stands, owed.due_at is None, owed.due_at.timestamp() if owed.due_at else 0.0, owed.pk)
