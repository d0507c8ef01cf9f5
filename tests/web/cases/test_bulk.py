"""Several cases at once: what fits them, one by one through the one door, and what became of each."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shouwen.complaints.flows import Order
from shouwen.complaints.words import OrderState
from shouwen.kernel.flows import all_flows
from shouwen.kernel.models import Case, Event
from shouwen.web.cases import bulk
from shouwen.web.models import Export
from tests.factories import story
from tests.factories.pages import when
from tests.factories.story import Story
from tests.web.cases.conftest import As, number
from tests.web.cases.test_case_page import text_of

pytestmark = pytest.mark.django_db
ORDERS = "/cases/?flow=complaints.order"
NOON = "2024-05-06 10:30"


@pytest.fixture
def three() -> list[Story]:
    """Three orders that await the deputy's endorsement."""
    first = story.submitted()
    return [first, story.another_submitted(first), story.another_submitted(first)]


def cases(told: list[Story]) -> list[Case]:
    return list(Case.objects.filter(pk__in=[one.order.pk for one in told if one.order]).order_by("id"))


def ticked(found: list[Case]) -> list[str]:
    return [f"{case.pk}:{case.version}" for case in found]


def form(found: list[Case], step: str = "endorse", **more: Any) -> dict[str, Any]:
    return {"flow": Order.code, "step": step, "chosen": ticked(found), "query": "flow=complaints.order", **more}


def look(browser: Client, found: list[Case], step: str = "endorse") -> Any:
    with when(NOON):
        return browser.post("/cases/several/", form(found, step))


def take(browser: Client, found: list[Case], key: str = "k1", **more: Any) -> Any:
    sent = form(found, key=key, **{"given-opinion": "同意", **more})
    with when(NOON):
        return browser.post("/cases/several/take/", sent)


def test_a_step_is_for_several_when_it_asks_for_nothing_of_one_case_alone() -> None:
    """Derived from the flows: no proof, no signature, nothing typed but words that serve for all."""
    names = {step.code for flow in all_flows() for step in bulk.steps_of(flow)}
    assert {"complaints.order.issue", "complaints.order.close", "complaints.order.urge_leader"} <= names
    assert {"complaints.reconciliation.suspect", "complaints.order.return_for_edit"} <= names
    for code in ("agree_plan", "check_in", "apply_closure", "follow_up", "judge_visit", "close_unreasonable"):
        assert f"complaints.order.{code}" not in names, "it looks at one case"
    assert "frontdesk.item_release.issue" not in names, "it needs proofs and a signature"


@pytest.mark.requirement("S3-14")
def test_the_list_offers_what_fits_its_rows_to_those_who_may(three: list[Story], as_: As) -> None:
    with when(NOON):
        deputy = as_(three[0], "dgm").get(ORDERS)
        manager = as_(three[0], "gm").get(ORDERS)
    assert [action.value for action in deputy.context["offered"]] == ["endorse", "return_for_edit"]
    assert [action.value for action in manager.context["offered"]] == ["return_for_edit"]
    assert deputy.content.decode().count('data-steps="endorse return_for_edit"') == 3


@pytest.mark.requirement("S3-14")
def test_several_orders_are_endorsed_each_by_itself(three: list[Story], as_: As) -> None:
    answer = take(as_(three[0], "dgm"), cases(three))
    assert {case.state for case in cases(three)} == {OrderState.PENDING_GM_ISSUE}
    events = Event.objects.filter(code="complaints.order.endorse")
    assert sorted(event.case_id for event in events) == [case.pk for case in cases(three)]
    assert {event.data["given"]["opinion"] for event in events} == {"同意"}
    assert len(answer.context["done"]) == 3
    assert text_of(answer).count("Take it back") >= 3


def test_a_row_that_changed_meanwhile_stays_and_the_others_are_done(three: list[Story], as_: As) -> None:
    shown = cases(three)
    three[1].take(Order.return_for_edit, "dgm", "2024-05-06 10:25", given={"reason": "缺照片"})
    answer = take(as_(three[0], "dgm"), shown)
    assert [case.state for case in cases(three)] == [
        OrderState.PENDING_GM_ISSUE, OrderState.RETURNED_FOR_EDIT, OrderState.PENDING_GM_ISSUE,
    ]  # fmt: skip
    assert "2 done" in text_of(answer)
    assert "Somebody was faster" in text_of(answer)
    assert [row.pk for row in answer.context["again"]] == [shown[1].pk]
    assert answer.context["again"][0].version == cases(three)[1].version, "to be looked at as it is now"


