"""Which step of a case leads to what somebody owes: the one that meets it, else the one that hands it in, else the
next one that moves the case on. Only steps this person may take."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shouwen.kernel import clock
from shouwen.kernel.access import Actor
from shouwen.kernel.flows import Step, flow_named
from shouwen.kernel.models import Case, Obligation
from shouwen.web.desk.kinds import returns
from shouwen.web.desk.records import attach
from shouwen.web.parts import Action


def actions(rows: Iterable[Obligation], actor: Actor, people: Collection[int]) -> dict[int, Action]:
    """For each obligation of ``people`` the button that leads on; everything else opens its case.

    The questions asked do not grow with the rows; the caller remembers the organisation meanwhile.
    """
    listed = list(rows)
    mine = [row for row in listed if row.debtor_id in people]
    cases = {case.pk: case for case in attach({row.case_id: row.case for row in mine}.values())}
    found = {row.pk: _action(cases.get(row.case_id), row, actor) for row in mine}
    waiting = {row.case_id for row in mine if found[row.pk] is None}
    below = _steps_below(waiting, actor)
    onward = {row.pk: found[row.pk] or below.get(row.case_id) for row in mine}
    return {row.pk: onward.get(row.pk) or _open(row.case) for row in listed}


def _action(case: Case | None, row: Obligation, actor: Actor) -> Action | None:
    step = leading_step(case, actor, row.code) if case is not None else None
    return _button(case, step) if case is not None and step is not None else None


def leading_step(case: Case, actor: Actor, duty: str = "") -> Step[Any] | None:
    """The step this person takes next on the case, towards the duty if one is named."""
    flow, now = flow_named(case.flow), clock.now()
    steps = [step for step in flow.steps_from(case.state) if not step.hidden]
    towards = [step for step in steps if duty in {d.code for d in (*step.meets, *step.holds)}]
    onward = [step for step in steps if set(step.targets) - {case.state} and not returns(step)]
    return next((step for step in (*towards, *onward) if step.by.may(actor, case, now)), None)


def _steps_below(case_ids: set[int], actor: Actor) -> Mapping[int, Action]:
    """What waits on the cases these raised: a complaint's duty is met by submitting its orders."""
    if not case_ids:
        return {}
    children = Case.objects.filter(parent_id__in=case_ids, closed_at=None).select_related("project").order_by("id")
    found: dict[int, Action] = {}
    for child in attach(children):
        step = leading_step(child, actor)
        if step is not None and child.parent_id is not None:
            found.setdefault(child.parent_id, _button(child, step))
    return found


def _button(case: Case, step: Step[Any]) -> Action:
    return Action(step.title, reverse("web:step", args=[case.number, step.name]))


def _open(case: Case) -> Action:
    return Action(_("Look at it"), reverse("web:case", args=[case.number]))
