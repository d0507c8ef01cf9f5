"""From a notice to a message on its way: whose address, which words, what a machine is told."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.utils import translation

from shouwen.kernel.models import Notice
from shouwen.kernel.notices.channels import Outgoing, Undeliverable
from shouwen.kernel.notices.messages import words_for

_SUBJECT_LENGTH: Final = 120


def outgoing(notice: Notice) -> Outgoing:
    """The message in the recipient's language; Undeliverable when there is no address for it."""
    to = address_of(notice)
    with translation.override(notice.staff.language if notice.staff else settings.LANGUAGE_CODE):
        words = words_for(notice)
    return Outgoing(
        key=f"{notice.channel}:{notice.key}",
        code=notice.code,
        to=to,
        subject=" ".join(words.subject.split())[:_SUBJECT_LENGTH],
        body=words.body,
        payload=payload_of(notice),
        link=words.link,
    )


def address_of(notice: Notice) -> str:
    """Where the notice goes: looked up now, so that a number corrected meanwhile counts."""
    if notice.channel == Notice.Channel.WEBHOOK:
        return notice.address
    if notice.staff is not None:
        if not notice.staff.is_active:
            raise Undeliverable("the person has left")
        to = notice.staff.phone if notice.channel == Notice.Channel.SMS else notice.staff.email
    else:
        to = _customer_phone(notice) if notice.channel == Notice.Channel.SMS else ""
    if not to:
        raise Undeliverable("no address is known")
    return to


def payload_of(notice: Notice) -> dict[str, Any]:
    """What a machine is told: ids and the notice's data, no person's name or number of ours."""
    case = notice.case
    return {
        "code": notice.code,
        "at": notice.at.isoformat(),
        "number": case.number if case else "",
        "flow": case.flow if case else "",
        "state": case.state if case else "",
        "event": notice.event_id,
        "data": notice.data,
    }


def _customer_phone(notice: Notice) -> str:
    """The main number, else the first one."""
    if notice.customer is None:
        return ""
    phones = sorted(notice.customer.phones.all(), key=lambda phone: (not phone.is_primary, phone.pk))
    return phones[0].number if phones else ""
