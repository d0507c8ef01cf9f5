"""One customer, one centre, one private conversation that nobody can shorten (第八条)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.urls import reverse

from shouwen.centres import talks
from shouwen.centres.flows import Centre, Talk
from shouwen.centres.models import Conversation, ReplyTemplate
from shouwen.kernel import clock
from shouwen.kernel.errors import Refused
from shouwen.kernel.models import Case, Notice, Obligation
from shouwen.kernel.notices.messages import words_for
from shouwen.portal import links
from shouwen.portal.links import Purpose
from shouwen.rehearsal.scenario import instant_of
from tests.centres.stage import act, centre_of
from tests.factories import story as stories
from tests.factories.pages import client_of, when
from tests.factories.story import Story

pytestmark = pytest.mark.django_db

ELEVEN = "2024-05-06 11:00"


def told() -> Story:
    """A registered complaint of the first customer of P1."""
    return stories.registered()


def page_of(story: Story) -> str:
    """The path of the customer's own page."""
    assert story.complaint is not None
    with when(ELEVEN):
        return links.make(story.complaint, Purpose.FOLLOW).split("8000", 1)[-1]


def write(story: Story, text: str, at: str = ELEVEN, **more: Any) -> Any:
    """The customer writes on the own page."""
    path = page_of(story)
    with when(at):
        return Client(headers={"accept-language": "en"}).post(f"{path}say/", {"text": text, **more}, follow=True)


def talk() -> Conversation:
    return Conversation.objects.get()


@pytest.mark.requirement("S3-08e")
def test_what_the_customer_writes_reaches_the_counter_and_the_answer_reaches_the_customer() -> None:
    story = told()
    write(story, "师傅什么时候来？")
    assert Notice.objects.filter(code="customer_wrote", staff=story.cast.staff["agent"]).exists()
    browser = client_of(story, "agent")
    with when("2024-05-06 11:05"):
        listed = browser.get("/centres/conversations/").content.decode()
        assert "师傅什么时候来？" in listed
        assert '<strong class="sw-strong">1</strong>' in listed
        browser.get(f"/centres/conversations/{talk().case.number}/")
        assert '<strong class="sw-strong">1</strong>' not in browser.get("/centres/conversations/").content.decode()
        browser.post(f"/centres/conversations/{talk().case.number}/", {"text": "今天下午三点上门", "key": "k1"})
    told_by_sms = Notice.objects.get(code="centre_replied", customer=story.cast.customers["customer"])
    with when("2024-05-06 11:06"):
        assert "/p/" in words_for(told_by_sms).body
        page = Client().get(page_of(story)).content.decode()
    assert "今天下午三点上门" in page
    assert talk().unit == story.cast.unit("agent", "1-1-101")


@pytest.mark.requirement("S3-08e")
def test_new_answers_are_counted_until_the_customer_has_seen_them() -> None:
    story = told()
    write(story, "在吗")
    act(story, Talk.reply, talk().case, "agent", "2024-05-06 11:10", text="在的")
    path = page_of(story)
    assert talks.unread_for_customer(talk()) == 1
    with when("2024-05-06 11:20"):
        assert "1 new" in Client(headers={"accept-language": "en"}).get(path).content.decode()
        assert "1 new" not in Client(headers={"accept-language": "en"}).get(path).content.decode()


@pytest.mark.requirement("S3-08e")
def test_nobody_elses_conversation_is_on_a_customers_page() -> None:
    story = told()
    write(story, "我家漏水")
    other = story.cast.customers["customer2"]
    unit = story.cast.unit("agent", "1-1-102")
    assert story.complaint is not None
    theirs = Case.objects.get(pk=story.complaint.pk)
    theirs.pk, theirs.number, theirs.customer, theirs.unit = None, "TS-240506-999999", other, unit
    assert talks.conversation_of(other, theirs.project) is None
    with clock.moved_to(instant_of(ELEVEN)):
        talks.say(other, theirs.project, "我家也漏水", unit, None)
    lines = [line.text for line in talks.lines_of(Conversation.objects.get(case__customer=other))]
    assert lines == ["我家也漏水"]
    assert Conversation.objects.count() == 2


@pytest.mark.requirement("S3-08e")
def test_the_customer_is_answered_within_a_day_of_the_first_message_that_waits() -> None:
    story = told()
    write(story, "一")
    write(story, "二", "2024-05-06 15:00")
    owed = Obligation.objects.get(code="REPLY")
    assert owed.due_at == instant_of("2024-05-07 11:00")
    act(story, Talk.reply, talk().case, "agent", "2024-05-07 11:00", text="收到")
    owed.refresh_from_db()
    assert owed.outcome == "met"


