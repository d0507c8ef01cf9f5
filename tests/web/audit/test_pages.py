"""The audit: what can be proved, for those who may ask."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shouwen.kernel import clock
from shouwen.kernel.models import Heartbeat, JobRun, Obligation, RevealedDatum
from shouwen.people.models import Staff
from shouwen.people.roles import Role
from shouwen.web.models import Export
from tests.factories import centre
from tests.factories.story import Story, submitted
from tests.web.desk.conftest import Browser

pytestmark = pytest.mark.django_db
PATHS = ["/audit/", "/audit/engine/", "/audit/jobs/", "/audit/looks/", "/audit/exports/"]


def somebody(role: Role) -> Staff:
    return centre.holder(role, centre.group_centre(centre.group()))


@pytest.fixture
def auditor(browser_of: Browser) -> Client:
    return browser_of(somebody(Role.AUDITOR))


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def altered(told: Story) -> str:
    """Change an event past the guards, as somebody with the database's keys could; the case's number."""
    assert told.order is not None
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE kernel_event DISABLE TRIGGER USER")
        cursor.execute("UPDATE kernel_event SET to_state = 'closed' WHERE case_id = %s AND seq = 1", [told.order.pk])
        cursor.execute("ALTER TABLE kernel_event ENABLE TRIGGER USER")
    return told.order.number


@pytest.mark.parametrize("path", PATHS)
def test_it_is_for_auditors_administrators_and_the_general_manager_of_the_group(browser_of: Browser, path: str) -> None:
    for role in (Role.AUDITOR, Role.ADMINISTRATOR, Role.GROUP_GM):
        assert browser_of(somebody(role)).get(path).status_code == 200
    assert browser_of(somebody(Role.RULE_OWNER)).get(path).status_code == 403
    assert browser_of(centre.holder(Role.AUDITOR, centre.regional_company())).get(path).status_code == 403


@pytest.mark.requirement("S3-I01")
def test_a_whole_chain_is_said_to_hold(auditor: Client) -> None:
    told = submitted()
    assert told.order is not None
    html = page(auditor, f"/audit/?number={told.order.number}")
    assert "Every chain holds." in html
    assert "There is no such case." in page(auditor, "/audit/?number=DD-1")


@pytest.mark.requirement("S3-I01")
def test_an_altered_event_is_named(auditor: Client) -> None:
    number = altered(submitted())
    html = page(auditor, f"/audit/?number={number}")
    assert "1 chain does not hold." in html
    assert "its content was altered" in html


def test_a_sample_finds_it_too(auditor: Client) -> None:
    number = altered(submitted())
    assert number in page(auditor, "/audit/?sample=1")


def test_looks_and_exports_are_listed_with_who_and_why(auditor: Client) -> None:
    person = centre.staff("罗看过")
    RevealedDatum.objects.create(staff=person, at=clock.now(), subject="customer:12:phone", reason="客户来电核对")
    Export.objects.create(staff=person, at=clock.now(), flow="complaints.order", query="state=closed", rows=4321)
    assert "客户来电核对" in page(auditor, "/audit/looks/")
    assert "4,321" in page(auditor, "/audit/exports/")


def test_jobs_that_broke_off_are_found(auditor: Client) -> None:
    now = clock.now()
    JobRun.objects.create(job="good", slot=now, started_at=now, finished_at=now, result={"rows": 7})
    JobRun.objects.create(job="bad", slot=now, started_at=now, error="ValueError: no month")
    assert "rows: 7" in page(auditor, "/audit/jobs/")
    html = page(auditor, "/audit/jobs/?failed=1")
    assert ("ValueError: no month" in html, "rows: 7" in html) == (True, False)


def test_the_engine_shows_its_signs_and_what_it_set_aside(auditor: Client) -> None:
    told = submitted()
    Heartbeat.objects.create(process="engine:a:1", at=clock.now(), lag_seconds=3)
    Obligation.objects.filter(pk=told.owed("T2").pk).update(errors=2, last_error="KeyError: gm")
    html = page(auditor, "/audit/engine/")
    assert "engine:a:1" in html
    assert "KeyError: gm" in html


def test_longer_lists_go_on_on_the_next_page(auditor: Client) -> None:
    person, now = centre.staff(), clock.now()
    RevealedDatum.objects.bulk_create(
        RevealedDatum(staff=person, at=now, subject=f"customer:{n}:phone", reason="核对") for n in range(51)
    )
    first = RevealedDatum.objects.order_by("id")[1].pk
    assert f"?before={first}" in page(auditor, "/audit/looks/")
    assert "customer:0:phone" in page(auditor, f"/audit/looks/?before={first}")


@pytest.mark.parametrize("path", PATHS)
def test_thirty_rows_ask_no_more_than_one(auditor: Client, path: str) -> None:
    person, now = centre.staff(), clock.now()
    owed = submitted().owed("T2")

    def queries(count: int) -> int:
        already = JobRun.objects.count()
        for n in range(already, already + count):
            RevealedDatum.objects.create(staff=person, at=now, subject="customer:1:phone", reason="核对")
            Export.objects.create(staff=person, at=now, flow="complaints.order", query="", rows=n)
            Heartbeat.objects.create(process=f"engine:{n}", at=now)
            Obligation.objects.create(
                case=owed.case, duty=owed.duty, code="T2", terms=owed.terms, started_at=now, errors=1
            )
            JobRun.objects.create(job=f"job:{n}", slot=now, started_at=now)
        with CaptureQueriesContext(connection) as seen:
            page(auditor, path)
        return len(seen)

    queries(1)
    assert queries(1) == queries(29)
