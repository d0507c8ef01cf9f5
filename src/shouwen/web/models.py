"""What the pages themselves keep: a person's saved views, and what left the house as a workbook."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from shouwen.people.models import Staff


class SavedView(models.Model):
    """One person's name for a filter of a list; ``query`` is the address's part after the question mark."""

    staff = models.ForeignKey(Staff, models.CASCADE, related_name="saved_views")
    flow = models.CharField(max_length=60)
    name = models.CharField(_("name of the view"), max_length=40)
    query = models.CharField(max_length=1000)

    class Meta:
        verbose_name = _("saved view")
        constraints = [models.UniqueConstraint("staff", "flow", "name", name="web_view_name_once")]

    def __str__(self) -> str:
        return self.name


class Export(models.Model):
    """A list that somebody took away: who, when, which filter, how many rows."""

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    flow = models.CharField(max_length=60)
    query = models.CharField(max_length=1000)
    rows = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("export")
        indexes = [models.Index(fields=["-at"])]

    def __str__(self) -> str:
        return f"{self.flow} · {self.rows}"
