"""An emergency: reported at once to the leadership, brought under control, resolved, reviewed (S4-CMP-06)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shouwen.complaints.crisis import duties, parties, payloads
from shouwen.complaints.crisis.words import EVER_OPEN, OUT_OF_HAND, UNDER_WAY, CrisisState
from shouwen.complaints.handling.rules import CLAUSE
from shouwen.complaints.models import CrisisRecord
from shouwen.complaints.payloads import Reason
from shouwen.kernel.duties import Tell
from shouwen.kernel.flows import Flow, Step, start

S, P = CrisisState, payloads
IN_COMMAND = parties.IN_COMMAND


class Crisis(Flow[CrisisRecord]):
    """发现上报(即时通知) → 启动处置 → 已控制 → 已妥善处理 → 复盘归档;可转督办。(S4-CMP-06、S4-CMP-16)"""

    code, record, title, prefix = "complaints.crisis", CrisisRecord, _("Emergency"), "TF"
    State = CrisisState
    RESPOND, REVIEW = duties.RESPOND, duties.REVIEW

    report = start(
        to=S.REPORTED, by=parties.REPORTER, takes=P.Alarm, title=_("Report an emergency"), opens=[RESPOND],
        tells=[Tell("crisis_reported", parties.leadership)], clause=CLAUSE,
    )  # fmt: skip
    respond = Step(
        [S.REPORTED], S.RESPONDING, IN_COMMAND, P.Response, _("Begin the response"), meets=[RESPOND],
        tells=[Tell("crisis_command", parties.COMMANDER.holders)], clause=CLAUSE,
    )  # fmt: skip
    note_action = Step(UNDER_WAY, None, IN_COMMAND | parties.REPORTER, P.Action, _("Note what was done"), clause=CLAUSE)
    log = Step(EVER_OPEN, None, IN_COMMAND | parties.REPORTER, P.Communication, _("Note what was said"), clause=CLAUSE)
    control = Step([S.RESPONDING], S.CONTROLLED, IN_COMMAND, P.Control, _("It is under control"), clause=CLAUSE)
    flare_up = Step(
        [S.CONTROLLED], S.RESPONDING, IN_COMMAND, P.Relapse, _("It flared up again"),
        tells=[Tell("crisis_reported", parties.leadership)], clause=CLAUSE,
    )  # fmt: skip
    resolve = Step(
        [S.CONTROLLED], S.RESOLVED, IN_COMMAND, P.Resolution, _("Record the resolution"), opens=[REVIEW],
        tells=[Tell("crisis_resolved", parties.leadership)], clause=CLAUSE,
    )  # fmt: skip
    review = Step(
        [S.RESOLVED], S.REVIEWED, parties.LEADERSHIP, P.Review, _("Review and archive"), meets=[REVIEW], clause=CLAUSE
    )
    call_off = Step(
        OUT_OF_HAND, S.FALSE_ALARM, parties.LEADERSHIP, Reason, _("It was a false alarm"), one_by_one=True,
        clause=CLAUSE,
    )  # fmt: skip
    link = Step(EVER_OPEN, None, IN_COMMAND, P.Link, _("Link the complaint"), clause=CLAUSE)
    escalate = Step(
        EVER_OPEN, None, parties.ESCALATES, Reason, _("Hand the complaint to a supervision order"), one_by_one=True,
        clause=CLAUSE,
    )  # fmt: skip
