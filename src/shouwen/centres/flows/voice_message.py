"""A message on the 24-hour hotline: left, listened to, and made a complaint (第八条)."""

from __future__ import annotations

from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from shouwen.centres import parties, payloads, proofs
from shouwen.centres.models import VoiceMessage
from shouwen.centres.words import VoiceState
from shouwen.kernel.access import SYSTEM
from shouwen.kernel.duties import Tell
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.flows import Act, Flow, Step, start
from shouwen.kernel.reveal import mask_phone

S = VoiceState


class Voice(Flow[VoiceMessage]):
    """留言 → 听取 → 一步转为投诉(30分钟自留言结束起算);空留言由集团注明。(S3-08b)"""

    code, record, title, prefix = "centres.voice_message", VoiceMessage, _("Voice message"), "LY"
    State = VoiceState

    leave = start(
        to=S.WAITING,
        by=parties.COUNTER,
        takes=payloads.VoiceLeft,
        title=_("Take in a voice message"),
        needs=[proofs.HOTLINE_MESSAGE],
        tells=[Tell("voice_left", parties.counter_of)],
        clause="第八条",
    )
    listen = Step([S.WAITING], None, parties.COUNTER, payloads.Heard, _("Note what is said"), clause="第八条")
    turn = Step([S.WAITING], S.TURNED, SYSTEM, payloads.Turned, _("Became a complaint"), hidden=True, clause="第八条")
    set_aside = Step(
        [S.WAITING], S.SET_ASIDE, parties.INSPECTOR, payloads.Reason, _("Nothing was said"), one_by_one=True,
        clause="第八条",
    )  # fmt: skip


@Voice.leave.does
def take_it_in(message: VoiceMessage, act: Act[payloads.VoiceLeft]) -> None:
    given = act.given
    if given.ended_at > act.at:
        says = now_("The message ends in the future.")
        raise Refused(says, Why.BAD_PAYLOAD, {"ended_at": [says]})
    message.caller, message.ended_at, message.seconds = given.caller, given.ended_at, given.seconds
    caller = mask_phone(given.caller) if given.caller else now_("unknown number")
    act.case.title, act.case.agent = now_("Message of {caller}").format(caller=caller), None


@Voice.listen.does
def note_who_listened(message: VoiceMessage, act: Act[payloads.Heard]) -> None:
    """The first who listened counts (Q18); the words may be corrected."""
    message.said = act.given.said
    if message.listened_at is None:
        message.listened_at, message.listened_by = act.at, act.actor.staff


@Voice.turn.does
def note_the_complaint(message: VoiceMessage, act: Act[payloads.Turned]) -> None:
    message.complaint_id = act.given.complaint
