"""The messages: their words, the channels they take, and when they stop being useful.

The words are templates over what is known about the case (``number``, ``title``, ``place``, ``opened_at``), about the
duty that ``data["obligation"]`` names (``duty``, ``clause``) and over the notice's own ``data``. A value under a name
that ends in ``_at`` is an instant and is shown on the wall clock; what is absent is shown as a dash. SMS leave our
house: their words name the case and no person.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shouwen.kernel import clock
from shouwen.kernel.models import Notice

INBOX, SMS, EMAIL = Notice.Channel.INBOX, Notice.Channel.SMS, Notice.Channel.EMAIL
Channels = tuple[Notice.Channel, ...]
_ABSENT: Final = "—"


@dataclass(frozen=True)
class Message:
    """One kind of message.

    ``staff`` and ``customer``: the channels for either kind of recipient. ``urgent``: staff get it also during quiet
    hours (customers never do). ``useful_for``: after that time nobody needs it any more and it is dropped unsent.
    """

    code: str
    subject: str | Promise
    body: str | Promise
    staff: Channels = (INBOX,)
    customer: Channels = (SMS,)
    urgent: bool = False
    useful_for: timedelta | None = None

    def channels(self, *, for_customer: bool) -> Channels:
        return self.customer if for_customer else self.staff


@dataclass(frozen=True)
class Words:
    """A message in the recipient's language; ``link`` stands in the body too."""

    subject: str
    body: str
    link: str = ""


LinkMaker = Callable[[Notice], str]

_messages: dict[str, Message] = {}
_links: dict[str, LinkMaker] = {}


def register(message: Message) -> Message:
    """Add a message under a code nobody else has; called when a module is imported."""
    if message.code in _messages:
        raise ValueError(f"two messages are called {message.code}")
    _messages[message.code] = message
    return message


def link_with(code: str, maker: LinkMaker) -> None:
    """Whoever serves the page behind ``link`` of a message makes its address, when the message is sent.

    A one-time link is made then and not when the notice is written, so that no secret lies in the outbox.
    """
    _links[message_named(code).code] = maker


def message_named(code: str) -> Message:
    """The message with that code; LookupError when no module registered it."""
    try:
        return _messages[code]
    except KeyError:
        raise LookupError(f"no message is called {code}") from None


def kind_in_words(code: str) -> str:
    """What messages with that code are about, with … for what each case fills in; empty when there is no such kind."""
    return str(_messages[code].subject) % _Untold() if code in _messages else ""


def all_messages() -> list[Message]:
    """Every registered message, in the order of their codes."""
    return sorted(_messages.values(), key=lambda message: message.code)


def words_for(notice: Notice) -> Words:
    """The words of a notice in the language that is active."""
    message = message_named(notice.code)
    known = _Known(_shown(_facts_of(notice) | _duty_of(notice) | _link_of(notice) | notice.data))
    return Words(str(message.subject) % known, str(message.body) % known, known.get("link", ""))


def subject_of(notice: Notice) -> str:
    """What a notice is about, for a list: no link is made for somebody who only looks at it."""
    return str(message_named(notice.code).subject) % _Known(_shown(_facts_of(notice) | _duty_of(notice) | notice.data))


def _link_of(notice: Notice) -> dict[str, Any]:
    maker = _links.get(notice.code)
    return {"link": maker(notice)} if maker and "link" not in notice.data else {}


class _Known(dict[str, str]):
    def __missing__(self, _name: str) -> str:
        return _ABSENT


class _Untold(dict[str, str]):
    def __missing__(self, _name: str) -> str:
        return "…"


def _facts_of(notice: Notice) -> dict[str, Any]:
    case = notice.case
    if case is None:
        return {}
    place = str(case.unit or case.project)
    return {"number": case.number, "title": case.title, "place": place, "opened_at": case.opened_at}


def _duty_of(notice: Notice) -> dict[str, Any]:
    """Title and clause of the duty that ``data["obligation"]`` names ("T3"), in the active language."""
    from shouwen.kernel.flows import duty_named

    code = notice.data.get("obligation")
    if notice.case is None or not code:
        return {}
    try:
        duty = duty_named(f"{notice.case.flow}.{code}")
    except KeyError:  # a duty that a later version of the flow no longer has
        return {"duty": code}
    return {"duty": str(duty.title), "clause": duty.clause}


def _shown(data: Mapping[str, Any]) -> dict[str, str]:
    return {name: _value(name, value) for name, value in data.items() if value not in (None, "")}


