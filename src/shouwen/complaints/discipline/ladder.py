"""Who was told what when about an order, rung by rung (第二十六、二十七、三十、三十三条)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from shouwen.complaints.discipline.words import DelayCause
from shouwen.complaints.flows.order import Order
from shouwen.complaints.words import UrgingChannel
from shouwen.kernel.models import Case, Event, Notice
from shouwen.kernel.wording import SEMICOLON, listed
from shouwen.web.parts import Words

RUNGS: Mapping[str, Words] = {
    Order.urge_leader.code: _("Deputy to the leader in charge"),
    Order.explain_delay.code: _("Deputy to the leader in charge"),
    Order.urge_chairman.code: _("General manager to the chairman"),
    Order.form_task_force.code: _("Task force"),
    Order.report_task_force.code: _("Task force"),
}
TOLD: Mapping[str, Words] = {
    "daily_unfinished": _("Daily reminder"),
    "overdue_urge": _("General manager reminded to urge"),
}
SHOWN = 200


@dataclass(frozen=True)
class Rung:
    """One thing said: by whom (empty: the system), to whom, in which words."""

    at: datetime
    rung: Words
    by: str
    to: str
    said: str


def rungs(case: Case) -> Sequence[Rung]:
    """Everything said up the ladder about an order, the newest first."""
    return sorted([*_by_people(case), *_by_the_system(case)], key=lambda rung: rung.at, reverse=True)[:SHOWN]


def _by_people(case: Case) -> Iterator[Rung]:
    events = Event.objects.filter(case=case, code__in=RUNGS).select_related("staff").order_by("-seq")[:SHOWN]
    told: dict[int, list[str]] = {}
    for notice in Notice.objects.filter(event__in=list(events), channel=Notice.Channel.INBOX).select_related("staff"):
        if notice.event_id and notice.staff:
            told.setdefault(notice.event_id, []).append(notice.staff.name)
    for event in events:
        to = listed(dict.fromkeys(told.get(event.pk, [])))
        yield Rung(
            event.occurred_at, RUNGS[event.code], event.staff.name if event.staff else "", to, _words(event.data)
        )


def _words(data: Mapping[str, Any]) -> str:
    """Channel, cause, what was said and what was promised, as one line."""
    given: Mapping[str, Any] = data.get("given", {})
    channels, causes = dict(UrgingChannel.choices), dict(DelayCause.choices)
    parts = [
        channels.get(given.get("channel", "")),
        causes.get(given.get("cause", "")),
        *(given.get(name) for name in ("detail", "content", "promised", "findings", "result", "members")),
    ]
    return listed(filter(None, parts), SEMICOLON)


def _by_the_system(case: Case) -> Iterator[Rung]:
    notices = Notice.objects.filter(case=case, code__in=TOLD, channel=Notice.Channel.INBOX).select_related("staff")
    for notice in notices.order_by("-id")[:SHOWN]:
        if notice.staff:
            yield Rung(notice.at, TOLD[notice.code], "", notice.staff.name, "")
