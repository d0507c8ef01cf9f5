"""The workbench: what I owe, in order, with the step that leads on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shouwen.complaints.flows import Order
from shouwen.kernel import clock
from shouwen.kernel.access import Actor
from shouwen.kernel.models import Obligation
from shouwen.people.models import Staff
from shouwen.web.desk import owed
from shouwen.web.desk.rows import rows
from tests.factories import centre
from tests.factories.story import Story, agreed, at, issued, registered, submitted
from tests.web.desk.conftest import Browser

pytestmark = pytest.mark.django_db


def page(client: Client, when: str, path: str = "/", **headers: str) -> str:
    with clock.moved_to(at(when)):
        answer = client.get(path, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def more_duties(told: Story, debtor: Staff, count: int) -> None:
    """As many further obligations on the same case, each due a minute after the one before."""
    first = told.owed("T2")
    Obligation.objects.bulk_create(
        Obligation(
            case=first.case,
            duty=first.duty,
            code=first.code,
            debtor=debtor,
            terms=first.terms,
            started_at=first.started_at,
            due_at=first.due_at + timedelta(minutes=n + 1),
        )
        for n in range(count)
    )


def test_it_shows_what_i_owe_with_its_price_its_clause_and_the_step_that_leads_on(browser_of: Browser) -> None:
    told = submitted()
    html = page(browser_of(told.cast.staff["dgm"]), "2024-05-06 10:30")
    assert told.order is not None
    assert "Issue the supervision order: " in html
    assert f"/cases/{told.order.number}/endorse/" in html
    assert "第十四条" in html
    assert "from 11:25" in html
    assert "CNY 100 every 5 minutes" in html


def test_a_duty_that_nobody_elses_step_meets_leads_to_the_step_that_moves_the_case_on(browser_of: Browser) -> None:
    told = registered()
    html = page(browser_of(told.cast.staff["agent"]), "2024-05-06 10:05")
    assert told.complaint is not None
    assert "Submit the supervision order: 卫生间顶板渗水" in html
    assert f"/cases/{told.complaint.number}/" in html


def test_the_head_of_the_department_is_led_to_the_door(browser_of: Browser) -> None:
    told = issued()
    assert told.order is not None
    html = page(browser_of(told.cast.staff["head_property_repair"]), "2024-05-06 11:30")
    assert f"/cases/{told.order.number}/check_in/" in html


def test_what_only_waits_for_my_decision_is_counted_beside_what_i_owe(browser_of: Browser) -> None:
    """Nobody's clock runs for the review of a closure."""
    told = agreed()
    photos = ("completion_signed", "photo_before", "photo_during", "photo_after")
    told.take(Order.apply_closure, "head_property_repair", "2024-05-07 13:00", photos, given={"site_cleared": True})
    told.take(Order.verify_closure, "agent", "2024-05-07 13:10", given={"score": 4, "solved": True})
    html = page(browser_of(told.cast.staff["dgm"]), "2024-05-07 13:20")
    assert "Approvals besides 1" in html
    assert "Approvals besides" not in page(browser_of(told.cast.staff["agent"]), "2024-05-07 13:20")


def test_what_is_due_earlier_stands_earlier_and_what_is_late_comes_first() -> None:
    told = agreed()
    person = told.cast.staff["head_property_repair"]
    with clock.moved_to(at("2024-05-08 17:30")):
        found, more = owed.page(owed.open_of([person.pk]))
        bands = owed.in_bands(found)
    assert [row.due_at for row in found] == sorted(row.due_at for row in found if row.due_at)
    assert not more
    assert [(name, [row.code for row in part]) for name, part in bands][0] == ("late", ["T6", "T8"])


@pytest.mark.requirement("S3-29e")
def test_what_waits_to_be_accepted_sinks_below_what_runs() -> None:
    told = agreed()
    person = told.cast.staff["head_property_repair"]
    proofs = ("completion_signed", "photo_before", "photo_during", "photo_after")
    told.take(Order.apply_closure, "head_property_repair", "2024-05-06 15:00", proofs, given={"site_cleared": True})
    with clock.moved_to(at("2024-05-06 15:01")):
        found, _more = owed.page(owed.open_of([person.pk]))
        counts = owed.counts([person.pk])
    assert found[-1].held_at or found[-1].suspended_at
    assert owed.rests(found[-1])
    assert counts.later == len([row for row in found if owed.rests(row)])


@pytest.mark.requirement("S3-I06")
def test_a_delegate_sees_the_principals_duties_and_whose_they_are(browser_of: Browser) -> None:
    told = submitted()
    colleague = centre.staff("代办人")
    centre.delegate(told.cast.staff["dgm"], colleague, at("2024-05-06 09:00"), at("2024-05-06 18:00"))
    html = page(browser_of(colleague), "2024-05-06 10:30")
    assert "owed by dgm" in html
    after = page(browser_of(colleague), "2024-05-06 18:00")
    assert "Nothing is owed." in after


