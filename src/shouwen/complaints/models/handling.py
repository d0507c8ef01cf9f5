"""The company's own handling of a complaint, its coordination tasks, and emergencies (S4-CMP)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from shouwen.complaints.handling.words import CauseKind, ReplyChannel
from shouwen.complaints.models.records import ComplaintRecord
from shouwen.complaints.words import ComplaintType, Level
from shouwen.kernel.models import Case
from shouwen.people.models import Staff
from shouwen.people.roles import Department

if TYPE_CHECKING:
    from datetime import datetime


class HandlingRecord(models.Model):
    """投诉登记单 of the operating company: one to a complaint; what the customer said stays in the complaint itself.

    ``due_at``: closing is owed by the earlier of what the customer asked for and what the plan promises. ``done_at``,
    ``answered_at`` belong to the present round; sent back, the next round gives them anew. ``score``, given at
    ``surveyed_at``, is the customer's last word: it counts, whatever comes of the next round, until he says another.
    """

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="handling")
    complaint = models.OneToOneField(ComplaintRecord, models.PROTECT, related_name="company_handling")
    category = models.CharField(_("category"), max_length=30, choices=ComplaintType.choices, blank=True)
    level = models.CharField(_("level"), max_length=10, choices=Level.choices, default=Level.GENERAL)
    is_important = models.BooleanField(_("important customer"), default=False)
    expectation = models.TextField(_("what the customer asks for"), blank=True)
    received_at = models.DateTimeField(_("received"))
    received_by = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+")
    due_at = models.DateTimeField(_("to be closed by"))
    department = models.CharField(_("responsible department"), max_length=20, choices=Department.choices, blank=True)
    transfer_note = models.TextField(_("what the department is to know"), blank=True)
    transferred_at = models.DateTimeField(_("transferred"), null=True, blank=True)
    transfers = models.PositiveSmallIntegerField(_("transfers"), default=0)
    acknowledged_at = models.DateTimeField(_("acknowledged"), null=True, blank=True)
    acknowledged_by = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+")
    findings = models.TextField(_("what the investigation found"), blank=True)
    cause = models.TextField(_("cause found"), blank=True)
    statement = models.TextField(_("statement of the department"), blank=True)
    plan = models.TextField(_("plan of the handling"), blank=True)
    responsible = models.CharField(_("responsible for the plan"), max_length=80, blank=True)
    plan_due_at = models.DateTimeField(_("plan done by"), null=True, blank=True)
    planned_cost = models.DecimalField(_("planned cost"), max_digits=12, decimal_places=2, null=True, blank=True)
    actions = models.TextField(_("measures taken"), blank=True)
    result = models.TextField(_("result"), blank=True)
    cost = models.DecimalField(_("cost"), max_digits=12, decimal_places=2, null=True, blank=True)
    done_at = models.DateTimeField(_("result reported"), null=True, blank=True)
    replied_at = models.DateTimeField(_("first answer"), null=True, blank=True)
    reply_channel = models.CharField(_("answered by"), max_length=10, choices=ReplyChannel.choices, blank=True)
    reply = models.TextField(_("what the customer was told"), blank=True)
    response = models.TextField(_("what the customer said"), blank=True)
    answered_at = models.DateTimeField(_("told that it is solved"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("call-backs in vain"), default=0)
    score = models.PositiveSmallIntegerField(_("satisfaction"), null=True, blank=True)
    surveyed_at = models.DateTimeField(_("called back"), null=True, blank=True)
    rounds = models.PositiveSmallIntegerField(_("times sent back"), default=0)
    cause_kind = models.CharField(_("kind of cause"), max_length=20, choices=CauseKind.choices, blank=True)
    concluded_at = models.DateTimeField(_("closed"), null=True, blank=True)
    escalated_at = models.DateTimeField(_("handed to a supervision order"), null=True, blank=True)
    root_cause = models.TextField(_("root cause"), blank=True)
    lesson = models.TextField(_("lesson"), blank=True)
    prevention = models.TextField(_("preventive action"), blank=True)
    summarised_at = models.DateTimeField(_("summarised"), null=True, blank=True)

    class Meta:
        verbose_name = _("company's handling of a complaint")
        indexes = [
            models.Index(fields=["concluded_at"], name="complaints_handled_concluded"),
            models.Index(fields=["surveyed_at"], name="complaints_handled_surveyed"),
            models.Index(fields=["received_at"], name="complaints_handled_received"),
        ]

    def __str__(self) -> str:
        return str(self.complaint)

    @property
    def was_called_back(self) -> bool:
        """Whether the customer has been heard about what he was told in the present round."""
        if self.answered_at is None or self.surveyed_at is None:
            return False
        return self.surveyed_at >= self.answered_at

    def earlier_of(self, instant: datetime) -> datetime:
        """取更严者 (S3 §10): the earlier of what was owed so far and another date."""
        return min(self.due_at, instant)


class CoordinationRecord(models.Model):
    """What another department is to do for a complaint, until when, and what came of it."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="coordination")
    department = models.CharField(_("department"), max_length=20, choices=Department.choices)
    task = models.CharField(_("coordination task"), max_length=400)
    due_at = models.DateTimeField(_("done by"))
    result = models.CharField(_("result"), max_length=400, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("coordination task")

    def __str__(self) -> str:
        return self.task[:60]
