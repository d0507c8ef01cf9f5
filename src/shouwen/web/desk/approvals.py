"""What waits for somebody's approval, derived from the flows: a step that asks for an opinion and nothing else
approves; a step from the same state that asks for a reason and leads somewhere returns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from shouwen.kernel import clock
from shouwen.kernel.access import Actor, visible_cases
from shouwen.kernel.flows import Step, all_flows
from shouwen.kernel.models import Case, Obligation
from shouwen.web.cases.facts import place_of
from shouwen.web.countdowns import countdown_of
from shouwen.web.desk.kinds import approves, returns
from shouwen.web.desk.owed import rests
from shouwen.web.desk.records import attach
from shouwen.web.parts import Countdown

EACH = 50


@dataclass(frozen=True)
class Approval:
    """One case with the step that approves it and, if there is one, the step that returns it."""

    case: Case
    approve: Step[Any]
    give_back: Step[Any] | None
    owed: Obligation | None

    @property
    def url(self) -> str:
        return reverse("web:approval", args=[self.case.number])

    @property
    def place(self) -> str:
        return place_of(self.case)

    @property
    def cd(self) -> Countdown | None:
        """The nearest deadline that runs on the case."""
        return countdown_of(self.owed) if self.owed else None


def waiting_for(actor: Actor) -> list[Approval]:
    """Everything this person may approve now, the nearest deadline first.

    One question a state that awaits approval, one a flow for the records, one for the deadlines; the caller
    remembers the organisation meanwhile.
    """
    found = list(_found(actor))
    attach([case for case, _ in found])
    mine = [(case, step) for case, step in found if step.by.may(actor, case, clock.now())]
    deadlines = _deadlines([case.pk for case, _ in mine])
    return sorted((_approval(case, step, actor, deadlines) for case, step in mine), key=_urgency)


def approval_of(actor: Actor, case: Case) -> Approval | None:
    """This case as an approval of this person; nothing when it does not wait for one of theirs."""
    attach([case])
    now = clock.now()
    for step in _approving(case.flow, case.state):
        if step.by.may(actor, case, now):
            return _approval(case, step, actor, _deadlines([case.pk]))
    return None


def _found(actor: Actor) -> Iterator[tuple[Case, Step[Any]]]:
    scoped = visible_cases(actor).filter(closed_at=None).select_related("project", "unit", "customer", "agent")
    for flow in all_flows():
        for state in flow.State.values:
            for step in _approving(flow.code, state):
                for case in scoped.filter(flow=flow.code, state=state).order_by("id")[:EACH]:
                    yield case, step


def _approving(flow_code: str, state: str) -> list[Step[Any]]:
    flow = next(flow for flow in all_flows() if flow.code == flow_code)
    return [step for step in flow.steps_from(state) if approves(step) and not step.hidden]


def _approval(case: Case, step: Step[Any], actor: Actor, deadlines: dict[int, Obligation]) -> Approval:
    others = [other for other in step.flow.steps_from(case.state) if returns(other) and not other.hidden]
    give_back = next((other for other in others if other.by.may(actor, case, clock.now())), None)
    return Approval(case, step, give_back, deadlines.get(case.pk))


def _deadlines(case_ids: Sequence[int]) -> dict[int, Obligation]:
    """The nearest obligation that runs on each case."""
    rows = Obligation.objects.filter(case_id__in=case_ids, settled_at=None).order_by("-due_at", "-id")
    return {row.case_id: row for row in rows if not rests(row)}


def _urgency(one: Approval) -> tuple[bool, float, int]:
    due = one.owed.due_at if one.owed else None
    return (due is None, due.timestamp() if due else 0.0, one.case.pk)


def steps_of(flow_code: str) -> list[Step[Any]]:
    """The steps of a flow that approve or return; none for a flow that is not installed."""
    flow = next((flow for flow in all_flows() if flow.code == flow_code), None)
    return [s for s in flow.steps.values() if (approves(s) or returns(s)) and not s.hidden] if flow else []
