"""Who answers for what: the matrix of article 20 and the persons of articles 5 and 21."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shouwen.complaints import routing
from shouwen.complaints.flows import Complaint, Order
from shouwen.complaints.words import ComplaintType as T
from shouwen.kernel import clock
from shouwen.kernel.errors import Refused
from shouwen.people.models import Appointment
from shouwen.people.roles import CityTier, Role
from shouwen.people.roles import Department as D
from tests.factories import centre
from tests.factories.story import at, drafted, issued, registered, story, submitted

pytestmark = pytest.mark.django_db

PROPERTY = {D.PROPERTY_REPAIR, D.PROPERTY_SERVICE}
AROUND = {D.CHIEF_ENGINEER, D.ENGINEERING, D.DEVELOPMENT, *PROPERTY}


@pytest.mark.requirement("S3-20a", "S3-20b", "S3-20c", "S3-20d", "S3-20e", "S3-20f")
@pytest.mark.parametrize(
    ("kind", "first", "cooperating"),
    [
        (T.MARKETING_CONTRACT, D.MARKETING, {D.FINANCE, D.TREASURY}),
        (T.SALES_LICENCE, D.MARKETING, {D.DEVELOPMENT, D.ENGINEERING}),
        (T.TITLE_CERTIFICATE, D.MARKETING, {D.DEVELOPMENT, D.ENGINEERING}),
        (T.HANDOVER_LICENCE, D.MARKETING, {D.DEVELOPMENT, D.ENGINEERING}),
        (T.LATE_HANDOVER_PROGRESS, D.MARKETING, {D.DEVELOPMENT, D.ENGINEERING}),
        (T.LATE_HANDOVER_QUALITY, D.ENGINEERING, {D.MARKETING, *PROPERTY}),
        (T.PLANNING_CHANGE, D.MARKETING, AROUND),
        (T.DESIGN_DEFECT, D.MARKETING, AROUND),
        (T.LIVING_AMENITIES, D.MARKETING, AROUND),
        (T.INFRASTRUCTURE, D.MARKETING, AROUND),
        (T.LEASE_MANAGEMENT, D.COMMERCIAL, AROUND),
        (T.PROPERTY_SERVICE, D.PROPERTY_SERVICE, {D.ENGINEERING}),
        (T.MAINTENANCE, D.PROPERTY_REPAIR, {D.ENGINEERING}),
    ],
)
def test_the_type_decides_the_first_department_and_who_cooperates(kind: T, first: D, cooperating: set[D]) -> None:
    route = routing.MATRIX[kind]
    assert (route.first, set(route.cooperating)) == (first, cooperating)


@pytest.mark.requirement("S3-05a", "S3-21a")
def test_a_general_complaint_is_answered_for_by_the_head_in_office_when_it_is_issued() -> None:
    told = submitted(type="late_handover_quality")
    old = told.cast.staff["head_engineering"]
    Appointment.objects.filter(staff=old).update(ends_at=at("2024-05-06 10:30"))
    office = Appointment.objects.get(staff=old).org
    new = centre.staff("新任")
    centre.appoint(new, Role.DEPARTMENT_HEAD, office, since=at("2024-05-06 10:30"))
    told.take(Order.endorse, "dgm", "2024-05-06 10:40", given={"opinion": "同意"})
    told.take(Order.issue, "gm", "2024-05-06 11:10", given={"opinion": "签发"})
    assert told.order is not None
    told.order.refresh_from_db()
    assert told.order.order.responsible == new
    assert told.owed("T3").debtor == new


@pytest.mark.requirement("S3-21a")
def test_the_persons_of_an_issued_order_stay_when_people_move() -> None:
    told = issued()
    person = told.cast.staff["head_property_repair"]
    Appointment.objects.filter(staff=person).update(ends_at=at("2024-05-07 00:00"))
    told.sweep("2024-05-07 10:00")
    assert told.order is not None
    told.order.refresh_from_db()
    assert told.order.order.responsible == person


@pytest.mark.requirement("S3-21b", "S3-21c", "S3-21d")
def test_the_leader_follows_the_line_the_city_tier_and_the_company() -> None:
    cast = story().cast
    p1, p3 = cast.projects["P1"], cast.projects["P3"]
    now = at("2024-05-06 10:00")
    leaders = {
        (name, department): cast.name_of(routing.leader_for(project, department, now))
        for name, project in (("P1", p1), ("P3", p3))
        for department in (D.ENGINEERING, D.MARKETING, D.PROPERTY_REPAIR, D.PROPERTY_SERVICE)
    }
    assert leaders == {
        ("P1", D.ENGINEERING): "leader_engineering",
        ("P1", D.MARKETING): "leader_marketing",
        ("P1", D.PROPERTY_REPAIR): "leader_property_engineering",
        ("P1", D.PROPERTY_SERVICE): "leader_property_quality",
        ("P3", D.ENGINEERING): "pm_p3",
        ("P3", D.MARKETING): "pm_p3",
        ("P3", D.PROPERTY_REPAIR): "leader_property_engineering",
        ("P3", D.PROPERTY_SERVICE): "leader_property_quality",
    }
    assert p3.city_tier == CityTier.THIRD_TIER


def test_without_a_head_in_office_an_order_cannot_be_submitted() -> None:
    told = drafted()
    Appointment.objects.filter(staff=told.cast.staff["head_property_repair"]).update(
        ends_at=clock.local(at("2024-05-06 09:00")) - timedelta(days=1)
    )
    with pytest.raises(Refused):
        told.take(Order.submit, "agent", "2024-05-06 10:20")


@pytest.mark.requirement("S3-14b", "S3-04a")
def test_the_order_is_filled_in_by_itself() -> None:
    told = drafted()
    assert told.order is not None
    order = told.order.order
    assert (order.first_department, order.cooperating) == (D.PROPERTY_REPAIR, [D.ENGINEERING])
    assert order.responsible == told.cast.staff["head_property_repair"]
    assert order.leader == told.cast.staff["leader_property_engineering"]
    assert order.ordered_finish_at == at("2024-05-10 18:00")


@pytest.mark.requirement("S3-20g")
def test_another_first_department_needs_a_reason_and_leaves_it_on_record() -> None:
    told = registered()
    told.take(Complaint.sign, "agent", "2024-05-06 09:55", ("customer_signature",))
    with pytest.raises(Refused) as refusal:
        told.take(Complaint.raise_order, "agent", "2024-05-06 09:58", given={"first_department": "engineering"})
    assert list(refusal.value.fields) == ["override_reason"]
    given = {"first_department": "engineering", "override_reason": "保修期内的结构问题"}
    told.take(Complaint.raise_order, "agent", "2024-05-06 09:59", given=given)
    assert told.complaint is not None
    order = told.complaint.children.get().order
    assert (order.first_department, order.override_reason) == (D.ENGINEERING, "保修期内的结构问题")
    assert D.ENGINEERING not in order.cooperating
