"""A person's data is a person's: masked by default, revealed with a reason, and the look is kept on record."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from shouwen.kernel import clock
from shouwen.kernel.access import Actor
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.models import RevealedDatum

SHORTEST_REASON: Final = 4
_LONGEST_REASON: Final = 200


def mask_phone(number: str) -> str:
    """138****0001; of numbers shorter than a mobile's only the last two digits stay."""
    if len(number) >= 11:
        return f"{number[:3]}****{number[-4:]}"
    return "*" * (len(number) - 2) + number[-2:] if len(number) > 4 else "*" * len(number)


def mask_name(name: str) -> str:
    """The first character stays: 张*, 欧***; nothing tells how long the rest of a long name is."""
    return name[:1] + "*" * min(len(name) - 1, 3) if name else ""


def mask_id(number: str) -> str:
    """The first three and last four characters stay: 330***********0011; of short numbers none."""
    return f"{number[:3]}{'*' * (len(number) - 7)}{number[-4:]}" if len(number) >= 12 else "*" * len(number)


def reveal(actor: Actor, subject: str, reason: str) -> RevealedDatum:
    """Put on record that a member of staff looks at ``subject`` ("customer:12:phone"), and why.

    Whoever shows the datum calls this first, in the same transaction. Refused without a reason of some substance.
    """
    if actor.staff is None:
        raise Refused(_("Only staff may look at somebody's personal data."), Why.WRONG_ROLE)
    given = " ".join(reason.split())
    if len(given) < SHORTEST_REASON:
        why = _("Please say in a few words why you need to see this.")
        raise Refused(why, Why.BAD_PAYLOAD, {"reason": [why]})
    return RevealedDatum.objects.create(
        staff=actor.staff, at=clock.now(), subject=subject, reason=given[:_LONGEST_REASON]
    )
