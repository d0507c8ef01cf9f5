"""When somebody leaves a post, what the person owed goes on; nothing is nobody's."""

from __future__ import annotations

import pytest

from shouwen.complaints.flows import Complaint
from shouwen.kernel import clock, handover, posts
from shouwen.kernel.errors import Refused
from shouwen.kernel.events import verify
from shouwen.kernel.handover import hand_on_obligations
from shouwen.kernel.models import Event, Notice, Obligation
from shouwen.people.models import Appointment, Staff
from shouwen.people.roles import Role
from tests.factories import centre
from tests.factories.story import Story, at, issued, registered, submitted

pytestmark = pytest.mark.django_db
NOON = at("2024-05-06 12:00")


def leave(told: Story, name: str) -> int:
    """The member of the cast leaves the only post at noon."""
    group = told.cast.projects["P1"].region.parent
    assert group is not None
    administrator = centre.holder(Role.ADMINISTRATOR, group)
    post = Appointment.objects.get(staff=told.cast.staff[name])
    with clock.moved_to(NOON):
        return posts.end(post.pk, by=administrator, reason="调岗")


def owing(person: Staff) -> int:
    return Obligation.objects.filter(debtor=person, settled_at=None).count()


def test_a_specialists_case_goes_to_a_colleague_of_the_same_counter() -> None:
    told = registered()
    assert leave(told, "agent") == 1
    assert told.complaint is not None
    told.complaint.refresh_from_db()
    assert told.complaint.agent == told.cast.staff["agent2"]
    assert told.owed("T1").debtor == told.cast.staff["agent2"]
    assert owing(told.cast.staff["agent"]) == 0


@pytest.mark.requirement("S3-21a")
def test_an_order_goes_to_the_successor_in_the_post() -> None:
    told = issued()
    head = told.cast.staff["head_property_repair"]
    post = Appointment.objects.get(staff=head)
    successor = centre.staff("继任")
    centre.appoint(successor, Role.DEPARTMENT_HEAD, post.org)
    held = owing(head)
    assert leave(told, "head_property_repair") == held
    assert told.order is not None
    told.order.order.refresh_from_db()
    assert told.order.order.responsible == successor
    assert owing(successor) == held


def test_while_the_post_is_vacant_the_leader_in_charge_answers() -> None:
    told = issued()
    leave(told, "head_property_repair")
    assert told.order is not None
    told.order.order.refresh_from_db()
    assert told.order.order.responsible == told.cast.staff["leader_property_engineering"]
    assert told.owed("T3").debtor == told.cast.staff["leader_property_engineering"]


def test_the_handover_is_on_record_and_the_successor_is_told() -> None:
    told = submitted()
    successor = centre.staff("继任副总")
    centre.appoint(successor, Role.GROUP_DGM, Appointment.objects.get(staff=told.cast.staff["dgm"]).org)
    leave(told, "dgm")
    event = Event.objects.get(code="obligation.handed_on")
    assert event.data["from"] == told.cast.staff["dgm"].pk
    assert event.data["to"] == successor.pk
    assert event.occurred_at == NOON
    assert Notice.objects.filter(staff=successor, code="duty_handed_on", channel="inbox").exists()
    assert told.order is not None
    assert list(verify([told.order.pk])) == []


def test_the_clock_runs_on_and_the_due_instant_stays() -> None:
    told = registered()
    before = told.owed("T1")
    leave(told, "agent")
    after = told.owed("T1")
    assert (after.due_at, after.next_fire_at, after.next_step) == (before.due_at, before.next_fire_at, before.next_step)


def test_doing_it_twice_changes_nothing_the_second_time() -> None:
    told = registered()
    leave(told, "agent")
    with clock.moved_to(NOON):
        assert hand_on_obligations(told.cast.staff["agent"], NOON) == 0
    assert Event.objects.filter(code="obligation.handed_on").count() == 1


def test_who_still_serves_here_by_another_post_keeps_the_case() -> None:
    told = registered()
    agent = told.cast.staff["agent"]
    post = Appointment.objects.get(staff=agent)
    centre.appoint(agent, Role.PROJECT_GM, told.cast.projects["P1"])
    group = told.cast.projects["P1"].region.parent
    assert group is not None
    with clock.moved_to(NOON):
        assert posts.end(post.pk, by=centre.holder(Role.ADMINISTRATOR, group), reason="升任") == 0
    assert told.owed("T1").debtor == agent


def test_a_post_ends_only_once() -> None:
    told = registered()
    leave(told, "agent")
    post = Appointment.objects.get(staff=told.cast.staff["agent"])
    group = told.cast.projects["P1"].region.parent
    assert group is not None
    with clock.moved_to(at("2024-05-06 13:00")), pytest.raises(Refused, match=r"ended already|结束"):
        posts.end(post.pk, by=centre.holder(Role.ADMINISTRATOR, group), reason="再来")


def test_a_post_does_not_end_while_its_duties_cannot_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    told = registered()
    monkeypatch.setattr(handover, "_successions", {Complaint.code: _nobody_is_left})
    with pytest.raises(LookupError):
        leave(told, "agent")
    assert Appointment.objects.get(staff=told.cast.staff["agent"]).ends_at is None
    assert told.owed("T1").debtor == told.cast.staff["agent"]


def _nobody_is_left(*_: object) -> None:
    raise LookupError
