"""Sanctions, discipline cases and meetings brought to where a test begins, through the real moves."""

from __future__ import annotations

from typing import Any

from shouwen.complaints import sanctions
from shouwen.complaints.flows import Order
from shouwen.complaints.models import Sanction
from shouwen.kernel import clock, moves
from shouwen.kernel.flows import Step
from shouwen.kernel.models import Case
from tests.factories.story import Story, agreed, at


def proposed(told: Story, code: str, who: str, when: str = "2024-05-10 09:00") -> Sanction:
    """A proposal against a cast member, beyond any order."""
    with clock.moved_to(at(when)):
        return sanctions.propose(None, code, "第十六条", told.cast.staff[who].pk, "事实", at(when))


def take(told: Story, step: Step[Any], case: Case | int, by: str, when: str, **given: object) -> Case:
    """One step of any case at a wall time; the case as it is afterwards."""
    pk = case if isinstance(case, int) else case.pk
    proofs = given.pop("proofs", ())
    with clock.moved_to(at(when)):
        pieces = [told.piece(kind, by) for kind in proofs]  # type: ignore[attr-defined]
        moves.take(step, pk, by=told.cast.actor(by), given=given, proofs=pieces)
    return Case.objects.get(pk=pk)


def long_overdue() -> Story:
    """The repair of the story on its seventeenth late day: due the 8th, swept on the 25th at noon."""
    told = agreed()
    told.sweep("2024-05-25 12:00")
    return told


def finished_after(told: Story, when: str = "2024-05-25") -> None:
    """The repair is reported done and closed that day."""
    photos = ("completion_signed", "photo_before", "photo_during", "photo_after")
    told.take(Order.apply_closure, "head_property_repair", f"{when} 13:00", photos, given={"site_cleared": True})
    told.take(Order.verify_closure, "agent", f"{when} 13:10", given={"score": 4, "solved": True})
    told.take(Order.review_closure, "dgm", f"{when} 13:20", given={"opinion": "属实"})
    told.take(Order.close, "gm", f"{when} 13:30", given={"opinion": "结案"})
