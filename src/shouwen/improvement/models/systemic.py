"""Systemic problems and what is done about them: measures, the filed plan, its items (第四十二条)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from shouwen.improvement import quarters
from shouwen.kernel import clock
from shouwen.kernel.models import Case


class SystemicIssue(models.Model):
    """系统性问题 of one quarter. ``regions``: [{"region": id, "name", "count", "projects"}], most frequent first."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="systemic_issue")
    quarter_on = models.DateField(_("quarter"), help_text="its first day")
    topic = models.CharField(_("topic"), max_length=40)
    problem = models.CharField(_("problem"), max_length=200)
    frequency = models.PositiveIntegerField(_("how often"), default=0)
    regions = models.JSONField(_("regions"), default=list)
    root_cause = models.TextField(_("root cause"), blank=True)
    dismissed_because = models.CharField(_("why it is not systemic"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("systemic problem")
        constraints = [models.UniqueConstraint("quarter_on", "topic", name="improvement_one_issue_a_topic")]

    def __str__(self) -> str:
        return self.problem


class IssueLink(models.Model):
    """One case in which the problem showed."""

    issue = models.ForeignKey(SystemicIssue, models.PROTECT, related_name="links")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("case of a systemic problem")
        constraints = [models.UniqueConstraint("issue", "case", name="improvement_case_once_an_issue")]

    def __str__(self) -> str:
        return f"{self.issue_id}: {self.case_id}"


class Optimisation(models.Model):
    """What one addressed unit does about a problem: 优化措施 and 整改方案, both needed to be filed.

    ``days`` is the limit in force when it was sent.
    """

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="optimisation")
    issue = models.ForeignKey(SystemicIssue, models.PROTECT, related_name="optimisations")
    unit = models.CharField(_("unit addressed"), max_length=80, blank=True)
    sent_at = models.DateTimeField(_("sent"))
    days = models.PositiveSmallIntegerField(_("days"), default=15)
    received_at = models.DateTimeField(_("received"), null=True, blank=True)
    measures = models.TextField(_("measures"), blank=True)
    measures_at = models.DateTimeField(_("measures given"), null=True, blank=True)
    filed_at = models.DateTimeField(_("plan filed"), null=True, blank=True)

    class Meta:
        verbose_name = _("optimisation measures")

    def __str__(self) -> str:
        return f"{self.unit}: {self.issue}"

    @property
    def due_at(self) -> datetime:
        """T12: 24:00 of the fifteenth calendar day after the day it was sent."""
        return quarters.midnight_after(clock.day_of(self.sent_at) + timedelta(days=self.days))

    @property
    def last_due_at(self) -> datetime:
        """24:00 of the day on which the plan's last item is due; ValueError before there is a plan."""
        days = [item.due_on for item in self.items.all()]
        if not days:
            raise ValueError("there is no plan yet")
        return quarters.midnight_after(max(days))


class PlanItem(models.Model):
    """One item of the filed plan."""

    optimisation = models.ForeignKey(Optimisation, models.PROTECT, related_name="items")
    number = models.PositiveSmallIntegerField()
    text = models.CharField(_("item"), max_length=200)
    due_on = models.DateField(_("due"))
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("item of a plan")
        constraints = [models.UniqueConstraint("optimisation", "number", name="improvement_item_number")]

    def __str__(self) -> str:
        return f"{self.number} {self.text}"

    @property
    def is_late(self) -> bool:
        """Not done, and its day is over."""
        return self.done_at is None and clock.now() > quarters.midnight_after(self.due_on)