def test_sent_twice_it_is_done_once_and_answered_alike(three: list[Story], as_: As) -> None:
    browser, shown = as_(three[0], "dgm"), cases(three)
    take(browser, shown)
    answer = take(browser, shown)
    assert Event.objects.filter(code="complaints.order.endorse").count() == 3
    assert len(answer.context["done"]) == 3
    assert answer.context["refused_ones"] == []


def test_without_an_opinion_nothing_is_done_and_everything_stays(three: list[Story], as_: As) -> None:
    answer = take(as_(three[0], "dgm"), cases(three), **{"given-opinion": " "})
    assert answer.status_code == 422
    assert "Opinion" in text_of(answer)
    assert [line.chosen.pk for line in answer.context["ready"]] == [case.pk for case in cases(three)]
    assert {case.state for case in cases(three)} == {OrderState.PENDING_DGM_ISSUE}


def test_before_it_is_done_the_page_says_what_stays_as_it_is_and_why(three: list[Story], as_: As) -> None:
    three[2].take(Order.endorse, "dgm", "2024-05-06 10:25", given={"opinion": "同意"})
    answer = look(as_(three[0], "dgm"), cases(three))
    assert len(answer.context["ready"]) == 2
    assert "is not possible while the case is" in text_of(answer)
    assert 'value="Agreed."' in answer.content.decode() or "Agreed." in answer.content.decode()


def test_absent_and_forbidden_rows_read_alike(three: list[Story], as_: As) -> None:
    """Somebody of another company learns nothing by ticking numbers he made up."""
    foreign, mine = as_(three[0], "agent3"), as_(three[0], "dgm")
    absent = Case(pk=9_999_999, version=1)
    words = []
    for answer in (take(foreign, cases(three)[:1]), take(mine, [absent])):
        words.append([str(one.refused) for one in answer.context["refused_ones"]])
        assert answer.context["done"] == []
    assert words[0] == words[1]
    assert {case.state for case in cases(three)} == {OrderState.PENDING_DGM_ISSUE}
    assert number(three[0]) not in text_of(look(foreign, cases(three)))


def test_nothing_ticked_a_wrong_step_and_nonsense_are_said_in_words(three: list[Story], as_: As) -> None:
    browser = as_(three[0], "dgm")
    answer = browser.post("/cases/several/", form([]), follow=True)
    assert "No case is chosen yet" in text_of(answer)
    assert browser.post("/cases/several/", form(cases(three), "agree_plan")).status_code == 404
    assert browser.post("/cases/several/", form(cases(three)) | {"flow": "no.such"}).status_code == 404
    odd = form([]) | {"chosen": ["x:1", "7", "1:-4", "9" * 40 + ":1"]}
    assert "No case is chosen yet" in text_of(browser.post("/cases/several/", odd, follow=True))


@pytest.mark.requirement("S3-I04")
def test_only_the_chosen_rows_are_exported_and_that_is_on_record(three: list[Story], as_: As) -> None:
    chosen = cases(three)[:2]
    sent = {"query": "flow=complaints.order&cols=number", "chosen": ticked(chosen)}
    answer = as_(three[0], "gm").post("/cases/export/", sent)
    rows = list(openpyxl.load_workbook(BytesIO(b"".join(answer))).active.values)
    assert sorted(row[0] for row in rows[1:]) == sorted(case.number for case in chosen)
    kept = Export.objects.get()
    assert kept.rows == 2
    assert str(chosen[0].pk) in kept.query
    foreign = as_(three[0], "agent3").post("/cases/export/", sent)
    assert len(list(openpyxl.load_workbook(BytesIO(b"".join(foreign))).active.values)) == 1, "only what is in scope"


def test_the_list_and_the_page_before_ask_as_often_for_many_rows_as_for_one(as_: As) -> None:
    told = story.submitted()
    browser = as_(told, "dgm")

    def questions() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as of_the_list, when(NOON):
            browser.get(ORDERS)
        waiting = list(Case.objects.filter(flow=Order.code))
        with CaptureQueriesContext(connection) as of_the_page:
            look(browser, waiting)
        return len(of_the_list), len(of_the_page)

    few = questions()
    for _ in range(8):
        story.another_submitted(told)
    assert questions() == few


def test_the_bar_needs_no_script(three: list[Story], as_: As) -> None:
    """Boxes and buttons belong to one form; a tick shows the bar by the style sheet alone."""
    with when(NOON):
        html = as_(three[0], "dgm").get(ORDERS).content.decode()
    assert len(re.findall(r'name="chosen" value="\d+:\d+" form="picked"', html)) == 3
    assert re.search(r'<button[^>]*name="step" value="endorse"', html)
    assert 'class="sw-bulk" hidden' not in html
