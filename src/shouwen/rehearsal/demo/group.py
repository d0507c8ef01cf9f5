"""The organisation of the demo: companies, departments, and a person in every post."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from random import Random

from django.contrib.auth.hashers import make_password

from shouwen.estate.models import Project
from shouwen.kernel.access import Actor
from shouwen.kernel.models import BonusBase
from shouwen.people.models import Appointment, OrgUnit, Staff
from shouwen.people.roles import CityTier, Department, Line, OrgKind, Role
from shouwen.rehearsal.demo import names
from shouwen.rehearsal.demo.logins import PASSWORD

SINCE = datetime(2019, 1, 1, tzinfo=UTC)
HEADS = {
    Department.MARKETING: "yx",
    Department.ENGINEERING: "gcb",
    Department.DEVELOPMENT: "kfb",
    Department.FINANCE: "cwb",
    Department.TREASURY: "zjb",
    Department.CHIEF_ENGINEER: "zgb",
    Department.COMMERCIAL: "sy",
}
PROPERTY_HEADS = {Department.PROPERTY_REPAIR: "gc", Department.PROPERTY_SERVICE: "fw"}
LINES = (Line.MARKETING, Line.ENGINEERING, Line.DEVELOPMENT, Line.DESIGN, Line.COMMERCIAL)
CENTRE_POSTS = ((Role.GROUP_GM, "zj", 1), (Role.GROUP_DGM, "fz", 1), (Role.GROUP_AGENT, "kf1", 3))
GROUP_POSTS = (
    (Role.GROUP_VICE_PRESIDENT, "fzc", 1),
    (Role.HR_CENTRE, "rl", 1),
    (Role.FINANCE_CENTRE, "cw", 1),
    (Role.RULE_OWNER, "gz", 1),
    (Role.AUDITOR, "sj", 1),
    (Role.ADMINISTRATOR, "gl", 1),
)
PROJECT_POSTS = (
    (Role.PROJECT_AGENT, "kf", 2),
    (Role.RECEPTION, "qt", 1),
    (Role.GATE_GUARD, "ma", 2),
    (Role.SECURITY_HEAD, "ab", 1),
    (Role.PROJECT_GM, "xm", 1),
)


@dataclass
class Group:
    """Who is who: the projects, and the people by staff number, by id, and the specialists by project."""

    projects: list[Project] = field(default_factory=list)
    people: dict[str, Staff] = field(default_factory=dict)
    agents: dict[int, list[Actor]] = field(default_factory=dict)
    _by_id: dict[int, Actor] = field(default_factory=dict)

    def actor(self, staff_no: str) -> Actor:
        """The person with that staff number."""
        return self.person(self.people[staff_no].pk)

    def person(self, staff_id: int | None) -> Actor:
        """The person with that id; KeyError if nobody of the demo has it."""
        if not self._by_id:
            self._by_id = {person.pk: Actor.of(person) for person in self.people.values()}
        return self._by_id[staff_id or 0]


class Builder:
    """Makes the organisation; staff and appointments are written together at the end."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.group = Group()
        self._appointments: list[Appointment] = []
        self._numbers: Counter[str] = Counter()
        self._password = make_password(PASSWORD)

    def build(self) -> Group:
        """About two hundred people in three regional companies, one property company and twelve projects."""
        root = _org(OrgKind.GROUP, names.GROUP, None)
        centre = _org(OrgKind.GROUP_CENTRE, names.CENTRE, root)
        self._fill(centre, CENTRE_POSTS)
        self._fill(root, GROUP_POSTS)
        company = self._property_company(root)
        projects = [
            self._project(name, region, company, CityTier.THIRD_TIER if number == 3 else CityTier.PROVINCIAL_CAPITAL)
            for number, region in enumerate(self._regions(root), start=1)
            for name in names.ESTATES[number - 1]
        ]
        self._write()
        for project in projects:
            agents = [a.staff for a in self._appointments if a.org == project.org and a.role == Role.PROJECT_AGENT]
            self.group.agents[project.pk] = [Actor.of(agent) for agent in agents]
        self.group.projects = projects
        return self.group

    def _regions(self, root: OrgUnit) -> list[OrgUnit]:
        regions = [_org(OrgKind.REGIONAL_COMPANY, name, root) for name in names.REGIONS]
        for region in regions:
            self._company(region, HEADS, LINES)
        return regions

    def _property_company(self, root: OrgUnit) -> OrgUnit:
        company = _org(OrgKind.PROPERTY_COMPANY, names.PROPERTY_COMPANY, root)
        self._numbers["dsz"] = len(names.REGIONS)
        self._company(company, PROPERTY_HEADS, (Line.ENGINEERING, Line.QUALITY))
        self._numbers["dsz"] = 0
        repair = OrgUnit.objects.get(parent=company, code=Department.PROPERTY_REPAIR)
        self._fill(repair, [(Role.DEPARTMENT_STAFF, "wx", 6)])
        return company

    def _company(self, company: OrgUnit, heads: dict[Department, str], lines: Iterable[Line]) -> None:
        for code, prefix in heads.items():
            node = OrgUnit.objects.create(kind=OrgKind.DEPARTMENT, name=str(code.label), code=code, parent=company)
            self._appoint(prefix, Role.DEPARTMENT_HEAD, node)
        for line in lines:
            self._appoint("fg", Role.LEADER_IN_CHARGE, company, line)
        self._appoint("dsz", Role.CHAIRMAN, company)

    def _project(self, name: str, region: OrgUnit, company: OrgUnit, tier: CityTier) -> Project:
        org = _org(OrgKind.PROJECT, name, region)
        self._fill(org, PROJECT_POSTS)
        launched = date(self.rng.randint(2015, 2022), self.rng.randint(1, 12), 1)
        return Project.objects.create(
            org=org, name=name, region=region, property_company=company, city_tier=tier, launched_on=launched
        )

    def _fill(self, org: OrgUnit, posts: Iterable[tuple[Role, str, int]]) -> None:
        for role, prefix, count in posts:
            for _person in range(count):
                self._appoint(prefix, role, org)

    def _appoint(self, prefix: str, role: Role, org: OrgUnit, line: str = "") -> None:
        self._numbers[prefix] += 1
        digits = 2 if prefix[-1].isdigit() else 3  # kf101 is of the group centre, kf001 of a project
        number = f"{prefix}{self._numbers[prefix]:0{digits}d}"
        person = Staff(
            staff_no=number, name=names.person(self.rng), phone=names.phone(self.rng), password=self._password
        )
        self.group.people[number] = person
        self._appointments.append(Appointment(staff=person, role=role, org=org, line=line, starts_at=SINCE))

    def _write(self) -> None:
        Staff.objects.bulk_create(self.group.people.values())
        for appointment in self._appointments:
            appointment.staff_id = appointment.staff.pk
        Appointment.objects.bulk_create(self._appointments)


def give_bonus_bases(group: Group, months: Iterable[date], rng: Random) -> None:
    """What HR would import: the monthly bonus of whoever may lose a share of it."""
    payable = [person for number, person in group.people.items() if number[:2] not in ("ma", "qt", "wx", "ab")]
    amounts = {person.pk: Decimal(rng.randrange(3000, 12000, 100)) for person in payable}
    BonusBase.objects.bulk_create(
        BonusBase(person_id=pk, month=month, amount=amount) for month in months for pk, amount in amounts.items()
    )


def _org(kind: OrgKind, name: str, parent: OrgUnit | None) -> OrgUnit:
    return OrgUnit.objects.create(kind=kind, name=name, parent=parent)
