"""A matter as its customer reads it: the promise, plain words for each stage, one contact person (S3-20i).

No office words, no internal opinions, no money, nobody else's data.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shouwen.complaints.flows import Complaint
from shouwen.complaints.models import ComplaintRecord, OrderRecord
from shouwen.complaints.words import ISSUED_AND_OPEN, ComplaintState, OrderState
from shouwen.kernel import clock
from shouwen.kernel.evidence import Proof
from shouwen.kernel.models import Case, Event, Evidence
from shouwen.people.queries import appointments_at
from shouwen.web import written
from shouwen.web.parts import Stop

PHOTOS: Mapping[str, str | Promise] = {
    Proof.PROBLEM_PHOTO: _("what was found"),
    Proof.PHOTO_BEFORE: _("before"),
    Proof.PHOTO_DURING: _("during"),
    Proof.PHOTO_AFTER: _("after"),
}
MOST_PHOTOS = 6
MOST_TOLD = 5
ENDED = (OrderState.CLOSED, OrderState.CLOSED_UNREASONABLE)
VISIT = 2


@dataclass(frozen=True)
class Contact:
    """The one person the customer deals with; ``phone`` may be empty."""

    name: str
    office: str
    phone: str


@dataclass(frozen=True)
class Matter:
    """One order of the complaint, in the customer's words."""

    order: OrderRecord
    stops: Sequence[Stop]
    contact: Contact | None
    photos: Sequence[tuple[Evidence, str | Promise]]

    @property
    def due_at(self) -> datetime:
        return self.order.effective_deadline

    @property
    def is_over(self) -> bool:
        return self.order.case.state in ENDED

    @property
    def is_promised(self) -> bool:
        """Whether somebody answers for the instant: only an issued order binds anybody."""
        return self.order.case.state in ISSUED_AND_OPEN

    @property
    def is_late(self) -> bool:
        return not self.is_over and clock.now() > self.due_at

    @property
    def waits_for_confirmation(self) -> bool:
        """Whether the customer may confirm the completion now (S3-28a)."""
        return self.order.case.state == OrderState.IN_PROGRESS and not self.confirmed_at

    @property
    def confirmed_at(self) -> datetime | None:
        """When the customer signed that it is done."""
        return self._signatures().order_by("-id").values_list("received_at", flat=True).first()

    def is_confirmed_as(self, content: str) -> bool:
        """Whether the customer signed exactly what has this hash."""
        return self._signatures().filter(binds=content).exists()

    def _signatures(self) -> QuerySet[Evidence]:
        return Evidence.objects.filter(case=self.order.case, kind=Proof.COMPLETION_SIGNED, customer__isnull=False)


@dataclass(frozen=True)
class Told:
    """Something we told the customer, and when."""

    at: datetime
    text: str


def told_to(complaint: Case) -> list[Told]:
    """What the house told this customer about the matter, newest first (one answer to all households included)."""
    events = Event.objects.filter(case=complaint, code=Complaint.inform.code).order_by("-seq")[:MOST_TOLD]
    return [Told(event.occurred_at, str(event.data["given"]["text"])) for event in events]


def matters_of(complaint: Case) -> list[Matter]:
    """The orders of a complaint that were issued, oldest first; of one taken down twice, those of the one going on."""
    record: ComplaintRecord | None = getattr(complaint, "complaint", None)
    parent_id = (record.merged_into_id if record else None) or complaint.pk
    orders = (
        OrderRecord.objects.filter(case__parent_id=parent_id, issued_at__isnull=False)
        .select_related("case", "responsible")
        .order_by("case_id")
    )
    return [Matter(order, stops_of(complaint, order), contact_of(order), _photos(order.case)) for order in orders]


def stops_of(complaint: Case, order: OrderRecord | None) -> list[Stop]:
    """Noted → handed over → visited → in hand → confirmed → closed, each with its instant once it was reached."""
    state = order.case.state if order else ""
    reached = _reached(state, bool(order and order.is_checked_in))
    agent = complaint.agent.name if complaint.agent else ""
    told: list[tuple[str | Promise, str]] = [
        (_("Noted"), _line(complaint.opened_at, agent)),
        (_("Handed to the department"), _line(order.issued_at if order else None, _department(order))),
        (
            _("Seen at your home") if reached > VISIT else _("A visit to your home"),
            _line(order.visited_at if order else None),
        ),
        (_("Being put right"), order.plan if order else ""),
        (_("Checked with you"), _line(order.applied_at if order else None)),
        (_("Done"), _line(order.case.closed_at if order else None)),
    ]
    over = reached >= len(told) - 1
    return [
        Stop(title, note, done=number < reached or over, current=number == reached and not over)
        for number, (title, note) in enumerate(told)
    ]


def _reached(state: str, seen: bool) -> int:
    """The stage a matter is in, counted from 0."""
    if state in ENDED:
        return 5
    if state in (OrderState.CLOSURE_APPLIED, OrderState.PENDING_DGM_CLOSE, OrderState.PENDING_GM_CLOSE):
        return 4
    if state == OrderState.IN_PROGRESS:
        return 3
    if state in (OrderState.ISSUED, OrderState.VISIT_BLOCKED):
        return 3 if seen else VISIT
    return 1


def _line(at: datetime | None, who: str = "") -> str:
    if at is None:
        return ""
    return " · ".join(part for part in (f"{written.day(at)} {written.wall(at)}", who) if part)


def _department(order: OrderRecord | None) -> str:
    return str(order.get_first_department_display()) if order else ""


def contact_of(order: OrderRecord) -> Contact | None:
    """The person responsible: name, office, number to call (S3-20i)."""
    person = order.responsible
    if person is None:
        return None
    post = appointments_at(clock.now()).filter(staff=person).select_related("org").order_by("starts_at", "id").first()
    office = post.org.name if post else str(order.get_first_department_display())
    return Contact(person.name, office, person.phone)


def _photos(case: Case) -> list[tuple[Evidence, str | Promise]]:
    """Pictures of the customer's own home that belong to a step, found → before → during → after; nothing loose."""
    found = Evidence.objects.filter(case=case, kind__in=list(PHOTOS), event__isnull=False).exclude(display="")
    stages = list(PHOTOS)
    told = sorted(found.order_by("id")[:MOST_PHOTOS], key=lambda piece: stages.index(piece.kind))
    return [(piece, PHOTOS[piece.kind]) for piece in told]


def completion_content(matter: Matter) -> dict[str, object]:
    """What the customer confirms: this order's plan as carried out (S3-28a); its hash is bound to the signature."""
    order = matter.order
    return {"order": order.case_id, "demand": order.case.title, "plan": order.plan, "confirms": "completed"}


def plain_state(complaint: ComplaintRecord) -> str | Promise:
    """Where a complaint stands that has no issued order."""
    state = complaint.case.state
    if state == ComplaintState.AWAITING_SIGNATURE:
        return _("We have noted this; please read and sign below.")
    if state == ComplaintState.CLOSED_ON_SPOT:
        return _("Solved on the spot.")
    if complaint.merged_into_id:
        return _("You told us about this twice; it goes on as one matter.")
    if state == ComplaintState.VOIDED:
        return _("This entry was cancelled.")
    return _("We have noted this and are arranging who takes care of it.")
