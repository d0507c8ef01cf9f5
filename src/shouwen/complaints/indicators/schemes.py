"""Which indicators make a service centre's score, and with what shares: data the group keeps (S3-39d)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from django.utils.translation import gettext as _

from shouwen.complaints import parties
from shouwen.complaints.indicators.formulae import HUNDRED, assessable
from shouwen.complaints.indicators.month import following, month_of
from shouwen.complaints.models import AssessmentScheme
from shouwen.kernel import clock
from shouwen.kernel.access import Actor
from shouwen.kernel.errors import Refused, Why
from shouwen.people.roles import Role

# 第三十九条 names the first three; the other two are implied (S3-39d). The shares are ours, until somebody decides.
DEFAULT: Final[Mapping[str, str]] = {
    "service_discipline_score": "40",
    "on_spot_completion_rate": "20",
    "project_completion_rate": "20",
    "submit_in_30m_rate": "10",
    "verify_in_30m_rate": "10",
}
KEEPERS: Final = (Role.GROUP_GM, Role.GROUP_DGM)


def scheme_of(month: date) -> dict[str, str]:
    """Indicator to share (percent) for a month."""
    found = AssessmentScheme.objects.filter(from_month__lte=month).order_by("-from_month").first()
    return in_order(found.shares if found else DEFAULT)


def in_order(shares: Mapping[str, str]) -> dict[str, str]:
    """As people read them: the regulation's own first; a stored document has no order of its own."""
    order = {code: place for place, code in enumerate([*DEFAULT, *(f.code for f in assessable())][::-1])}
    return dict(sorted(shares.items(), key=lambda share: -order.get(share[0], 0)))


def may_keep(actor: Actor) -> bool:
    return bool(parties.roles_of(actor, clock.now()) & set(KEEPERS))


def decide(shares: Mapping[str, str], by: Actor) -> AssessmentScheme:
    """From next month on these shares count; Refused unless they add up to 100 % exactly (S3-39d).

    A second decision within the month replaces the first: its month has not begun.
    """
    if not may_keep(by) or by.staff is None:
        raise Refused(_("The assessment is for the group's service centre to set."), Why.WRONG_ROLE)
    now = clock.now()
    checked = _checked(shares)
    scheme, _made = AssessmentScheme.objects.update_or_create(
        from_month=following(month_of(now)),
        defaults={"shares": checked, "decided_by": by.staff, "decided_at": now},
    )
    return scheme


def _checked(shares: Mapping[str, str]) -> dict[str, str]:
    known = {formula.code for formula in assessable()}
    if unknown := [code for code in shares if code not in known]:
        raise Refused(_("{code} is no indicator of a service centre.").format(code=unknown[0]), Why.BAD_PAYLOAD)
    try:
        given = {code: Decimal(share) for code, share in shares.items() if share.strip()}
    except InvalidOperation:
        raise Refused(_("A weight is a number."), Why.BAD_PAYLOAD) from None
    given = {code: share for code, share in given.items() if share}
    if any(not share.is_finite() or share < 0 or share != round(share, 2) for share in given.values()):
        raise Refused(_("A weight is positive, with at most two decimals."), Why.BAD_PAYLOAD)
    total = sum(given.values(), Decimal(0))
    if total != HUNDRED:
        raise Refused(_("The weights add up to {total} %; they must add up to 100 %.").format(total=total), Why.REFUSED)
    return {code: str(share) for code, share in given.items()}
