"""Working days, in versions: a version is never changed once an obligation has used it (engine.md R5)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class CalendarVersion(models.Model):
    """One edition of the working calendar: weekly hours as [[start, end] minutes of the day] and known years."""

    created_at = models.DateTimeField()
    note = models.CharField(max_length=200)
    hours = models.JSONField(help_text='working spans of a working day, e.g. [["09:00", "12:00"], ["13:30", "18:00"]]')
    confirmed_until = models.DateField(help_text="the last day whose status is announced; later days are provisional")

    class Meta:
        verbose_name = _("calendar version")

    def __str__(self) -> str:
        return f"{self.pk} {self.note}"


class CalendarDay(models.Model):
    """A day of a version that differs from its weekday: a holiday, or a working Saturday or Sunday (调休)."""

    version = models.ForeignKey(CalendarVersion, models.CASCADE, related_name="days")
    day = models.DateField()
    works = models.BooleanField()
    name = models.CharField(max_length=40, blank=True)

    class Meta:
        verbose_name = _("calendar day")
        constraints = [models.UniqueConstraint("version", "day", name="kernel_calendar_day_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.works}"
