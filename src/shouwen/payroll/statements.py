"""The monthly statement of penalties: made once, signed off, acknowledged; reckoned anew by whoever doubts it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.kernel import clock, rulebook
from shouwen.kernel.access import Actor
from shouwen.kernel.acting import acts_as, roles_of
from shouwen.kernel.errors import Refused, Why, absent
from shouwen.kernel.models import PenaltyLine
from shouwen.kernel.notices.outbox import NoticeDraft, post
from shouwen.kernel.settling import settled_id
from shouwen.payroll import rules, windows
from shouwen.payroll.models import Receipt, Statement
from shouwen.payroll.windows import Foretold, Reckoned, Window
from shouwen.people.queries import holders
from shouwen.people.roles import Role

CENTRES = (Role.HR_CENTRE, Role.FINANCE_CENTRE)


class StillWriting(RuntimeError):
    """Penalty lines were being written all the while; the job is tried again."""


def month_of(slot: datetime) -> date:
    """The first of the month a slot reports."""
    return clock.day_of(slot).replace(day=1)


def latest(before: datetime) -> Statement | None:
    """The last statement before an instant."""
    return Statement.objects.filter(slot__lt=before).order_by("-slot").first()


def make(slot: datetime) -> Statement:
    """第三十六条:自动计算扣罚奖金,于每月1日前自动报至人力资源中心、财务中心 — the statement of the slot's month.

    A month that has its statement keeps it, and whoever was not told of it is. Raises StillWriting. It is delivered in
    the same transaction.
    """
    made = Statement.objects.filter(month=month_of(slot)).first()
    if made is not None:
        deliver(made)
        return made
    with transaction.atomic():
        facts = {"month": month_of(slot), "made_at": clock.now()}
        made = Statement.objects.get(pk=windows.write(window_up_to(slot), facts))
        deliver(made)
    return made


def window_up_to(slot: datetime) -> Window:
    """From the statement before to ``slot``, with every line recorded by now. Raises StillWriting."""
    upto = settled_id(PenaltyLine._meta.db_table)
    if upto is None:
        raise StillWriting
    last = latest(slot)
    return Window(
        slot=slot,
        upto_id=max(upto, last.upto_id if last else 0),
        since=last.slot if last else None,
        since_id=last.upto_id if last else 0,
        is_capped=rulebook.value(rules.PERCENT_CAP, slot) == "on",
    )


def foretold(at: datetime) -> list[Foretold]:
    """What a statement made at ``at`` would say, by company and person; nothing is written."""
    return list(windows.foretell(window_up_to(at)))


def recompute(statement: Statement) -> Reckoned:
    """The statement reckoned anew from the penalty lines, which nobody can change: exactly its lines and cents."""
    window = Window(
        statement.slot, statement.upto_id, statement.since, statement.since_id, is_capped=statement.is_capped
    )
    return windows.compare(window, statement.pk)


def is_reproduced(statement: Statement, found: Reckoned) -> bool:
    """Whether ``recompute`` gave what the statement says, line by line and in sum."""
    says = (statement.lines, statement.pending, statement.amount, statement.executed)
    sums = (found.lines, found.pending, found.amount, found.executed)
    return not found.wrong_lines and not found.wrong_people and says == sums


def deliver(statement: Statement) -> None:
    """Tell human resources and finance that it is there, and the general manager that it waits to be signed."""
    month = f"{statement.month:%Y-%m}"
    facts = {"month": month, "lines": statement.lines, "amount": str(statement.executed)}
    centres = dict.fromkeys(pk for centre in CENTRES for pk in holders(centre, statement.slot))
    managers = dict.fromkeys(holders(Role.GROUP_GM, statement.slot))
    post(
        [
            *_drafts("penalty_statement", f"statement:{month}", statement.slot, centres, facts),
            *_drafts("statement_to_sign", f"statement:{month}:sign", statement.slot, managers, facts),
        ]
    )


def sign(month: date, by: Actor) -> Statement:
    """The group's general manager signs the statement off, once. Raises Refused."""
    now = clock.now()
    with transaction.atomic():
        found = _locked(month)
        if by.staff is None or not acts_as(by, Role.GROUP_GM, now):
            raise Refused(_("Statements are signed off by the group's general manager."), Why.WRONG_ROLE)
        if found.signed_at is not None:
            raise Refused(_("This statement has been signed off."), Why.WRONG_STATE)
        found.signed_by, found.signed_at = by.staff, now
        found.save(update_fields=["signed_by", "signed_at"])
        facts = {"month": f"{month:%Y-%m}", "name": by.staff.name}
        centres = dict.fromkeys(pk for centre in CENTRES for pk in holders(centre, now))
        post(_drafts("statement_signed", f"statement:{month:%Y-%m}:signed", now, centres, facts))
    return found


