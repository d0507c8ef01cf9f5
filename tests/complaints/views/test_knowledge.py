"""At the counter: 客服百问, scripts and case studies for what the customer says (S3-12a, S3-09b)."""

from __future__ import annotations

from typing import Any

import pytest

from shouwen.improvement.models import LibraryItem
from shouwen.kernel import clock
from tests.factories.pages import client_of, typed, when
from tests.factories.story import Story, story

pytestmark = pytest.mark.django_db
HERE = "/complaints/intake/"


@pytest.fixture
def told() -> Story:
    """A library of an answer for repairs, one for title deeds, and how to greet."""
    made = story()
    put(made, "卫生间顶板渗水怎么答", "先致歉,再约上门", "faq", ["maintenance"])
    put(made, "房产证什么时候能办", "先查初始登记", "faq", ["title_certificate"])
    put(made, "接待用语", "您好,请坐", "etiquette", [])
    return made


def put(told: Story, title: str, body: str, category: str, topics: list[str]) -> LibraryItem:
    by = told.cast.staff["group_agent"]
    return LibraryItem.objects.create(category=category, title=title, body=body, topics=topics, by=by, at=clock.now())


def concluded(told: Story, **fields: Any) -> str:
    with when("2024-05-06 11:00"):
        return client_of(told, "agent").post(f"{HERE}conclusion/", fields).content.decode()


@pytest.mark.requirement("S3-12a")
def test_the_type_brings_its_answers_and_scripts(told: Story) -> None:
    answer = concluded(told, demand="", type="title_certificate", by_hand="1")
    assert "房产证什么时候能办" in answer
    assert "先查初始登记" in answer, "the answer itself stands there, not only a link"
    assert "卫生间顶板渗水怎么答" not in answer


@pytest.mark.requirement("S3-12a")
def test_while_the_demand_is_typed_what_speaks_of_the_same_is_suggested(told: Story) -> None:
    answer = concluded(told, demand="主卫顶板渗水,吊顶发霉")
    assert 'id="suggested" hx-swap-oob="true"' in answer
    assert "卫生间顶板渗水怎么答" in answer
    assert "房产证什么时候能办" not in answer


def test_two_characters_in_common_are_chance_and_what_shares_more_comes_first(told: Story) -> None:
    put(told, "渗水以后家具怎么赔", "看保险", "faq", ["maintenance"])
    answer = concluded(told, demand="卫生间顶板渗水")
    assert answer.index("卫生间顶板渗水怎么答") < answer.index("渗水以后家具怎么赔")
    assert "接待用语" not in answer


@pytest.mark.requirement("S3-12a")
@pytest.mark.requirement("S3-09b")
def test_the_library_is_searched_while_typing_and_greetings_are_in_it(told: Story) -> None:
    browser = client_of(told, "agent")
    piece = browser.post(f"{HERE}knowledge/", {"words": "请坐"}, headers={"HX-Request": "true"}).content.decode()
    assert "接待用语" in piece
    assert "<html" not in piece
    both = browser.post(f"{HERE}knowledge/", {"words": "房产证 登记"}, headers={"HX-Request": "true"}).content.decode()
    assert "房产证什么时候能办" in both
    none = browser.post(f"{HERE}knowledge/", {"words": "没有这样的字"}, headers={"HX-Request": "true"}).content.decode()
    assert "Nothing in the library" in none
    assert "<h1>" in browser.post(f"{HERE}knowledge/", {"words": "请坐"}).content.decode(), "a page without script"


def test_no_address_carries_the_words_that_were_typed(told: Story) -> None:
    browser = client_of(told, "agent")
    assert browser.get(f"{HERE}knowledge/", {"words": "陈女士家渗水"}).status_code == 405
    page = browser.get(HERE).content.decode()
    assert f'<form method="post" action="{HERE}knowledge/"' in page
    assert f'hx-post="{HERE}knowledge/"' in page


def test_the_library_is_for_those_who_take_complaints(told: Story) -> None:
    assert client_of(told, "gm").post(f"{HERE}knowledge/", {"words": "请坐"}).status_code == 403


def test_what_was_typed_keeps_its_suggestions_when_registering_is_refused(told: Story) -> None:
    with when("2024-05-06 10:05"):
        answer = client_of(told, "agent").post(HERE, typed(told, customer_name=""))
    assert answer.status_code == 422
    assert "卫生间顶板渗水怎么答" in answer.content.decode()


def test_the_group_says_what_a_new_answer_helps_to_talk_about(told: Story) -> None:
    browser = client_of(told, "group_agent")
    assert 'name="topics" value="maintenance"' in browser.get("/improvement/library/new/").content.decode()
    sent = {"category": "faq", "title": "空鼓怎么答", "body": "实测", "topics": ["maintenance", "no-such-type"]}
    answer = browser.post("/improvement/library/new/", sent)
    made = LibraryItem.objects.get(title="空鼓怎么答")
    assert made.topics == ["maintenance"]
    assert answer["Location"] == f"/improvement/library/{made.pk}/"
    assert "空鼓怎么答" in concluded(told, demand="", type="maintenance", by_hand="1")
