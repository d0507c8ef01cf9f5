"""Somebody without a password gets in: by a link to the own phone, which opens once."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from shouwen.kernel import entering
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.models import Notice
from shouwen.kernel.notices import deliver
from shouwen.people.models import OrgUnit, Staff
from shouwen.people.roles import OrgKind, Role
from tests.factories import centre
from tests.factories.story import Story, registered
from tests.web.desk.conftest import BACKEND

pytestmark = pytest.mark.django_db
NEW = {"new_password1": "correct horse battery", "new_password2": "correct horse battery"}


@pytest.fixture
def told() -> Story:
    return registered()


@pytest.fixture
def administrator(told: Story) -> Staff:
    group = told.cast.projects["P1"].region.parent
    assert group is not None
    return centre.holder(Role.ADMINISTRATOR, group)


@pytest.fixture
def agent(told: Story) -> Staff:
    found = told.cast.staff["agent"]
    found.phone = "13800138000"
    found.set_unusable_password()
    found.save()
    return found


def browser(who: Staff | None = None) -> Client:
    made = Client(headers={"Accept-Language": "en"})
    if who:
        made.force_login(who, backend=BACKEND)
    return made


def received() -> str:
    """The path in the last SMS that left."""
    Notice.objects.exclude(code="password_link").delete()
    deliver()
    lines = [line for file in Path(settings.SMS["folder"]).glob("*.jsonl") for line in file.read_text().splitlines()]
    text: str = json.loads(lines[-1])["text"]
    return text[text.index("/login/password/") :]


def test_from_the_administrators_press_to_the_login(agent: Staff, administrator: Staff) -> None:
    answer = browser(administrator).post(f"/organisation/people/{agent.pk}/password/")
    assert answer.status_code == 302
    link, phone = received(), browser()
    form = phone.get(link, follow=True)
    address = form.redirect_chain[-1][0]
    assert "set-password" in address  # the secret has left the address
    assert phone.post(address, {**NEW, "new_password2": "other"}).status_code == 422
    assert phone.post(address, NEW).status_code == 302
    assert browser().post("/login/", {"username": agent.staff_no, "password": NEW["new_password1"]}).status_code == 302
    again = browser().get(link, follow=True)
    assert again.status_code == 410
    assert "This link is over" in again.content.decode()


def test_after_a_day_the_link_is_over(agent: Staff, administrator: Staff) -> None:
    entering.send_password_link(agent, administrator)
    link = received()
    with time_machine.travel(timedelta(hours=24, seconds=2), tick=False):
        assert browser().get(link, follow=True).status_code == 410


def test_nobody_but_the_receiver_sees_the_link(agent: Staff, administrator: Staff) -> None:
    client = browser(administrator)
    client.post(f"/organisation/people/{agent.pk}/password/")
    secret = received().rstrip("/").rsplit("/", 1)[-1]
    for page in ("/notices/log/", f"/organisation/people/{agent.pk}/"):
        assert secret not in client.get(page).content.decode()
    assert secret not in str(list(Notice.objects.values()))


def test_only_an_administrator_of_the_persons_place_sends_it(told: Story, agent: Staff, administrator: Staff) -> None:
    elsewhere = OrgUnit.objects.filter(kind=OrgKind.REGIONAL_COMPANY).exclude(pk=told.cast.projects["P1"].region_id)
    others = [told.cast.staff["gm"], *(centre.holder(Role.ADMINISTRATOR, org) for org in elsewhere[:1])]
    for who in others:
        assert browser(who).post(f"/organisation/people/{agent.pk}/password/").status_code == 403
        assert "/password/" not in browser(who).get(f"/organisation/people/{agent.pk}/").content.decode()
    assert "/password/" in browser(administrator).get(f"/organisation/people/{agent.pk}/").content.decode()
    assert not Notice.objects.filter(code="password_link").exists()


def test_who_has_left_or_has_no_phone_is_refused_with_the_reason(agent: Staff, administrator: Staff) -> None:
    Staff.objects.filter(pk=agent.pk).update(phone="")
    agent.refresh_from_db()
    with pytest.raises(Refused) as no_phone:
        entering.send_password_link(agent, administrator)
    agent.phone, agent.is_active = "13800138000", False
    with pytest.raises(Refused) as has_left:
        entering.send_password_link(agent, administrator)
    assert (no_phone.value.code, has_left.value.code) == (Why.BAD_PAYLOAD, Why.WRONG_STATE)


def test_who_has_no_post_yet_is_looked_after_by_the_group(told: Story, administrator: Staff) -> None:
    newcomer = centre.staff()
    assert not entering.may_send(told.cast.staff["gm"], newcomer)
    groups = OrgUnit.objects.filter(kind=OrgKind.GROUP_CENTRE)
    assert entering.may_send(centre.holder(Role.ADMINISTRATOR, groups[0]), newcomer)
