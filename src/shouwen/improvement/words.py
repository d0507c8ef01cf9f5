"""The persisted words of the group's improvement work: kinds of unit, states, categories of training. Never renamed."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from shouwen.kernel.flows import States


class UnitKind(TextChoices):
    """What is inspected on site each quarter (第四十条)."""

    REGIONAL = "regional_company", _("Regional company")
    PROPERTY = "property_company", _("Property company")
    PROJECT = "project", _("Project service centre")


class InspectionState(States):
    """季度现场检查."""

    PLANNED = "planned", _("Planned")
    CARRIED_OUT = "carried_out", _("Carried out")
    RECTIFYING = "rectifying", _("Rectification under way")
    CLOSED = "closed", _("Closed")


class RectificationState(States):
    """整改单."""

    DEMANDED = "demanded", _("To be put right")
    REPORTED = "reported", _("Reported as put right")
    CLOSED = "closed", _("Re-checked and closed")


class IssueState(States):
    """系统性问题."""

    PROPOSED = "proposed", _("Proposed")
    ANALYSED = "analysed", _("Root cause known")
    DISPATCHED = "dispatched", _("Dispatched")
    CLOSED = "closed", _("Closed")
    DISMISSED = "dismissed", _("Not systemic")


class OptimisationState(States):
    """优化措施与整改方案报备."""

    SENT = "sent", _("Sent, not yet received")
    RECEIVED = "received", _("Received, measures awaited")
    MEASURES_GIVEN = "measures_given", _("Measures given, plan not filed")
    FILED = "filed", _("Plan filed")
    DONE = "done", _("Every item done")


class SurveyState(States):
    """年度客户满意度调查."""

    DUE = "due", _("To be prepared")
    PREPARED = "prepared", _("Sample drawn")
    RUNNING = "running", _("Customers are asked")
    EVALUATED = "evaluated", _("Evaluated")
    REPORTED = "reported", _("Reported to the board")
    ACKNOWLEDGED = "acknowledged", _("Received by the board")


class TrainingState(States):
    """月度业务培训."""

    DUE = "due", _("To be planned")
    PLANNED = "planned", _("Planned")
    HELD = "held", _("Held")


class Category(TextChoices):
    """The seven subjects of 第四十五条, and whatever else is worth teaching."""

    RULES = "rules", _("Company rules")
    WORKFLOW = "workflow", _("Workflow")
    ETIQUETTE = "etiquette", _("Service etiquette")
    FAQ = "faq", _("Customer-service FAQ")
    LAW = "law", _("Laws, regulations and contract terms")
    SKILLS = "skills", _("Skills of handling complaints")
    CASES = "cases", _("Typical complaint cases")
    OTHER = "other", _("Other subject")


SEVEN = tuple(category for category in Category if category is not Category.OTHER)
