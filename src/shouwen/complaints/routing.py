"""Who answers for what: the matrix of S3-20 and the persons of S3-05 and S3-21, as of an instant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from shouwen.common.remembering import remembered
from shouwen.complaints.words import ComplaintType, Level
from shouwen.database.bundle import ask
from shouwen.estate.models import Project
from shouwen.kernel.errors import Refused
from shouwen.people.queries import holders
from shouwen.people.roles import CityTier, Department, Line, Role

D, T = Department, ComplaintType


@dataclass(frozen=True)
class Route:
    """The default of the matrix: one first responsible department, and who cooperates unconditionally."""

    first: Department
    cooperating: tuple[Department, ...]


_PROPERTY = (D.PROPERTY_REPAIR, D.PROPERTY_SERVICE)
_SURROUNDINGS = (D.CHIEF_ENGINEER, D.ENGINEERING, D.DEVELOPMENT, *_PROPERTY)

# 第二十条 第一责任部门界定(原则上)
MATRIX: dict[ComplaintType, Route] = {
    T.MARKETING_CONTRACT: Route(D.MARKETING, (D.FINANCE, D.TREASURY)),
    T.SALES_LICENCE: Route(D.MARKETING, (D.DEVELOPMENT, D.ENGINEERING)),
    T.TITLE_CERTIFICATE: Route(D.MARKETING, (D.DEVELOPMENT, D.ENGINEERING)),
    T.HANDOVER_LICENCE: Route(D.MARKETING, (D.DEVELOPMENT, D.ENGINEERING)),
    T.LATE_HANDOVER_PROGRESS: Route(D.MARKETING, (D.DEVELOPMENT, D.ENGINEERING)),
    T.LATE_HANDOVER_QUALITY: Route(D.ENGINEERING, (D.MARKETING, *_PROPERTY)),
    T.PLANNING_CHANGE: Route(D.MARKETING, _SURROUNDINGS),
    T.DESIGN_DEFECT: Route(D.MARKETING, _SURROUNDINGS),
    T.LIVING_AMENITIES: Route(D.MARKETING, _SURROUNDINGS),
    T.INFRASTRUCTURE: Route(D.MARKETING, _SURROUNDINGS),
    T.LEASE_MANAGEMENT: Route(D.COMMERCIAL, _SURROUNDINGS),
    T.PROPERTY_SERVICE: Route(D.PROPERTY_SERVICE, (D.ENGINEERING,)),
    T.MAINTENANCE: Route(D.PROPERTY_REPAIR, (D.ENGINEERING,)),
}

# 第二十一条 分管领导:设计、工程、开发、营销;物业公司:工程、品质管理
_LINE = {
    D.MARKETING: Line.MARKETING,
    D.ENGINEERING: Line.ENGINEERING,
    D.DEVELOPMENT: Line.DEVELOPMENT,
    D.CHIEF_ENGINEER: Line.DESIGN,
    D.COMMERCIAL: Line.COMMERCIAL,
    D.PROPERTY_REPAIR: Line.ENGINEERING,
    D.PROPERTY_SERVICE: Line.QUALITY,
}


def is_property(department: str) -> bool:
    """Whether the property company answers, not the regional company."""
    return department in _PROPERTY


def company_id_of(project: Project, department: str) -> int:
    """The company the department belongs to, for this project."""
    return project.property_company_id if is_property(department) else project.region_id


def heads_of(project: Project, department: str, at: datetime) -> list[int]:
    """The head of the department of the project's company; empty while the post is vacant."""
    company_id = company_id_of(project, department)
    nodes = remembered(("department", company_id, department), lambda: _nodes(company_id, department))
    return holders(Role.DEPARTMENT_HEAD, at, orgs=nodes)


_DEPARTMENT = "SELECT id FROM people_orgunit WHERE parent_id = %s AND kind = 'department' AND code = %s"


def _nodes(company_id: int, department: str) -> list[int]:
    return [pk for (pk,) in ask(_DEPARTMENT, [company_id, department])]


def chairmen_of(company_id: int, at: datetime) -> list[int]:
    return holders(Role.CHAIRMAN, at, orgs=[company_id])


def leader_for(project: Project, department: str, at: datetime) -> int | None:
    """The leader in charge (S3-21b–d); the chairman where nobody has the line."""
    if is_property(department):
        found = holders(Role.LEADER_IN_CHARGE, at, orgs=[project.property_company_id], line=_LINE[D(department)])
    elif project.city_tier == CityTier.THIRD_TIER:
        found = holders(Role.PROJECT_GM, at, orgs=[project.org_id])
    else:
        line = _LINE.get(D(department))
        found = holders(Role.LEADER_IN_CHARGE, at, orgs=[project.region_id], line=line) if line else []
    found = found or chairmen_of(company_id_of(project, department), at)
    return found[0] if found else None


def responsible_for(project: Project, department: str, level: str, at: datetime) -> int:
    """The person answerable: the head, at a special level the chairman (S3-05). Refused while the post is vacant."""
    if Level(level).is_special:
        found = chairmen_of(company_id_of(project, department), at)
    else:
        found = heads_of(project, department, at)
    if not found:
        raise Refused(
            _("{department} has no head in office; the organisation must be completed first.").format(
                department=Department(department).label
            )
        )
    return found[0]
