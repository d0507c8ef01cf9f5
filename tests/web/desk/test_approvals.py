"""The approvals inbox: open, decide, the next one."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shouwen.complaints.flows import Order
from shouwen.kernel import clock
from shouwen.kernel.access import Actor
from shouwen.kernel.models import Event
from shouwen.web.desk import approvals
from shouwen.web.desk.kinds import approves, returns
from tests.factories import centre
from tests.factories.story import Story, at, submitted
from tests.web.desk.conftest import Browser

pytestmark = pytest.mark.django_db
AT = "2024-05-06 10:30"


def get(client: Client, path: str = "/approvals/") -> str:
    with clock.moved_to(at(AT)):
        return client.get(path).content.decode()


def decide(client: Client, told: Story, step: str, **typed: str) -> HttpResponse:
    assert told.order is not None
    told.order.refresh_from_db()
    posted: dict[str, Any] = {"step": step, "version": str(told.order.version), **typed}
    with clock.moved_to(at(AT)):
        return client.post(f"/approvals/{told.order.number}/", posted)  # type: ignore[return-value]


def state(told: Story) -> str:
    assert told.order is not None
    told.order.refresh_from_db()
    return told.order.state


def test_approving_and_returning_are_known_by_what_the_steps_ask_for() -> None:
    assert approves(Order.endorse)
    assert approves(Order.issue)
    assert approves(Order.close)
    assert returns(Order.return_for_edit)
    assert returns(Order.return_closure)
    assert not approves(Order.grade)
    assert not returns(Order.judge_visit)


def test_the_first_is_open_with_what_a_decision_needs(browser_of: Browser) -> None:
    told = submitted()
    html = get(browser_of(told.cast.staff["dgm"]))
    assert "卫生间顶板渗水" in html
    assert "Approve, on to the general manager" in html
    assert "Return for correction" in html
    assert 'data-key="A"' in html
    assert 'data-key="R"' in html


def test_only_whose_turn_it_is_finds_it_in_the_inbox() -> None:
    told = submitted()
    with clock.moved_to(at(AT)):
        waiting = {name: approvals.waiting_for(Actor.of(told.cast.staff[name])) for name in ("dgm", "gm", "agent")}
    assert [one.approve.name for one in waiting["dgm"]] == ["endorse"]
    assert waiting["gm"] == waiting["agent"] == []


@pytest.mark.requirement("S3-14e")
def test_approving_moves_the_case_on_and_the_next_opens(browser_of: Browser) -> None:
    told = submitted()
    answer = decide(browser_of(told.cast.staff["dgm"]), told, "endorse", opinion="同意", key="one")
    assert answer.status_code == 302
    assert answer["Location"] == "/approvals/"
    assert state(told) == "pending_gm_issue"
    assert "Issue the order" in get(browser_of(told.cast.staff["gm"]))
    assert "Nothing waits for your approval." in get(browser_of(told.cast.staff["dgm"]))


def test_a_second_press_has_no_second_effect(browser_of: Browser) -> None:
    told = submitted()
    client = browser_of(told.cast.staff["dgm"])
    posted = {"step": "endorse", "version": "3", "opinion": "同意", "key": "twice"}
    assert told.order is not None
    told.order.refresh_from_db()
    posted["version"] = str(told.order.version)
    with clock.moved_to(at(AT)):
        first = client.post(f"/approvals/{told.order.number}/", posted)
        second = client.post(f"/approvals/{told.order.number}/", posted)
    assert first.status_code == second.status_code == 302
    assert Event.objects.filter(case=told.order, code=Order.endorse.code).count() == 1


def test_returning_without_a_reason_is_refused_and_what_was_typed_stays(browser_of: Browser) -> None:
    told = submitted()
    answer = decide(browser_of(told.cast.staff["dgm"]), told, "return_for_edit", reason=" ", opinion="先不同意")
    html = answer.content.decode()
    assert answer.status_code == 422
    assert 'role="alert"' in html
    assert 'value="先不同意"' in html
    assert state(told) == "pending_dgm_issue"


def test_returning_with_a_reason_sends_it_back(browser_of: Browser) -> None:
    told = submitted()
    answer = decide(browser_of(told.cast.staff["dgm"]), told, "return_for_edit", reason="时间不清", next="/")
    assert answer["Location"] == "/"
    assert state(told) == "returned_for_edit"


def test_a_stale_page_decides_nothing(browser_of: Browser) -> None:
    told = submitted()
    answer = decide(browser_of(told.cast.staff["dgm"]), told, "endorse", opinion="同意", version="1")
    assert answer.status_code == 409
    assert "Somebody was faster" in answer.content.decode()
    assert state(told) == "pending_dgm_issue"


def test_who_has_no_right_is_refused_and_a_stranger_finds_nothing(browser_of: Browser) -> None:
    told = submitted()
    assert decide(browser_of(told.cast.staff["agent"]), told, "endorse", opinion="同意").status_code == 403
    assert decide(browser_of(centre.staff()), told, "endorse", opinion="同意").status_code == 404
    assert state(told) == "pending_dgm_issue"


def test_a_step_that_neither_approves_nor_returns_cannot_be_smuggled_in(browser_of: Browser) -> None:
    told = submitted()
    assert decide(browser_of(told.cast.staff["gm"]), told, "grade", opinion="同意").status_code == 404


def test_the_way_back_stays_on_this_site(browser_of: Browser) -> None:
    told = submitted()
    answer = decide(
        browser_of(told.cast.staff["dgm"]), told, "endorse", opinion="同意", next="https://elsewhere.example/"
    )
    assert answer["Location"] == "/approvals/"


def test_the_same_obligation_leaves_both_places_at_once(browser_of: Browser) -> None:
    told = submitted()
    client = browser_of(told.cast.staff["dgm"])
    assert len(re.findall(r"I owe 1 thing<", get(client, "/"))) == 1
    decide(client, told, "endorse", opinion="同意")
    html = get(client, "/")
    assert "Nothing is owed." in html
    assert "Awaiting my approval" not in html


def test_the_questions_do_not_grow_with_what_waits(browser_of: Browser) -> None:
    told = submitted()
    client = browser_of(told.cast.staff["dgm"])

    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            get(client)
        return len(asked)

    questions()
    with_one = questions()
    _three_more(told)
    assert questions() == with_one


def _three_more(told: Story) -> None:
    assert told.order is not None
    record, case = told.order.order, told.order
    for n in range(3):
        case.pk = record.pk = None
        case.number, case._state.adding, record._state.adding = f"DD-X-{n}", True, True
        case.save(force_insert=True)
        record.case = case
        record.save(force_insert=True)


def test_a_decision_is_offered_back_for_ten_seconds_and_the_case_opens_anew(browser_of: Browser) -> None:
    told = submitted()
    client = browser_of(told.cast.staff["dgm"])
    decide(client, told, "endorse", opinion="同意", key="one")
    html = get(client)
    address = re.search(r'action="(/decisions/\d+/take-back/)" data-take-back', html)
    assert address is not None
    with clock.moved_to(at(AT)):
        back = client.post(address[1])
    assert told.order is not None
    assert back["Location"] == f"/approvals/{told.order.number}/"
    assert state(told) == "pending_dgm_issue"
    assert "taken back" in get(client, back["Location"])


def test_what_cannot_be_taken_back_makes_no_offer(browser_of: Browser) -> None:
    told = submitted()
    client = browser_of(told.cast.staff["agent"])
    assert told.order is not None
    with clock.moved_to(at(AT)):
        client.post(f"/cases/{told.order.number}/add_remark/", {})
    assert "data-take-back" not in get(client, f"/cases/{told.order.number}/")
