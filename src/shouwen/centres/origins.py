"""Voice messages and leads become complaints at the counter: what it is told of them, and what they are told back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.centres import parties, payloads, rules
from shouwen.centres.flows import Voice
from shouwen.centres.models import Lead, VoiceMessage
from shouwen.common.numbers import number_in
from shouwen.exchange.origins import ComplaintMade, CounterAsked, Origin, OriginAsked
from shouwen.kernel import clock, crossing, moves, rulebook
from shouwen.kernel.access import ENGINE
from shouwen.kernel.errors import Refused, Why
from shouwen.people.models import Staff


def counter_for(source: str) -> str:
    """The address at which this source is taken down; empty where no domain takes complaints."""
    return crossing.ask(CounterAsked(source=source)) or ""


def t1_starts_at(message: VoiceMessage, at: datetime) -> datetime:
    """留言的30分钟:自留言结束起算;可配置为自人工听取起算 (Q18)."""
    if rulebook.value(rules.VOICE_T1_FROM, at) == "listened":
        return message.listened_at or at
    return message.ended_at


def origin_of(asked: OriginAsked) -> Origin | None:
    """What the counter is told; None for what is not there, not this person's, or a complaint already."""
    kind, _colon, written = asked.source.partition(":")
    number = number_in(written)
    if number is None:
        return None
    served = parties.served_projects(Staff.objects.get(pk=asked.staff_id))
    if kind == "voice":
        return _of_message(number, served)
    return _of_lead(number, served) if kind == "lead" else None


def _of_message(pk: int, served: list[int]) -> Origin | None:
    found = VoiceMessage.objects.filter(pk=pk, complaint=None, case__state=Voice.State.WAITING)
    message = found.filter(case__project__in=served).select_related("case__project").first()
    if message is None:
        return None
    return Origin(
        source=f"voice:{pk}",
        title=message.case.number,
        project_id=message.case.project_id,
        channel="message",
        words=message.said,
        phone=message.caller,
        contact_ended_at=t1_starts_at(message, clock.now()),
    )


def _of_lead(pk: int, served: list[int]) -> Origin | None:
    lead = Lead.objects.filter(pk=pk, complaint=None, project__in=served).select_related("reporter").first()
    if lead is None:
        return None
    return Origin(
        source=f"lead:{pk}",
        title=lead.reporter.name,
        project_id=lead.project_id,
        channel="lead",
        words=lead.words,
        customer_name=lead.customer_name,
        phone=lead.phone,
        room=lead.room,
        unit_id=lead.unit_id,
    )


def note_the_complaint(made: ComplaintMade) -> None:
    """The message or lead is a complaint now; told twice, it stays with the first. Refused when somebody was faster."""
    kind, _colon, number = made.source.partition(":")
    with transaction.atomic():
        if kind == "voice":
            moves.take(Voice.turn, int(number), by=ENGINE, given=payloads.Turned(complaint=made.case_id), key=made.key)
        elif kind == "lead":
            _turn_the_lead(int(number), made)


def _turn_the_lead(pk: int, made: ComplaintMade) -> None:
    lead = Lead.objects.select_for_update(of=("self",)).get(pk=pk)
    if lead.complaint_id not in (None, made.case_id):
        raise Refused(_("This lead is a complaint already."), Why.WRONG_STATE)
    lead.complaint_id, lead.turned_at, lead.turned_by_id = made.case_id, clock.now(), made.staff_id
    lead.save(update_fields=["complaint", "turned_at", "turned_by"])


crossing.answer(OriginAsked, origin_of)
crossing.receive(ComplaintMade, note_the_complaint)
