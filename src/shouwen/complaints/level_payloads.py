"""What people give where a complaint is more than one household's matter: proposals, urging, escalation, merging."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from shouwen.complaints.payloads import Line, Text
from shouwen.complaints.words import EscalationCause, EscalationKind, Level, UrgingChannel
from shouwen.kernel.flows import Given, Instant, asked


class LevelProposed(Given):
    """A level that only the general manager can decide (S3-33a)."""

    level: Level = asked(_("Proposed level"))
    grounds: Text = asked(_("Grounds: facts, households"))


class Removal(Given):
    """Off the special-assessment list (S3-33c)."""

    reason: Line = asked(_("Reason"))


class ChairmanUrged(Given):
    """总经理每天亲自督促 (S3-33d)."""

    channel: UrgingChannel = asked(_("How the chairman was urged"))
    content: Text = asked(_("What was said"))
    promised: Line = asked(_("What the chairman promised"))


class Escalated(Given):
    """投诉升级、品牌事件 (S3 §2.4 L); the cause may be judged later."""

    kind: EscalationKind = asked(_("What happened"))
    occurred_at: Instant = asked(_("When"))
    facts: Text = asked(_("Facts"))
    cause: EscalationCause | None = asked(_("Cause"), None)


class CauseJudged(Given):
    """Why it came to this (S3-33j)."""

    cause: EscalationCause = asked(_("Cause"))
    facts: Text = asked(_("Facts"))


class Merging(Given):
    """A complaint taken down twice goes on as one."""

    into: Annotated[str, Field(min_length=1, max_length=40)] = asked(_("Number of the complaint that goes on"))
    reason: Line = asked(_("Reason"))


class Information(Given):
    """What the customer is told; it stands on the customer's own page."""

    text: Annotated[str, Field(min_length=1, max_length=1000)] = asked(_("What the customer is told"))