def test_the_number_of_questions_does_not_grow_with_the_rows(browser_of: Browser) -> None:
    told = submitted()
    person = told.cast.staff["dgm"]
    client = browser_of(person)

    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            page(client, "2024-05-06 10:30")
        return len(asked)

    questions()  # the first page of a session also opens it
    with_one = questions()
    more_duties(told, person, 29)
    assert questions() == with_one


def test_a_page_begins_where_the_one_before_ended() -> None:
    told = submitted()
    person = told.cast.staff["dgm"]
    more_duties(told, person, 9)
    seen: list[int] = []
    place, more = None, True
    while more:
        part, more = owed.page(owed.open_of([person.pk]), place, 4)
        seen += [row.pk for row in part]
        place = owed.Place.read(str(owed.Place.of(part[-1])))
    assert len(seen) == len(set(seen)) == 10


def test_a_place_that_is_none_begins_at_the_beginning() -> None:
    assert owed.Place.read("") is None
    assert owed.Place.read("a~yesterday~1") is None


def test_the_index_of_open_obligations_answers_the_list_however_long_the_history() -> None:
    told = submitted()
    person = told.cast.staff["dgm"]
    more_duties(told, person, 300)
    Obligation.objects.filter(debtor=person).update(settled_at=at("2024-05-06 12:00"))
    more_duties(told, person, 40)
    for other in told.cast.staff.values():
        more_duties(told, other, 300)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE kernel_obligation")
        cursor.execute("ANALYZE kernel_case")
    plan = owed.open_of([person.pk]).exclude(owed.RESTS).order_by("due_at", "id")[:31].explain()
    assert "kernel_obligation_owed" in plan
    assert "Seq Scan on kernel_obligation" not in plan


def test_the_live_list_asks_for_the_list_alone(browser_of: Browser) -> None:
    told = submitted()
    html = page(browser_of(told.cast.staff["dgm"]), "2024-05-06 10:30", **{"HX-Request": "true"})
    assert html.strip().startswith('<div id="owed" data-live="/"')
    assert "<html" not in html


def test_why_opens_for_who_owes_it_and_is_absent_for_a_stranger(browser_of: Browser) -> None:
    told = submitted()
    duty = told.owed("T2")
    card = page(browser_of(told.cast.staff["dgm"]), "2024-05-06 10:30", f"/why/{duty.pk}/")
    assert "11:20:00" in card
    stranger = browser_of(centre.staff())
    assert stranger.get(f"/why/{duty.pk}/").status_code == 404


def test_returned_and_blocked_cases_of_mine_are_named(browser_of: Browser) -> None:
    told = submitted()
    told.take(Order.return_for_edit, "dgm", "2024-05-06 10:30", given={"reason": "时间不清"})
    assert "Returned" in page(browser_of(told.cast.staff["agent"]), "2024-05-06 10:35")
    assert "Returned and blocked" not in page(browser_of(told.cast.staff["agent3"]), "2024-05-06 10:35")


def test_a_leader_opens_the_list_of_the_own_team_and_nobody_elses(browser_of: Browser) -> None:
    told = registered()
    agent, dgm = told.cast.staff["agent"], told.cast.staff["dgm"]
    client = browser_of(dgm)
    assert "agent" in page(client, "2024-05-06 10:05")
    assert "Submit the supervision order" in page(client, "2024-05-06 10:05", f"/team/{agent.pk}/")
    assert browser_of(agent).get(f"/team/{dgm.pk}/").status_code == 404


def test_a_row_of_somebody_else_opens_the_case_and_offers_no_step() -> None:
    told = submitted()
    with clock.moved_to(at("2024-05-06 10:30")):
        gm = Actor.of(told.cast.staff["gm"])
        (row,) = rows([told.owed("T2")], gm, [told.cast.staff["gm"].pk])
    assert told.order is not None
    assert row.action is not None
    assert row.action.url == f"/cases/{told.order.number}/"


def test_whoever_is_not_logged_in_is_led_to_the_door(client: Client, db: None) -> None:
    answer = client.get("/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/login/")


@pytest.mark.requirement("S3-30c")
def test_a_daily_watch_is_nobodys_row_and_is_not_counted(browser_of: Browser) -> None:
    told = agreed()
    told.sweep("2024-05-14 10:00")  # well over the threshold: the system urges every day
    gm = told.cast.staff["gm"]
    watch = told.owed("URGE")
    assert (watch.due_at, watch.debtor) == (None, None)
    Obligation.objects.filter(pk=watch.pk).update(debtor=gm)  # as an older version left them
    with clock.moved_to(at("2024-05-14 10:00")):
        assert watch.pk not in {row.pk for row in owed.page(owed.open_of([gm.pk]))[0]}
        assert owed.counts([gm.pk]).all == len(owed.page(owed.open_of([gm.pk]))[0])
    assert "Daily urging" not in page(browser_of(gm), "2024-05-14 10:00")
