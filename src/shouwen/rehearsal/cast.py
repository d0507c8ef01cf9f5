"""The organisation every scenario plays in, made anew inside its transaction (shared scenarios' README, "Cast")."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from shouwen.customers.models import Customer, CustomerPhone, Occupancy
from shouwen.estate.models import Building, Project, Unit
from shouwen.kernel.access import Actor
from shouwen.people.models import Appointment, OrgUnit, Staff
from shouwen.people.roles import CityTier, Department, Line, OrgKind, Role

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
REGIONAL = [
    Department.MARKETING,
    Department.ENGINEERING,
    Department.DEVELOPMENT,
    Department.FINANCE,
    Department.TREASURY,
    Department.CHIEF_ENGINEER,
    Department.COMMERCIAL,
]
LEADERS = [Line.MARKETING, Line.ENGINEERING, Line.DEVELOPMENT, Line.DESIGN, Line.COMMERCIAL]


@dataclass
class Cast:
    """Who is who: staff and customers by cast name, and the two projects."""

    staff: dict[str, Staff] = field(default_factory=dict)
    customers: dict[str, Customer] = field(default_factory=dict)
    projects: dict[str, Project] = field(default_factory=dict)
    project_of_agent: dict[str, Project] = field(default_factory=dict)
    places: dict[str, OrgUnit] = field(default_factory=dict)

    def actor(self, name: str) -> Actor:
        """The actor called so; KeyError if nobody is."""
        if name in self.customers:
            return Actor.customer_of(self.customers[name])
        return Actor.of(self.staff[name])

    def name_of(self, staff_id: int | None, customer_id: int | None = None) -> str | None:
        """The cast name of a person."""
        for name, person in self.staff.items():
            if person.pk == staff_id:
                return name
        return next((name for name, person in self.customers.items() if person.pk == customer_id), None)

    def unit(self, agent: str, code: str) -> Unit | None:
        """A unit of the agent's project."""
        project = self.project_of_agent.get(agent, self.projects["P1"])
        return Unit.objects.filter(project=project, code=code).first()


def build() -> Cast:
    """Make the whole cast; about fifty rows."""
    cast = Cast()
    group = _org(OrgKind.GROUP, "rehearsal group", None)
    centre = _org(OrgKind.GROUP_CENTRE, "group service centre", group)
    region = _org(OrgKind.REGIONAL_COMPANY, "regional company", group)
    property_company = _org(OrgKind.PROPERTY_COMPANY, "property company", group)
    cast.places |= {"group": group, "centre": centre, "region": region, "property_company": property_company}
    _group_people(cast, group, centre)
    _regional_people(cast, region)
    _property_people(cast, property_company)
    for name, tier in (("P1", CityTier.PROVINCIAL_CAPITAL), ("P3", CityTier.THIRD_TIER)):
        _project(cast, name, tier, region, property_company)
    return cast


def add(cast: Cast, name: str, role: Role, place: str) -> None:
    """One more person, whom only this scenario needs; at a project's counter the person takes its complaints."""
    _appoint(cast, name, role, cast.places[place])
    if role == Role.PROJECT_AGENT:
        cast.project_of_agent[name] = cast.projects[place]


def _group_people(cast: Cast, group: OrgUnit, centre: OrgUnit) -> None:
    _appoint(cast, "gm", Role.GROUP_GM, centre)
    _appoint(cast, "dgm", Role.GROUP_DGM, centre)
    _appoint(cast, "group_agent", Role.GROUP_AGENT, centre)
    _appoint(cast, "vice_president", Role.GROUP_VICE_PRESIDENT, group)
    _appoint(cast, "hr_centre", Role.HR_CENTRE, group)
    _appoint(cast, "finance_centre", Role.FINANCE_CENTRE, group)


def _regional_people(cast: Cast, region: OrgUnit) -> None:
    for code in REGIONAL:
        _appoint(cast, f"head_{code}", Role.DEPARTMENT_HEAD, _department(region, code))
    for line in LEADERS:
        _appoint(cast, f"leader_{line}", Role.LEADER_IN_CHARGE, region, line)
    _appoint(cast, "chairman_region", Role.CHAIRMAN, region)


def _property_people(cast: Cast, company: OrgUnit) -> None:
    for code in (Department.PROPERTY_REPAIR, Department.PROPERTY_SERVICE):
        _appoint(cast, f"head_{code}", Role.DEPARTMENT_HEAD, _department(company, code))
    for line in (Line.ENGINEERING, Line.QUALITY):
        _appoint(cast, f"leader_property_{line}", Role.LEADER_IN_CHARGE, company, line)
    _appoint(cast, "chairman_property", Role.CHAIRMAN, company)


def _project(cast: Cast, name: str, tier: CityTier, region: OrgUnit, company: OrgUnit) -> None:
    org = _org(OrgKind.PROJECT, name, region)
    project = Project.objects.create(org=org, name=name, region=region, property_company=company, city_tier=tier)
    cast.projects[name], cast.places[name] = project, org
    building = Building.objects.create(project=project, name="1")
    if name == "P1":
        agents, owners = ["agent", "agent2"], ["customer", *(f"customer{n}" for n in range(2, 10))]
    else:
        agents, owners = ["agent3"], ["customer_p3"]
        _appoint(cast, "pm_p3", Role.PROJECT_GM, org)
    for agent in agents:
        _appoint(cast, agent, Role.PROJECT_AGENT, org)
        cast.project_of_agent[agent] = project
    for number, owner in enumerate(owners, start=101):
        _owner(cast, owner, project, building, str(number))


def _owner(cast: Cast, name: str, project: Project, building: Building, room: str) -> None:
    unit = Unit.objects.create(
        project=project, building=building, stair="1", room=room, code=f"1-1-{room}", text=f"1-1-{room}"
    )
    customer = Customer.objects.create(name=name)
    CustomerPhone.objects.create(customer=customer, number="19900000000", is_primary=True)
    Occupancy.objects.create(customer=customer, unit=unit, project=project)
    cast.customers[name] = customer


def _org(kind: OrgKind, name: str, parent: OrgUnit | None) -> OrgUnit:
    return OrgUnit.objects.create(kind=kind, name=name, parent=parent)


def _department(company: OrgUnit, code: Department) -> OrgUnit:
    return OrgUnit.objects.create(kind=OrgKind.DEPARTMENT, name=str(code), code=code, parent=company)


def _appoint(cast: Cast, name: str, role: Role, org: OrgUnit, line: str = "") -> None:
    person = Staff.objects.create(staff_no=f"~{org.pk}.{name}"[:40], name=name)
    Appointment.objects.create(staff=person, role=role, org=org, line=line, starts_at=LONG_AGO)
    cast.staff[name] = person
