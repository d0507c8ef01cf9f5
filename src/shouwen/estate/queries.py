"""Who answers for a project's matters (S3-20, S3-21), resolved from the dated organisation at an instant."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from shouwen.estate.models import Project
from shouwen.people.models import OrgUnit
from shouwen.people.queries import department_of, holders
from shouwen.people.roles import CityTier, Department, Role
from shouwen.people.superiors import LINE_OF

PROPERTY_DEPARTMENTS = frozenset({Department.PROPERTY_REPAIR, Department.PROPERTY_SERVICE})


def company_of(project: Project, department: Department) -> OrgUnit:
    """The company a department of this project belongs to: the property company's two, else the region's."""
    return project.property_company if department in PROPERTY_DEPARTMENTS else project.region


def department_for(project: Project, department: Department) -> OrgUnit | None:
    """The node of the department that answers for this project; None where the company has none."""
    return department_of(company_of(project, department), department)


def responsible_person(project: Project, department: Department, at: datetime) -> int | None:
    """Id of the head of the responsible department (S3-21a); None while the post is vacant."""
    node = department_for(project, department)
    return _first(holders(Role.DEPARTMENT_HEAD, at, orgs=[node.pk])) if node else None


def leader_in_charge(project: Project, department: Department, at: datetime) -> int | None:
    """Id of the leader who answers for the department's handling; None while the post is vacant.

    Property company: its leader of engineering (repair) or quality (service), whatever the city (S3-21d).
    Third-tier city: the project's general manager, whatever the line (S3-21c). Provincial capital: the
    company's leader of the department's line (S3-21b).
    """
    if department not in PROPERTY_DEPARTMENTS and project.city_tier == CityTier.THIRD_TIER:
        return _first(holders(Role.PROJECT_GM, at, orgs=[project.org_id]))
    if department not in LINE_OF:
        return None
    company = company_of(project, department)
    return _first(holders(Role.LEADER_IN_CHARGE, at, orgs=[company.pk], line=LINE_OF[department]))


def chairman_for(project: Project, department: Department, at: datetime) -> int | None:
    """Id of the chairman of the responsible company (S3-20f, S3-21e); None while the post is vacant."""
    return _first(holders(Role.CHAIRMAN, at, orgs=[company_of(project, department).pk]))


def _first(ids: Iterable[int]) -> int | None:
    return next(iter(ids), None)
