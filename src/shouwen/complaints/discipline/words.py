"""The persisted words of sanctions, discipline cases, overdue work and meetings. Never renamed."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from shouwen.kernel.flows import States


class SanctionCode(TextChoices):
    """The lines of the penalty table that a person decides (S3 §4)."""

    P1 = "P1", _("P1 refusal to cooperate")
    P2 = "P2", _("P2 dereliction, seen in the video inspection")
    P3 = "P3", _("P3 attitude or poor work of a specialist")
    P4 = "P4", _("P4 three months in the bottom ten")
    P5 = "P5", _("P5 concealed or omitted complaint")
    P6 = "P6", _("P6 more than two concealed in a month")
    P9 = "P9", _("P9 poor handling, a leader answers")
    P10 = "P10", _("P10 slow solution led to more")
    P17 = "P17", _("P17 more than 15 days late, person")
    P18 = "P18", _("P18 more than 15 days late, leader")
    P19 = "P19", _("P19 misconduct found in an investigation")
    P20 = "P20", _("P20 violation found in the quarterly inspection")


class SanctionState(States):
    """一项处分从提案到生效."""

    PROPOSED = "proposed", _("Proposed")
    STATED = "stated", _("The person has stated")
    DECIDED = "decided", _("Decided, takes effect later")
    IN_EFFECT = "in_effect", _("In effect")
    DROPPED = "dropped", _("Dropped")


class Cause(TextChoices):
    """五类查处事项 (S3-37a … S3-37e)."""

    UNCORRECTED = "uncorrected", _("Faults left uncorrected, bad attitude, low standard")
    DELAY = "delay", _("Handling dragged out, long unsolved")
    FALSE_WORK = "false_work", _("Falsified handling")
    SHIRKING = "shirking", _("Shirking and passing on")
    COVERING = "covering", _("Service centre covering up a dereliction")


class Source(TextChoices):
    """What a clue the system found goes back to; a grave one is told to the group centre at once (S3-24i, S3-37c)."""

    OVERDUE = "overdue", _("More than 15 days late")
    CALL_BACK = "call_back", _("The call-back contradicts the visit")
    SIGNATURE = "signature", _("The customer denies the signature")
    COOPERATION = "cooperation", _("Refusal to cooperate, sanctioned")
    REASSIGNED = "reassigned", _("Reassigned again and again")
    CONDUCT = "conduct", _("Conduct in the customer's home")
    GIFT = "gift", _("Gift or tip taken")

    @property
    def is_grave(self) -> bool:
        """Falsified handling and gifts do not wait for the daily round."""
        return self in (Source.SIGNATURE, Source.CALL_BACK, Source.GIFT)


class DisciplineState(States):
    """一宗查处:线索、调查、结论 (S3-37)."""

    CLUE = "clue", _("Clue")
    INVESTIGATING = "investigating", _("Under investigation")
    SUBSTANTIATED = "substantiated", _("Substantiated, sanction proposed")
    UNFOUNDED = "unfounded", _("Unfounded")


class Fault(TextChoices):
    """What a customer complains of in a specialist (S3-11a)."""

    ATTITUDE = "attitude", _("Attitude")
    POOR_WORK = "poor_work", _("Poor work")


class AgentComplaintState(States):
    """投诉客服专员:由集团中心调查,查实或不实 (S3-11)."""

    REPORTED = "reported", _("Reported to the group centre")
    INVESTIGATING = "investigating", _("Under investigation")
    VERIFIED = "verified", _("Verified")
    NOT_VERIFIED = "not_verified", _("Not verified")


class DelayCause(TextChoices):
    """Why an order is overdue, as the deputy general manager finds (S3-30b)."""

    MATERIALS = "materials", _("Materials not there")
    PEOPLE = "people", _("Too few people")
    CONTRACTOR = "contractor", _("Contractor does not come")
    PLAN = "plan", _("Plan does not work")
    OTHER_DEPARTMENT = "other_department", _("Another department holds it up")
    CUSTOMER = "customer", _("On the customer's side")
    NEGLECT = "neglect", _("Nobody pursued it")


class MeetingKind(TextChoices):
    """Which meeting of the regulation (S3-31b, S3-32a)."""

    WEEKLY = "weekly", _("Weekly meeting on carried-over orders")
    MONTHLY = "monthly", _("Vice-president's monthly meeting")


class MeetingState(States):
    """一次专题会议:召集、召开、整改、办结或漏开."""

    CALLED = "called", _("Called")
    HELD = "held", _("Held, plan under way")
    CLOSED = "closed", _("Plan carried out")
    MISSED = "missed", _("Missed")


class ItemKind(TextChoices):
    """整改计划 (S3-31c) or 专项整改要求 (S3-32b)."""

    MEASURE = "measure", _("Measure of the rectification plan")
    REQUIREMENT = "requirement", _("Special rectification requirement")
