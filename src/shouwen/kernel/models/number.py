"""The last number given out in each series."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class NumberSeries(models.Model):
    """One run of consecutive numbers, e.g. release slips of one project in one year (S2-131)."""

    series = models.CharField(max_length=80, primary_key=True)
    last = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("number series")
        verbose_name_plural = _("number series")

    def __str__(self) -> str:
        return f"{self.series} {self.last}"
