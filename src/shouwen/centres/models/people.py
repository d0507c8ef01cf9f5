"""Who serves where since when (第四十三条)."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from shouwen.centres.models.centre import end_of
from shouwen.estate.models import Project
from shouwen.kernel.models import Case
from shouwen.people.models import Staff


class Posting(models.Model):
    """A specialist's service at one project's centre; the case's project is where. ``due_on``: by then to another."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="posting")
    person = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    arrived_on = models.DateField(_("arrived on"))
    due_on = models.DateField(_("rotation due on"))
    left_on = models.DateField(_("left on"), null=True, blank=True)
    next_project = models.ForeignKey(Project, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("posting")
        indexes = [models.Index(fields=["person"]), models.Index(fields=["due_on"])]

    def __str__(self) -> str:
        return f"{self.person} {self.arrived_on}"

    @property
    def due_at(self) -> datetime:
        """The last instant of the day by which the rotation is due."""
        return end_of(self.due_on)
