"""What keeps the house honest while it runs: heartbeats, runs of jobs, places of followers, revealed personal data."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from shouwen.people.models import Staff


class Heartbeat(models.Model):
    """The last sign of life of one process, and how far behind it was (seconds)."""

    process = models.CharField(max_length=80, primary_key=True)
    at = models.DateTimeField()
    lag_seconds = models.FloatField(default=0)

    class Meta:
        verbose_name = _("heartbeat")

    def __str__(self) -> str:
        return self.process


class JobRun(models.Model):
    """One run of a timed job for one slot; the pair is unique, so a slot is never done twice."""

    job = models.CharField(max_length=60)
    slot = models.DateTimeField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    result = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    again = models.JSONField(default=list, help_text="runs by hand: by, at, result")

    class Meta:
        verbose_name = _("job run")
        constraints = [models.UniqueConstraint("job", "slot", name="kernel_job_slot_once")]

    def __str__(self) -> str:
        return f"{self.job} {self.slot}"


class FollowerPlace(models.Model):
    """Up to which event a follower has read (``kernel.following``)."""

    follower = models.CharField(max_length=60, primary_key=True)
    event_id = models.BigIntegerField()

    class Meta:
        verbose_name = _("place of a follower")

    def __str__(self) -> str:
        return f"{self.follower} at {self.event_id}"


class RevealedDatum(models.Model):
    """Somebody looked at a masked datum of a person, and why."""

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    subject = models.CharField(max_length=80, help_text="what was revealed, e.g. customer:12:phone")
    reason = models.CharField(max_length=200)

    class Meta:
        verbose_name = _("revealed datum")

    def __str__(self) -> str:
        return self.subject
