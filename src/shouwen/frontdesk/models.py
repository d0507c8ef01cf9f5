"""What we know about goods releases, the cards that prove an owner, and the reconciliation of slips."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shouwen.customers.models import Customer
from shouwen.estate.models import Project, Unit
from shouwen.frontdesk.words import CardState, DocumentKind, Outcome, Relation
from shouwen.kernel.models import Case
from shouwen.people.models import Staff


class OwnerCard(models.Model):
    """业主卡: valid while active and not expired; a lost one is worth nothing at once (S2-56, S2-59)."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="owner_cards")
    holder = models.ForeignKey(Customer, models.PROTECT, null=True, blank=True, related_name="owner_cards")
    number = models.CharField(_("card number"), max_length=40, unique=True)
    status = models.CharField(max_length=10, choices=CardState.choices, default=CardState.ACTIVE)
    expires_on = models.DateField(null=True, blank=True, help_text="the first day it is no longer valid")

    class Meta:
        verbose_name = _("owner's card")

    def __str__(self) -> str:
        return self.number

    def is_valid_on(self, day: date) -> bool:
        """Whether the card proves anything on that day."""
        return self.status == CardState.ACTIVE and (self.expires_on is None or day < self.expires_on)


class ItemSlip(models.Model):
    """物品放行条: the application and, once issued, the slip.

    ``items``: [{"name", "quantity", "remark"}, …]. ``slip_number`` and ``token`` (the QR code's) exist once issued.
    """

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="item_slip")
    applicant = models.CharField(_("applicant"), max_length=80)
    phone = models.CharField(_("phone"), max_length=24, blank=True)
    relation = models.CharField(_("relation"), max_length=10, choices=Relation.choices)
    document = models.CharField(_("identity document"), max_length=15, choices=DocumentKind.choices)
    document_no = models.CharField(_("document number"), max_length=40)
    valid_from = models.DateTimeField(_("valid from"))
    valid_until = models.DateTimeField(_("valid until"))
    vehicle = models.CharField(_("vehicle"), max_length=40, blank=True)
    items = models.JSONField(_("items"), default=list)
    has_annex = models.BooleanField(_("further items on an annex"), default=False)
    called_at = models.DateTimeField(_("called at"), null=True, blank=True)
    called_number = models.CharField(_("number dialled"), max_length=24, blank=True)
    owner_said = models.CharField(_("what the owner said"), max_length=400, blank=True)
    verified_by = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+")
    slip_number = models.CharField(_("slip number"), max_length=40, null=True, blank=True, unique=True)
    token = models.CharField(max_length=40, null=True, blank=True, unique=True)
    issued_at = models.DateTimeField(_("issued"), null=True, blank=True)
    issued_by = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+")
    passed_at = models.DateTimeField(_("out at"), null=True, blank=True)
    passed_by = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("goods release slip")
        indexes = [
            models.Index(fields=["issued_at"]),
            models.Index(fields=["valid_until"]),
        ]

    def __str__(self) -> str:
        return self.slip_number or self.applicant

    def covers(self, at: datetime) -> bool:
        """Whether the slip's window holds ``at``; both ends belong to it."""
        return self.valid_from <= at <= self.valid_until


class SlipBatch(models.Model):
    """One period's slips of a project: collected, handed in by security, compared, put into a numbered package.

    Unmodifiable once it has its package number: the database refuses (migration 0002).
    """

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="slip_batch")
    project = models.ForeignKey(Project, models.PROTECT, related_name="slip_batches")
    since = models.DateTimeField(_("since"))
    handed_in_at = models.DateTimeField(_("handed in"), null=True, blank=True)
    handed_in_by = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+")
    returned = models.JSONField(_("slips handed in"), default=list)
    reconciled_at = models.DateTimeField(_("reconciled"), null=True, blank=True)
    package_number = models.CharField(_("package number"), max_length=40, null=True, blank=True, unique=True)

    class Meta:
        verbose_name = _("reconciliation of slips")
        constraints = [
            models.UniqueConstraint(
                "project", condition=Q(handed_in_at=None), name="frontdesk_one_collecting_batch_per_project"
            )
        ]

    def __str__(self) -> str:
        return self.package_number or f"{self.project}"


class SlipBatchLine(models.Model):
    """What the comparison found for one slip. Append-only: the database refuses changes (migration 0002)."""

    batch = models.ForeignKey(SlipBatch, models.PROTECT, related_name="lines")
    slip = models.ForeignKey(ItemSlip, models.PROTECT, null=True, blank=True, related_name="batch_lines")
    number = models.CharField(_("slip number"), max_length=40)
    is_returned = models.BooleanField(_("returned"))
    is_used = models.BooleanField(_("used"))
    outcome = models.CharField(_("outcome"), max_length=16, choices=Outcome.choices)

    class Meta:
        verbose_name = _("line of a reconciliation")
        constraints = [models.UniqueConstraint("batch", "number", name="frontdesk_slip_once_a_batch")]

    def __str__(self) -> str:
        return f"{self.number}: {self.get_outcome_display()}"

    @property
    def differs(self) -> bool:
        """Whether it belongs on the list of differences."""
        return self.outcome != Outcome.IN_ORDER
