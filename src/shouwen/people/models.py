"""Organisation, staff, dated appointments and delegations. Every dated relation is half-open: [starts_at, ends_at)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shouwen.people.roles import Department, Line, OrgKind, Role


class OrgUnit(models.Model):
    """One node of the organisation tree.

    ``path`` is the chain of ids from the root to this node, each followed by a dot ("1.4.19."), so that
    "below this node" is one prefix.
    """

    kind = models.CharField(max_length=24, choices=OrgKind.choices)
    name = models.CharField(max_length=80)
    code = models.CharField(max_length=40, blank=True, help_text="a department's code; empty elsewhere")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField(max_length=200, default="", editable=False, db_index=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("organisation unit")
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind=OrgKind.DEPARTMENT) | Q(code__in=Department.values), name="people_department_has_code"
            ),
            models.UniqueConstraint("parent", "name", name="people_sibling_names_differ"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep ``path``: it needs the row's own id, so a new row is written twice."""
        super().save(*args, **kwargs)
        path = f"{self.parent.path if self.parent else ''}{self.pk}."
        if path != self.path:
            self.path = path
            type(self).objects.filter(pk=self.pk).update(path=path)


class StaffManager(BaseUserManager["Staff"]):
    def create_user(self, staff_no: str, name: str, password: str | None = None, **fields: Any) -> Staff:
        """A person with a login; without a password the login is closed until one is set."""
        staff = self.model(staff_no=staff_no, name=name, **fields)
        staff.set_password(password)
        staff.save(using=self._db)
        return staff


class Staff(AbstractBaseUser):
    """A person of the group. Logs in with the staff number or the phone."""

    staff_no = models.CharField(_("staff number"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=40)
    phone = models.CharField(_("phone"), max_length=20, blank=True, db_index=True)
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(_("language"), max_length=10, default="zh-hans")
    dark = models.BooleanField(_("dark theme"), default=False)
    is_active = models.BooleanField(_("active"), default=True)

    USERNAME_FIELD = "staff_no"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[StaffManager] = StaffManager()

    class Meta:
        verbose_name = _("member of staff")
        verbose_name_plural = _("staff")

    def __str__(self) -> str:
        return self.name


class Appointment(models.Model):
    """Who holds which role where, from when until when. ``line`` only for a leader in charge."""

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="appointments")
    role = models.CharField(max_length=24, choices=Role.choices)
    org = models.ForeignKey(OrgUnit, models.PROTECT, related_name="appointments")
    line = models.CharField(max_length=20, choices=Line.choices, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("appointment")
        indexes = [
            models.Index(fields=["role", "org", "line", "starts_at"]),
            models.Index(fields=["staff", "starts_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")), name="people_appointment_not_empty"
            )
        ]

    def __str__(self) -> str:
        return f"{self.staff} · {self.get_role_display()} · {self.org}"


class Delegation(models.Model):
    """While it runs, the delegate may act for the principal; the event names both (S3-I06)."""

    principal = models.ForeignKey(Staff, models.PROTECT, related_name="delegations_given")
    delegate = models.ForeignKey(Staff, models.PROTECT, related_name="delegations_held")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=200)

    class Meta:
        verbose_name = _("delegation")
        indexes = [models.Index(fields=["principal", "starts_at"]), models.Index(fields=["delegate", "starts_at"])]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="people_delegation_not_empty"),
            models.CheckConstraint(condition=~Q(principal=F("delegate")), name="people_delegation_to_another"),
        ]

    def __str__(self) -> str:
        return f"{self.principal} → {self.delegate}"


class PostChange(models.Model):
    """Who appointed or relieved whom, when and why; never changed afterwards."""

    class Kind(models.TextChoices):
        STARTED = "started", _("Appointed")
        ENDED = "ended", _("Relieved")

    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)

    class Meta:
        verbose_name = _("change of a post")

    def __str__(self) -> str:
        return f"{self.appointment} · {self.get_kind_display()}"
