"""What a month came to: frozen figures with the cases behind them, the bulletin's readers, the assessment scheme."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext_lazy as _

from shouwen.complaints.indicators.words import CaseLine, QualityDimension
from shouwen.kernel.models import Case
from shouwen.people.models import OrgUnit, Staff


class Amount(models.DecimalField):  # type: ignore[type-arg]  # not generic while it runs
    """A number the database keeps as it comes: to fit millions of them into their digits one by one takes long."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:  # noqa: ARG002
        return "numeric"


class MonthReport(models.Model):
    """One month's figures: recomputed until published, then the database refuses every change (S3-38b).

    ``until`` is the instant the figures were counted up to; ``weights`` and ``scheme`` are the shares (percent) of the
    composite score and of the service centres' assessment they were made with.
    """

    month = models.DateField(unique=True, help_text="the first of the month")
    computed_at = models.DateTimeField()
    until = models.DateTimeField()
    weights = models.JSONField(default=dict)
    scheme = models.JSONField(default=dict)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+")
    remark = models.CharField(_("remark of the general manager"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("monthly report")

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class MonthFigure(models.Model):
    """One indicator of one place or one person in one month: numerator, denominator, and the cases behind both.

    ``org`` is a project's, company's or the group's node, ``agent`` a specialist; exactly one of the two is set.
    ``cases``, ``tops`` and ``bottoms`` run side by side: what each case added to numerator and denominator; what all
    added alike stands there once. They are kept for projects and people; a company's are those of its projects
    (``region``, ``property_company``).
    ``sample`` is how many facts the denominator counts, ``is_small`` whether that is too few to say much.
    ``value`` is empty where there is nothing to divide by; ``rank`` where the indicator is ranked.
    """

    report = models.ForeignKey(MonthReport, models.PROTECT, related_name="figures")
    code = models.CharField(max_length=60)
    org = models.ForeignKey(OrgUnit, models.PROTECT, null=True, blank=True, related_name="+")
    agent = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+")
    region = models.ForeignKey(OrgUnit, models.PROTECT, null=True, blank=True, related_name="+")
    property_company = models.ForeignKey(OrgUnit, models.PROTECT, null=True, blank=True, related_name="+")
    numerator = models.DecimalField(max_digits=18, decimal_places=6)
    denominator = models.DecimalField(max_digits=18, decimal_places=6)
    sample = models.PositiveIntegerField()
    value = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    rank = models.PositiveIntegerField(null=True, blank=True)
    is_small = models.BooleanField(default=False)
    cases = ArrayField(models.BigIntegerField(), default=list)
    tops = ArrayField(Amount(max_digits=12, decimal_places=6), default=list)
    bottoms = ArrayField(Amount(max_digits=12, decimal_places=6), default=list)

    class Meta:
        verbose_name = _("monthly figure")
        constraints = [
            models.UniqueConstraint(
                fields=["report", "code", "org"], condition=models.Q(agent=None), name="complaints_figure_of_a_place"
            ),
            models.UniqueConstraint(
                fields=["report", "code", "agent"], condition=models.Q(org=None), name="complaints_figure_of_a_person"
            ),
            models.CheckConstraint(
                condition=models.Q(org=None, agent__isnull=False) | models.Q(org__isnull=False, agent=None),
                name="complaints_figure_of_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.value}"


class BulletinReader(models.Model):
    """Somebody a bulletin was sent to; ``read_at`` is the reader's own confirmation (S3-38c)."""

    report = models.ForeignKey(MonthReport, models.PROTECT, related_name="readers")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("reader of a bulletin")
        constraints = [models.UniqueConstraint(fields=["report", "staff"], name="complaints_bulletin_reader_once")]

    def __str__(self) -> str:
        return f"{self.report_id} {self.staff_id}"


class AssessmentScheme(models.Model):
    """From ``from_month`` on, these indicators with these shares (percent) make a service centre's score (S3-39d)."""

    from_month = models.DateField(unique=True, help_text="the first of the month")
    shares = models.JSONField(help_text="indicator to percent; they add up to 100")
    decided_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        verbose_name = _("assessment scheme")

    def __str__(self) -> str:
        return f"{self.from_month:%Y-%m}"


class ComplaintTags(models.Model):
    """Line and quality dimension of a complaint where somebody chose others than its type's (S3-06b)."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="complaint_tags")
    line = models.CharField(_("professional line"), max_length=20, choices=CaseLine.choices)
    dimension = models.CharField(_("quality dimension"), max_length=20, choices=QualityDimension.choices)

    class Meta:
        verbose_name = _("tags of a complaint")

    def __str__(self) -> str:
        return f"{self.line} {self.dimension}"
