"""突发事件: one record to an emergency (S4-CMP-06); its log is the case's own chain of events."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from shouwen.complaints.crisis.words import CrisisGrade, CrisisKind
from shouwen.complaints.models.records import ComplaintRecord
from shouwen.kernel.models import Case
from shouwen.people.models import Staff


class CrisisRecord(models.Model):
    """What is known of an emergency. Instants are those of the steps, but for discovery and arrival, which are told."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="crisis")
    complaint = models.ForeignKey(ComplaintRecord, models.PROTECT, null=True, blank=True, related_name="crises")
    kind = models.CharField(_("kind of emergency"), max_length=12, choices=CrisisKind.choices)
    grade = models.CharField(_("grade"), max_length=4, choices=CrisisGrade.choices)
    place = models.CharField(_("where it happens"), max_length=120)
    what = models.TextField(_("what happens"))
    households = models.PositiveIntegerField(_("households concerned"), default=0)
    discovered_at = models.DateTimeField(_("discovered"))
    first_action = models.TextField(_("done at once"), blank=True)
    commander = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+")
    spokesperson = models.CharField(_("speaks for the company"), max_length=80, blank=True)
    arrived_at = models.DateTimeField(_("on the spot since"), null=True, blank=True)
    first_measure = models.TextField(_("first measure"), blank=True)
    controlled_at = models.DateTimeField(_("under control"), null=True, blank=True)
    measures = models.TextField(_("how it was brought under control"), blank=True)
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)
    statement = models.TextField(_("statement to customers and the public"), blank=True)
    informed = models.TextField(_("who was informed"), blank=True)
    compensation = models.DecimalField(_("compensation"), max_digits=12, decimal_places=2, null=True, blank=True)
    losses = models.DecimalField(_("losses"), max_digits=12, decimal_places=2, null=True, blank=True)
    root_cause = models.TextField(_("root cause"), blank=True)
    improvement = models.TextField(_("improvement"), blank=True)
    plan_revision = models.TextField(_("change of the emergency plan"), blank=True)

    class Meta:
        verbose_name = _("emergency")
        indexes = [models.Index(fields=["discovered_at"], name="complaints_crisis_discovered")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.place}"