@pytest.mark.requirement("S3-08f")
def test_what_was_said_can_neither_be_changed_nor_deleted() -> None:
    story = told()
    write(story, "请尽快")
    for statement in ("DELETE FROM kernel_event", "UPDATE kernel_event SET data = '{}'"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert not {step for step in Talk.steps if "delete" in step or "remove" in step}


@pytest.mark.requirement("S3-08f")
@pytest.mark.parametrize("who", ["agent", "chairman_region", "head_engineering"])
def test_the_platform_is_administered_by_the_group_alone(who: str) -> None:
    story = told()
    with when(ELEVEN):
        assert client_of(story, who).get("/centres/platform/").status_code == 403
        assert client_of(story, who).post("/centres/platform/", {"title": "x", "text": "y"}).status_code == 403
    assert not ReplyTemplate.objects.exists()


@pytest.mark.requirement("S3-08f")
def test_the_group_sees_all_conversations_and_the_log_and_keeps_the_templates() -> None:
    story = told()
    write(story, "请尽快")
    browser = client_of(story, "group_agent")
    with when("2024-05-06 12:00"):
        assert "请尽快" in browser.get("/centres/conversations/").content.decode()
        page = browser.get("/centres/platform/").content.decode()
        assert "Write to the service centre" in page
        browser.post("/centres/platform/", {"title": "已派单", "text": "您的诉求已派单，今日回复进展。"})
        assert (
            "已派单" in client_of(story, "agent").get(f"/centres/conversations/{talk().case.number}/").content.decode()
        )
        browser.post("/centres/platform/", {"drop": ReplyTemplate.objects.get().pk})
    assert not ReplyTemplate.objects.get().is_active


@pytest.mark.requirement("S3-08f")
def test_the_group_blocks_an_account_and_switches_an_estate_off() -> None:
    story = told()
    write(story, "一")
    with pytest.raises(Refused) as refused:
        act(story, Talk.block, talk().case, "agent", ELEVEN, reason="骚扰")
    assert refused.value.code == "wrong_role"
    act(story, Talk.block, talk().case, "group_agent", ELEVEN, reason="反复发送广告")
    assert "not accepted at present" in write(story, "二").content.decode()
    act(story, Talk.unblock, talk().case, "group_agent", ELEVEN, reason="误判")
    write(story, "三")
    centre = centre_of(story, ELEVEN)
    act(story, Centre.set_mobile, centre, "gm", "2024-05-06 11:30", on="false")
    assert "not accepted at present" in write(story, "四", "2024-05-06 11:40").content.decode()
    assert [line.text for line in talks.lines_of(talk())] == ["一", "三"]


@pytest.mark.requirement("S3-07c")
def test_after_the_centre_closed_the_customers_page_says_where_to_turn() -> None:
    story = told()
    assert story.complaint is not None
    centre = centre_of(story, ELEVEN)
    closing = {
        "successor": story.cast.projects["P1"].region_id,
        "phone": "057188889999",
        "hand_over_to": story.cast.staff["head_engineering"].pk,
    }
    act(story, Centre.close, centre, "gm", "2024-05-06 12:00", **closing)
    with when("2024-05-06 12:01"):
        page = Client().get(page_of(story)).content.decode()
    assert "057188889999" in page
    write(story, "我的事谁管？", "2024-05-06 12:05")
    assert Notice.objects.filter(code="customer_wrote", staff=story.cast.staff["group_agent"]).exists()


def test_a_private_conversation_is_not_for_everybody_who_sees_the_project() -> None:
    story = told()
    write(story, "一")
    with when("2024-05-06 12:00"):
        number = talk().case.number
        address = reverse("centres:conversation", args=[number])
        assert client_of(story, "head_engineering").get(address).status_code == 403
        assert client_of(story, "agent3").get(address).status_code == 404


@pytest.mark.requirement("S3-08e")
def test_the_conversation_stands_beside_the_complaint() -> None:
    story = told()
    write(story, "师傅什么时候来？")
    assert story.complaint is not None
    with when("2024-05-06 11:05"):
        page = client_of(story, "agent").get(f"/cases/{story.complaint.number}/").content.decode()
        assert "师傅什么时候来？" in page
        assert "1 unread" in page
        hidden = client_of(story, "head_engineering").get(f"/cases/{story.complaint.number}/").content.decode()
    assert "师傅什么时候来？" not in hidden
