"""Who owes what by when, under which clause. One row per obligation, never columns on the case (engine.md R1)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shouwen.kernel.models.case import Case
from shouwen.people.models import Staff


class Obligation(models.Model):
    """One duty of one person on one case.

    ``terms`` is the snapshot of the rule it opened under (limit, reminders, price, clause, rulebook version).
    ``next_step`` is the earliest step of its plan that has not fired; ``next_fire_at`` is that step's instant,
    or NULL while nothing can fire: settled, paused, suspended by the state, or held by a completion that
    waits to be accepted (``held_at``). ``due_at`` is NULL for a daily watch that nobody can miss.
    """

    class Outcome(models.TextChoices):
        OPEN = "open", _("Open")
        MET = "met", _("Met")
        BREACHED = "breached", _("Breached")
        CANCELLED = "cancelled", _("Cancelled")

    case = models.ForeignKey(Case, models.PROTECT, related_name="obligations", db_index=False)
    duty = models.CharField(max_length=80, help_text="the flow's declaration, e.g. complaints.order.T3")
    code = models.CharField(max_length=20)
    debtor = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="obligations", db_index=False)
    terms = models.JSONField()
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    provisional = models.BooleanField(default=False)
    next_fire_at = models.DateTimeField(null=True, blank=True)
    next_step = models.CharField(max_length=40, blank=True)
    plan_version = models.PositiveSmallIntegerField(default=1)
    suspended_at = models.DateTimeField(null=True, blank=True)
    held_at = models.DateTimeField(null=True, blank=True)
    met_at = models.DateTimeField(null=True, blank=True)
    breached_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.OPEN)
    errors = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)

    class Meta:
        verbose_name = _("obligation")
        indexes = [
            models.Index(
                fields=["next_fire_at"], condition=Q(next_fire_at__isnull=False), name="kernel_obligation_fire"
            ),
            models.Index(
                fields=["debtor", "due_at", "id"], condition=Q(settled_at=None), name="kernel_obligation_owed"
            ),
            models.Index(
                fields=["due_at", "case"],
                condition=Q(settled_at=None, held_at=None, suspended_at=None),
                name="kernel_obligation_running",
            ),
            models.Index(fields=["case"]),
        ]

    def __str__(self) -> str:
        return f"{self.code} of case {self.case_id}"


class ObligationPause(models.Model):
    """One interval in which an obligation's clock stood still, with reason and approval (engine.md R4)."""

    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="pauses")
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200)
    asked_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("pause")
        constraints = [
            models.CheckConstraint(
                condition=Q(to_at__isnull=True) | Q(to_at__gte=F("from_at")), name="kernel_pause_order"
            )
        ]

    def __str__(self) -> str:
        return f"{self.from_at} – {self.to_at}"
