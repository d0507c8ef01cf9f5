"""What makes a complaint more than one household's matter: the radar's clusters, levels, escalation, special orders."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from shouwen.complaints.models.records import ComplaintRecord, OrderRecord, Sanction
from shouwen.complaints.words import ComplaintType, EscalationCause, EscalationKind, Level
from shouwen.estate.models import Project
from shouwen.people.models import Staff


class RadarEntry(models.Model):
    """One complaint as the radar compares it: where, what kind, and the two-character pieces of its words.

    It repeats what the case knows, so that one index finds all of a project's last weeks in one read.
    """

    complaint = models.OneToOneField(ComplaintRecord, models.CASCADE, primary_key=True, related_name="radar_entry")
    project_id = models.BigIntegerField()
    unit_id = models.BigIntegerField()
    building_id = models.BigIntegerField()
    stack = models.CharField(max_length=4, blank=True, help_text="the last two characters of the room: 1502 → 02")
    type = models.CharField(max_length=30, blank=True)
    trade = models.CharField(max_length=20, blank=True)
    at = models.DateTimeField()
    grams = ArrayField(models.TextField())
    norm = models.FloatField(help_text="length of the vector of its pieces, in the weights of its day")

    class Meta:
        verbose_name = _("complaint on the radar")
        indexes = [models.Index(fields=["project_id", "at"], name="complaints_radar_near")]

    def __str__(self) -> str:
        return f"{self.pk}"


class RadarWeight(models.Model):
    """How much a two-character piece says: rare ones much, 我们 next to nothing. The row "" is for unknown pieces."""

    gram = models.CharField(max_length=8, primary_key=True)
    weight = models.FloatField()

    class Meta:
        verbose_name = _("weight of a piece of text")

    def __str__(self) -> str:
        return f"{self.gram} {self.weight:.2f}"


class RadarCluster(models.Model):
    """Complaints of several households that look like one matter (S3 §9 Q7). The radar only proposes.

    ``suggested`` is the level the number of households speaks for; empty while they are too few. ``households`` counts
    units, however often each complained.
    """

    class Status(models.TextChoices):
        WATCHED = "watched", _("Being watched")
        PROPOSED = "proposed", _("Proposed")
        ACCEPTED = "accepted", _("With the general manager")
        VERIFIED = "verified", _("Verified")
        DISMISSED = "dismissed", _("Dismissed")

    project = models.ForeignKey(Project, models.PROTECT, related_name="+")
    type = models.CharField(_("type"), max_length=30, choices=ComplaintType.choices, blank=True)
    trade = models.CharField(max_length=20, blank=True)
    title = models.CharField(max_length=200)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WATCHED)
    suggested = models.CharField(max_length=10, choices=Level.choices, blank=True)
    households = models.PositiveIntegerField(default=1)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    proposed_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=400, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("radar cluster")
        indexes = [models.Index(fields=["project", "status", "-last_at"], name="complaints_cluster_newest")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to decide about it."""
        return self.status in (self.Status.PROPOSED, self.Status.ACCEPTED)


class ClusterMember(models.Model):
    """A complaint within a cluster, and how alike it was to the nearest of the others (percent points)."""

    cluster = models.ForeignKey(RadarCluster, models.CASCADE, related_name="members")
    complaint = models.OneToOneField(ComplaintRecord, models.CASCADE, related_name="membership")
    points = models.PositiveSmallIntegerField(default=0)
    joined_at = models.DateTimeField()

    class Meta:
        verbose_name = _("member of a radar cluster")

    def __str__(self) -> str:
        return f"{self.complaint_id}"


class LevelProposal(models.Model):
    """Somebody, or the radar (``by`` empty), proposes a level; only the general manager's grading decides (S3-33a)."""

    order = models.ForeignKey(OrderRecord, models.PROTECT, related_name="level_proposals")
    level = models.CharField(max_length=10, choices=Level.choices)
    grounds = models.TextField()
    by = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+")
    proposed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_level = models.CharField(max_length=10, choices=Level.choices, blank=True)

    class Meta:
        verbose_name = _("proposal of a level")
        constraints = [
            models.UniqueConstraint(
                fields=["order", "level"], condition=models.Q(decided_at=None), name="complaints_level_proposed_once"
            )
        ]

    def __str__(self) -> str:
        return self.get_level_display()


class SpecialAssessment(models.Model):
    """An order on the special-assessment list (S3-33c). Only the general manager takes it off, with a reason."""

    order = models.OneToOneField(OrderRecord, models.PROTECT, primary_key=True, related_name="special_assessment")
    level = models.CharField(max_length=10, choices=Level.choices)
    listed_at = models.DateTimeField()
    households = models.PositiveIntegerField(_("households involved"), null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+")
    removal_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("special assessment")
        indexes = [models.Index(fields=["-listed_at"], name="complaints_special_newest")]

    def __str__(self) -> str:
        return f"{self.order_id}"


class ChairmanUrging(models.Model):
    """总经理亲自督促 (S3-33d): one record of the general manager urging a chairman, on one day."""

    order = models.ForeignKey(OrderRecord, models.PROTECT, related_name="chairman_urgings")
    on = models.DateField()
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    chairman = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("urging of a chairman")
        indexes = [models.Index(fields=["order", "on"], name="complaints_urged_on")]

    def __str__(self) -> str:
        return f"{self.order_id} {self.on}"


class SolutionItem(models.Model):
    """有效解决方案,责任落实到人 (S3-33g): one thing the special meeting decided, its person and its date."""

    order = models.ForeignKey(OrderRecord, models.PROTECT, related_name="solution_items")
    responsible = models.CharField(max_length=80)
    solution = models.TextField()
    finish_at = models.DateTimeField()

    class Meta:
        verbose_name = _("solution item")

    def __str__(self) -> str:
        return self.solution[:60]


class Escalation(models.Model):
    """A complaint left the house: 12345, media, court, a superior unit, a brand event (S3 §2.4 L, S3-33j).

    ``cause`` stays empty until somebody judges it; slow handling opens the chairman's sanction (P10).
    """

    order = models.ForeignKey(OrderRecord, models.PROTECT, related_name="escalations")
    kind = models.CharField(max_length=12, choices=EscalationKind.choices)
    cause = models.CharField(max_length=16, choices=EscalationCause.choices, blank=True)
    facts = models.TextField()
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    sanction = models.ForeignKey(Sanction, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("escalation")

    def __str__(self) -> str:
        return self.get_kind_display()
