"""Penalty lines on their way to payroll: appeals, monthly statements, sign-off (第三十六条).

A penalty line itself is the kernel's and never changes, so a statement does not copy it: its line names the kernel's
line and what of its amount is executed. Names and companies are copied, because people move.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shouwen.kernel.models import PenaltyLine
from shouwen.people.models import OrgUnit, Staff
from shouwen.people.roles import Role


class Statement(models.Model):
    """扣罚月报: what one month reports, made once at ``slot`` and never again (S3-36e, Q12).

    It holds every penalty line at or before ``slot`` with an id up to ``upto_id`` that the statement before it did
    not hold, so that windows join without gap and a line recorded late goes into the next. Amounts in CNY;
    ``executed`` after the cap of one bonus a person and month. The database refuses any change but sign-off and
    delivery, and these once.
    """

    month = models.DateField(unique=True, help_text="the first of the month")
    slot = models.DateTimeField(unique=True)
    since = models.DateTimeField(null=True, blank=True, help_text="the slot of the statement before; none: all before")
    since_id = models.BigIntegerField(default=0)
    upto_id = models.BigIntegerField()
    first_id = models.BigIntegerField(default=0, help_text="the lowest line's id: its lines lie from here to upto_id")
    made_at = models.DateTimeField()
    is_capped = models.BooleanField()
    people = models.PositiveIntegerField()
    lines = models.PositiveIntegerField()
    pending = models.PositiveIntegerField(help_text="shares of a bonus that is not known yet")
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    executed = models.DecimalField(max_digits=14, decimal_places=2)
    signed_by = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+")
    signed_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("statement of penalties")
        constraints = [
            models.CheckConstraint(
                condition=Q(signed_at=None, signed_by=None) | Q(signed_at__isnull=False, signed_by__isnull=False),
                name="payroll_signed_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class PersonTotal(models.Model):
    """One person's sum in a statement, with name and company as they were when it was made. CNY."""

    statement = models.ForeignKey(Statement, models.PROTECT, related_name="totals")
    person = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    staff_no = models.CharField(max_length=40)
    name = models.CharField(max_length=40)
    company = models.ForeignKey(OrgUnit, models.PROTECT, null=True, blank=True, related_name="+")
    company_name = models.CharField(max_length=80, blank=True)
    lines = models.PositiveIntegerField()
    pending = models.PositiveIntegerField()
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    executed = models.DecimalField(max_digits=14, decimal_places=2)

    class Meta:
        verbose_name = _("person's total")
        constraints = [models.UniqueConstraint("statement", "person", name="payroll_person_once_a_statement")]

    def __str__(self) -> str:
        return f"{self.name} {self.executed}"


class StatementLine(models.Model):
    """One penalty line as one statement reports it; the key of the line is the key here, so no second can.

    Without foreign keys in the database: neither a penalty line nor a statement can ever be removed, and a million
    checks of that would take longer than the statement.
    """

    line = models.OneToOneField(
        PenaltyLine, models.PROTECT, primary_key=True, related_name="reported", db_constraint=False
    )
    statement = models.ForeignKey(Statement, models.PROTECT, related_name="items", db_constraint=False, db_index=False)
    executed = models.DecimalField(max_digits=12, decimal_places=2)

    class Meta:
        verbose_name = _("line of a statement")

    def __str__(self) -> str:
        return f"{self.line_id} {self.executed}"


class Receipt(models.Model):
    """A centre acknowledges a statement: human resources and finance, once each; never changed."""

    CENTRES = [(Role.HR_CENTRE.value, Role.HR_CENTRE.label), (Role.FINANCE_CENTRE.value, Role.FINANCE_CENTRE.label)]

    statement = models.ForeignKey(Statement, models.PROTECT, related_name="receipts")
    centre = models.CharField(max_length=24, choices=CENTRES)
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("receipt of a statement")
        constraints = [models.UniqueConstraint("statement", "centre", name="payroll_receipt_once_a_centre")]

    def __str__(self) -> str:
        return f"{self.statement_id} {self.centre}"


class PenaltyAppeal(models.Model):
    """Somebody disputes a penalty line; the group's general manager decides with a reason (S3-I05)."""

    class Decision(models.TextChoices):
        UPHELD = "upheld", _("The penalty stands")
        WAIVED = "waived", _("The penalty is waived")

    line = models.OneToOneField(PenaltyLine, models.PROTECT, related_name="appeal")
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=1000)
    at = models.DateTimeField()
    decision = models.CharField(max_length=8, choices=Decision.choices, blank=True)
    decision_reason = models.CharField(max_length=1000, blank=True)
    decided_by = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("appeal against a penalty")
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at=None, decision="")
                | (~Q(decision="") & ~Q(decision_reason="") & Q(decided_at__isnull=False)),
                name="payroll_appeal_decided_with_reason",
            )
        ]

    def __str__(self) -> str:
        return f"{self.line} · {self.decision}"