def acknowledge(month: date, by: Actor) -> list[Receipt]:
    """人力资源中心、财务中心 confirm that they have the statement; each centre once. Raises Refused."""
    now = clock.now()
    with transaction.atomic():
        found = _locked(month)
        held = roles_of(by, now)
        mine = [centre for centre in CENTRES if centre in held]
        if by.staff is None or not mine:
            raise Refused(_("Human resources and finance acknowledge statements."), Why.WRONG_ROLE)
        given = set(found.receipts.values_list("centre", flat=True))
        receipts = [
            Receipt(statement=found, centre=centre, staff=by.staff, at=now)
            for centre in mine
            if centre.value not in given
        ]
        if not receipts:
            raise Refused(_("Your centre has acknowledged this statement."), Why.WRONG_STATE)
        return Receipt.objects.bulk_create(receipts)


def _locked(month: date) -> Statement:
    found = Statement.objects.select_for_update().filter(month=month).first()
    if found is None:
        raise absent()
    return found


def _drafts(
    code: str, key: str, at: datetime, people: dict[int, None], facts: Mapping[str, object]
) -> list[NoticeDraft]:
    return [NoticeDraft(code=code, key=f"{key}:s{pk}", at=at, staff_id=pk, data=dict(facts)) for pk in people]


def tell_of_the_preview(slot: datetime) -> dict[str, object]:
    """月末最后一日 18:00 预报:HR、财务、当事人 — the sums so far, while everybody can still appeal (S3-I05)."""
    found = foretold(slot)
    month = f"{month_of(slot):%Y-%m}"
    amount = sum((one.executed for one in found), Decimal(0))
    facts: dict[str, object] = {"month": month, "lines": sum(one.lines for one in found), "amount": str(amount)}
    centres = dict.fromkeys(pk for centre in CENTRES for pk in holders(centre, slot))
    post(_drafts("statement_preview", f"preview:{month}", slot, centres, facts))
    post(
        NoticeDraft(
            code="own_penalties_preview", key=f"preview:{month}:own:s{one.person_id}", at=slot,
            staff_id=one.person_id, data={"month": month, "lines": one.lines, "amount": str(one.executed)},
        )
        for one in found
    )  # fmt: skip
    return {"month": month, "people": len(found), **facts}


def sound_the_alarm(slot: datetime) -> dict[str, object]:
    """A statement that is missing or came late is told to everybody who waits for it, still before the first."""
    month = month_of(slot)
    found = Statement.objects.filter(month=month).first()
    if found is not None and found.made_at <= slot:
        return {"month": f"{month:%Y-%m}", "in_time": True}
    code = "statement_late" if found else "statement_missing"
    now = clock.now()
    roles = (Role.GROUP_GM, Role.ADMINISTRATOR, *CENTRES)
    people = dict.fromkeys(pk for role in roles for pk in holders(role, now))
    post(_drafts(code, f"{code}:{month:%Y-%m}", now, people, {"month": f"{month:%Y-%m}"}))
    return {"month": f"{month:%Y-%m}", "in_time": False}
