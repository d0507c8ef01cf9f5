"""Effects at the gate: one slip lets its goods out once, within its window (S2-63, S2-65)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from shouwen.frontdesk import payloads
from shouwen.frontdesk.flows.item_release import ItemRelease
from shouwen.frontdesk.models import ItemSlip
from shouwen.frontdesk.words import Refusal, ReleaseState
from shouwen.kernel import clock, moves
from shouwen.kernel.access import ENGINE, Actor
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.flows import Act
from shouwen.kernel.models import Case


@ItemRelease.pass_gate.does
def only_within_the_window(slip: ItemSlip, act: Act[payloads.GateCheck]) -> None:
    if not slip.covers(act.at):
        raise Refused(str(why_not(ReleaseState.ISSUED, slip, act.at).label), Why.WRONG_STATE)


@ItemRelease.pass_gate.does
def compare_with_the_slip(_slip: ItemSlip, act: Act[payloads.GateCheck]) -> None:
    """客户搬出物品时,须核实后方可放行."""
    if not act.given.items_match:
        message = _("The goods do not match the slip; they stay inside.")
        raise Refused(message, Why.BAD_PAYLOAD, {"items_match": [message]})


@ItemRelease.pass_gate.does
def note_the_way_out(slip: ItemSlip, act: Act[payloads.GateCheck]) -> None:
    slip.passed_at, slip.passed_by = act.at, act.actor.staff


def why_not(state: str, slip: ItemSlip, at: datetime) -> Refusal:
    """Why a slip in this state does not open the gate at this instant."""
    if state == ReleaseState.PASSED:
        return Refusal.USED
    if state == ReleaseState.VOIDED:
        return Refusal.VOID
    return Refusal.TOO_EARLY if at < slip.valid_from else Refusal.EXPIRED


def scan(case: Case, by: Actor, given: Mapping[str, Any], proofs: Sequence[int], key: str | None) -> moves.Done:
    """The guard lets the goods out. A slip that is used, void or outside its window is refused in words, and the
    attempt goes on record as an event of its own; raises Refused then, as every step does."""
    try:
        return moves.take(ItemRelease.pass_gate, case.pk, by=by, given=given, proofs=proofs, key=key)
    except Refused as refusal:
        if refusal.code != Why.WRONG_STATE:
            raise
        now = clock.now()
        current = Case.objects.select_related("item_slip").get(pk=case.pk)
        why = why_not(current.state, current.item_slip, now)
        note = {"why": why, "reason": str(why.label)}
        moves.take(ItemRelease.turn_back, case.pk, by=by, given=note, key=f"{key}:refused" if key else None)
        words = _("{why}. The goods stay inside; the attempt is on record.").format(why=why.label)
        raise Refused(_used_words(current.item_slip, words, why), Why.WRONG_STATE) from refusal


def _used_words(slip: ItemSlip, words: str, why: Refusal) -> str:
    if why is Refusal.USED and slip.passed_at:
        when = clock.local(slip.passed_at).strftime("%Y-%m-%d %H:%M")
        return _("{words} It was used at {when}.").format(words=words, when=when)
    return words


def lapse(upto: datetime) -> int:
    """The system closes every slip whose window is over; returns how many."""
    over = Case.objects.filter(flow=ItemRelease.code, state=ReleaseState.ISSUED, item_slip__valid_until__lt=upto)
    ids = list(over.order_by("id").values_list("id", flat=True))
    for pk in ids:
        moves.take(ItemRelease.expire, pk, by=ENGINE)
    return len(ids)
