"""A group of companies for measurements: 20 regions, 200 projects, 20,000 units and customers, and who works there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from django.contrib.auth.hashers import make_password

from benchmarks.filling import insert
from benchmarks.ground import sql
from shouwen.customers.models import Customer, CustomerPhone, Occupancy
from shouwen.estate.models import Building, Project, Unit
from shouwen.people.models import Appointment, OrgUnit, Staff
from shouwen.people.roles import CityTier, Department, Line, OrgKind, Role

REGIONS, PROJECTS_EACH, UNITS_EACH = 20, 10, 100
PASSWORD = "benchmark-of-lists"
SINCE = datetime(2000, 1, 1, tzinfo=UTC)
DEPARTMENTS = [*list(Department)[:7], Department.ENGINEERING, Department.FINANCE, Department.MARKETING]
PLACE = "CREATE TABLE bench_place (n int PRIMARY KEY, project_id bigint, region_id bigint, company_id bigint,"
PLACE += " department text, head_id bigint, leader_id bigint, agents bigint[], units bigint[], customers bigint[])"


@dataclass(frozen=True)
class Office:
    """The posts of the group's centre, by the ids of who holds them."""

    gm: int
    dgm: int


class Company:
    """Makes the group; every project has a department head of its own who answers for its orders."""

    def __init__(self) -> None:
        self.hash = make_password(PASSWORD)
        self.top = _org(OrgKind.GROUP, "集团", None)
        self.office = self._centre()
        sql(PLACE)
        for number in range(REGIONS):
            self._region(number)
        _units_and_customers()

    def _centre(self) -> Office:
        centre = _org(OrgKind.GROUP_CENTRE, "售后服务中心", self.top)
        gm = self._appoint("gm", Role.GROUP_GM, centre)
        dgm = self._appoint("dgm", Role.GROUP_DGM, centre)
        self._appoint("group_agent", Role.GROUP_AGENT, centre)
        return Office(gm, dgm)

    def _region(self, number: int) -> None:
        region = _org(OrgKind.REGIONAL_COMPANY, f"第{number + 1}地区公司", self.top)
        keeper = _org(OrgKind.PROPERTY_COMPANY, f"第{number + 1}物业公司", self.top)
        departments = {code: _org(OrgKind.DEPARTMENT, str(code), region, code) for code in set(DEPARTMENTS)}
        leader = self._appoint(f"leader{number}", Role.LEADER_IN_CHARGE, region, Line.ENGINEERING)
        self._appoint(f"chairman{number}", Role.CHAIRMAN, region)
        for place in range(PROJECTS_EACH):
            n, code = number * PROJECTS_EACH + place, DEPARTMENTS[place]
            head = self._appoint(f"head{n}", Role.DEPARTMENT_HEAD, departments[code])
            self._project(n, region, keeper, str(code), head, leader)

    def _project(self, n: int, region: OrgUnit, keeper: OrgUnit, department: str, head: int, leader: int) -> None:
        org = _org(OrgKind.PROJECT, f"云栖{n}期", region)
        project = Project.objects.create(
            org=org, name=org.name, region=region, property_company=keeper, city_tier=CityTier.PROVINCIAL_CAPITAL
        )
        Building.objects.create(project=project, name="1")
        agents = [self._appoint(f"agent{n}-{one}", Role.PROJECT_AGENT, org) for one in range(2)]
        sql(
            "INSERT INTO bench_place VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
            *(n, project.pk, region.pk, keeper.pk, department, head, leader, agents),
        )

    def _appoint(self, number: str, role: Role, org: OrgUnit, line: str = "") -> int:
        person = Staff.objects.create(staff_no=number, name=f"员工{number}", password=self.hash)
        Appointment.objects.create(staff=person, role=role, org=org, line=line, starts_at=SINCE)
        return person.pk


def _org(kind: OrgKind, name: str, parent: OrgUnit | None, code: str = "") -> OrgUnit:
    return OrgUnit.objects.create(kind=kind, name=name, parent=parent, code=code)


def _units_and_customers() -> None:
    """A hundred units of one building in every project, each with an owner who has a phone."""
    values = {"each": UNITS_EACH}
    insert(
        Unit,
        "estate_building b, generate_series(1, %(each)s) AS r",
        values,
        project_id="b.project_id",
        building_id="b.id",
        stair="'1'",
        floor="r",
        room="r::text",
        code="'1-1-' || r",
        text="'1栋1单元' || r",
    )
    sql("SET shouwen.reindex = 'later'")
    insert(
        Customer, "estate_unit u", name="substr('王李张刘陈杨', 1 + u.id::int %% 6, 1) || '业主' || u.id", pinyin="'w'"
    )
    insert(
        CustomerPhone,
        "customers_customer c",
        customer_id="c.id",
        number="'199' || lpad(c.id::text, 8, '0')",
        is_primary="true",
    )
    insert(Occupancy, "estate_unit u", customer_id="u.id", unit_id="u.id", project_id="u.project_id")
    sql("SELECT customers_reindex(array(SELECT id FROM customers_customer))")
    sql(
        "UPDATE bench_place p SET units = ids, customers = ids FROM"
        " (SELECT project_id, array_agg(id ORDER BY id) AS ids FROM estate_unit GROUP BY 1) u"
        " WHERE u.project_id = p.project_id"
    )
