"""The meetings of the regulation: called with their agenda, held, their plan carried out (第三十一条、第三十二条)."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils.translation import gettext_lazy as _

from shouwen.complaints import parties as people
from shouwen.complaints.discipline import payloads
from shouwen.complaints.discipline.parties import VICE_PRESIDENT
from shouwen.complaints.discipline.words import MeetingKind, MeetingState
from shouwen.complaints.models import MeetingRecord
from shouwen.kernel import clock
from shouwen.kernel.access import SYSTEM, Who
from shouwen.kernel.duties import AtInstant, Duty, Tell
from shouwen.kernel.flows import Act, Flow, Nothing, Step, start
from shouwen.kernel.models import Case
from shouwen.people.queries import holders
from shouwen.people.roles import Role

S, P = MeetingState, payloads
_CHAIR = {MeetingKind.WEEKLY: Role.GROUP_GM, MeetingKind.MONTHLY: Role.GROUP_VICE_PRESIDENT}


def chairs_of(kind: str, at: datetime) -> list[int]:
    """由总经理 (S3-31b), 由直管副总裁 (S3-32a)."""
    return holders(_CHAIR[MeetingKind(kind)], at)


def _chairs(case: Case, at: datetime) -> list[int]:
    return chairs_of(case.meeting.kind, at)


def called(case: Case, _at: datetime) -> list[int]:
    """Everybody called to the meeting."""
    return list(case.meeting.attendances.order_by("id").values_list("person_id", flat=True))


def end_of_its_month(meeting: MeetingRecord) -> datetime:
    """The last instant of the month the meeting belongs to."""
    following = (meeting.period.replace(day=1) + timedelta(days=32)).replace(day=1)
    return clock.at_time(following, time()) - timedelta(seconds=1)


def _is_monthly(meeting: MeetingRecord, _act: Act[payloads.Calling]) -> bool:
    return meeting.kind == MeetingKind.MONTHLY


CHAIR = Who(_("Whoever chairs the meeting"), _chairs, dated=True)

MONTHLY = Duty(
    code="MONTHLY",
    title=_("Hold the monthly meeting"),
    owed_by=VICE_PRESIDENT,
    limit=AtInstant(end_of_its_month),
    clause="第三十二条",
    ref="S3-32a",
    owed_if=_is_monthly,
)


class Meeting(Flow[MeetingRecord]):
    """召集(议程、参会人由清单带出)→ 召开、纪要 → 整改计划逐项办结;月度会议到月末未开即漏。(S3-31, S3-32)"""

    code, record, title, prefix = "complaints.meeting", MeetingRecord, _("Meeting"), "HY"
    State, MONTHLY = MeetingState, MONTHLY
    confidential = True

    call = start(
        to=S.CALLED, by=people.GM | SYSTEM, takes=P.Calling, title=_("Call a meeting"), opens=[MONTHLY], hidden=True,
        tells=[Tell("meeting_called", called), Tell("meeting_to_chair", CHAIR.holders)], clause="第三十一条",
    )  # fmt: skip
    plan = Step(
        [S.CALLED], None, CHAIR, P.Planning, _("Set time and venue"), tells=[Tell("meeting_called", called)],
        clause="第三十一条",
    )  # fmt: skip
    hold = Step(
        [S.CALLED], S.HELD, CHAIR | people.GROUP_AGENT, P.Held, _("Record the meeting"), meets=[MONTHLY],
        clause="第三十一条",
    )  # fmt: skip
    add_item = Step(
        [S.CALLED, S.HELD], None, CHAIR | people.GROUP_AGENT, P.Item, _("Add an item to the plan"), clause="第三十一条"
    )
    close = Step([S.HELD], S.CLOSED, CHAIR | people.GROUP_AGENT, Nothing, _("Close: the plan is carried out"))
    miss = Step([S.CALLED], S.MISSED, SYSTEM, Nothing, _("Missed"), hidden=True, clause="第三十二条")
