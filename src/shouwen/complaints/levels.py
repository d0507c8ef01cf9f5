"""Levels of a complaint: who proposes them for what reason, the special-assessment list, what slow handling brings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from shouwen.complaints import level_rules as rules
from shouwen.complaints import routing, sanctions
from shouwen.complaints.models import ComplaintRecord, LevelProposal, OrderRecord, Sanction, SpecialAssessment
from shouwen.complaints.suggest import major_signs
from shouwen.complaints.words import Level
from shouwen.kernel import clock
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.rulebook import Book
from shouwen.kernel.wording import listed
from shouwen.people.models import Staff

SEVERE = "P10"


def propose(order: OrderRecord, level: str, grounds: str, by: Staff | None, at: datetime) -> bool:
    """Put a proposal before the general manager; False when the same one is waiting already."""
    _row, made = LevelProposal.objects.get_or_create(
        order=order, level=level, decided_at=None, defaults={"grounds": grounds, "by": by, "proposed_at": at}
    )
    return made


def what_speaks_for_more(complaint: ComplaintRecord, book: Book) -> Iterator[tuple[Level, str]]:
    """The levels a complaint's own facts speak for, each with its grounds (Q7; S3 §2.4 K)."""
    if complaint.repeats_id and complaint.repeats is not None:
        yield Level.MAJOR, _("Repeat complaint of {number}.").format(number=complaint.repeats.case.number)
    signs = major_signs(complaint.demand, Decimal(book.value(rules.MAJOR_CLAIM)))
    if signs:
        yield Level.MAJOR, _("The words speak of: {words}.").format(words=listed(signs))
    membership = getattr(complaint, "membership", None)
    if membership is not None and membership.cluster.suggested:
        cluster = membership.cluster
        words = _("The radar sees {n} households of this project with the same matter: {title}")
        yield Level(cluster.suggested), words.format(n=cluster.households, title=cluster.title)


def propose_for(order: OrderRecord, complaint: ComplaintRecord, book: Book, at: datetime) -> list[Level]:
    """The system's own proposals for a new order; one per level, its grounds joined (S3-33a)."""
    grounds: dict[Level, list[str]] = {}
    for level, why in what_speaks_for_more(complaint, book):
        grounds.setdefault(level, []).append(why)
    return [level for level, words in grounds.items() if propose(order, level, "\n".join(words), None, at)]


def settle_proposals(order: OrderRecord, at: datetime) -> None:
    """The general manager has decided: whatever was proposed is answered by this level."""
    order.level_proposals.filter(decided_at=None).update(decided_at=at, decided_level=order.level)


def list_special(order: OrderRecord, households: int | None, at: datetime) -> None:
    """列入专项考核 (S3-33c): an issued order of a special level, once; graded again, the list follows."""
    row, made = SpecialAssessment.objects.get_or_create(
        order=order, defaults={"level": order.level, "households": households, "listed_at": at}
    )
    if not made:
        row.level, row.households = order.level, households or row.households
        row.removed_at, row.removed_by, row.removal_reason = None, None, ""
        row.save(update_fields=["level", "households", "removed_at", "removed_by", "removal_reason"])


def unlist(order: OrderRecord, reason: str, by: Staff | None, at: datetime) -> None:
    """Off the list, with the reason; Refused when it is not on it."""
    done = SpecialAssessment.objects.filter(order=order, removed_at=None).update(
        removed_at=at, removed_by=by, removal_reason=reason[:200]
    )
    if not done:
        raise Refused(_("This order is not on the special-assessment list."), Why.WRONG_STATE)


def chairman_of(order: OrderRecord, at: datetime) -> int:
    """The chairman who leads for this order (S3-05b, S3-21e); Refused while the post is vacant."""
    found = routing.chairmen_of(order.company_id, at)
    if not found:
        raise Refused(_("The company of this order has no chairman in office."), Why.WRONG_STATE)
    return found[0]


def slow_solution(order: OrderRecord, facts: str, at: datetime) -> Sanction:
    """因解决缓慢导致再次投诉、投诉升级或品牌事件: 严肃处分 is proposed for the chairman (S3-33j, P10)."""
    return sanctions.propose(order, SEVERE, "第三十三条", chairman_of(order, at), facts, at)


def days_not_urged(order: OrderRecord, until: datetime, urged: set[date]) -> list[date]:
    """The days since the day after the issue, today left out, on which the general manager urged nobody (S3-33d)."""
    if order.issued_at is None:
        return []
    first, end = clock.day_of(order.issued_at) + timedelta(days=1), order.case.closed_at or until
    return [day for day in _days(first, clock.day_of(end)) if day not in urged]


def _days(first: date, before: date) -> Iterator[date]:
    while first < before:
        yield first
        first += timedelta(days=1)
