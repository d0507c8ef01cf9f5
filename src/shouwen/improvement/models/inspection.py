"""The quarterly inspection on site: its checklist, its marks, and what must be put right (第四十条)."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from shouwen.improvement import quarters
from shouwen.improvement.words import UnitKind
from shouwen.kernel.models import Case
from shouwen.people.models import OrgUnit, Staff


class ChecklistItem(models.Model):
    """One line of the checklist of one kind of unit; the group words it anew as it likes. ``standard``: its clause."""

    kind = models.CharField(max_length=20, choices=UnitKind.choices)
    standard = models.CharField(_("standard"), max_length=40, blank=True)
    text = models.CharField(_("what is looked at"), max_length=200)
    most = models.PositiveSmallIntegerField(_("points"), default=10)
    is_active = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("line of the inspection checklist")

    def __str__(self) -> str:
        return self.text


class Inspection(models.Model):
    """季度现场检查 of one unit in one quarter. ``score``: percent of the points, two decimals, once carried out."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="inspection")
    kind = models.CharField(_("kind"), max_length=20, choices=UnitKind.choices)
    org = models.ForeignKey(OrgUnit, models.PROTECT, related_name="inspections")
    quarter_on = models.DateField(_("quarter"), help_text="its first day")
    inspected_at = models.DateTimeField(_("inspected"), null=True, blank=True)
    inspector = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+")
    companions = models.CharField(_("inspected together with"), max_length=200, blank=True)
    summary = models.TextField(_("summary"), blank=True)
    score = models.DecimalField(_("score"), max_digits=5, decimal_places=2, null=True, blank=True)

    class Meta:
        verbose_name = _("inspection on site")
        constraints = [models.UniqueConstraint("quarter_on", "org", name="improvement_one_inspection_a_quarter")]

    def __str__(self) -> str:
        return f"{self.org} {quarters.name_of(self.quarter_on)}"

    @property
    def due_at(self) -> datetime:
        """24:00 of the quarter's last day."""
        return quarters.end_of(self.quarter_on)


class InspectionMark(models.Model):
    """The points of one line; its words are kept as they were on that day."""

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="marks")
    item = models.ForeignKey(ChecklistItem, models.PROTECT, related_name="+")
    text = models.CharField(max_length=200)
    standard = models.CharField(max_length=40, blank=True)
    most = models.PositiveSmallIntegerField()
    points = models.PositiveSmallIntegerField()
    remark = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("mark of an inspection")
        constraints = [models.UniqueConstraint("inspection", "item", name="improvement_one_mark_a_line")]

    def __str__(self) -> str:
        return f"{self.text} {self.points}/{self.most}"


class Rectification(models.Model):
    """整改单: one finding, who puts it right, and by which day. ``pursued_at``: handed to discipline (查处)."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="rectification")
    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="findings")
    problem = models.TextField(_("problem"))
    photos = models.JSONField(_("photos of the problem"), default=list, help_text="rows of Evidence of the inspection")
    due_on = models.DateField(_("to be put right by"))
    done = models.TextField(_("what was done"), blank=True)
    reported_at = models.DateTimeField(_("reported"), null=True, blank=True)
    verdict = models.CharField(_("result of the re-check"), max_length=200, blank=True)
    returned = models.PositiveSmallIntegerField(_("times returned"), default=0)
    pursued_at = models.DateTimeField(_("handed to discipline"), null=True, blank=True)

    class Meta:
        verbose_name = _("rectification")

    def __str__(self) -> str:
        return self.problem[:60]

    @property
    def due_at(self) -> datetime:
        """24:00 of the day it is due."""
        return quarters.midnight_after(self.due_on)