def _value(name: str, value: Any) -> str:
    if name.endswith("_at"):
        instant = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
        return clock.local(instant).strftime("%Y-%m-%d %H:%M")
    return str(value)


_BOTH: Final = (INBOX, SMS)
_DAY: Final = timedelta(days=1)

for _message in (
    Message(
        "order_issued",
        _("Order %(number)s has been issued to you"),
        _("Supervision order %(number)s (%(place)s) is yours to handle; the limit for the first visit runs from now."),
        staff=_BOTH,
        urgent=True,
    ),
    Message(
        "cooperation_requested",
        _("Your cooperation is needed on %(number)s"),
        _("Order %(number)s (%(place)s) needs your department. Please see there what for and by when."),
        staff=_BOTH,
    ),
    Message(
        "daily_unfinished",
        _("%(number)s is not finished yet"),
        _("Order %(number)s (%(place)s) is open since %(opened_at)s and not closed yet."),
        staff=_BOTH,
        useful_for=_DAY,
    ),
    Message(
        "progress_due",
        _("Today's progress on %(number)s is due"),
        _("Please report today's progress on %(number)s by %(due_at)s."),
        staff=_BOTH,
        urgent=True,
        useful_for=timedelta(hours=2),
    ),
    Message(
        "deadline_warning",
        _("%(number)s: %(duty)s is due soon"),
        _("%(duty)s on %(number)s (%(place)s) is due %(due_at)s (%(clause)s)."),
        staff=_BOTH,
        urgent=True,
        useful_for=_DAY,
    ),
    Message(
        "obligation_breached",
        _("%(number)s: %(duty)s is late"),
        _("%(duty)s on %(number)s (%(place)s) was due %(due_at)s and has not been done (%(clause)s)."),
        staff=_BOTH,
        urgent=True,
    ),
    Message(
        "days_missed",
        _("%(number)s: %(duty)s was missed on %(days)s days"),
        _("%(duty)s on %(number)s (%(place)s) was missed on %(days)s days, the last time %(due_at)s (%(clause)s)."),
        staff=_BOTH,
        urgent=True,
    ),
    Message(
        "overdue_urge",
        _("%(number)s needs your push"),
        _("Order %(number)s (%(place)s) is long overdue or of a special level. Please urge those who owe it."),
        useful_for=_DAY,
    ),
    Message(
        "closure_applied",
        _("Closing of %(number)s was applied for"),
        _("The work on %(number)s (%(place)s) is reported as done. Please verify it with the customer."),
    ),
    Message(
        "order_handed_on",
        _("Order %(number)s is now yours"),
        _("Supervision order %(number)s (%(place)s) was handed to you; its clocks run on."),
        staff=_BOTH,
    ),
    Message(
        "closure_returned",
        _("Closing of %(number)s was returned"),
        _("The work on %(number)s (%(place)s) is not accepted yet; please see there what is missing."),
        staff=_BOTH,
    ),
    Message(
        "case_closed",
        _("%(number)s is closed"),
        _("Matter %(number)s is closed. If anything is still open, please tell us: %(link)s"),
    ),
    Message(
        "rating_invited",
        _("How were you received?"),
        _("Thank you for telling us about it (%(number)s). Please rate how you were received: %(link)s"),
        useful_for=timedelta(days=7),
    ),
    Message(
        "penalty_statement",
        _("Statement of penalties for %(month)s"),
        _("The statement of penalties for %(month)s is ready: %(lines)s lines, %(amount)s CNY."),
        staff=(INBOX, EMAIL),
    ),
    Message(
        "escalated",
        _("%(number)s has been escalated to you"),
        _("%(duty)s on %(number)s (%(place)s) was due %(due_at)s and is still not done; it now comes to you."),
        staff=_BOTH,
        urgent=True,
    ),
    Message(
        "sign_requested",
        _("Please read and sign"),
        _("Please read what we noted about your matter %(number)s and sign it: %(link)s"),
        useful_for=timedelta(days=3),
    ),
    Message(
        "release_issued",
        _("Your release slip is ready"),
        _("Release slip %(number)s is valid until %(valid_until_at)s. Please show it at the gate: %(link)s"),
    ),
    Message(
        "password_link",
        _("Set your password"),
        _("An administrator asks you to set your password. The link is for you alone and opens once: %(link)s"),
        staff=(SMS,),
        urgent=True,
        useful_for=_DAY,
    ),
    Message(
        "job_missed",
        _("A timed job did not run: %(job)s"),
        _("%(job)s (%(rule)s) should have run for %(slot)s and did not. Look at the timed jobs of the audit."),
        staff=_BOTH,
    ),
):
    register(_message)
