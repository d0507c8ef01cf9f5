"""Several cases of a list at once: which steps may be taken for them, and what became of each.

Nothing here is a short cut: every case goes through ``moves.take`` by itself, with a key of its own and the version
that was on the page, so a case that has changed meanwhile is refused in words and the others are done.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from shouwen.kernel import clock, moves
from shouwen.kernel.access import Actor, visible_cases
from shouwen.kernel.errors import Refused, Why, absent, stale
from shouwen.kernel.flows import Flow, Given, Step, state_title
from shouwen.kernel.models import Case
from shouwen.people.queries import recall_holders
from shouwen.web.cases import listing, panels
from shouwen.web.cases.obstacles import why_not
from shouwen.web.cases.reading import accessor
from shouwen.web.desk.kinds import approves, returns
from shouwen.web.desk.records import attach
from shouwen.web.parts import Action

MOST: Final = listing.PAGE


@dataclass(frozen=True)
class Chosen:
    """A row that was ticked, as the page showed it."""

    pk: int
    version: int


@dataclass(frozen=True)
class Line:
    """One chosen row before anything is done: the case, or none where it is absent or not the person's."""

    chosen: Chosen
    case: Case | None
    obstacle: Refused | None

    @property
    def state(self) -> Any:
        return _state(self.case)


@dataclass(frozen=True)
class Outcome:
    """What became of one chosen row: the step was taken, or why not."""

    chosen: Chosen
    case: Case | None
    done: moves.Done | None = None
    refused: Refused | None = None

    @property
    def state(self) -> Any:
        return _state(self.case)


def read(values: Iterable[str]) -> list[Chosen]:
    """The rows ticked on a page ("17:3" is case 17 as of version 3); what makes no sense is passed over."""
    pairs = [value.partition(":") for value in values]
    found = {int(pk): int(version) for pk, _colon, version in pairs if _is_number(pk) and _is_number(version)}
    return [Chosen(pk, version) for pk, version in found.items()][:MOST]


def steps_of(flow: type[Flow[Any]]) -> list[Step[Any]]:
    """The steps of a flow that may be taken for several cases, in its order."""
    return [step for step in flow.steps.values() if step.in_bulk and not panels.is_taken_elsewhere(step.code)]


def possible(actor: Actor, flow: type[Flow[Any]], cases: Sequence[Case]) -> dict[int, list[Step[Any]]]:
    """For each case the steps this person may take for several; as many questions for one case as for fifty."""
    now, states = clock.now(), {case.state for case in cases}
    steps = [step for step in steps_of(flow) if states & set(step.sources)]
    if not steps or not cases:
        return {}
    _recall(cases)
    return {
        case.pk: [step for step in steps if case.state in step.sources and step.by.may(actor, case, now)]
        for case in cases
    }


def actions(flow: type[Flow[Any]], fits: Mapping[int, Sequence[Step[Any]]]) -> list[Action]:
    """The buttons of the bar: every step that fits at least one row."""
    fitting = {step.name for found in fits.values() for step in found}
    return [
        Action(step.title, name="step", value=step.name, key=_key(step))
        for step in steps_of(flow)
        if step.name in fitting
    ]


def _key(step: Step[Any]) -> str:
    """The key of the approvals inbox where the step approves or returns (ui.md §6)."""
    return "A" if approves(step) else "R" if returns(step) else ""


def lines(actor: Actor, step: Step[Any], rows: Sequence[Chosen]) -> list[Line]:
    """The chosen rows as they are now, each with what stands in the way of the step."""
    cases = _cases(actor, step, rows)
    if cases:
        _recall(list(cases.values()))
    return [Line(row, cases.get(row.pk), _obstacle(actor, step, row, cases.get(row.pk))) for row in rows]


def carry_out(actor: Actor, step: Step[Any], rows: Sequence[Chosen], given: Given, key: str) -> list[Outcome]:
    """Take the step for each row, each in its own transaction. The same ``key`` again changes nothing more."""
    taken = [_take(actor, step, row, given, f"web:{key}:{row.pk}") for row in rows]
    cases = _cases(actor, step, rows)
    return [Outcome(one.chosen, cases.get(one.chosen.pk), one.done, one.refused) for one in taken]


def _take(actor: Actor, step: Step[Any], row: Chosen, given: Given, key: str) -> Outcome:
    try:
        return Outcome(row, None, moves.take(step, row.pk, by=actor, given=given, key=key, version=row.version))
    except Refused as refused:
        return Outcome(row, None, refused=refused)


def _obstacle(actor: Actor, step: Step[Any], row: Chosen, case: Case | None) -> Refused | None:
    if case is None:
        return absent()
    refused = why_not(step, actor, case, getattr(case, accessor(step.flow)))
    if refused is None and case.version != row.version:
        return stale()
    return refused


def _cases(actor: Actor, step: Step[Any], rows: Sequence[Chosen]) -> dict[int, Case]:
    wanted = visible_cases(actor).filter(flow=step.flow.code, pk__in=[row.pk for row in rows])
    return {case.pk: case for case in wanted.select_related("unit", "project", "agent")}


def _recall(cases: Sequence[Case]) -> None:
    """Fetch at once what deciding about each case would ask for: its record, and who holds what at its places."""
    attach(cases)
    places = [(case.region_id, case.property_company_id, case.project.org_id) for case in cases]
    recall_holders([org for orgs in places for org in orgs], clock.now())


def _state(case: Case | None) -> Any:
    return state_title(case) if case is not None else ""


def _is_number(text: str) -> bool:
    return text.isdecimal() and len(text) < 19


def again(outcomes: Sequence[Outcome]) -> list[Chosen]:
    """The refused rows as they are now, to be looked at once more: what failed for being out of date may do now."""
    stale_ones = [one.case for one in outcomes if one.refused and one.refused.code == Why.STALE_PAGE]
    return [Chosen(case.pk, case.version) for case in stale_ones if case is not None]
