"""What people give with each step of an emergency."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from shouwen.complaints.crisis.words import Counterpart, CrisisGrade, CrisisKind
from shouwen.complaints.handling.payloads import Amount
from shouwen.complaints.handling.words import ReplyChannel
from shouwen.complaints.payloads import Line, Text
from shouwen.kernel.flows import Given, Instant, PersonId, asked

Number = Annotated[str, Field(max_length=40)]


class Alarm(Given):
    """发现/上报: what, where, how grave, how many households, when it was seen."""

    kind: CrisisKind = asked(_("Kind of emergency"))
    grade: CrisisGrade = asked(_("Grade"))
    place: Annotated[str, Field(min_length=1, max_length=120)] = asked(_("Where it happens"))
    what: Text = asked(_("What happens"))
    households: Annotated[int, Field(ge=0, le=100_000)] = asked(_("Households concerned"), 0)
    discovered_at: Instant | None = asked(_("Discovered at"), None)
    first_action: Annotated[str, Field(max_length=1000)] = asked(_("Done at once"), "")
    complaint: Number = asked(_("Number of the complaint it grew from"), "")


class Response(Given):
    """启动处置: who commands, when on the spot, the first measure, who speaks outside."""

    commander: PersonId = asked(_("In command"))
    arrived_at: Instant = asked(_("On the spot since"))
    first_measure: Text = asked(_("First measure"))
    spokesperson: Annotated[str, Field(min_length=1, max_length=80)] = asked(_("Speaks for the company"))


class Action(Given):
    action: Text = asked(_("Measures taken"))


class Communication(Given):
    """沟通记录."""

    counterpart: Counterpart = asked(_("With whom"))
    channel: ReplyChannel = asked(_("By which channel"))
    content: Text = asked(_("Content of the talk"))


class Control(Given):
    measures: Text = asked(_("How it was brought under control"))


class Relapse(Given):
    reason: Line = asked(_("What flared up"))


class Resolution(Given):
    """妥善处理: what is said outside, whom it was told, compensation, losses."""

    statement: Text = asked(_("Statement to customers and the public"))
    informed: Text = asked(_("Who was informed"))
    compensation: Amount | None = asked(_("Compensation, CNY"), None)
    losses: Amount | None = asked(_("Losses, CNY"), None)


class Review(Given):
    """复盘: cause, improvement, what changes in the plan for emergencies."""

    root_cause: Text = asked(_("Root cause"))
    improvement: Text = asked(_("Improvement"))
    plan_revision: Text = asked(_("Change of the emergency plan"))
    is_systemic: bool = asked(_("Propose as a systemic problem"), False)


class Link(Given):
    complaint: Annotated[str, Field(min_length=3, max_length=40)] = asked(_("Number of the complaint"))
