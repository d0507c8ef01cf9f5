"""The persisted words of emergencies. Never renamed."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from shouwen.kernel.flows import States


class CrisisState(States):
    """突发事件的状态 (S4-CMP-06)."""

    REPORTED = "reported", _("Emergency reported")
    RESPONDING = "responding", _("Response under way")
    CONTROLLED = "controlled", _("Under control")
    RESOLVED = "resolved", _("Resolved, to be reviewed")
    REVIEWED = "reviewed", _("Reviewed and archived")
    FALSE_ALARM = "false_alarm", _("False alarm")


class CrisisKind(TextChoices):
    """类型."""

    SAFETY = "safety", _("Safety of persons")
    MEDIA = "media", _("Media and public opinion")
    GATHERING = "gathering", _("Group gathering")
    DISASTER = "disaster", _("Natural disaster")
    OUTAGE = "outage", _("Outage of water, power, lifts")
    OTHER = "other", _("Another emergency")


class CrisisGrade(TextChoices):
    """等级: the four of the national plan for emergencies, the gravest first."""

    I = "i", _("I extremely grave")  # noqa: E741 — as the national plan writes it
    II = "ii", _("II grave")
    III = "iii", _("III serious")
    IV = "iv", _("IV general")


class Counterpart(TextChoices):
    """With whom was spoken."""

    CUSTOMERS = "customers", _("The customers")
    LEADERS = "leaders", _("Leadership")
    MEDIA = "media", _("Media")
    AUTHORITIES = "authorities", _("Authorities")
    DEPARTMENTS = "departments", _("Departments and companies")


OUT_OF_HAND = (CrisisState.REPORTED, CrisisState.RESPONDING)
UNDER_WAY = (*OUT_OF_HAND, CrisisState.CONTROLLED)
EVER_OPEN = (*UNDER_WAY, CrisisState.RESOLVED)
