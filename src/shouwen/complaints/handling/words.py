"""The persisted words of the company's own handling of complaints. Never renamed."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from shouwen.kernel.flows import States


class HandlingState(States):
    """接收→登记→调查→处理→反馈→总结 (S4-CMP-08); 升级转督办,随投诉作废."""

    RECEIVED = "received", _("Received, to be registered")
    REGISTERED = "registered", _("Registered, to be transferred")
    INVESTIGATING = "investigating", _("Being investigated")
    HANDLING = "handling", _("Being handled")
    REPLIED = "replied", _("Customer answered, to be closed")
    CLOSED = "closed", _("Closed, to be summarised")
    SUMMARISED = "summarised", _("Summarised and archived")
    ESCALATED = "escalated", _("Handed to a supervision order")
    WITHDRAWN = "withdrawn", _("Void with the complaint")


class CoordinationState(States):
    """一项协调任务的状态 (S4-CMP-03)."""

    ASKED = "asked", _("Asked of the department")
    ACCEPTED = "accepted", _("Accepted by the department")
    DONE = "done", _("Result reported")
    DROPPED = "dropped", _("No longer needed")


class ReplyChannel(TextChoices):
    """How the customer was answered."""

    PHONE = "phone", _("Telephone")
    VISIT = "visit", _("In person")
    MESSAGE = "message", _("Text message")
    LETTER = "letter", _("By letter")
    MOBILE = "mobile", _("Mobile page")


class CauseKind(TextChoices):
    """Why the complaint arose, as judged at the closing; the first is counted against a target of none (S4-STD-07)."""

    SERVICE_QUALITY = "service_quality", _("Quality of the service")
    PRODUCT_QUALITY = "product_quality", _("Quality of the product")
    DESIGN = "design", _("Design")
    DELAY = "delay", _("Delay")
    COMMUNICATION = "communication", _("Information and communication")
    CONTRACT = "contract", _("Terms of the contract")
    OTHER = "other", _("Another cause")


BEFORE_THE_ANSWER = (
    HandlingState.RECEIVED,
    HandlingState.REGISTERED,
    HandlingState.INVESTIGATING,
    HandlingState.HANDLING,
)
UNDER_WAY = (*BEFORE_THE_ANSWER, HandlingState.REPLIED)
WITH_A_DEPARTMENT = (HandlingState.INVESTIGATING, HandlingState.HANDLING)
