"""Proof: files, signatures, recordings. Never overwritten."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from shouwen.customers.models import Customer
from shouwen.kernel.models.case import Case
from shouwen.kernel.models.event import Event
from shouwen.people.models import Staff


class Evidence(models.Model):
    """One piece of proof, hashed when it arrived.

    Uploaded first (``event`` empty), attached by the move that uses it. ``binds`` is the hash of the content a
    signature was given for; the signature counts only while the record's content still has that hash (S3-13b).
    ``captured_at`` is the device's claim, ``received_at`` ours.
    """

    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="evidence")
    event = models.ForeignKey(Event, models.PROTECT, null=True, blank=True, related_name="evidence")
    kind = models.CharField(max_length=40)
    file = models.FileField(max_length=200)
    display = models.FileField(max_length=200, blank=True, help_text="re-encoded without metadata; images only")
    name = models.CharField(max_length=120, blank=True)
    content_type = models.CharField(max_length=80)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    binds = models.CharField(max_length=64, blank=True)
    captured_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField()
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    staff = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+")
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        indexes = [models.Index(fields=["case", "kind"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.sha256[:8]}"
