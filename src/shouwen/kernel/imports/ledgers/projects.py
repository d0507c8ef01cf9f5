"""Projects, each below a regional company that is there and served by a property company that is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from shouwen.estate.models import Project
from shouwen.kernel.imports.bounds import Bounds
from shouwen.kernel.imports.ledger import Cells, Column, Created, Ledger, Notes, Place, register
from shouwen.people.models import OrgUnit
from shouwen.people.roles import CityTier, OrgKind

_TIERS = {
    "省会": CityTier.PROVINCIAL_CAPITAL, "省会城市": CityTier.PROVINCIAL_CAPITAL,
    "三线": CityTier.THIRD_TIER, "三线城市": CityTier.THIRD_TIER,
    **{tier.value: tier for tier in CityTier},
}  # fmt: skip


@dataclass(frozen=True)
class ProjectRow:
    """A project as a row tells it; the companies are ids."""

    name: str
    region_id: int
    property_company_id: int
    tier: CityTier
    launched_on: date | None


@register
class ProjectsLedger(Ledger[ProjectRow]):
    """One row is one project and its node of the organisation tree."""

    code = "projects"
    title = _("Projects")
    columns = (
        Column("name", _("Project"), ("项目名称", "项目", "小区名称", "楼盘", "project", "name"), required=True),
        Column("region", _("Regional company"), ("地区公司", "区域公司", "城市公司", "region"), required=True),
        Column("property_company", _("Property company"), ("物业公司", "property company"), required=True),
        Column("tier", _("City tier"), ("城市级别", "城市类别", "city tier"), required=True),
        Column("launched_on", _("Launched on"), ("开盘日期", "launched on")),
    )
    makes = {"org": OrgUnit, "project": Project}

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._companies = _companies(place.bounds)
        self._taken = set(Project.objects.values_list("region_id", "name"))

    def read(self, cells: Cells, notes: Notes) -> ProjectRow | None:
        name = cells.fitting("name", 80)
        if not name:
            notes.refuse("name", _("The row names no project."))
        region = self._company(cells, notes, "region", OrgKind.REGIONAL_COMPANY)
        serving = self._company(cells, notes, "property_company", OrgKind.PROPERTY_COMPANY)
        tier = _TIERS.get(cells.text("tier").lower())
        if tier is None:
            notes.refuse("tier", _("The city tier is provincial capital or third-tier city."))
        if (region, name) in self._taken:
            notes.refuse("name", _("This project is there already."))
        if notes.refuses or region is None or serving is None or tier is None:
            return None
        self._taken.add((region, name))
        return ProjectRow(name, region, serving, tier, cells.day("launched_on"))

    def commit(self, rows: Sequence[ProjectRow]) -> Created:
        created: Created = {"org": [], "project": []}
        for row in rows:
            org = OrgUnit.objects.create(kind=OrgKind.PROJECT, name=row.name, parent_id=row.region_id)
            project = Project.objects.create(
                org=org, name=row.name, region_id=row.region_id, property_company_id=row.property_company_id,
                city_tier=row.tier, launched_on=row.launched_on,
            )  # fmt: skip
            created["org"].append(org.pk)
            created["project"].append(project.pk)
        return created

    def _company(self, cells: Cells, notes: Notes, column: str, kind: OrgKind) -> int | None:
        name = cells.text(column)
        found = self._companies.get((kind, name), [])
        if len(found) != 1:
            notes.refuse(column, _("There is no single company “%(name)s”.") % {"name": name})
            return None
        return found[0]


def _companies(bounds: Bounds) -> dict[tuple[str, str], list[int]]:
    """Companies by kind and name; of regional companies only those in which the administrator may make a project."""
    found: dict[tuple[str, str], list[int]] = {}
    kinds = (OrgKind.REGIONAL_COMPANY, OrgKind.PROPERTY_COMPANY)
    for pk, kind, name in OrgUnit.objects.filter(kind__in=kinds, is_active=True).values_list("id", "kind", "name"):
        if kind == OrgKind.PROPERTY_COMPANY or bounds.hold_org(pk):
            found.setdefault((kind, name), []).append(pk)
    return found
