"""The search of the bar: within the scope, masked, and straight to a whole number."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.factories import centre
from tests.factories.story import Story, submitted
from tests.web.desk.conftest import BACKEND, Browser

pytestmark = pytest.mark.django_db


def found(browser_of: Browser, told: Story, who: str, words: str) -> str:
    return browser_of(told.cast.staff[who]).post("/search/", {"q": words}).content.decode()


def test_words_of_the_title_find_the_case(browser_of: Browser) -> None:
    told = submitted()
    assert told.complaint is not None
    assert told.complaint.number in found(browser_of, told, "agent", "渗水")
    assert told.complaint.number not in found(browser_of, told, "agent", "电梯")


def test_both_words_must_be_in_it_in_whatever_order(browser_of: Browser) -> None:
    told = submitted()
    assert told.complaint is not None
    assert told.complaint.number in found(browser_of, told, "agent", "渗水 卫生间")
    assert told.complaint.number not in found(browser_of, told, "agent", "渗水 电梯")


def test_a_whole_number_opens_the_case_and_the_beginning_of_one_lists_it(browser_of: Browser) -> None:
    told = submitted()
    assert told.order is not None
    client = browser_of(told.cast.staff["agent"])
    answer = client.post("/search/", {"q": told.order.number.lower()})
    assert answer["Location"] == f"/cases/{told.order.number}/"
    assert told.order.number in client.post("/search/", {"q": "dd-2405"}).content.decode()


def test_what_is_not_within_the_scope_is_not_found(browser_of: Browser) -> None:
    told = submitted()
    assert told.order is not None
    assert "Nothing was found" in found(browser_of, told, "agent3", "渗水")
    assert "Nothing was found" in found(browser_of, told, "agent3", told.order.number)
    stranger = browser_of(centre.staff())
    assert "Nothing was found" in stranger.post("/search/", {"q": "19900000000"}).content.decode()


def test_a_person_is_found_by_name_and_shown_masked(browser_of: Browser) -> None:
    told = submitted()
    project = told.cast.projects["P1"]
    unit = centre.unit(project, "2-1-502")
    customer = centre.customer(unit, name="欧阳明珠", phone="13912345678")
    html = found(browser_of, told, "agent", "欧阳明珠")
    assert "139****5678" in html
    assert "13912345678" not in html
    assert "欧***" in html
    assert f"/customers/{customer.pk}/" in html


def test_a_unit_without_people_leads_to_its_card(browser_of: Browser) -> None:
    told = submitted()
    unit = centre.unit(told.cast.projects["P1"], "2-1-503")
    assert f"/units/{unit.pk}/" in found(browser_of, told, "agent", "2-1-503")


def test_while_typing_only_suggestions_are_sent(browser_of: Browser) -> None:
    told = submitted()
    client = browser_of(told.cast.staff["agent"])
    html = client.post("/search/", {"q": "渗水"}, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in html
    assert "卫生间顶板渗水" in html
    assert client.post("/search/", {"q": ""}, headers={"HX-Request": "true"}).content.decode().strip() == ""


def test_no_name_or_phone_goes_into_the_address(browser_of: Browser) -> None:
    told = submitted()
    client = browser_of(told.cast.staff["agent"])
    page = client.get("/search/", {"q": "渗水"}).content.decode()
    assert "卫生间顶板渗水" not in page
    assert "渗水" not in client.get("/search/", {"q": "渗水"}, headers={"HX-Request": "true"}).content.decode()
    assert '<form class="sw-search" method="post" action="/search/"' in page
    assert 'hx-post="/search/"' in page


def test_a_search_from_another_site_is_turned_away() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(centre.staff(), backend=BACKEND)
    assert client.post("/search/", {"q": "渗水"}).status_code == 403
    client.get("/search/")
    assert (
        client.post("/search/", {"q": "渗水", "csrfmiddlewaretoken": client.cookies["csrftoken"].value}).status_code
        == 200
    )
