"""Goods leave the estates: releases of the last weeks through the real moves, open ones at every stage today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random
from typing import Any

from shouwen.estate.models import Project
from shouwen.frontdesk.flows import ItemRelease, SlipReconciliation, at_the_gate
from shouwen.frontdesk.models import ItemSlip
from shouwen.kernel import clock, moves
from shouwen.kernel.access import Actor
from shouwen.kernel.flows import Step
from shouwen.kernel.models import Case
from shouwen.people.models import Staff
from shouwen.people.queries import holders
from shouwen.people.roles import Role
from shouwen.rehearsal.demo import estates
from shouwen.rehearsal.demo.estates import Home
from shouwen.rehearsal.demo.stage import Stage

PROJECTS, DAYS = 3, 28
RECONCILED_BEFORE = timedelta(days=7)
GOODS = ("双人沙发", "餐桌", "餐椅", "冰箱", "洗衣机", "衣柜", "书柜", "床垫", "电视机", "钢琴", "纸箱杂物", "空调外机")
REMARKS = ("", "", "米色布艺", "九成新", "已打包", "可拆装", "玻璃面，易碎")
VEHICLES = ("浙A7K321", "浙B52918", "搬家公司厢货", "")


@dataclass
class Estate:
    """One project's counter, gate and security, and whose goods leave."""

    stage: Stage
    project: Project
    homes: Sequence[Home]
    rng: Random

    def actor(self, role: Role) -> Actor:
        orgs = [self.project.org_id, self.project.property_company_id]
        return Actor.of(Staff.objects.get(pk=holders(role, clock.now(), orgs=orgs)[0]))

    def proofs(self, step: Step[Any], by: Actor) -> list[int]:
        """What the step needs, in the actor's hands."""
        needs = step.needs if not callable(step.needs) else ()
        pieces = [self.stage.album.piece(str(kind), by, clock.now(), self.rng) for kind in needs]
        for piece in pieces:
            piece.save()
        return [piece.pk for piece in pieces]

    def take(self, step: Step[Any], case: Case, role: Role, **given: Any) -> None:
        by = self.actor(role)
        moves.take(step, case.pk, by=by, given=given, proofs=self.proofs(step, by))


def play(stage: Stage, seed: int) -> None:
    """Two releases a week in some projects, reconciled a week ago; some today, left at every stage."""
    for number, project in enumerate(stage.group.projects[:PROJECTS]):
        rng = Random(f"{seed}:releases:{number}")  # noqa: S311 - chance for a play
        estate = Estate(stage, project, estates.homes(project), rng)
        if estate.homes:
            _weeks(estate)
            _today(estate)


def _weeks(estate: Estate) -> None:
    end, reconciled = estate.stage.end, False
    for ago in range(DAYS, 1, -4):
        at = clock.at_time(clock.day_of(end) - timedelta(days=ago), time(9, estate.rng.randrange(60)))
        if not reconciled and end - at < RECONCILED_BEFORE:
            _reconcile(estate, at)
            reconciled = True
        with clock.moved_to(at):
            case = _apply(estate)
        _let_out(estate, case, at)


def _let_out(estate: Estate, case: Case, at: datetime) -> None:
    with clock.moved_to(at + timedelta(minutes=8)):
        estate.take(ItemRelease.verify, case, Role.RECEPTION, is_identified=True)
        estate.take(ItemRelease.issue, case, Role.RECEPTION)
    if estate.rng.random() < 0.1:
        with clock.moved_to(at + timedelta(hours=9)):
            at_the_gate.lapse(clock.now())
        return
    with clock.moved_to(at + timedelta(minutes=estate.rng.randrange(40, 300))):
        if estate.rng.random() < 0.1:
            reason = "多出一件未列明的家电"
            estate.take(ItemRelease.turn_back, case, Role.GATE_GUARD, why="mismatch", reason=reason)
        estate.take(ItemRelease.pass_gate, case, Role.GATE_GUARD, items_match=True)


def _today(estate: Estate) -> None:
    """What the counter and the gate find when somebody opens the demo."""
    stops = (
        None,
        ItemRelease.verify,
        ItemRelease.issue,
        ItemRelease.issue,
        ItemRelease.pass_gate,
        ItemRelease.pass_gate,
    )
    for number, stop in enumerate(stops):
        with clock.moved_to(estate.stage.end - timedelta(minutes=25 - number)):
            case = _apply(estate)
            for step, role, given in _WAY if stop else ():
                estate.take(step, case, role, **given)
                if step is stop:
                    break


_WAY: Sequence[tuple[Step[Any], Role, dict[str, Any]]] = (
    (ItemRelease.verify, Role.RECEPTION, {"is_identified": True}),
    (ItemRelease.issue, Role.RECEPTION, {}),
    (ItemRelease.pass_gate, Role.GATE_GUARD, {"items_match": True}),
)


def _apply(estate: Estate) -> Case:
    rng, home, now = estate.rng, estate.rng.choice(estate.homes), clock.now()
    items = [
        {"name": name, "quantity": rng.choice((1, 1, 2, 4)), "remark": rng.choice(REMARKS)}
        for name in rng.sample(GOODS, rng.randrange(1, 5))
    ]
    given = {
        "applicant": home.customer.name,
        "phone": home.phone,
        "relation": "owner",
        "document": "identity_card",
        "document_no": f"330106198{rng.randrange(10)}0{rng.randrange(1, 9)}1{rng.randrange(10000, 99999)}",
        "valid_from": now,
        "valid_until": now + timedelta(hours=8),
        "vehicle": rng.choice(VEHICLES),
        "items": items,
    }
    by = estate.actor(Role.RECEPTION)
    place = moves.Place(estate.project, home.unit, home.customer)
    return moves.start(ItemRelease.apply, place, by=by, given=given).case


def _reconcile(estate: Estate, at: datetime) -> None:
    """A period is handed in, one slip of it missing, compared, explained and archived."""
    with clock.moved_to(at - timedelta(hours=1)):
        case = Case.objects.filter(slip_batch__project=estate.project, slip_batch__handed_in_at=None).get()
        used = ItemSlip.objects.filter(case__project=estate.project, passed_at__isnull=False).order_by("case_id")
        numbers = [slip.slip_number for slip in used[1:]]
        estate.take(SlipReconciliation.hand_in, case, Role.SECURITY_HEAD, numbers=numbers)
        estate.take(SlipReconciliation.reconcile, case, Role.RECEPTION)
        note = "一张放行条在夜班交接时遗失，已写情况说明。"
        estate.take(SlipReconciliation.archive, case, Role.RECEPTION, explanation=note)
