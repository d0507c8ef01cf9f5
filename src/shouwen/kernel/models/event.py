"""What happened. Append-only: the database refuses UPDATE, DELETE and TRUNCATE (see the first migration)."""

from __future__ import annotations

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shouwen.customers.models import Customer
from shouwen.kernel.models.case import Case
from shouwen.people.models import Staff


class Event(models.Model):
    """One link of a case's chain; at once history, feed and source of the outbox.

    ``code`` is a step ("complaints.order.issue") or a fact of the engine ("obligation.breached").
    ``occurred_at`` is when it happened, ``recorded_at`` when we learnt of it. ``key`` makes it unique:
    a person's request, or obligation + plan version + step. ``hash`` covers every field and ``prev_hash``.
    """

    class By(models.TextChoices):
        STAFF = "staff", _("Staff")
        CUSTOMER = "customer", _("Customer")
        ENGINE = "engine", _("System")

    case = models.ForeignKey(Case, models.PROTECT, related_name="events", db_index=False)
    seq = models.PositiveIntegerField()
    code = models.CharField(max_length=80)
    by = models.CharField(max_length=10, choices=By.choices)
    staff = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    on_behalf_of = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    from_state = models.CharField(max_length=40, blank=True)
    to_state = models.CharField(max_length=40, blank=True)
    data = models.JSONField(default=dict)
    key = models.CharField(max_length=120, null=True, blank=True)
    prev_hash = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)

    class Meta:
        verbose_name = _("event")
        constraints = [
            models.UniqueConstraint("case", "seq", name="kernel_event_seq"),
            models.UniqueConstraint("key", condition=Q(key__isnull=False), name="kernel_event_key"),
        ]
        # Rows are only added, in this order: a few pages tell where the last days lie (the nightly jobs ask).
        indexes = [BrinIndex(fields=["recorded_at"], name="kernel_event_recorded", autosummarize=True)]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.seq} {self.code}"
