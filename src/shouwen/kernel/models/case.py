"""One matter of one customer or unit, whatever its procedure."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shouwen.customers.models import Customer
from shouwen.estate.models import Project, Unit
from shouwen.people.models import OrgUnit, Staff


class Case(models.Model):
    """The head of a case. Its typed fields live one-to-one in the domain's record.

    Only ``kernel.moves`` writes here. ``version`` counts the moves (a page that shows an older one is stale);
    ``events_count`` and ``head_hash`` are the end of the case's event chain.
    """

    flow = models.CharField(max_length=60)
    number = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=40)
    region = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+", db_index=False)
    property_company = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+", db_index=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="cases", db_index=False)
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, blank=True, related_name="cases", db_index=False)
    agent = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+", help_text="asked first")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children", db_index=False)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    events_count = models.PositiveIntegerField(default=0)
    head_hash = models.BinaryField(max_length=32, default=b"")

    class Meta:
        verbose_name = _("case")
        indexes = [
            models.Index(fields=["project", "flow", "-id"]),
            models.Index(fields=["region", "flow", "-id"]),
            models.Index(fields=["property_company", "flow", "-id"]),
            models.Index(fields=["flow", "state", "-id"]),
            models.Index(fields=["unit", "-id"]),
            models.Index(fields=["customer", "-id"]),
            models.Index(fields=["parent"]),
            models.Index(
                fields=["project", "flow", "state", "-id"], condition=Q(closed_at=None), name="kernel_case_open"
            ),
        ]

    def __str__(self) -> str:
        return self.number
