"""Staff with their numbers and, where the row tells them, their post."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from shouwen.common import phone
from shouwen.kernel.imports.bounds import Bounds
from shouwen.kernel.imports.ledger import Cells, Column, Created, Ledger, Notes, Place, register
from shouwen.people.models import Appointment, OrgUnit, Staff
from shouwen.people.roles import Role, can_stand_at


@dataclass(frozen=True)
class StaffRow:
    """A person as a row tells it; ``org_id`` and ``role`` only together."""

    staff_no: str
    name: str
    phone: str
    email: str
    org_id: int | None
    role: Role | None


@register
class StaffLedger(Ledger[StaffRow]):
    """One row is one person, without a password: the login is closed until one is set. Known numbers are refused."""

    code = "staff"
    title = _("Staff")
    columns = (
        Column("staff_no", _("Staff number"), ("工号", "员工编号", "员工号", "staff number", "number")),
        Column("name", _("Name"), ("姓名", "员工姓名", "full name", "name"), required=True),
        Column("phone", _("Phone"), ("手机号", "手机", "电话", "联系电话", "phone")),
        Column("email", _("E-mail address"), ("邮箱", "电子邮箱", "email", "e-mail")),
        Column("org", _("Organisation unit"), ("部门", "单位", "所属部门", "组织", "department")),
        Column("role", _("Role"), ("岗位", "角色", "职务", "role", "position")),
    )
    makes = {"staff": Staff, "appointment": Appointment}

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._taken = set(Staff.objects.values_list("staff_no", flat=True))
        self._orgs = _orgs(place.bounds)
        self._roles = _roles()

    def read(self, cells: Cells, notes: Notes) -> StaffRow | None:
        name = cells.fitting("name", 40)
        number = phone.compact(cells.text("phone"))[:20]
        staff_no = cells.fitting("staff_no", 40) or number
        if not name:
            notes.refuse("name", _("The row names nobody."))
        if not staff_no:
            notes.refuse("staff_no", _("There is neither a staff number nor a phone to log in with."))
        elif staff_no in self._taken:
            notes.refuse("staff_no", _("The staff number %(number)s is taken.") % {"number": staff_no})
        self._taken.add(staff_no)
        if notes.refuses:
            return None
        return StaffRow(staff_no, name, number, cells.text("email")[:254], *self._post(cells, notes))

    def commit(self, rows: Sequence[StaffRow]) -> Created:
        created: Created = {"staff": [], "appointment": []}
        for row in rows:
            person = Staff.objects.create_user(row.staff_no, row.name, phone=row.phone, email=row.email)
            created["staff"].append(person.pk)
            if row.org_id is not None and row.role is not None:
                post = Appointment.objects.create(
                    staff=person, role=row.role, org_id=row.org_id, starts_at=self.place.at
                )
                created["appointment"].append(post.pk)
        return created

    def _post(self, cells: Cells, notes: Notes) -> tuple[int | None, Role | None]:
        """The post; what is not recognised is doubted, and the person is taken in without one."""
        where, what = cells.text("org"), cells.text("role")
        orgs, role = self._orgs.get(where, []), self._roles.get(what.lower())
        if where and len(orgs) != 1:
            notes.doubt("org", _("There is no single unit “%(name)s”; taken in without a post.") % {"name": where})
        if what and role is None:
            notes.doubt("role", _("“%(name)s” is no known role; taken in without a post.") % {"name": what})
        if len(orgs) != 1 or role is None:
            return None, None
        org = orgs[0]
        if not can_stand_at(role, org.kind):
            words = _("“%(name)s” stands at the group or its centre only; taken in without a post.")
            notes.doubt("role", words % {"name": what})
            return None, None
        return org.pk, role


def _orgs(bounds: Bounds) -> dict[str, list[OrgUnit]]:
    """The nodes by name in which the administrator may give posts."""
    found: dict[str, list[OrgUnit]] = {}
    for org in OrgUnit.objects.filter(is_active=True):
        if bounds.hold_org(org.pk):
            found.setdefault(org.name, []).append(org)
    return found


def _roles() -> dict[str, Role]:
    """Roles by code and by their words in both languages."""
    found = {role.value: role for role in Role}
    for language in ("en", "zh-hans"):
        with override(language):
            found.update({str(role.label).lower(): role for role in Role})
    return found
