"""Money that lateness costs: accrued lines, never changed; a correction is a negative line (S3-I05)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shouwen.kernel.models.case import Case
from shouwen.kernel.models.obligation import Obligation
from shouwen.people.models import Staff


class PenaltyLine(models.Model):
    """One amount (CNY) one person owes for one fact.

    ``percent`` is the share of the monthly bonus the rule takes; ``amount`` is 0 while no ``base`` is known
    ("20 %, base awaited", S3-35a). ``on`` is the day it counts for, ``key`` makes it unique.
    """

    # not checked by the database: docs/decisions/0018
    case = models.ForeignKey(Case, models.PROTECT, related_name="penalty_lines", db_index=False, db_constraint=False)
    obligation = models.ForeignKey(Obligation, models.PROTECT, null=True, blank=True, related_name="penalty_lines")
    person = models.ForeignKey(Staff, models.PROTECT, related_name="penalty_lines", db_index=False)
    code = models.CharField(max_length=20, help_text="P7 … of the regulation's table")
    clause = models.CharField(max_length=40)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    percent = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    base = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    on = models.DateField()
    at = models.DateTimeField()
    arithmetic = models.CharField(max_length=200)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="reversed_by")
    key = models.CharField(max_length=120, unique=True)

    class Meta:
        verbose_name = _("penalty line")
        indexes = [models.Index(fields=["person", "on"]), models.Index(fields=["case"]), models.Index(fields=["on"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(percent__isnull=True) | Q(percent__gt=0, percent__lte=100), name="kernel_penalty_percent"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.amount}"


class BonusBase(models.Model):
    """The monthly comprehensive bonus (CNY) a percentage is taken of; imported from HR (S3 §4.2)."""

    person = models.ForeignKey(Staff, models.PROTECT, related_name="bonus_bases")
    month = models.DateField(help_text="the first of the month")
    amount = models.DecimalField(max_digits=12, decimal_places=2)

    class Meta:
        verbose_name = _("monthly bonus base")
        constraints = [models.UniqueConstraint("person", "month", name="kernel_bonus_once_a_month")]

    def __str__(self) -> str:
        return f"{self.person} {self.month:%Y-%m}"
