"""The yearly satisfaction survey: who holds it, where, whom it asks, what they answered (第四十四条)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from shouwen.customers.models import Customer
from shouwen.estate.models import Project
from shouwen.improvement import quarters
from shouwen.kernel.models import Case
from shouwen.people.models import OrgUnit, Staff


class Survey(models.Model):
    """One year's campaign with its two owners. ``seed`` makes the sample reproducible; ``results`` are frozen."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="survey")
    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    host = models.ForeignKey(OrgUnit, models.PROTECT, null=True, blank=True, related_name="+")
    co_host = models.ForeignKey(OrgUnit, models.PROTECT, null=True, blank=True, related_name="+")
    sample = models.PositiveSmallIntegerField(_("customers asked in each project"), default=0)
    seed = models.CharField(max_length=40, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    evaluated_at = models.DateTimeField(_("evaluated"), null=True, blank=True)
    results = models.JSONField(default=dict)
    conclusion = models.TextField(_("conclusion"), blank=True)
    reported_at = models.DateTimeField(_("reported to the board"), null=True, blank=True)
    received_at = models.DateTimeField(_("received by the board"), null=True, blank=True)
    received_by = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("satisfaction survey")

    def __str__(self) -> str:
        return str(self.year)

    @property
    def due_at(self) -> datetime:
        """24:00 of 31 December."""
        return quarters.midnight_after(date(self.year, 12, 31))


class SurveyPlace(models.Model):
    """One stratum: a project, how many customers it has and how many are asked."""

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="places")
    project = models.ForeignKey(Project, models.PROTECT, related_name="+")
    population = models.PositiveIntegerField()
    sampled = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("project of a survey")
        constraints = [models.UniqueConstraint("survey", "project", name="improvement_project_once_a_survey")]

    def __str__(self) -> str:
        return f"{self.survey} {self.project}"


class SurveyInvitation(models.Model):
    """One customer asked, and the answers once given: five scores of 1 to 5 and a comment. Answered once."""

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="invitations")
    project = models.ForeignKey(Project, models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    scores = models.JSONField(default=list)
    comment = models.CharField(max_length=1000, blank=True)

    class Meta:
        verbose_name = _("customer asked in a survey")
        constraints = [models.UniqueConstraint("survey", "customer", name="improvement_customer_once_a_survey")]

    def __str__(self) -> str:
        return f"{self.survey} {self.pk}"
