"""Links that let a customer in without a login."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from shouwen.customers.models import Customer
from shouwen.kernel.models import Case
from shouwen.people.models import Staff


class PortalLink(models.Model):
    """One link for one customer and one matter; only the hash of its secret is kept.

    Whoever holds it acts as this customer in this matter until ``expires_at``. What it was sent for can be done with
    it once: a link for signing signs once (``used_at``); a corrected complaint needs a new one. ``made_by`` is the
    member of staff who showed it as a code at the counter; empty when it went to the customer's own phone.
    """

    class Purpose(models.TextChoices):
        SIGN = "sign", _("Read and sign")
        RATE = "rate", _("Rate the reception")
        FOLLOW = "follow", _("See the progress")

    token_hash = models.CharField(max_length=64, unique=True)
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+", help_text="the complaint")
    made_by = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("customer's link")
        indexes = [models.Index(fields=["case", "customer"]), models.Index(fields=["expires_at"])]

    def __str__(self) -> str:
        return f"{self.purpose} {self.case_id}"
