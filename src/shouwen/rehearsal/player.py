"""Playing a scenario: the real moves and the real engine on a moved clock, in a transaction that is rolled back."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Min
from django.utils.translation import gettext as _

from shouwen.kernel import clock, engine, jobs, moves, rulebook
from shouwen.kernel.access import Actor
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.flows import Step, all_flows
from shouwen.kernel.models import BonusBase, Case, Evidence, Obligation
from shouwen.people.queries import nobody_but
from shouwen.rehearsal import cast as casting
from shouwen.rehearsal.cast import Cast
from shouwen.rehearsal.coding import coded
from shouwen.rehearsal.outcome import Check, compare, instant
from shouwen.rehearsal.scenario import Happening, NotAScenario, Scenario

REGULATION = ("complaints.", "payroll.", "centres.")
PEOPLE = ("to", "commander")  # the fields in which a step asks for a person
UNHEARD = ("complaints.indicators_so_far",)


@dataclass
class Stage:
    """A performance under way: the cast, the cases by name, what was refused, and up to when its jobs ran."""

    cast: Cast
    heard: datetime
    named: dict[str, int] = field(default_factory=dict)
    last: dict[str, int] = field(default_factory=dict)
    refusals: list[Check] = field(default_factory=list)

    def case_ids(self) -> list[int]:
        """Only the cases of this performance may be touched."""
        projects = [project.pk for project in self.cast.projects.values()]
        return list(Case.objects.filter(project_id__in=projects).values_list("id", flat=True))


def perform(scenario: Scenario) -> list[Check]:
    """Play the scenario and compare; nothing of it stays. Every check that is not ``ok`` is a difference."""
    with transaction.atomic():
        checks = _perform(scenario)
        transaction.set_rollback(True)
    return checks


def _perform(scenario: Scenario) -> list[Check]:
    with rulebook.rehearsing(scenario.overrides):
        stage = _set_up(scenario)
        with nobody_but(person.pk for person in stage.cast.staff.values()):
            _tell(scenario, stage)
        return [*stage.refusals, *compare(scenario.expect, stage.cast, stage.named, stage.case_ids())]


def _tell(scenario: Scenario, stage: Stage) -> None:
    for event in scenario.story():
        at = event.at or scenario.start
        _let_time_pass(stage, at - clock.TICK)
        _play(stage, event, at)
    _let_time_pass(stage, scenario.until)


def _set_up(scenario: Scenario) -> Stage:
    with clock.moved_to(scenario.start):
        cast = casting.build()
        for name, post in scenario.posts.items():
            casting.add(cast, name, post.role, post.at)
    _check_names(scenario, cast)
    for name, amount in scenario.bonus_base.items():
        for month in _months(scenario.start, scenario.until):
            BonusBase.objects.create(person=cast.staff[name], month=month, amount=amount)
    return Stage(cast, heard=scenario.start - clock.TICK)


def _check_names(scenario: Scenario, cast: Cast) -> None:
    """A name that is misspelt must not pass for somebody of whom nothing was expected; nor a step."""
    for name in sorted(scenario.people() - {*cast.staff, *cast.customers}):
        raise NotAScenario(_("Nobody of the cast is called {name}.").format(name=name))
    flows = {_step(event.do).flow.code.rpartition(".")[2] for event in scenario.events}
    cases = {*flows, *(event.name for event in scenario.events)}
    for event in scenario.events:
        if event.on is not None and event.on not in cases:
            raise NotAScenario(_("{step}: no case of the story is called {name}.").format(step=event.do, name=event.on))


def _months(first: datetime, last: datetime) -> Iterator[date]:
    month = clock.day_of(first).replace(day=1)
    while month <= clock.day_of(last):
        yield month
        month = (month + timedelta(days=32)).replace(day=1)


def _let_time_pass(stage: Stage, upto: datetime) -> None:
    _let_the_engine_run(stage.case_ids(), upto)
    with clock.moved_to(upto):
        jobs.play(stage.heard, upto, only=_jobs_of_the_regulation())
    stage.heard = max(stage.heard, upto)


def _let_the_engine_run(case_ids: list[int], upto: datetime) -> None:
    """Day by day: an engine that never slept tells of every day by itself (of days it slept through, once)."""
    waiting = Obligation.objects.filter(case__in=case_ids, next_fire_at__lte=upto)
    while (first := waiting.aggregate(at=Min("next_fire_at"))["at"]) is not None:
        midnight = clock.at_time(clock.day_of(first) + timedelta(days=1), time()) - clock.TICK
        with clock.moved_to(min(midnight, upto)):
            engine.sweep(clock.now(), case_ids=case_ids)


def _jobs_of_the_regulation() -> list[str]:
    """Other domains' jobs touch no case of a scenario, and running figures are asked for by nobody in it."""
    codes = [job.code for job in jobs.all_jobs()]
    return [code for code in codes if code.startswith(REGULATION) and code not in UNHEARD]


