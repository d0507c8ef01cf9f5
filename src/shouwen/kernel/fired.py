"""One step of an obligation that fires: what it is, and the rows that follow from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from shouwen.kernel import clock
from shouwen.kernel.duties import Duty
from shouwen.kernel.events import EventDraft
from shouwen.kernel.ledger import Ledger, Message
from shouwen.kernel.models import Case, Event, Obligation
from shouwen.kernel.penalties import LineDraft


def is_in_force(since: str | None, at: datetime) -> bool:
    """Whether a rule of that first day (YYYY-MM-DD, none: from ever) was in force on the day of an instant."""
    return since is None or clock.day_of(at) >= date.fromisoformat(since)


@dataclass(frozen=True)
class Firing:
    """One step of one obligation, at its instant, and where to write what follows from it.

    ``until``: everything up to it will be fired in one go; None where nobody knows.
    """

    case: Case
    obligation: Obligation
    duty: Duty
    at: datetime
    rank: int
    index: int
    recorded_at: datetime
    ledger: Ledger
    until: datetime | None = None

    @property
    def key(self) -> str:
        """Unique for obligation, plan version and step: the step can never be recorded twice (R7)."""
        o = self.obligation
        return f"ob{o.pk}:{o.plan_version}:{o.next_step}"

    @property
    def is_priced(self) -> bool:
        """Whether the price was in force on the day of this step (S3-46a): what is late before costs nothing."""
        price = self.obligation.terms["price"] or {}
        return is_in_force(price.get("since"), self.at)

    def event(self, code: str, **data: Any) -> EventDraft:
        o = self.obligation
        facts = {"obligation": o.pk, "code": o.code, "step": o.next_step, "due_at": o.due_at, **data}
        return self.ledger.event(
            EventDraft(
                case_id=self.case.pk,
                code=f"obligation.{code}",
                by=Event.By.ENGINE,
                occurred_at=self.at,
                recorded_at=self.recorded_at,
                data={k: v.isoformat() if isinstance(v, datetime) else v for k, v in facts.items()},
                key=self.key,
            )
        )

    def tell(self, event: EventDraft, code: str, staff_id: int | None, key: str = "", **data: Any) -> None:
        if staff_id is not None:
            known = {"obligation": self.obligation.code, "due_at": event.data.get("due_at"), **data}
            self.ledger.messages.append(Message(code, event, staff_id=staff_id, data=known, key=key))

    def charge(self, payer: int | None, amount: str, code: str, arithmetic: str, key: str) -> None:
        price = self.obligation.terms["price"]
        if payer is not None and Decimal(amount):
            self.ledger.lines.append(
                LineDraft(
                    case_id=self.case.pk,
                    person_id=payer,
                    code=code,
                    clause=price["clause"],
                    at=self.at,
                    arithmetic=arithmetic,
                    key=key,
                    amount=Decimal(amount),
                    obligation_id=self.obligation.pk,
                )
            )

    def charge_share(self, price: Mapping[str, Any]) -> None:
        o = self.obligation
        if o.debtor_id is not None:
            self.ledger.lines.append(share_line(self.case.pk, o.debtor_id, price, self.at, self.key, o.pk))


def share_line(
    case_id: int, person_id: int, price: Mapping[str, Any], at: datetime, key: str, obligation_id: int | None = None
) -> LineDraft:
    """A line over a share of the month's bonus (S3-35a, S3-35b)."""
    return LineDraft(
        case_id=case_id,
        person_id=person_id,
        code=price["code"],
        clause=price["clause"],
        at=at,
        arithmetic=f"{price['percent']} %",
        key=key,
        percent=Decimal(price["percent"]),
        obligation_id=obligation_id,
    )
