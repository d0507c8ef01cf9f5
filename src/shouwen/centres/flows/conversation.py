"""A customer's private conversation with the centre; its chain of events cannot be changed or shortened (第八条)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from shouwen.centres import duties, parties, payloads
from shouwen.centres.models import Conversation, ReadMark
from shouwen.centres.words import ConversationState
from shouwen.kernel.access import CUSTOMER
from shouwen.kernel.duties import Tell
from shouwen.kernel.flows import Act, Flow, Step, start
from shouwen.kernel.models import Case

S = ConversationState
BOTH = [S.WAITING, S.ANSWERED]


class Talk(Flow[Conversation]):
    """客户与项目售后服务中心一对一沟通;双方只能追加,任何人不能删除,集团可查看全部。(S3-08e, S3-08f)"""

    code, record, title, prefix = "centres.conversation", Conversation, _("Conversation"), "DH"
    State, REPLY = ConversationState, duties.REPLY
    rests = (S.ANSWERED, S.BLOCKED)

    begin = start(
        to=S.WAITING,
        by=CUSTOMER,
        takes=payloads.Beginning,
        title=_("Write to the service centre"),
        opens=[REPLY],
        tells=[Tell("customer_wrote", parties.counter_of)],
        clause="第八条",
    )
    say = Step(
        BOTH,
        S.WAITING,
        CUSTOMER,
        payloads.Saying,
        _("Write again"),
        opens=[REPLY],
        tells=[Tell("customer_wrote", parties.counter_of)],
        clause="第八条",
    )
    reply = Step(
        BOTH,
        S.ANSWERED,
        parties.COUNTER,
        payloads.Saying,
        _("Answer"),
        meets=[REPLY],
        tells=[Tell("centre_replied", customer=True)],
        clause="第八条",
    )
    block = Step(
        BOTH,
        S.BLOCKED,
        parties.GROUP_CENTRE,
        payloads.Reason,
        _("Block this account"),
        cancels=[REPLY],
        one_by_one=True,
        clause="第八条",
    )
    unblock = Step(
        [S.BLOCKED], S.ANSWERED, parties.GROUP_CENTRE, payloads.Reason, _("Unblock this account"), clause="第八条"
    )
    end = Step(
        [*BOTH, S.BLOCKED], S.ENDED, parties.GROUP_CENTRE, payloads.Reason, _("End the conversation"), clause="第八条"
    )


@Talk.begin.does
def bound_to_the_room(record: Conversation, act: Act[payloads.Beginning]) -> None:
    """Bound to the room the link was made for; the case itself hangs on no unit, so no unit lists it as a matter."""
    record.unit_id = act.given.unit
    _keep(record, act.given.text, act.at)
    act.case.title = act.given.text[:200]
    act.after(lambda: _mark(act.case))


@Talk.say.does
@Talk.reply.does
def keep_the_last_words(record: Conversation, act: Act[payloads.Saying]) -> None:
    _keep(record, act.given.text, act.at)


def _keep(record: Conversation, text: str, at: datetime) -> None:
    record.last_words, record.last_at = text[:120], at


def _mark(case: Case) -> None:
    ReadMark.objects.get_or_create(conversation_id=case.pk, defaults={"by_customer": 1})
