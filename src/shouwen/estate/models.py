"""Projects, phases, buildings and units: where a matter is."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from shouwen.common import text
from shouwen.people.models import OrgUnit
from shouwen.people.roles import CityTier


class Project(models.Model):
    """An estate. It is a leaf of the organisation tree and is served by one property company."""

    org = models.OneToOneField(OrgUnit, models.PROTECT, related_name="project")
    name = models.CharField(max_length=80)
    pinyin = models.CharField(
        max_length=80, blank=True, db_index=True, help_text="initials, lower case; several readings with blanks between"
    )
    region = models.ForeignKey(OrgUnit, models.PROTECT, related_name="region_projects")
    property_company = models.ForeignKey(OrgUnit, models.PROTECT, related_name="served_projects")
    city_tier = models.CharField(max_length=24, choices=CityTier.choices)
    launched_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("project")
        constraints = [models.UniqueConstraint("region", "name", name="estate_project_name_per_region")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Fill ``pinyin`` where nobody gave one."""
        self.pinyin = self.pinyin or text.readings(self.name[:15])
        super().save(*args, **kwargs)


class Phase(models.Model):
    """A phase of a project; handed over as a whole."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="phases")
    name = models.CharField(max_length=40)
    handover_planned_on = models.DateField(null=True, blank=True)
    handed_over_on = models.DateField(null=True, blank=True, help_text="the actual handover")

    class Meta:
        verbose_name = _("phase")
        constraints = [models.UniqueConstraint("project", "name", name="estate_phase_name_per_project")]

    def __str__(self) -> str:
        return self.name


class Building(models.Model):
    """A building (栋, 幢, 座, 号楼) of a project."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="buildings")
    phase = models.ForeignKey(Phase, models.PROTECT, null=True, blank=True, related_name="buildings")
    name = models.CharField(max_length=40)

    class Meta:
        verbose_name = _("building")
        constraints = [models.UniqueConstraint("project", "name", name="estate_building_name_per_project")]

    def __str__(self) -> str:
        return self.name


class Unit(models.Model):
    """A flat, shop or parking space. ``code`` is its parts joined by "-" (1-1-101); ``text`` is what people read."""

    class Kind(models.TextChoices):
        FLAT = "flat", _("Flat")
        SHOP = "shop", _("Shop")
        PARKING = "parking", _("Parking space")
        OTHER = "other", _("Other")

    project = models.ForeignKey(Project, models.PROTECT, related_name="units")
    building = models.ForeignKey(Building, models.PROTECT, related_name="units")
    stair = models.CharField(max_length=20, blank=True, help_text="单元; empty where there is none")
    floor = models.SmallIntegerField(null=True, blank=True)
    room = models.CharField(max_length=20)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.FLAT)
    code = models.CharField(max_length=60)
    text = models.CharField(max_length=120)
    area = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True, help_text="m²")
    handed_over_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("unit")
        indexes = [
            # The counter's search types rooms; the beginning of one is enough, in any locale.
            models.Index(
                fields=["room", "project", "code"],
                name="estate_unit_by_room",
                opclasses=["varchar_pattern_ops", "int8_ops", "varchar_pattern_ops"],
            )
        ]
        constraints = [models.UniqueConstraint("project", "code", name="estate_unit_code_per_project")]

    def __str__(self) -> str:
        return self.text
