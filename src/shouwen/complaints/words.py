"""The persisted words of the regulation: types, levels, channels, states. Never renamed."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from shouwen.kernel.flows import States


class ComplaintType(TextChoices):
    """What a complaint is about; decides who answers first (S3-20)."""

    MARKETING_CONTRACT = "marketing_contract", _("Sales contract")
    SALES_LICENCE = "sales_licence", _("Sales licences")
    TITLE_CERTIFICATE = "title_certificate", _("Title certificate")
    HANDOVER_LICENCE = "handover_licence", _("Handover licences")
    LATE_HANDOVER_PROGRESS = "late_handover_progress", _("Late handover: construction progress")
    LATE_HANDOVER_QUALITY = "late_handover_quality", _("Late handover: construction quality")
    PLANNING_CHANGE = "planning_change", _("Planning change")
    DESIGN_DEFECT = "design_defect", _("Design defect")
    LIVING_AMENITIES = "living_amenities", _("Living amenities")
    INFRASTRUCTURE = "infrastructure", _("Infrastructure")
    LEASE_MANAGEMENT = "lease_management", _("Lease management")
    PROPERTY_SERVICE = "property_service", _("Property service")
    MAINTENANCE = "maintenance", _("Maintenance and repair")


class Channel(TextChoices):
    """How the customer came (S3-07b)."""

    VISIT = "visit", _("Visit")
    PHONE = "phone", _("Phone call")
    LETTER = "letter", _("Letter")
    MESSAGE = "message", _("Voice message")
    MOBILE = "mobile", _("Mobile page")
    LEAD = "lead", _("Reported by a colleague")
    OTHER = "other", _("Other")


class Level(TextChoices):
    """How grave a complaint is; only the general manager decides it (S3-33a)."""

    GENERAL = "general", _("General")
    MAJOR = "major", _("Major")
    GROUP = "group", _("Group complaint")
    COMMON = "common", _("Common issue")

    @property
    def is_special(self) -> bool:
        """Major, group and common complaints are answered for by the chairman (S3-05b)."""
        return self is not Level.GENERAL


class BlockedKind(TextChoices):
    """Why a visit could not be made (S3-23a, S3-23b)."""

    UNREACHABLE = "unreachable", _("The customer cannot be reached")
    REFUSED = "refused", _("The customer refuses with an unreasonable demand")


class CallBackOutcome(TextChoices):
    """What the call-back after a blocked visit found (S3-23d)."""

    RESCHEDULE = "reschedule", _("A new visit is agreed")
    DENIED = "denied", _("The customer denies having refused")
    COORDINATED = "coordinated", _("Coordinated: the customer agrees")
    UNREASONABLE = "unreasonable", _("The demand is unreasonable")


class VisitCheck(TextChoices):
    """上门服务标准 (第二十四条): what is checked before ringing; the last two for repairs."""

    UNIFORM = "uniform", _("Uniform, badge, tidy appearance, good bearing")
    WORDING = "wording", _("Standard wording, clear and friendly")
    WATER = "water", _("Own drinking water")
    SHOE_COVERS = "shoe_covers", _("Own shoe covers; enter only with the customer's consent")
    TOOL_BOX = "tool_box", _("Unified tool box")
    PROTECTION = "protection", _("Protection for finished work")


class Measure(TextChoices):
    """What may be decided beside the share of the bonus (S3-36c, S3-36d)."""

    PAY_CUT = "pay_cut", _("Pay cut")
    DEMOTION = "demotion", _("Demotion")


class Concealment(TextChoices):
    """How a reception came to be missing among the entries (S3-17b)."""

    CONCEALED = "concealed", _("Concealed")
    OMITTED = "omitted", _("Omitted")


class Severity(TextChoices):
    """How grave a verified concealment is (S3-17b: 视情节轻重)."""

    MINOR = "minor", _("Minor")
    SERIOUS = "serious", _("Serious")


class PersonMeasure(TextChoices):
    """What may be decided against a person; each line of the penalty table allows some of them (S3 §4)."""

    WARNING = "warning", _("Warning")
    FINE = "fine", _("Fine")
    PAY_CUT = "pay_cut", _("Pay cut")
    DEMOTION = "demotion", _("Demotion")
    REMOVAL = "removal", _("Removal from the post")
    DISMISSAL = "dismissal", _("Dismissal")


class Answerable(TextChoices):
    """Which leader answers for poor handling (S3-21f)."""

    LEADER = "leader", _("The leader in charge")
    CHAIRMAN = "chairman", _("The company's chairman")


class UrgingChannel(TextChoices):
    """How a leader was urged (S3-26f)."""

    IN_PERSON = "in_person", _("In person")
    PHONE = "phone", _("By phone")
    MESSAGE = "message", _("By message")


class EscalationKind(TextChoices):
    """How a complaint left the house (S3 §2.4 L, S3-33j)."""

    HOTLINE = "hotline", _("12345 hotline")
    MEDIA = "media", _("Media")
    COURT = "court", _("Court")
    SUPERIOR = "superior", _("Superior unit or authority")
    BRAND = "brand", _("Brand event")

    @property
    def is_brand_event(self) -> bool:
        """Media and brand events touch the brand; the others are an escalation of the complaint."""
        return self in (EscalationKind.MEDIA, EscalationKind.BRAND)


class EscalationCause(TextChoices):
    """Why it came to a repeat, an escalation or a brand event (S3-33j)."""

    SLOW = "slow_solution", _("Slow solution")
    QUALITY = "quality", _("Poor quality of the work")
    ATTITUDE = "attitude", _("Attitude")
    OTHER = "other", _("Another cause")


class ReceptionState(States):
    """一次被看见的接待,与录入核对的状态 (S3-17)."""

    SEEN = "seen", _("Seen, to be matched")
    MATCHED = "matched", _("Matched with an entry")
    SUSPECTED = "suspected", _("No entry found, suspected")
    VERIFIED = "verified", _("Verified, sanction to be decided")
    SANCTIONED = "sanctioned", _("Sanctioned")
    UNFOUNDED = "unfounded", _("Unfounded")


class ComplaintState(States):
    """投诉单的状态 (S3 §2.2)."""

    DRAFT = "draft", _("Being taken down")
    AWAITING_SIGNATURE = "awaiting_signature", _("Awaiting the customer's signature")
    REGISTERED = "registered", _("Signed and uploaded")
    ORDER_RAISED = "order_raised", _("Supervision order raised")
    CLOSED_ON_SPOT = "closed_on_spot", _("Closed on the spot")
    CLOSED = "closed", _("Closed")
    VOIDED = "voided", _("Void")


class OrderState(States):
    """督办令的状态 (S3 §2.2)."""

    ORDER_DRAFTING = "order_drafting", _("Order being drafted")
    PENDING_DGM_ISSUE = "pending_dgm_issue", _("Awaiting the deputy general manager")
    PENDING_GM_ISSUE = "pending_gm_issue", _("Awaiting issue by the general manager")
    RETURNED_FOR_EDIT = "returned_for_edit", _("Returned for correction")
    ISSUED = "issued", _("Issued, awaiting the doorstep visit")
    VISIT_BLOCKED = "visit_blocked", _("Visit blocked, awaiting call-back")
    IN_PROGRESS = "in_progress", _("In progress")
    CLOSURE_APPLIED = "closure_applied", _("Closure applied for, awaiting check")
    PENDING_DGM_CLOSE = "pending_dgm_close", _("Closure awaiting the deputy general manager")
    PENDING_GM_CLOSE = "pending_gm_close", _("Closure awaiting the general manager")
    CLOSED = "closed", _("Closed")
    CLOSED_UNREASONABLE = "closed_unreasonable", _("Closed as unreasonable")


BEFORE_ISSUE = (
    OrderState.ORDER_DRAFTING,
    OrderState.PENDING_DGM_ISSUE,
    OrderState.PENDING_GM_ISSUE,
    OrderState.RETURNED_FOR_EDIT,
)
BEING_HANDLED = (OrderState.ISSUED, OrderState.VISIT_BLOCKED, OrderState.IN_PROGRESS)
BEING_CLOSED = (OrderState.CLOSURE_APPLIED, OrderState.PENDING_DGM_CLOSE, OrderState.PENDING_GM_CLOSE)
ISSUED_AND_OPEN = BEING_HANDLED + BEING_CLOSED
