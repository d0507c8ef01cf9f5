"""A complaint and its order, brought to where a test begins, through the real moves."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shouwen.complaints.flows import Complaint, Order
from shouwen.kernel import clock, engine, moves
from shouwen.kernel.flows import Step
from shouwen.kernel.models import Case, Evidence
from shouwen.rehearsal.cast import Cast, build
from shouwen.rehearsal.scenario import instant_of

MORNING = instant_of("2024-05-06 09:40")


@dataclass
class Story:
    """The rehearsal's cast in the test's database, and one complaint with one order going their way."""

    cast: Cast
    complaint: Case | None = None
    order: Case | None = None

    def piece(self, kind: str, by: str) -> int:
        """One piece of evidence in the hands of a cast member."""
        actor = self.cast.actor(by)
        return Evidence.objects.create(
            kind=kind,
            file=f"tests/{kind}",
            content_type="image/png",
            size=1,
            sha256=hashlib.sha256(kind.encode()).hexdigest(),
            received_at=clock.now(),
            staff=actor.staff,
            customer=actor.customer,
        ).pk

    def take(self, step: Step[Any], by: str, at: str, proofs: tuple[str, ...] = (), **more: Any) -> moves.Done:
        """Take a step of the order (or of the complaint, if it is one of its steps) at a wall time."""
        case = self.order if step.flow is Order else self.complaint
        assert case is not None
        given = more.pop("given", None)
        with clock.moved_to(instant_of(at)):
            pieces = [self.piece(kind, by) for kind in proofs]
            return moves.take(step, case.pk, by=self.cast.actor(by), given=given, proofs=pieces, **more)

    def sweep(self, at: str) -> engine.Swept:
        """The engine runs at a wall time."""
        instant = instant_of(at)
        with clock.moved_to(instant):
            return engine.sweep(instant)

    def owed(self, code: str) -> Any:
        """The latest obligation of that code on either case."""
        from shouwen.kernel.models import Obligation  # noqa: PLC0415 — leaf of a factory

        return Obligation.objects.filter(code=code).latest("id")


def story() -> Story:
    with clock.moved_to(MORNING):
        return Story(build())


def registration(**changes: Any) -> dict[str, Any]:
    """What the specialist takes down, unless said otherwise."""
    return {
        "customer_name": "陈女士",
        "phone": "19900000001",
        "demand": "卫生间顶板渗水",
        "required_finish_at": "2024-05-10 18:00",
        "type": "maintenance",
        "channel": "visit",
        "contact_ended_at": "2024-05-06 10:00",
        "comfort_note": "已致歉",
        **changes,
    }


def registered(**changes: Any) -> Story:
    """A complaint awaiting the customer's signature since 09:40."""
    return _register(story(), **changes)


def _register(told: Story, **changes: Any) -> Story:
    unit = told.cast.unit("agent", "1-1-101")
    assert unit is not None
    place = moves.Place(told.cast.projects["P1"], unit, told.cast.customers["customer"])
    with clock.moved_to(MORNING):
        done = moves.start(Complaint.register, place, by=told.cast.actor("agent"), given=registration(**changes))
    told.complaint = done.case
    return told


def drafted(**changes: Any) -> Story:
    return _draft(registered(**changes))


def _draft(told: Story) -> Story:
    told.take(Complaint.sign, "agent", "2024-05-06 09:55", ("customer_signature",))
    told.take(Complaint.raise_order, "agent", "2024-05-06 09:58")
    told.order = Case.objects.get(parent=told.complaint)
    return told


def submitted(**changes: Any) -> Story:
    """An order submitted at 10:20."""
    told = drafted(**changes)
    told.take(Order.submit, "agent", "2024-05-06 10:20")
    return told


def another_submitted(told: Story, **changes: Any) -> Story:
    """A further order of the same cast, submitted at 10:20 as well."""
    other = _draft(_register(Story(told.cast), **changes))
    other.take(Order.submit, "agent", "2024-05-06 10:20")
    return other


def issued(**changes: Any) -> Story:
    """An order issued at 11:10."""
    told = submitted(**changes)
    told.take(Order.endorse, "dgm", "2024-05-06 10:40", given={"opinion": "同意"})
    told.take(Order.issue, "gm", "2024-05-06 11:10", given={"opinion": "签发"})
    return told


def agreed(**changes: Any) -> Story:
    """An order whose plan was agreed at 12:30, to be done by the 8th, 12:00."""
    told = issued(**changes)
    told.take(Order.check_in, "head_property_repair", "2024-05-06 12:05", ("doorstep_photo",))
    plan = {"findings": "属实", "plan": "重做防水", "negotiated_finish_at": "2024-05-08 12:00"}
    proofs = ("customer_signature", "problem_photo")
    told.take(Order.agree_plan, "head_property_repair", "2024-05-06 12:30", proofs, given=plan)
    return told


def at(text: str) -> datetime:
    """A wall time as an instant."""
    return instant_of(text)
