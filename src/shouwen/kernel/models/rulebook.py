"""Dated, approved overrides of the quantities that code declares with their clause and default."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shouwen.people.models import Staff


class RulebookEntry(models.Model):
    """From ``valid_from`` on, ``quantity`` is ``value``. In force only once approved by another than its author."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        APPROVED = "approved", _("Approved")
        REJECTED = "rejected", _("Rejected")

    quantity = models.CharField(max_length=80)
    value = models.JSONField()
    valid_from = models.DateTimeField()
    reason = models.CharField(max_length=400)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PROPOSED)
    proposed_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("rulebook entry")
        verbose_name_plural = _("rulebook entries")
        indexes = [models.Index(fields=["quantity", "valid_from"])]
        constraints = [
            models.CheckConstraint(condition=~Q(decided_by=F("proposed_by")), name="kernel_rulebook_four_eyes")
        ]

    def __str__(self) -> str:
        return f"{self.quantity} = {self.value}"
