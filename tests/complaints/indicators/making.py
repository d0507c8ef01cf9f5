"""Complaints and orders as the steps leave them, written straight down: a month needs dozens."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from shouwen.complaints.models import ComplaintRecord, OrderRecord
from shouwen.estate.models import Project
from shouwen.kernel import clock
from shouwen.kernel.models import Case, Obligation
from shouwen.people.models import Staff
from tests.factories import centre
from tests.factories.story import at

_numbers = count(1)
HOUR = timedelta(hours=1)
FIRST_OF_JUNE = at("2024-06-01 01:30")


@dataclass
class Place:
    """A project with one specialist, to put complaints in."""

    project: Project = field(default_factory=centre.project)
    agent: Staff = field(default_factory=centre.staff)

    def case(
        self, flow: str, state: str, opened: datetime, closed: datetime | None, parent: Case | None = None
    ) -> Case:
        return Case.objects.create(
            flow=flow, number=f"T-{next(_numbers)}", title="门铃不响", state=state, project=self.project,
            region=self.project.region, property_company=self.project.property_company, agent=self.agent,
            opened_at=opened, closed_at=closed, parent=parent,
        )  # fmt: skip

    def complaint(
        self,
        opened: str = "2024-05-06 10:00",
        closed: str = "",
        state: str = "",
        *,
        kind: str = "maintenance",
        repeats: ComplaintRecord | None = None,
        score: int | None = None,
        signed: bool = True,
    ) -> ComplaintRecord:
        """A complaint; closed by orders unless ``state`` says otherwise."""
        ended = at(closed) if closed else None
        case = self.case("complaints.complaint", state or ("closed" if ended else "order_raised"), at(opened), ended)
        return ComplaintRecord.objects.create(
            case=case, type=kind, channel="visit", repeats=repeats, score=score, is_signed=signed,
            rated_at=at(opened) if score else None, contact_ended_at=at(opened),
        )  # fmt: skip

    def order(
        self,
        due: str = "2024-05-10 18:00",
        *,
        issued: str = "2024-05-06 11:00",
        applied: str = "",
        closed: str = "",
        negotiated: str = "",
        state: str = "",
        score: int | None = None,
        of: ComplaintRecord | None = None,
    ) -> OrderRecord:
        """A supervision order: open, applied for, or closed."""
        parent = (of or self.complaint(opened=issued, closed=closed)).case
        state = state or ("closed" if closed else "closure_applied" if applied else "in_progress")
        case = self.case("complaints.order", state, at(issued), at(closed) if closed else None, parent)
        return OrderRecord.objects.create(
            case=case, type="maintenance", first_department="property_repair", company=self.project.property_company,
            ordered_finish_at=at(due), negotiated_finish_at=at(negotiated) if negotiated else None,
            submitted_at=at(issued), issued_at=at(issued), applied_at=at(applied) if applied else None, score=score,
        )  # fmt: skip

    def clock(self, case: Case, duty: str, started: datetime, minutes: int, met_after: int | None) -> Obligation:
        """An obligation of so many minutes, met after so many (None: never, and breached)."""
        due = started + timedelta(minutes=minutes)
        met = started + timedelta(minutes=met_after) if met_after is not None else None
        on_time = met is not None and met <= due
        return Obligation.objects.create(
            case=case, duty=duty, code=duty.rpartition(".")[2], terms={}, started_at=started, due_at=due, met_at=met,
            breached_at=None if on_time else due, settled_at=met,
            outcome=Obligation.Outcome.MET if on_time else Obligation.Outcome.BREACHED,
        )  # fmt: skip


def closed_after(hours_allowed: int, hours_taken: int, *, score: int | None = None) -> dict[str, object]:
    """The arguments of an order issued on 6 May, 08:00, by time allowed and time taken."""
    issued = at("2024-05-06 08:00")

    def wall(instant: datetime) -> str:
        return f"{clock.local(instant):%Y-%m-%d %H:%M}"

    applied = issued + hours_taken * HOUR
    return {
        "issued": "2024-05-06 08:00",
        "due": wall(issued + hours_allowed * HOUR),
        "applied": wall(applied),
        "closed": wall(applied + HOUR),
        "score": score,
    }
