"""A real complaint as a scenario: what was done, by which part of the cast, and what followed; no name stays.

The text plays through the same flows under the rulebook of its own days, so a matter that is rehearsed unchanged goes
as it went; under a draft the table shows what would have come otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any, Final

import yaml
from django.utils.translation import gettext as _
from pydantic.fields import FieldInfo

from shouwen.complaints.flows import Complaint, Order
from shouwen.complaints.models import Sanction
from shouwen.complaints.words import VisitCheck
from shouwen.kernel import clock, taking_back
from shouwen.kernel.flows import Given, step_named
from shouwen.kernel.models import BonusBase, Case, Event, Obligation, PenaltyLine
from shouwen.payroll.models import PenaltyAppeal
from shouwen.people.models import Appointment, Staff
from shouwen.people.roles import CityTier, Department, Line, OrgKind, Role
from shouwen.web.cases.given import Shape, shape_of

MASKED: Final = {
    "customer_name": "客户",
    "phone": "13800000000",
    "latitude": "31.230416",
    "longitude": "121.473701",
}
CODES: Final = {"self_check": frozenset(VisitCheck.values)}  # lists of known codes
OMITTED: Final = "…"  # stands for whatever somebody wrote: names and numbers may be in it
AS_IT_IS: Final = (Enum, date, time, Decimal)  # texts of these say nothing of a person
GROUP: Final = {
    Role.GROUP_GM: "gm",
    Role.GROUP_DGM: "dgm",
    Role.GROUP_AGENT: "group_agent",
    Role.GROUP_VICE_PRESIDENT: "vice_president",
    Role.HR_CENTRE: "hr_centre",
    Role.FINANCE_CENTRE: "finance_centre",
}
RAISINGS: Final = frozenset({Complaint.raise_order.code, Complaint.escalate.code})
_ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d.*")


class CannotBeRecorded(ValueError):
    """Why a case cannot be told as a scenario; a sentence for the reader."""


def record(case: Case) -> str:
    """The complaint of a case, with all its orders, as the text of a scenario. Raises CannotBeRecorded."""
    complaint = case.parent or case
    if complaint.flow != Complaint.code:
        raise CannotBeRecorded(_("Only complaints and their supervision orders can be told as a scenario."))
    return _as_text(_Teller(complaint).tell())


@dataclass
class _Teller:
    """One complaint being told: its orders by name, and what to call whom."""

    complaint: Case
    orders: list[Case] = field(init=False)
    called: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.orders = list(Case.objects.filter(parent=self.complaint, flow=Order.code).order_by("id"))

    @property
    def is_third_tier(self) -> bool:
        return self.complaint.project.city_tier == CityTier.THIRD_TIER

    def tell(self) -> dict[str, Any]:
        events = list(self._events())
        if not events or not step_named(events[0].code).starts_case:
            raise CannotBeRecorded(_("This case was taken over from an older ledger; nobody knows what was done when."))
        start = events[0].occurred_at
        until = self._until(events)
        return {
            "scenario": _("What happened to a complaint, {month}").format(month=f"{clock.local(start):%Y-%m}"),
            "start": start - timedelta(minutes=1),
            "bonus_base": self._bonus_bases(start, until),
            "events": [self._happening(event) for event in events],
            "until": until,
            "expect": {
                "states": {self._name(case): case.state for case in (self.complaint, *self.orders)},
                "obligations": list(self._obligations()),
                "penalties": self._penalties(),
                "sanctions": list(self._sanctions()),
            },
        }

    # ---- what was done ---------------------------------------------------------------------------------------------

    def _events(self) -> Iterator[Event]:
        """Steps people took, in order; a decision that was taken back never was."""
        of_ours = Event.objects.filter(case__in=[self.complaint, *self.orders]).exclude(by=Event.By.ENGINE)
        undone = {event.data.get("event") for event in of_ours.filter(code=taking_back.CODE)}
        for event in of_ours.select_related("staff", "on_behalf_of").order_by("occurred_at", "id"):
            if event.pk not in undone and event.code.startswith((f"{Complaint.code}.", f"{Order.code}.")):
                yield event

    def _happening(self, event: Event) -> dict[str, Any]:
        flow, _dot, step = event.code.removeprefix("complaints.").partition(".")
        told: dict[str, Any] = {"at": event.occurred_at, "do": f"{flow}.{step}", "by": self._doer(event)}
        given = self._given(step_named(event.code).takes, event.data.get("given", {}))
        if step_named(event.code).starts_case:
            given = {"unit": "1-1-101", **given}
        elif len(self.orders) > 1 and event.case_id != self.complaint.pk:
            told["on"] = self._name(event.case)
        if event.code in RAISINGS and len(self.orders) > 1:
            told["as"] = self._name(self._raised_by(event))
        if given:
            told["given"] = given
        if proofs := [proof["kind"] for proof in event.data.get("proofs", [])]:
            told["evidence"] = proofs
        return told

    def _raised_by(self, event: Event) -> Case:
        """The order a raising opened: orders are opened in the order they were raised in."""
        raisings = [one.pk for one in self._events() if one.code in RAISINGS]
        return self.orders[raisings.index(event.pk)]

    def _given(self, takes: type[Given], given: Mapping[str, Any]) -> dict[str, Any]:
        """What was given, less every word somebody wrote; a person is the member of the cast."""
        return {name: self._part(takes.model_fields.get(name), name, value) for name, value in given.items()}

    def _part(self, field: FieldInfo | None, name: str, value: Any) -> Any:
        if name in MASKED and value:
            return MASKED[name]
        if name in CODES and value:
            return [code for code in value if code in CODES[name]]
        shape = shape_of(field) if field is not None else Shape(str)
        if isinstance(value, list):
            return [self._value(shape, one) for one in value]
        return self._value(shape, value)

    def _value(self, shape: Shape, value: Any) -> Any:
        match value:
            case str() if _ISO.fullmatch(value):
                return datetime.fromisoformat(value)
            case str() if issubclass(shape.type, AS_IT_IS):
                return value
            case str():
                return OMITTED if value else value
            case int() if shape.person:
                return self._call(Staff.objects.get(pk=value), self.complaint.opened_at)
            case Mapping():
                return self._given(shape.type if issubclass(shape.type, Given) else Given, value)
        return value

    def _name(self, case: Case) -> str:
        if case.pk == self.complaint.pk:
            return "complaint"
        return "order" if len(self.orders) == 1 else f"order{self.orders.index(case) + 1}"

    # ---- who ---------------------------------------------------------------------------------------------------------

    def _doer(self, event: Event) -> str:
        person = event.on_behalf_of or event.staff
        if person is None:
            return "customer_p3" if self.is_third_tier else "customer"
        return self._call(person, event.occurred_at)

    def _call(self, person: Staff, at: datetime) -> str:
        """The member of the cast that stands for a person. Raises CannotBeRecorded where nobody does."""
        if person.pk not in self.called:
            held = Appointment.objects.filter(staff=person).select_related("org__parent").order_by("-starts_at")
            then = [post for post in held if post.starts_at <= at and (post.ends_at is None or post.ends_at > at)]
            names = [name for post in then or held if (name := self._cast_name(post, person))]
            if not names:
                raise CannotBeRecorded(_("Nobody of the cast holds the post of one of those who took part."))
            self.called[person.pk] = names[0]
        return self.called[person.pk]

    def _cast_name(self, post: Appointment, person: Staff) -> str | None:
        project = self.complaint.project
        property_too = "property_" if post.org_id == project.property_company_id else ""
        match Role(post.role):
            case Role.PROJECT_AGENT if post.org_id == project.org_id:
                mine = person.pk == self.complaint.agent_id
                return "agent3" if self.is_third_tier else "agent" if mine else "agent2"
            case Role.DEPARTMENT_HEAD if post.org.kind == OrgKind.DEPARTMENT and self._is_ours(post.org.parent_id):
                return f"head_{Department(post.org.code)}"
            case Role.LEADER_IN_CHARGE if self._is_ours(post.org_id):
                return f"leader_{property_too}{Line(post.line)}"
            case Role.CHAIRMAN if self._is_ours(post.org_id):
                return "chairman_property" if property_too else "chairman_region"
            case Role.PROJECT_GM if post.org_id == project.org_id and self.is_third_tier:
                return "pm_p3"
            case role:
                return GROUP.get(role)

    def _is_ours(self, company_id: int | None) -> bool:
        return company_id in (self.complaint.project.region_id, self.complaint.project.property_company_id)

    def _person(self, staff_id: int | None) -> str | None:
        """What a person owes or pays under; None for nobody."""
        if staff_id is None:
            return None
        return self._call(Staff.objects.get(pk=staff_id), self.complaint.opened_at)

    # ---- what followed -----------------------------------------------------------------------------------------------

    def _ids(self) -> list[int]:
        return [case.pk for case in (self.complaint, *self.orders)]

    def _until(self, events: Sequence[Event]) -> datetime:
        """A closed matter ends with its last fact; an open one is told up to now, less the second still running."""
        if self.complaint.closed_at is None:
            return clock.now() - clock.TICK
        lines = PenaltyLine.objects.filter(case__in=self._ids(), reverses=None).values_list("at", flat=True)
        return max([self.complaint.closed_at, events[-1].occurred_at, *lines])

    def _bonus_bases(self, start: datetime, until: datetime) -> dict[str, Decimal]:
        """The bases shares were taken of."""
        charged = PenaltyLine.objects.filter(case__in=self._ids(), percent__isnull=False, base__isnull=False)
        people = set(charged.values_list("person_id", flat=True))
        months = {clock.day_of(at).replace(day=1) for at in (start, until)}
        bases = BonusBase.objects.filter(person__in=people, month__in=months).order_by("month")
        return {str(self._person(base.person_id)): base.amount for base in bases}

    def _obligations(self) -> Iterator[dict[str, Any]]:
        """What was owed; of a day's duty, which renews itself, what was missed."""
        rows = Obligation.objects.filter(case__in=self._ids(), due_at__isnull=False).order_by("due_at", "id")
        told = [self._obligation(row) for row in rows if row.code != "T6" or row.outcome == Obligation.Outcome.BREACHED]
        yield from (one for one in told if told.count(one) == 1)

    def _obligation(self, row: Obligation) -> dict[str, Any]:
        owner = self._person(row.debtor_id)
        found = {"code": row.code, "owner": owner, "due_at": row.due_at, "outcome": row.outcome}
        return {name: value for name, value in found.items() if value is not None}

    def _penalties(self) -> Mapping[str, Decimal]:
        """What accrued; what an appeal took back afterwards is no part of the story."""
        waived = PenaltyAppeal.objects.filter(decision=PenaltyAppeal.Decision.WAIVED)
        sums: dict[str, Decimal] = {}
        for line in PenaltyLine.objects.filter(case__in=self._ids()).exclude(reverses__in=waived.values("line")):
            name = str(self._person(line.person_id))
            sums[name] = sums.get(name, Decimal(0)) + line.amount
        return {name: amount for name, amount in sorted(sums.items()) if amount}

    def _sanctions(self) -> Iterator[dict[str, Any]]:
        for proposal in Sanction.objects.filter(order_id__in=self._ids()).order_by("id"):
            yield {"to": self._person(proposal.person_id), "code": proposal.code}


