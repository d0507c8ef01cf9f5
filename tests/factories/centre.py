"""The centre, made by plain functions: organisation, staff, projects, units, customers.

Every argument has a plain default and every call makes a new thing; nothing is shared, cached or random.
Names are numbered, so no two collide. Appointments start on ``LONG_AGO`` and never end unless said otherwise.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import count

from shouwen.customers.models import Customer, CustomerPhone, Occupancy
from shouwen.estate.models import Building, Project, Unit
from shouwen.people.models import Appointment, Delegation, OrgUnit, Staff
from shouwen.people.roles import CityTier, Department, Line, OrgKind, Role

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)

_numbers = count(1)


def group(name: str = "") -> OrgUnit:
    """The root of an organisation tree."""
    return _org(OrgKind.GROUP, name or f"集团{next(_numbers)}", None)


def group_centre(parent: OrgUnit, name: str = "售后服务中心") -> OrgUnit:
    """The group's service centre, below the group."""
    return _org(OrgKind.GROUP_CENTRE, name, parent)


def regional_company(parent: OrgUnit | None = None, name: str = "") -> OrgUnit:
    """A regional company, below ``parent`` or below a new group."""
    return _org(OrgKind.REGIONAL_COMPANY, name or f"地区公司{next(_numbers)}", parent or group())


def property_company(parent: OrgUnit | None = None, name: str = "") -> OrgUnit:
    """A property company, below ``parent`` or below a new group."""
    return _org(OrgKind.PROPERTY_COMPANY, name or f"物业公司{next(_numbers)}", parent or group())


def department(company: OrgUnit, code: Department) -> OrgUnit:
    """One department of a company."""
    return OrgUnit.objects.create(kind=OrgKind.DEPARTMENT, name=str(code.label), code=code, parent=company)


def project(
    region: OrgUnit | None = None,
    *,
    serviced_by: OrgUnit | None = None,
    name: str = "",
    pinyin: str = "",
    tier: CityTier = CityTier.PROVINCIAL_CAPITAL,
) -> Project:
    """A project of ``region``, served by ``serviced_by``; whichever is missing is made, in the same group."""
    region = region or regional_company(serviced_by.parent if serviced_by else None)
    name = name or f"项目{next(_numbers)}"
    return Project.objects.create(
        org=_org(OrgKind.PROJECT, name, region),
        name=name,
        pinyin=pinyin,
        region=region,
        property_company=serviced_by or property_company(region.parent),
        city_tier=tier,
    )


def unit(at: Project | None = None, code: str = "") -> Unit:
    """A flat of ``at``. ``code`` is building-stair-room; without one, rooms count up in building 1, stair 1."""
    at = at or project()
    building, stair, room = (code or f"1-1-{100 + next(_numbers)}").split("-")
    return Unit.objects.create(
        project=at,
        building=Building.objects.get_or_create(project=at, name=building)[0],
        stair=stair,
        room=room,
        code=f"{building}-{stair}-{room}",
        text=f"{building}栋{stair}单元{room}",
    )


def customer(of: Unit | None = None, *, name: str = "", phone: str = "", pinyin: str = "") -> Customer:
    """A person with one phone who owns ``of``, or owns nothing."""
    number = next(_numbers)
    made = Customer.objects.create(name=name or f"业主{number}", pinyin=pinyin)
    CustomerPhone.objects.create(customer=made, number=phone or f"1990001{number:04d}", is_primary=True)
    if of is not None:
        occupy(made, of)
    return made


def occupy(
    who: Customer,
    where: Unit,
    relation: Occupancy.Relation = Occupancy.Relation.OWNER,
    *,
    since: date | None = None,
    until: date | None = None,
) -> Occupancy:
    """``who`` has ``relation`` to ``where``, [since, until)."""
    return Occupancy.objects.create(
        customer=who, unit=where, project=where.project, relation=relation, starts_on=since, ends_on=until
    )


def staff(name: str = "", *, phone: str = "", active: bool = True) -> Staff:
    """A person of the group without any appointment; the login is closed."""
    number = next(_numbers)
    return Staff.objects.create_user(
        staff_no=f"E{number:05d}", name=name or f"员工{number}", phone=phone, is_active=active
    )


def appoint(
    who: Staff,
    role: Role,
    at: OrgUnit | Project,
    *,
    line: Line | str = "",
    since: datetime = LONG_AGO,
    until: datetime | None = None,
) -> Appointment:
    """``who`` holds ``role`` at the node (a project stands for its own node), [since, until)."""
    org = at.org if isinstance(at, Project) else at
    return Appointment.objects.create(staff=who, role=role, org=org, line=line, starts_at=since, ends_at=until)


def holder(role: Role, at: OrgUnit | Project, *, line: Line | str = "", name: str = "") -> Staff:
    """A new member of staff who holds ``role`` at the node since long ago."""
    who = staff(name)
    appoint(who, role, at, line=line)
    return who


def delegate(principal: Staff, to: Staff, since: datetime, until: datetime, reason: str = "休假") -> Delegation:
    """``to`` may act for ``principal``, [since, until)."""
    return Delegation.objects.create(principal=principal, delegate=to, starts_at=since, ends_at=until, reason=reason)


def _org(kind: OrgKind, name: str, parent: OrgUnit | None) -> OrgUnit:
    return OrgUnit.objects.create(kind=kind, name=name, parent=parent)
