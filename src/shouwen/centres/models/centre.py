"""A project's service centre: what it is, how it was set up, its cameras, and what it handed over when it closed."""

from __future__ import annotations

from datetime import date, datetime, time

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shouwen.centres.words import DeviceKind, SetupItem
from shouwen.kernel import clock
from shouwen.kernel.models import Case, Evidence
from shouwen.people.models import OrgUnit, Staff

LAST_SECOND = time(23, 59, 59)


def end_of(day: date) -> datetime:
    """The last instant of a day that still belongs to it."""
    return clock.at_time(day, LAST_SECOND)


class ServiceCentre(models.Model):
    """项目售后服务中心 (第七条). ``required_until``: the last day of the period, once every phase is handed over.

    ``successor`` is the company to which customers turn after the centre closed.
    """

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="service_centre")
    opened_on = models.DateField(_("opened on"))
    office = models.CharField(_("office"), max_length=120, blank=True)
    hotline = models.CharField(_("24-hour hotline"), max_length=24, blank=True)
    mobile_on = models.BooleanField(_("mobile page in use"), default=True)
    required_until = models.DateField(_("required until"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    successor = models.ForeignKey(OrgUnit, models.PROTECT, null=True, blank=True, related_name="+")
    successor_phone = models.CharField(_("phone of the successor"), max_length=24, blank=True)

    class Meta:
        verbose_name = _("service centre")

    def __str__(self) -> str:
        return str(self.case.project)

    @property
    def period_ends_at(self) -> datetime:
        """The last instant of the period; ValueError while nobody knows it."""
        if self.required_until is None:
            raise ValueError("the period has no end yet")
        return end_of(self.required_until)


class SetupCheck(models.Model):
    """One look at one item of the set-up standard (第八条): with photo, checker, date, passed or not. Kept for good."""

    centre = models.ForeignKey(ServiceCentre, models.PROTECT, related_name="setup_checks")
    item = models.CharField(max_length=20, choices=SetupItem.choices)
    passed = models.BooleanField()
    note = models.CharField(max_length=200, blank=True)
    checker = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    photo = models.ForeignKey(Evidence, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("check of the set-up")
        indexes = [models.Index(fields=["centre", "item", "-id"])]

    def __str__(self) -> str:
        return f"{self.get_item_display()} {self.passed}"


class Device(models.Model):
    """A camera or microphone of a centre, with its state as last reported (第八条)."""

    centre = models.ForeignKey(ServiceCentre, models.PROTECT, related_name="devices")
    code = models.CharField(max_length=40)
    kind = models.CharField(max_length=12, choices=DeviceKind.choices)
    location = models.CharField(max_length=80)
    is_online = models.BooleanField(default=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("camera or microphone")
        constraints = [models.UniqueConstraint("centre", "code", name="centres_device_code_per_centre")]

    def __str__(self) -> str:
        return f"{self.code} {self.location}"


class Outage(models.Model):
    """A fault of a device, from when it went offline until it was repaired (第八条)."""

    device = models.ForeignKey(Device, models.PROTECT, related_name="outages")
    began_at = models.DateTimeField()
    repaired_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("fault of a device")
        constraints = [
            models.UniqueConstraint("device", condition=Q(repaired_at=None), name="centres_one_open_fault_per_device")
        ]

    def __str__(self) -> str:
        return f"{self.device} {self.began_at}"


class Transfer(models.Model):
    """An open case handed over when a centre closes: to which company and to whom (第七条). Kept for good."""

    centre = models.ForeignKey(ServiceCentre, models.PROTECT, related_name="transfers")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    to_org = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    to = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("case handed over")
        constraints = [models.UniqueConstraint("centre", "case", name="centres_case_handed_over_once")]

    def __str__(self) -> str:
        return f"{self.case} → {self.to}"
