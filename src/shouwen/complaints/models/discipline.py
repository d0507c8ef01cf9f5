"""Investigations, overdue work by day, week and month, and the meetings with their plans (S3-11, 30, 31, 32, 37)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from shouwen.complaints.discipline.words import Cause, DelayCause, Fault, ItemKind, MeetingKind
from shouwen.complaints.models.records import ComplaintRecord, OrderRecord, Sanction
from shouwen.kernel.models import Case
from shouwen.people.models import OrgUnit, Staff


class DisciplineRecord(models.Model):
    """One matter of S3-37 against one person, from the clue to the conclusion. ``source`` names where it comes from.

    ``key`` names the fact, so that the daily search for clues finds it once.
    """

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="discipline")
    cause = models.CharField(_("cause"), max_length=12, choices=Cause.choices)
    person = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    order = models.ForeignKey(OrderRecord, models.PROTECT, null=True, blank=True, related_name="discipline_cases")
    facts = models.TextField(_("facts"))
    source = models.CharField(max_length=40, blank=True)
    key = models.CharField(max_length=120, null=True, blank=True, unique=True)
    evidence_ids = models.JSONField(default=list, help_text="pieces of other cases")
    findings = models.TextField(_("findings"), blank=True)
    concluded_at = models.DateTimeField(null=True, blank=True)
    sanction = models.OneToOneField(Sanction, models.PROTECT, null=True, blank=True, related_name="discipline_case")

    class Meta:
        verbose_name = _("discipline case")
        indexes = [models.Index(fields=["person"])]

    def __str__(self) -> str:
        return self.facts[:60]


class AgentComplaint(models.Model):
    """A customer complains about a specialist; the group centre looks into it (S3-11a)."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="agent_complaint")
    accused = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    fault = models.CharField(_("what about"), max_length=10, choices=Fault.choices)
    customer_name = models.CharField(_("customer's name"), max_length=80)
    words = models.TextField(_("what the customer says"))
    complaint = models.ForeignKey(
        ComplaintRecord, models.PROTECT, null=True, blank=True, related_name="complaints_about_staff"
    )
    findings = models.TextField(_("findings"), blank=True)
    concluded_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(_("answer to the customer"), blank=True)
    sanction = models.OneToOneField(Sanction, models.PROTECT, null=True, blank=True, related_name="agent_complaint")

    class Meta:
        verbose_name = _("complaint about a specialist")

    def __str__(self) -> str:
        return self.words[:60]


class OverdueSummary(models.Model):
    """The overdue orders of one day; staff confirm it to the deputy general manager (S3-30a)."""

    on = models.DateField(unique=True)
    built_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("summary of overdue orders")

    def __str__(self) -> str:
        return f"{self.on}"


class OverdueItem(models.Model):
    """One order on one day's summary: what it was that morning, and what the deputy found and did (S3-30b).

    ``penalty`` is what lateness had cost so far, CNY. ``urged_at`` empty: the deputy has still to look into it.
    """

    summary = models.ForeignKey(OverdueSummary, models.PROTECT, related_name="items")
    order = models.ForeignKey(OrderRecord, models.PROTECT, related_name="overdue_days")
    responsible = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+")
    leader = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+")
    deadline = models.DateTimeField()
    days_late = models.PositiveIntegerField()
    penalty = models.DecimalField(max_digits=14, decimal_places=2)
    is_serious = models.BooleanField(default=False)
    cause = models.CharField(_("cause"), max_length=16, choices=DelayCause.choices, blank=True)
    detail = models.TextField(_("what was found"), blank=True)
    promised = models.CharField(max_length=200, blank=True)
    urged_by = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+")
    urged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("overdue order of a day")
        constraints = [models.UniqueConstraint(fields=["summary", "order"], name="complaints_overdue_once_a_day")]
        indexes = [
            models.Index(fields=["order", "summary"]),
            models.Index(fields=["summary"], condition=models.Q(urged_at=None), name="complaints_overdue_open"),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}"


class CarryOver(models.Model):
    """上周遗留未完成投诉: one order unfinished at the end of a week, with what is to be analysed (S3-31a).

    ``week`` is the Monday the list was made on; ``age_days`` counts from the issue.
    """

    week = models.DateField()
    order = models.ForeignKey(OrderRecord, models.PROTECT, related_name="carried_over")
    responsible = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+")
    age_days = models.PositiveIntegerField()
    days_late = models.PositiveIntegerField()
    percent = models.PositiveSmallIntegerField()
    cause = models.CharField(max_length=16, choices=DelayCause.choices, blank=True)

    class Meta:
        verbose_name = _("carried-over order")
        constraints = [models.UniqueConstraint(fields=["week", "order"], name="complaints_carried_once_a_week")]

    def __str__(self) -> str:
        return f"{self.week} {self.order_id}"


class MeetingRecord(models.Model):
    """One meeting of the regulation; ``period`` is its Monday or its first of the month, one meeting for each."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="meeting")
    kind = models.CharField(_("kind"), max_length=10, choices=MeetingKind.choices)
    period = models.DateField()
    chair = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+")
    planned_at = models.DateTimeField(_("planned for"), null=True, blank=True)
    venue = models.CharField(_("venue"), max_length=120, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    minutes = models.TextField(_("minutes"), blank=True)

    class Meta:
        verbose_name = _("meeting")
        constraints = [models.UniqueConstraint(fields=["kind", "period"], name="complaints_meeting_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.period}"


class Attendance(models.Model):
    """Somebody called to a meeting, for which company, and whether they came."""

    meeting = models.ForeignKey(MeetingRecord, models.PROTECT, related_name="attendances")
    person = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    company = models.ForeignKey(OrgUnit, models.PROTECT, null=True, blank=True, related_name="+")
    came = models.BooleanField(null=True, blank=True)

    class Meta:
        verbose_name = _("attendance")
        constraints = [models.UniqueConstraint(fields=["meeting", "person"], name="complaints_attends_once")]

    def __str__(self) -> str:
        return f"{self.person_id}"


class AgendaPoint(models.Model):
    """An order the meeting is about; at the monthly meeting each needs its special requirement (S3-32b)."""

    meeting = models.ForeignKey(MeetingRecord, models.PROTECT, related_name="agenda")
    order = models.ForeignKey(OrderRecord, models.PROTECT, related_name="agenda_points")

    class Meta:
        verbose_name = _("point of the agenda")
        constraints = [models.UniqueConstraint(fields=["meeting", "order"], name="complaints_agenda_once")]

    def __str__(self) -> str:
        return f"{self.order_id}"


class PlanItem(models.Model):
    """整改计划、专项整改要求: what the meeting decided about an order, who does it by when (S3-31c, S3-32b)."""

    meeting = models.ForeignKey(MeetingRecord, models.PROTECT, related_name="items")
    kind = models.CharField(max_length=12, choices=ItemKind.choices)
    order = models.ForeignKey(OrderRecord, models.PROTECT, related_name="plan_items")
    measure = models.CharField(_("measure"), max_length=400)
    company = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    person = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    due_on = models.DateField(_("due on"))
    done_at = models.DateTimeField(null=True, blank=True)
    result = models.CharField(_("result"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("item of a rectification plan")
        indexes = [
            models.Index(fields=["person", "due_on"], condition=models.Q(done_at=None), name="complaints_plan_open"),
        ]

    def __str__(self) -> str:
        return self.measure[:60]
