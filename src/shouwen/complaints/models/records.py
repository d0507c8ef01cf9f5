"""What we know about complaints and their supervision orders, beyond what every case shares."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from shouwen.complaints.discipline.words import SanctionCode
from shouwen.complaints.words import (
    BlockedKind,
    CallBackOutcome,
    Channel,
    ComplaintType,
    Concealment,
    EscalationCause,
    Level,
)
from shouwen.kernel.models import Case
from shouwen.people.models import OrgUnit, Staff
from shouwen.people.roles import Department


class ComplaintRecord(models.Model):
    """One customer's complaint as taken down at the counter, on the phone or from a letter (S3-13a)."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="complaint")
    type = models.CharField(_("type"), max_length=30, choices=ComplaintType.choices, blank=True)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    customer_name = models.CharField(_("customer's name"), max_length=80, blank=True)
    phone = models.CharField(_("phone"), max_length=24, blank=True)
    demand = models.TextField(_("demand"), blank=True)
    required_finish_at = models.DateTimeField(_("required completion"), null=True, blank=True)
    contact_ended_at = models.DateTimeField(_("contact ended"), null=True, blank=True)
    comfort_note = models.TextField(_("explained and comforted"), blank=True)
    is_signed = models.BooleanField(default=False)
    unsigned_reason = models.CharField(_("reason for no signature"), max_length=200, blank=True)
    solution = models.TextField(_("solution"), blank=True)
    onsite_solved = models.BooleanField(null=True, blank=True)
    score = models.PositiveSmallIntegerField(_("reception rating"), null=True, blank=True)
    rated_at = models.DateTimeField(_("rated at"), null=True, blank=True)
    repeats = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="repeated_by")
    repeat_cause = models.CharField(max_length=16, choices=EscalationCause.choices, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")

    class Meta:
        verbose_name = _("complaint")
        indexes = [models.Index(fields=["type"]), models.Index(fields=["rated_at"])]

    def __str__(self) -> str:
        return self.demand[:60]


class OrderRecord(models.Model):
    """One supervision order: the command to one first responsible department (S3-04a).

    ``responsible`` and ``leader`` are frozen when the order is issued (S3-21a).
    """

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="order")
    type = models.CharField(_("type"), max_length=30, choices=ComplaintType.choices)
    level = models.CharField(_("level"), max_length=10, choices=Level.choices, default=Level.GENERAL)
    first_department = models.CharField(_("first responsible department"), max_length=20, choices=Department.choices)
    cooperating = models.JSONField(_("cooperating departments"), default=list)
    override_reason = models.CharField(_("reason for another department"), max_length=200, blank=True)
    company = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    responsible = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+")
    leader = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+")
    ordered_finish_at = models.DateTimeField(_("ordered completion"))
    negotiated_finish_at = models.DateTimeField(_("negotiated completion"), null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    issued_at = models.DateTimeField(null=True, blank=True)
    arranged_at = models.DateTimeField(_("arranged in person"), null=True, blank=True)
    visited_at = models.DateTimeField(null=True, blank=True)
    visits = models.PositiveSmallIntegerField(default=0)
    judged_visits = models.PositiveSmallIntegerField(default=0)
    is_checked_in = models.BooleanField(default=False)
    findings = models.TextField(_("findings"), blank=True)
    plan = models.TextField(_("plan"), blank=True)
    plan_version = models.PositiveSmallIntegerField(default=0)
    percent = models.PositiveSmallIntegerField(_("progress, %"), default=0)
    blocked_kind = models.CharField(max_length=12, choices=BlockedKind.choices, blank=True)
    call_back_outcome = models.CharField(max_length=12, choices=CallBackOutcome.choices, blank=True)
    verification = models.TextField(_("verification of the level"), blank=True)
    applied_at = models.DateTimeField(null=True, blank=True)
    applications = models.PositiveSmallIntegerField(default=0)  # 结案申请次数, those sent back included
    score = models.PositiveSmallIntegerField(_("satisfaction"), null=True, blank=True)
    met_from = models.DateTimeField(_("special meeting held from"), null=True, blank=True)
    followed_at = models.DateTimeField(_("last followed up"), null=True, blank=True)
    is_slow = models.BooleanField(_("slow"), default=False)
    is_seriously_slow = models.BooleanField(_("seriously slow"), default=False)
    has_escalation_risk = models.BooleanField(_("may escalate"), default=False)
    task_force_at = models.DateTimeField(_("task force formed"), null=True, blank=True)
    task_force_reported_at = models.DateTimeField(_("task force reported"), null=True, blank=True)
    part = models.TextField(_("part of the demand"), blank=True)
    met_until = models.DateTimeField(_("special meeting held until"), null=True, blank=True)
    is_escalated = models.BooleanField(_("escalated"), default=False)
    has_brand_event = models.BooleanField(_("brand event"), default=False)

    class Meta:
        verbose_name = _("supervision order")
        indexes = [models.Index(fields=["responsible"]), models.Index(fields=["type"])]

    def __str__(self) -> str:
        return self.get_type_display()

    @property
    def effective_deadline(self) -> datetime:
        """考核节点: the earlier of what was ordered and what was negotiated (S3-25)."""
        instants = [self.ordered_finish_at, self.negotiated_finish_at]
        return min(instant for instant in instants if instant is not None)

    @property
    def is_special(self) -> bool:
        return Level(self.level).is_special


class CooperationTask(models.Model):
    """What the first responsible department asks of another; it can be accepted and done, never refused (S3-20h)."""

    order = models.ForeignKey(OrderRecord, models.PROTECT, related_name="tasks")
    department = models.CharField(max_length=20, choices=Department.choices)
    task = models.CharField(max_length=400)
    due_at = models.DateTimeField()
    asked_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    result = models.CharField(max_length=400, blank=True)

    class Meta:
        verbose_name = _("cooperation task")

    def __str__(self) -> str:
        return self.task[:60]


class Claim(models.Model):
    """A customer's claim within an order (S3-34): reported, decided, executed, filed."""

    class State(models.TextChoices):
        RAISED = "raised", _("Raised")
        IN_APPROVAL = "in_approval", _("In approval")
        APPROVED = "approved", _("Approved, to be executed")
        REJECTED = "rejected", _("Rejected")
        EXECUTED = "executed", _("Executed")

    order = models.ForeignKey(OrderRecord, models.PROTECT, related_name="claims")
    state = models.CharField(max_length=12, choices=State.choices, default=State.RAISED)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    demand = models.CharField(max_length=400)
    raised_at = models.DateTimeField()
    report = models.TextField(blank=True)
    proposal = models.TextField(blank=True)
    approved_amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    instruction = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    filed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("claim")

    def __str__(self) -> str:
        return f"{self.amount}"


class Sanction(models.Model):
    """A sanction proposed by the regulation for a person to decide; it never takes effect by itself (S3 §4).

    ``order`` is empty where the facts lie elsewhere (rankings, reconciliation, inspections). ``grades`` is a cut of the
    salary in grades, ``amount`` a fine in CNY, ``percent`` a share of the month's bonus, ``decision`` what was decided
    in words. ``unheard`` says why it was decided without the person's statement while there was time for one.
    ``key`` names the fact it comes from, so that one fact proposes once; ``evidence_ids`` are pieces of other cases.
    Only rows from before the register have no case.
    """

    case = models.OneToOneField(Case, models.PROTECT, null=True, related_name="sanction")
    order = models.ForeignKey(OrderRecord, models.PROTECT, null=True, blank=True, related_name="sanctions")
    code = models.CharField(max_length=6, choices=SanctionCode.choices)
    clause = models.CharField(max_length=40)
    person = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    facts = models.TextField()
    kind = models.CharField(max_length=40, blank=True, help_text="the sanction the clause names, such as 失职问责")
    key = models.CharField(max_length=120, null=True, blank=True, unique=True)
    evidence_ids = models.JSONField(default=list)
    proposed_at = models.DateTimeField()
    statement_until = models.DateTimeField(null=True, blank=True)
    statement = models.TextField(_("statement"), blank=True)
    stated_at = models.DateTimeField(null=True, blank=True)
    unheard = models.CharField(max_length=200, blank=True)
    percent = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    measures = models.JSONField(default=list)
    grades = models.PositiveSmallIntegerField(_("salary grades cut"), null=True, blank=True)
    amount = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    replaces_fines = models.BooleanField(default=False)
    decision = models.CharField(_("decision"), max_length=400, blank=True)
    decided_by = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    effective_on = models.DateField(_("takes effect on"), null=True, blank=True)
    filed_at = models.DateTimeField(null=True, blank=True)
    filed_under = models.CharField(_("filed under"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("sanction")
        constraints = [
            models.UniqueConstraint("order", "code", "person", "proposed_at", name="complaints_sanction_once")
        ]
        indexes = [
            models.Index(fields=["person", "-id"], name="complaints_sanction_person"),
            models.Index(fields=["code", "-id"], name="complaints_sanction_code"),
            models.Index(fields=["-id"], condition=models.Q(decided_at=None), name="complaints_sanction_open"),
        ]

    def __str__(self) -> str:
        return self.code


class SlowOrder(models.Model):
    """One order on one day's list of slow ones: proposed by the rule or by staff, checked by staff (S3-26c, S3-26d).

    Until ``reviewed_at`` it is a candidate. ``is_slow`` is the verdict; only what is slow is reported.
    """

    order = models.ForeignKey(OrderRecord, models.PROTECT, related_name="slow_days")
    on = models.DateField()
    reasons = models.JSONField(default=list, help_text="no_update, time_used; empty when staff saw it themselves")
    is_slow = models.BooleanField(null=True, blank=True)
    plan_reasonable = models.BooleanField(null=True, blank=True)
    people_adequate = models.BooleanField(null=True, blank=True)
    materials_adequate = models.BooleanField(null=True, blank=True)
    remark = models.CharField(max_length=1000, blank=True)
    reviewed_by = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("slow order")
        constraints = [models.UniqueConstraint(fields=["order", "on"], name="complaints_slow_once_a_day")]
        indexes = [models.Index(fields=["on"])]

    def __str__(self) -> str:
        return f"{self.order_id} {self.on}"


class SlowSummary(models.Model):
    """The day's slow orders were reported to the deputy general manager (S3-26e)."""

    on = models.DateField(unique=True)
    orders = models.PositiveIntegerField()
    submitted_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()

    class Meta:
        verbose_name = _("summary of slow orders")

    def __str__(self) -> str:
        return f"{self.on}"


class AgentRanking(models.Model):
    """One specialist's place in one month's ranking; written once, never changed (S3-16c).

    ``score`` ranks. It is made of two sources (Q20): the ratings at the window (``sample`` of them), which weigh
    ``window_weight`` percent, and a sample survey. Without an opinion that weighs there is no score and no rank.
    """

    month = models.DateField(help_text="the first of the month")
    agent = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    rank = models.PositiveSmallIntegerField(null=True, blank=True)
    score = models.DecimalField(max_digits=4, decimal_places=2, null=True, blank=True)
    sample = models.PositiveIntegerField()
    window_score = models.DecimalField(max_digits=4, decimal_places=2, null=True, blank=True)
    survey_score = models.DecimalField(max_digits=4, decimal_places=2, null=True, blank=True)
    survey_sample = models.PositiveIntegerField(default=0)
    window_weight = models.DecimalField(max_digits=5, decimal_places=2, default=100)
    is_sample_small = models.BooleanField()
    is_bottom_ten = models.BooleanField()

    class Meta:
        verbose_name = _("ranking of a specialist")
        constraints = [models.UniqueConstraint(fields=["month", "agent"], name="complaints_ranked_once_a_month")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.rank}"

    @property
    def of_the_window(self) -> Decimal | None:
        """The mean of the ratings at the window; rankings from before the second source have no other score."""
        return self.score if self.window_score is None and not self.survey_sample else self.window_score

    @property
    def survey_weight(self) -> Decimal:
        """The sample survey's share in percent."""
        return 100 - Decimal(self.window_weight)


class ReceptionCheck(models.Model):
    """One reception seen on video, heard on the hotline or found in the post, to be found among the entries (S3-17)."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="reception_check")
    seen_at = models.DateTimeField(_("seen at"))
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    note = models.TextField(_("what was seen"))
    matched = models.OneToOneField(
        ComplaintRecord, models.PROTECT, null=True, blank=True, related_name="reception_check"
    )
    kind = models.CharField(_("concealed or omitted"), max_length=10, choices=Concealment.choices, blank=True)
    person = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+")
    verified_at = models.DateTimeField(null=True, blank=True)
    sanction = models.OneToOneField(Sanction, models.PROTECT, null=True, blank=True, related_name="reception_check")

    class Meta:
        verbose_name = _("reception seen")
        indexes = [models.Index(fields=["person", "verified_at"])]

    def __str__(self) -> str:
        return self.note[:60]
