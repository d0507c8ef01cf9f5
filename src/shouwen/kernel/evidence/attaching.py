"""The move that uses evidence makes it part of its event."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from shouwen.database.bundle import Bundle
from shouwen.kernel import rows
from shouwen.kernel.access import Actor
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.models import Case, Event, Evidence
from shouwen.kernel.sitting import current


def claim(evidence_ids: Sequence[int], case: Case, actor: Actor) -> list[Evidence]:
    """The evidence a move is about to use, under row locks.

    Usable is what the actor uploaded and nobody attached, and what was uploaded for this case and no event uses
    yet. Anything else, also what does not exist, is Refused in the same words.
    """
    wanted = list(dict.fromkeys(evidence_ids))
    if not wanted:
        return []
    sitting = current()
    if sitting is not None:
        found = [sitting.proofs[pk] for pk in wanted if pk in sitting.proofs]
    else:
        found = list(Evidence.objects.select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk"))
    if len(found) != len(wanted) or not all(_usable(piece, case, actor) for piece in found):
        raise Refused(_("Some of the evidence cannot be used here; please upload it again."), Why.MISSING_EVIDENCE)
    return found


def keep(pieces: Sequence[Evidence], case: Case, event_id: int) -> None:
    """Make claimed evidence part of the event, with the content it binds, in the caller's transaction."""
    bundle = Bundle()
    for piece in pieces:
        piece.case, piece.event_id = case, event_id
        rows.update(piece, ("case_id", "event_id", "binds"), bundle)
    bundle.send()


def attach(evidence_ids: Sequence[int], case: Case, event: Event, actor: Actor) -> list[Evidence]:
    """Claim and keep at once; Refused as ``claim`` is, and nothing is attached then."""
    found = claim(evidence_ids, case, actor)
    keep(found, case, event.pk)
    return found


def _usable(piece: Evidence, case: Case, actor: Actor) -> bool:
    if piece.event_id is not None:
        return False
    if piece.case_id is not None:
        return piece.case_id == case.pk
    mine = piece.staff_id is not None and piece.staff_id == actor.staff_id
    return mine or (piece.customer_id is not None and piece.customer_id == actor.customer_id)
