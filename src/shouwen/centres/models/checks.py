"""The daily look by video at a centre (第九、十条)."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from shouwen.centres.models.centre import end_of
from shouwen.centres.words import CheckGroup, Conclusion
from shouwen.kernel.models import Case
from shouwen.people.models import Staff


class CheckItem(models.Model):
    """One line of the checklist, worded by the group; ``points`` are what it counts when it is as it should be."""

    group = models.CharField(max_length=12, choices=CheckGroup.choices)
    text = models.CharField(_("what is looked at"), max_length=120)
    points = models.PositiveSmallIntegerField(_("points"), default=10)
    is_active = models.BooleanField(default=True)
    changed_by = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("line of the checklist")

    def __str__(self) -> str:
        return self.text


class VideoCheck(models.Model):
    """One video check of one centre on one day. ``score``: percent of the points of what was looked at."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="video_check")
    on = models.DateField(_("day"))
    is_daily = models.BooleanField(_("of the daily plan"), default=True)
    agent = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+")
    inspector = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+")
    watched_from = models.DateTimeField(null=True, blank=True)
    watched_until = models.DateTimeField(null=True, blank=True)
    conclusion = models.CharField(max_length=12, choices=Conclusion.choices, blank=True)
    finding = models.TextField(blank=True)
    score = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)

    class Meta:
        verbose_name = _("video check")
        indexes = [models.Index(fields=["on"])]

    def __str__(self) -> str:
        return f"{self.case} {self.on}"

    @property
    def due_at(self) -> datetime:
        """The day's last instant: a check of tomorrow is not today's."""
        return end_of(self.on)


class CheckResult(models.Model):
    """One line as it was found, with the words and points it had then."""

    check_of = models.ForeignKey(VideoCheck, models.PROTECT, related_name="results")
    item = models.ForeignKey(CheckItem, models.PROTECT, related_name="+")
    group = models.CharField(max_length=12, choices=CheckGroup.choices)
    text = models.CharField(max_length=120)
    points = models.PositiveSmallIntegerField()
    ok = models.BooleanField()
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("result of a check")
        constraints = [models.UniqueConstraint("check_of", "item", name="centres_item_once_per_check")]

    def __str__(self) -> str:
        return f"{self.text} {self.ok}"

    @property
    def got(self) -> int:
        """The points this line got."""
        return self.points if self.ok else 0
