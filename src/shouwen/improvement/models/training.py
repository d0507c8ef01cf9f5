"""The monthly training, who attended it, and the library it draws on (第四十五条)."""

from __future__ import annotations

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shouwen.improvement import quarters
from shouwen.improvement.words import Category
from shouwen.kernel.models import Case, Evidence
from shouwen.people.models import OrgUnit, Staff
from shouwen.people.roles import Role


class LibraryItem(models.Model):
    """One piece of the library: a text, a file, or a case study made from a closed case (``source``)."""

    category = models.CharField(_("category"), max_length=12, choices=Category.choices)
    own_category = models.CharField(_("other subject"), max_length=40, blank=True)
    title = models.CharField(_("title"), max_length=120)
    body = models.TextField(_("text"), blank=True)
    topics = ArrayField(
        models.CharField(max_length=40), default=list, blank=True, verbose_name=_("topics"),
        help_text="what it helps to talk about, by exchange.knowledge",
    )  # fmt: skip
    file = models.ForeignKey(Evidence, models.PROTECT, null=True, blank=True, related_name="+")
    source = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("training material")
        indexes = [models.Index(fields=["category", "-id"])]
        constraints = [
            models.UniqueConstraint("source", condition=Q(source__isnull=False), name="improvement_case_once_a_study")
        ]

    def __str__(self) -> str:
        return self.title


class Training(models.Model):
    """月度业务培训. ``questions``: [{"text", "options", "right"}]; ``token`` is in the code on the sign-in sheet."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="training")
    month_on = models.DateField(_("month"), unique=True, help_text="its first day")
    title = models.CharField(_("title"), max_length=120, blank=True)
    categories = models.JSONField(_("categories"), default=list)
    held_at = models.DateTimeField(_("time"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=120, blank=True)
    trainer = models.CharField(_("trainer"), max_length=80, blank=True)
    materials = models.ManyToManyField(LibraryItem, related_name="trainings", blank=True)
    questions = models.JSONField(default=list)
    token = models.CharField(max_length=40, null=True, blank=True, unique=True)
    expected = models.PositiveIntegerField(_("expected"), default=0)
    attended = models.PositiveIntegerField(_("attended"), default=0)
    coverage = models.DecimalField(_("coverage"), max_digits=5, decimal_places=2, null=True, blank=True)

    class Meta:
        verbose_name = _("training")

    def __str__(self) -> str:
        return self.title or f"{self.month_on:%Y-%m}"

    @property
    def from_library(self) -> list[str]:
        """The ids of its materials, as the form of the plan shows them."""
        return [str(pk) for pk in self.materials.order_by("pk").values_list("pk", flat=True)]

    @property
    def exam(self) -> str:
        """Its questions as they are typed, one a line."""
        marked = [[f"*{o}" if n == one["right"] else o for n, o in enumerate(one["options"])] for one in self.questions]
        lines = zip(self.questions, marked, strict=True)
        return "\n".join(" | ".join([one["text"], *options]) for one, options in lines)

    @property
    def due_at(self) -> datetime:
        """24:00 of the month's last day."""
        return quarters.end_of_month(self.month_on)


class Attendance(models.Model):
    """One person who is to be trained; ``signed_at`` when present, ``score`` the share of right answers in percent."""

    training = models.ForeignKey(Training, models.PROTECT, related_name="people")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    org = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    role = models.CharField(max_length=24, choices=Role.choices)
    signed_at = models.DateTimeField(null=True, blank=True)
    score = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    examined_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("attendance")
        indexes = [models.Index(fields=["staff", "-id"])]
        constraints = [models.UniqueConstraint("training", "staff", name="improvement_person_once_a_training")]

    def __str__(self) -> str:
        return f"{self.training} {self.staff}"
