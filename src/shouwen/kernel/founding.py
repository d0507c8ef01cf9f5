"""An empty house: its organisation and the first person who may log in. Everything later goes through the pages."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.kernel import clock
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.models import ApiToken
from shouwen.people.models import Appointment, OrgUnit, Staff
from shouwen.people.roles import Department, OrgKind, Role

PROPERTY = (Department.PROPERTY_REPAIR, Department.PROPERTY_SERVICE)
COMPANIES: Mapping[OrgKind, Sequence[Department]] = {
    OrgKind.REGIONAL_COMPANY: [department for department in Department if department not in PROPERTY],
    OrgKind.PROPERTY_COMPANY: PROPERTY,
}


@transaction.atomic
def found(group: str, centre: str, regional: Sequence[str], property_companies: Sequence[str]) -> OrgUnit:
    """The group, its service centre and its companies with their departments (S3-20). What exists is left alone.

    There is one centre, and a company has each department once, whatever they are called by now.
    Returns the centre. Refused when another group is there: one installation is one group.
    """
    other = OrgUnit.objects.filter(kind=OrgKind.GROUP).exclude(name=group).first()
    if other is not None:
        raise Refused(_("This installation is “{name}” already.").format(name=other.name), Why.WRONG_STATE)
    root = _node(OrgKind.GROUP, group, None)
    made = OrgUnit.objects.filter(kind=OrgKind.GROUP_CENTRE, parent=root).first()
    made = made or _node(OrgKind.GROUP_CENTRE, centre, root)
    named = ((OrgKind.REGIONAL_COMPANY, regional), (OrgKind.PROPERTY_COMPANY, property_companies))
    for kind, name in ((kind, name) for kind, names in named for name in names):
        company = _node(kind, name, root)
        for department in COMPANIES[kind]:
            if not company.children.filter(kind=OrgKind.DEPARTMENT, code=department).exists():
                _node(OrgKind.DEPARTMENT, str(department.label), company, department)
    return made


@transaction.atomic
def first_administrator(staff_no: str, name: str, centre: OrgUnit) -> str:
    """The person who appoints everybody else; the password to begin with, told this once.

    Refused when somebody administers the house already: that person appoints further ones.
    """
    if Appointment.objects.filter(role=Role.ADMINISTRATOR, ends_at=None).exists():
        raise Refused(_("The house has an administrator, who appoints the others."), Why.WRONG_STATE)
    if Staff.objects.filter(staff_no=staff_no).exists():
        raise Refused(_("The staff number {number} is taken.").format(number=staff_no), Why.BAD_PAYLOAD)
    password = new_password()
    person = Staff.objects.create_user(staff_no, name, password)
    Appointment.objects.create(staff=person, role=Role.ADMINISTRATOR, org=centre, starts_at=clock.now())
    return password


@transaction.atomic
def reset_password(staff_no: str) -> str:
    """A new password for somebody who works here, told this once. Raises Refused.

    Every login of that person ends, and every personal token.
    """
    person = Staff.objects.filter(staff_no=staff_no, is_active=True).first()
    if person is None:
        raise Refused(_("Nobody who works here has the staff number {no}.").format(no=staff_no), Why.NOT_FOUND)
    password = new_password()
    person.set_password(password)
    person.save(update_fields=["password"])
    ApiToken.objects.filter(staff=person, revoked_at=None).update(revoked_at=clock.now())
    return password


def new_password() -> str:
    """Too long to guess, short enough to dictate; its owner changes it on the account's page."""
    return secrets.token_urlsafe(12)


def _node(kind: OrgKind, name: str, parent: OrgUnit | None, code: str = "") -> OrgUnit:
    made, _is_new = OrgUnit.objects.get_or_create(parent=parent, name=name, defaults={"kind": kind, "code": code})
    return made