def _as_text(scenario: Mapping[str, Any]) -> str:
    """One line for each event and each expectation, as people write scenarios."""
    lines = []
    for name, value in scenario.items():
        if name in ("events", "expect"):
            lines.append(f"{name}:")
            lines += _block(value) if name == "events" else _expectation(value)
        elif value != {}:
            lines.append(f"{name}: {_flow(value)}")
    return "\n".join(lines) + "\n"


def _block(rows: Sequence[Any]) -> list[str]:
    return [f"  - {_flow(row)}" for row in rows]


def _expectation(parts: Mapping[str, Any]) -> Iterator[str]:
    for name, value in parts.items():
        if isinstance(value, list) and value:
            yield f"  {name}:"
            yield from (f"  {line}" for line in _block(value))
        else:
            yield f"  {name}: {_flow(value)}"


def _flow(value: Any) -> str:
    """One line of YAML; instants as the wall of the rulebook's zone shows them."""
    plain = _plain(value)
    text = yaml.safe_dump(plain, default_flow_style=True, allow_unicode=True, sort_keys=False, width=10**6)
    return text.removesuffix("\n").removesuffix("\n...").strip()


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return f"{clock.local(value):%Y-%m-%d %H:%M:%S}"
        case Decimal():
            return int(value) if value == value.to_integral() else float(value)
        case Mapping():
            return {name: _plain(one) for name, one in value.items()}
        case list() | tuple():
            return [_plain(one) for one in value]
    return value
