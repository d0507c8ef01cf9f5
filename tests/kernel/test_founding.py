"""An empty installation gets its organisation and its first person; after that the pages do it."""

from __future__ import annotations

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from shouwen.kernel.api.identity import new_token, owner_of
from shouwen.people.models import Appointment, OrgUnit, Staff
from shouwen.people.roles import Department, OrgKind, Role

pytestmark = pytest.mark.django_db
HOUSE = ("安居集团", "--regional", "华东公司", "--property", "安居物业")
ADMINISTRATOR = ("--administrator", "GL001", "--name", "周宁")


def said(*words: str) -> str:
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def log_in(number: str, password: str) -> int:
    return Client().post("/login/", {"username": number, "password": password}).status_code


def test_the_first_administrator_of_an_empty_house_logs_in_and_appoints() -> None:
    words = said("found", *HOUSE, *ADMINISTRATOR)
    found = re.search(r"GL001\D*[:：] ?(\S+)", words)
    assert found
    assert log_in("GL001", found[1]) == 302
    post = Appointment.objects.get()
    assert (post.role, post.org.kind) == (Role.ADMINISTRATOR, OrgKind.GROUP_CENTRE)
    browser = Client()
    browser.force_login(post.staff, backend="shouwen.people.login.StaffNumberOrPhone")
    assert browser.get("/imports/").status_code == 200
    company = OrgUnit.objects.get(name="华东公司")
    Staff.objects.create_user("XM001", "李强")
    data = {"staff": "XM001", "role": "chairman", "line": "", "reason": "任命"}
    assert browser.post(f"/organisation/{company.pk}/appoint/", data).status_code == 302
    assert Appointment.objects.filter(staff__staff_no="XM001", role=Role.CHAIRMAN).exists()


@pytest.mark.requirement("S3-20")
def test_every_company_has_its_departments_and_a_second_founding_only_adds() -> None:
    said("found", *HOUSE)
    said("found", *HOUSE, "--regional", "华南公司")
    departments = OrgUnit.objects.filter(kind=OrgKind.DEPARTMENT)
    for name in ("华东公司", "华南公司"):
        codes = departments.filter(parent__name=name).values_list("code", flat=True)
        assert Department.MARKETING in codes
        assert Department.PROPERTY_REPAIR not in codes
    assert set(departments.filter(parent__name="安居物业").values_list("code", flat=True)) == {
        Department.PROPERTY_REPAIR,
        Department.PROPERTY_SERVICE,
    }
    assert OrgUnit.objects.filter(kind=OrgKind.GROUP).count() == 1


def test_a_second_administrator_or_group_is_refused() -> None:
    said("found", *HOUSE, *ADMINISTRATOR)
    with pytest.raises(CommandError):
        said("found", *HOUSE, "--administrator", "GL002", "--name", "吴敏")
    with pytest.raises(CommandError):
        said("found", "别的集团")
    assert Staff.objects.count() == 1


def test_who_has_no_password_yet_gets_one_and_older_logins_end() -> None:
    person = Staff.objects.create_user("KF001", "王敏")
    browser = Client()
    browser.force_login(person, backend="shouwen.people.login.StaffNumberOrPhone")
    password = said("password", "KF001").strip()
    assert log_in("KF001", password) == 302
    assert browser.get("/").status_code == 302
    with pytest.raises(CommandError):
        call_command("password", "nobody")


def test_a_second_founding_finds_again_what_was_renamed() -> None:
    said("found", *HOUSE, "--centre", "售后中心")
    engineering = OrgUnit.objects.get(code=Department.ENGINEERING)
    OrgUnit.objects.filter(pk=engineering.pk).update(name="工程管理部")
    said("found", *HOUSE)
    assert OrgUnit.objects.get(kind=OrgKind.GROUP_CENTRE).name == "售后中心"
    assert OrgUnit.objects.get(code=Department.ENGINEERING).name == "工程管理部"


def test_a_new_password_ends_the_persons_tokens_too() -> None:
    person = Staff.objects.create_user("XM007", "李强", "old-password-1")
    token = new_token(person, "export")
    assert owner_of(token) == person
    said("password", "XM007")
    assert owner_of(token) is None