def _play(stage: Stage, event: Happening, at: datetime) -> None:
    try:
        with clock.moved_to(at), transaction.atomic():
            _act(stage, event)
    except Refused as refused:
        _note(stage, event, at, refused)
    else:
        if event.refused:
            _note(stage, event, at, None)


def _note(stage: Stage, event: Happening, at: datetime, refused: Refused | None) -> None:
    """A step that was refused, or should have been, is a line of the table."""
    word = "" if event.refused == "true" else event.refused
    ok = bool(event.refused) and refused is not None and word in refused.code
    expected = " ".join(filter(None, (_("refused"), word))) if event.refused else _("taken")
    happened = f"{_('refused')} {refused.code}: {refused}" if refused else _("taken")
    what = _("{at} {step} by {name}").format(at=instant(at), step=_in_words(event.do), name=event.by)
    stage.refusals.append(Check(what, expected, happened, ok))


def _act(stage: Stage, event: Happening) -> None:
    step = _step(event.do)
    by = stage.cast.actor(event.by)
    proofs = [_piece(kind, by) for kind in event.evidence]
    given = _with_people(stage.cast, event.given)
    if step.starts_case:
        done = moves.start(step, _place(stage.cast, event.by, given), by=by, given=given, proofs=proofs)
        _remember(stage, step.flow.code, event.name, done.case.pk)
        return
    case_id = _case_of(stage, step, event)
    moves.take(step, case_id, by=by, given=given, proofs=proofs)
    child = Case.objects.filter(parent_id=case_id).order_by("-id").first()
    if child is not None and child.pk not in stage.named.values():
        _remember(stage, child.flow, event.name, child.pk)


def _remember(stage: Stage, flow: str, name: str | None, case_id: int) -> None:
    stage.last[flow] = case_id
    stage.named[name or flow.rpartition(".")[2]] = case_id


def _step(name: str) -> Step[Any]:
    short, _dot, step = name.partition(".")
    for flow in all_flows():
        if flow.code.rpartition(".")[2] == short and step in flow.steps:
            return flow.steps[step]
    raise NotAScenario(_("There is no step called {name}.").format(name=name))


def _in_words(name: str) -> str:
    return coded(name, _step(name).title)


def _case_of(stage: Stage, step: Step[Any], event: Happening) -> int:
    found = stage.named.get(event.on) if event.on else stage.last.get(step.flow.code)
    if found is None and not event.on:
        found = _opened_by_the_system(stage, step.flow.code)
    if found is None:
        raise Refused(_("There is no case yet to do it on."), Why.NOT_FOUND)
    return found


def _opened_by_the_system(stage: Stage, flow: str) -> int | None:
    """The newest case of a flow that no event of the story opened (proposals, clues, meetings); named by its flow."""
    case_id = (
        Case.objects.filter(pk__in=stage.case_ids(), flow=flow).order_by("-id").values_list("id", flat=True).first()
    )
    if case_id is not None:
        stage.named[flow.rpartition(".")[2]] = case_id
    return case_id


def _place(cast: Cast, agent: str, given: dict[str, Any]) -> moves.Place:
    """The scenario names the unit among what is given; for the flow it is the case's place."""
    project = cast.project_of_agent.get(agent, cast.projects["P1"])
    code = given.pop("unit", None)
    unit = cast.unit(agent, code) if code else None
    occupancy = unit.occupancies.first() if unit else None
    return moves.Place(project, unit, occupancy.customer if occupancy else None)


def _with_people(cast: Cast, given: dict[str, Any]) -> dict[str, Any]:
    """Where a step asks for a person, the cast name stands for the person's id."""
    found = dict(given)
    for asked in PEOPLE:
        if found.get(asked) in cast.staff:
            found[asked] = cast.staff[found[asked]].pk
    return found


def _piece(kind: str, by: Actor) -> int:
    """A small piece of evidence of that kind; its file never reaches the storage, as nothing here stays."""
    content = f"rehearsal {kind}".encode()
    return Evidence.objects.create(
        kind=kind,
        file=f"rehearsal/{kind}",
        content_type="image/png",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        received_at=clock.now(),
        staff=by.staff,
        customer=by.customer,
    ).pk
