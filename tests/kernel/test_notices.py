"""Messages: written once, in the move's transaction, in the recipient's words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import translation

from shouwen.kernel import clock
from shouwen.kernel.errors import Refused
from shouwen.kernel.models import Notice, Webhook
from shouwen.kernel.notices import (
    Message,
    NoticeDraft,
    inbox_of,
    mark_read,
    message_named,
    post,
    register,
    resend,
    unread_count,
)
from shouwen.kernel.notices.messages import all_messages, link_with, words_for
from shouwen.people.models import Staff
from tests.factories import centre
from tests.kernel.cases import case, event

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 5, 6, 2, 0, tzinfo=UTC)  # 10:00 in Shanghai
NIGHT = datetime(2026, 5, 6, 14, 0, tzinfo=UTC)  # 22:00
EIGHT = datetime(2026, 5, 7, 0, 0, tzinfo=UTC)  # 08:00 of the next day


def told(who: Staff, code: str = "order_issued", *, at: datetime = MORNING, key: str = "k", **more: Any) -> NoticeDraft:
    return NoticeDraft(code=code, key=f"{key}:s{who.pk}", at=at, staff_id=who.pk, **more)


def customer_told(code: str = "rating_invited", *, at: datetime = MORNING, **more: Any) -> NoticeDraft:
    who = centre.customer()
    return NoticeDraft(code=code, key=f"k:c{who.pk}", at=at, customer_id=who.pk, **more)


def subscription(path: str, code: str, *, active: bool = True) -> Webhook:
    url = f"https://example.test/{path}"
    return Webhook.objects.create(url=url, secret="s", codes=[code], active=active, created_at=MORNING)


@pytest.fixture(autouse=True)
def written_in_the_morning() -> Iterator[None]:
    with clock.moved_to(MORNING):
        yield


# — writing —


@pytest.mark.requirement("S3-19a")
def test_an_issued_order_reaches_the_inbox_at_once_and_waits_to_leave_as_sms() -> None:
    post([told(centre.staff())])
    inbox, sms = Notice.objects.order_by("channel")
    assert (inbox.channel, inbox.status, inbox.next_attempt_at) == ("inbox", Notice.Status.SENT, None)
    assert (sms.channel, sms.status, sms.next_attempt_at) == ("sms", Notice.Status.QUEUED, MORNING)


@pytest.mark.requirement("S3-I03")
def test_the_same_key_is_written_once_and_another_day_again() -> None:
    who = centre.staff()
    assert post([told(who, "daily_unfinished", key="o1:05-06"), told(who, "daily_unfinished", key="o1:05-06")]) == 2
    assert post([told(who, "daily_unfinished", key="o1:05-06")]) == 0
    assert post([told(who, "daily_unfinished", key="o1:05-07")]) == 2


def test_a_move_that_fails_leaves_no_message() -> None:
    who = centre.staff()
    with transaction.atomic():
        post([told(who)])
        transaction.set_rollback(True)
    assert not Notice.objects.exists()


def test_nothing_to_post_asks_the_database_nothing(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert post([]) == 0


def test_a_thousand_messages_are_one_statement(django_assert_num_queries: Any) -> None:
    who = centre.staff()
    with django_assert_num_queries(1):
        assert post(told(who, "order_issued", key=str(n)) for n in range(1000)) == 2000


def test_case_event_and_data_travel_along() -> None:
    who, matter = centre.staff(), case()
    step = event(matter)
    data = {"due_at": "2026-05-06T03:00:00+00:00", "task": "请核实“漏水”", "n": 3}
    post([told(who, case_id=matter.pk, event_id=step.pk, data=data)])
    kept = Notice.objects.get(channel="inbox")
    assert (kept.case, kept.event, kept.data, kept.at) == (matter, step, data, MORNING)


def test_a_message_goes_to_exactly_one_person() -> None:
    with pytest.raises(ValueError, match="one"):
        post([NoticeDraft("order_issued", "k", MORNING)])
    with pytest.raises(ValueError, match="one"):
        post([NoticeDraft("order_issued", "k", MORNING, staff_id=1, customer_id=1)])


def test_an_unknown_message_is_a_mistake_of_the_program() -> None:
    with pytest.raises(LookupError):
        post([told(centre.staff(), "nonsense")])


def test_a_message_says_when_it_stops_being_useful() -> None:
    who = centre.staff()
    post(
        [
            told(who, "progress_due", key="1"),
            told(who, "deadline_warning", key="2", useless_after=EIGHT),
            told(who, "order_issued", key="3"),
        ]
    )
    kept = dict(Notice.objects.filter(channel="sms").values_list("code", "useless_after"))
    assert kept == {"progress_due": MORNING + timedelta(hours=2), "deadline_warning": EIGHT, "order_issued": None}


def test_quiet_hours_hold_customers_sms_until_eight_and_never_what_is_urgent_to_staff() -> None:
    post(
        [
            customer_told(at=NIGHT),
            told(centre.staff(), at=NIGHT),
            told(centre.staff(), "cooperation_requested", at=NIGHT),
        ]
    )
    due = dict(Notice.objects.filter(channel="sms").values_list("code", "next_attempt_at"))
    assert due == {"rating_invited": EIGHT, "order_issued": NIGHT, "cooperation_requested": EIGHT}


def test_what_is_written_late_waits_from_then_and_still_keeps_the_quiet_hours() -> None:
    with clock.moved_to(MORNING + timedelta(hours=3)):
        post([told(centre.staff(), key="by day")])
    with clock.moved_to(NIGHT):
        post([told(centre.staff(), key="by night")])
    due = list(Notice.objects.filter(channel="sms").order_by("id").values_list("next_attempt_at", flat=True))
    assert due == [MORNING + timedelta(hours=3), NIGHT]
    with clock.moved_to(NIGHT):
        post([customer_told(at=MORNING)])
    assert Notice.objects.latest("id").next_attempt_at == EIGHT


def test_quiet_hours_are_those_of_the_rulebooks_zone() -> None:
    just_before, first = datetime(2026, 5, 6, 12, 59, 59, tzinfo=UTC), datetime(2026, 5, 6, 13, 0, tzinfo=UTC)
    post([customer_told(at=just_before), customer_told(at=first), customer_told(at=EIGHT)])
    due = list(Notice.objects.order_by("at").values_list("next_attempt_at", flat=True))
    assert due == [just_before, EIGHT, EIGHT]


# — webhooks —


def test_a_subscriber_hears_of_a_fact_once_however_many_are_told() -> None:
    hook = Webhook.objects.create(url="https://example.test/in", secret="s", codes=["case_closed"], created_at=MORNING)
    Webhook.objects.create(
        url="https://example.test/off", secret="s", codes=["case_closed"], active=False, created_at=MORNING
    )
    Webhook.objects.create(url="https://example.test/other", secret="s", codes=["order_issued"], created_at=MORNING)
    matter = case()
    step = event(matter)
    drafts = [told(centre.staff(), "case_closed", case_id=matter.pk, event_id=step.pk) for _ in range(3)]
    assert post(drafts) == 4
    assert post(drafts) == 0
    kept = Notice.objects.get(channel="webhook")
    assert (kept.address, kept.event, kept.staff, kept.status) == (hook.url, step, None, Notice.Status.QUEUED)


# — words —


def test_every_message_reads_well_in_both_languages_even_without_data() -> None:
    matter = case()
    for message in all_messages():
        for language in ("en", "zh-hans"):
            with translation.override(language):
                words = words_for(Notice(code=message.code, case=matter, at=MORNING))
            assert words.subject
            assert "%(" not in words.subject + words.body


def test_instants_are_shown_on_the_wall_clock_and_what_is_absent_as_a_dash() -> None:
    notice = Notice(code="progress_due", case=case(), at=MORNING, data={"due_at": "2026-05-06T03:00:00+00:00"})
    assert "2026-05-06 11:00" in words_for(notice).body
    notice.data = {}
    assert "—" in words_for(notice).body


def test_a_link_is_made_when_the_words_are_and_does_not_lie_in_the_outbox() -> None:
    register(Message("tests_link", "Sign", "Sign here: %(link)s"))
    link_with("tests_link", lambda notice: f"https://example.test/{notice.key}")
    post([customer_told("tests_link")])
    notice = Notice.objects.get()
    assert words_for(notice).body == f"Sign here: https://example.test/{notice.key}"
    assert "link" not in notice.data
    with pytest.raises(LookupError):
        link_with("nonsense", lambda notice: "")


def test_words_for_a_phone_name_the_case_and_no_person() -> None:
    matter = case()
    assert matter.customer is not None
    for message in all_messages():
        words = words_for(Notice(code=message.code, case=matter, customer=matter.customer, at=MORNING))
        assert matter.customer.name not in words.subject + words.body
        assert matter.title not in words.body


def test_a_domain_adds_a_message_once() -> None:
    register(Message("tests_hello", "Hello", "Hello %(number)s"))
    assert message_named("tests_hello").staff == (Notice.Channel.INBOX,)
    with pytest.raises(ValueError, match="two messages"):
        register(Message("tests_hello", "Hello", "Hello"))


# — the inbox —


def test_people_read_their_own_messages_only() -> None:
    me, other = centre.staff(), centre.staff()
    post([told(me, key="1"), told(me, key="2"), told(other, key="3")])
    ids = list(Notice.objects.filter(channel="inbox").values_list("pk", flat=True))
    with clock.moved_to(MORNING):
        assert mark_read(me, ids) == 2
    with clock.moved_to(NIGHT):
        assert mark_read(me, ids) == 0
    assert (unread_count(me), unread_count(other)) == (0, 1)
    assert {notice.read_at for notice in inbox_of(me)} == {MORNING}


# — sending again —


def test_a_message_is_sent_again_as_a_new_row_that_names_who_asked() -> None:
    me = centre.staff()
    post([told(me)])
    first = Notice.objects.get(channel="sms")
    with pytest.raises(Refused):
        resend(first, me)  # still on its way
    Notice.objects.filter(pk=first.pk).update(status=Notice.Status.FAILED, next_attempt_at=None)
    second = resend(first, me)
    assert (second.status, second.key, second.data["resent_by"]) == (Notice.Status.QUEUED, f"{first.key}#1", me.pk)
    Notice.objects.filter(pk=second.pk).update(status=Notice.Status.SENT)
    assert resend(second, me).key == f"{first.key}#2"
    first.refresh_from_db()
    assert first.status == Notice.Status.FAILED


def test_an_in_app_message_is_not_sent_again() -> None:
    me = centre.staff()
    post([told(me)])
    with pytest.raises(Refused):
        resend(Notice.objects.get(channel="inbox"), me)
