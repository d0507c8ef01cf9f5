"""Delivery: at least once, never twice while nobody dies, and nothing is marked sent that was not."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from django.core import mail
from django.db import connection, transaction
from django.utils.functional import lazy
from django.utils.translation import get_language

from shouwen.kernel import clock
from shouwen.kernel.models import Notice
from shouwen.kernel.notices import Delivered, Message, NoticeDraft, deliver, outbox_age, post, register
from shouwen.kernel.notices.delivery import LEASE, claim
from shouwen.people.models import Staff
from tests.factories import centre
from tests.kernel import providers

pytestmark = pytest.mark.django_db(transaction=True)
MORNING = datetime(2026, 5, 6, 2, 0, tzinfo=UTC)
NIGHT = datetime(2026, 5, 6, 14, 0, tzinfo=UTC)
PHONE = "13800000001"


@pytest.fixture(autouse=True)
def taken(settings: Any) -> Iterator[list[Any]]:
    """A provider that takes everything; what it took."""
    use(settings, "Recording")
    providers.Recording.taken.clear()
    providers.Down.tried = 0
    with clock.moved_to(MORNING):
        yield providers.Recording.taken


def use(settings: Any, provider: str) -> None:
    settings.SMS = {**settings.SMS, "backend": f"tests.kernel.providers.{provider}"}


def told(who: Staff, code: str = "order_issued", key: str = "k", at: datetime = MORNING) -> NoticeDraft:
    return NoticeDraft(code=code, key=f"{key}:s{who.pk}", at=at, staff_id=who.pk)


def waiting_sms(code: str = "order_issued", count: int = 1) -> list[Notice]:
    who = centre.staff(phone=PHONE)
    post(told(who, code, key=f"{code}{n}") for n in range(count))
    return list(Notice.objects.filter(channel="sms", code=code).order_by("id"))


# — the plain way —


@pytest.mark.requirement("S3-19a")
def test_a_message_is_marked_sent_after_the_provider_took_it(taken: list[Any]) -> None:
    [notice] = waiting_sms()
    assert deliver() == Delivered(sent=1)
    notice.refresh_from_db()
    assert (notice.status, notice.sent_at, notice.provider_ref) == (Notice.Status.SENT, MORNING, "ref-1")
    assert (notice.next_attempt_at, notice.lease_until) == (None, None)
    assert (taken[0].to, taken[0].key) == (PHONE, f"sms:{notice.key}")
    assert deliver() == Delivered()


def test_the_one_that_waits_longest_goes_first(taken: list[Any]) -> None:
    who = centre.staff(phone=PHONE)
    for minutes in (10, 30, 20):
        with clock.moved_to(MORNING - timedelta(minutes=minutes)):
            post([told(who, key=str(minutes), at=clock.now())])
    assert outbox_age() == timedelta(minutes=30)
    assert deliver(limit=2).sent == 2
    assert [message.key for message in taken] == [f"sms:30:s{who.pk}", f"sms:20:s{who.pk}"]


def test_mail_goes_out_with_an_id_made_of_its_key() -> None:
    who = centre.staff()
    Staff.objects.filter(pk=who.pk).update(email="hr@example.test")
    post([told(who, "penalty_statement")])
    assert deliver().sent == 1
    [sent] = mail.outbox
    assert sent.to == ["hr@example.test"]
    assert sent.extra_headers["Message-ID"] == Notice.objects.get(channel="email").provider_ref


def test_a_customer_is_told_on_the_main_number(taken: list[Any]) -> None:
    who = centre.customer(phone="13900000002")
    who.phones.create(number="13700000003", is_primary=False)
    post([NoticeDraft("rating_invited", "k", MORNING, customer_id=who.pk)])
    deliver()
    assert [message.to for message in taken] == ["13900000002"]


@pytest.mark.requirement("S3-I03")
def test_the_file_backend_writes_one_line_for_each_sms(settings: Any, tmp_path: Path) -> None:
    settings.SMS = {**settings.SMS, "backend": "file", "folder": str(tmp_path)}
    waiting_sms(count=2)
    deliver()
    lines = [json.loads(line) for line in (tmp_path / "2026-05-06.jsonl").read_text("utf-8").splitlines()]
    assert [line["to"] for line in lines] == [PHONE, PHONE]
    assert lines[0]["key"] != lines[1]["key"]


def test_the_console_backend_prints(settings: Any, capsys: Any) -> None:
    settings.SMS = {"backend": "console", "test": "its own"}
    waiting_sms()
    deliver()
    assert PHONE in capsys.readouterr().out


# — what is not sent —


def test_who_has_no_address_or_has_left_cannot_be_told() -> None:
    leaver = centre.staff(phone=PHONE)
    post([told(centre.staff()), told(leaver)])
    Staff.objects.filter(pk=leaver.pk).update(is_active=False)
    assert deliver() == Delivered(failed=2)
    errors = set(Notice.objects.filter(channel="sms").values_list("error", flat=True))
    assert errors == {"Undeliverable: no address is known", "Undeliverable: the person has left"}


def test_what_is_useless_by_now_is_dropped(taken: list[Any]) -> None:
    [notice] = waiting_sms("progress_due")
    assert deliver(now=MORNING + timedelta(hours=3)) == Delivered(dropped=1)
    notice.refresh_from_db()
    assert (notice.status, notice.next_attempt_at, taken) == (Notice.Status.DROPPED, None, [])


def test_a_message_delayed_into_the_night_waits_for_the_morning(taken: list[Any]) -> None:
    who = centre.customer(phone=PHONE)
    post([NoticeDraft("rating_invited", "k", MORNING, customer_id=who.pk)])
    assert deliver(now=NIGHT) == Delivered(held=1)
    notice = Notice.objects.get()
    assert (notice.status, notice.attempts) == (Notice.Status.QUEUED, 0)
    assert notice.next_attempt_at == datetime(2026, 5, 7, 0, 0, tzinfo=UTC)
    assert deliver(now=notice.next_attempt_at).sent == 1
    assert len(taken) == 1


# — trouble —


@pytest.mark.requirement("S3-I03")
def test_a_failure_is_tried_again_later_and_later_until_it_counts_as_failed(settings: Any, caplog: Any) -> None:
    use(settings, "Busy")
    settings.SHOUWEN_NOTICE_ATTEMPTS = 5
    [notice] = waiting_sms()
    now, pauses = MORNING, []
    with caplog.at_level(logging.ERROR):
        while notice.status == Notice.Status.QUEUED:
            alarms_before = len(caplog.records)
            deliver(now=now)
            notice.refresh_from_db()
            assert len(caplog.records) - alarms_before == (1 if notice.attempts >= 3 else 0)
            if notice.next_attempt_at:
                pauses.append((notice.next_attempt_at - now).total_seconds())
                assert deliver(now=notice.next_attempt_at - timedelta(seconds=1)).claimed == 0
                now = notice.next_attempt_at
    assert pauses == [30, 60, 120, 240]
    assert (notice.status, notice.attempts) == (Notice.Status.FAILED, 5)


def test_neither_the_log_nor_the_record_of_a_failure_names_a_phone(settings: Any, caplog: Any) -> None:
    use(settings, "Busy")
    settings.SHOUWEN_NOTICE_ATTEMPTS = 1
    [notice] = waiting_sms()
    deliver()
    notice.refresh_from_db()
    assert "too many messages" in notice.error
    for text in (notice.error, caplog.text):
        assert PHONE not in text
        assert "@" not in text


def test_while_a_provider_is_down_it_is_asked_once_a_round_and_other_channels_go_on(settings: Any) -> None:
    use(settings, "Down")
    waiting_sms(count=5)
    who = centre.staff()
    Staff.objects.filter(pk=who.pk).update(email="hr@example.test")
    post([told(who, "penalty_statement")])
    assert deliver() == Delivered(sent=1, retried=1, held=4)
    assert providers.Down.tried == 1
    assert Counter(Notice.objects.filter(channel="sms").values_list("attempts", flat=True)) == {0: 4, 1: 1}
    use(settings, "Recording")
    assert deliver(now=MORNING + timedelta(seconds=30)).sent == 5


def test_one_poisoned_message_does_not_stop_the_others(settings: Any) -> None:
    use(settings, "Broken")
    waiting_sms("order_issued")
    waiting_sms("progress_due")
    waiting_sms("deadline_warning")
    assert deliver() == Delivered(sent=1, retried=1, failed=1)
    status = dict(Notice.objects.filter(channel="sms").values_list("code", "status"))
    assert status == {"order_issued": "queued", "progress_due": "failed", "deadline_warning": "sent"}


# — leases, races and crashes —


def test_a_lease_keeps_others_away_until_it_ends(taken: list[Any]) -> None:
    waiting_sms()
    [held] = claim(10, MORNING)
    assert (held.status, held.lease_until) == (Notice.Status.SENDING, MORNING + LEASE)
    assert deliver(now=MORNING + LEASE - timedelta(seconds=1)).claimed == 0
    assert deliver(now=MORNING + LEASE).sent == 1
    assert len(taken) == 1


def test_whoever_lost_the_lease_cannot_write_the_outcome(settings: Any) -> None:
    """The provider of the first is so slow that its lease ends; the second delivers; the first then fails."""
    [notice] = waiting_sms()

    class Slow(providers.Down):
        def send(self, message: Any) -> str:
            use(settings, "Recording")
            assert deliver(now=MORNING + LEASE).sent == 1
            return super().send(message)

    providers.Slow = Slow  # type: ignore[attr-defined]
    use(settings, "Slow")
    deliver()
    notice.refresh_from_db()
    assert (notice.status, notice.attempts, notice.error) == (Notice.Status.SENT, 2, "")


def test_two_deliverers_never_send_one_message_twice(taken: list[Any]) -> None:
    waiting_sms(count=200)
    start = Barrier(2)

    def work() -> None:
        start.wait()
        with clock.moved_to(MORNING):
            while deliver(limit=7).claimed:
                pass
        connection.close()

    threads = [Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == 200
    assert len({message.key for message in taken}) == 200
    assert not Notice.objects.exclude(status=Notice.Status.SENT).exists()


def test_a_row_somebody_else_has_locked_is_passed_over(taken: list[Any]) -> None:
    waiting_sms(count=2)
    first = Notice.objects.filter(channel="sms").order_by("id").values_list("pk", flat=True)[0]
    done: list[Delivered] = []

    def work() -> None:
        done.append(deliver(now=MORNING))
        connection.close()

    with transaction.atomic():
        Notice.objects.select_for_update().get(pk=first)
        thread = Thread(target=work)
        thread.start()
        thread.join(timeout=30)
    assert done == [Delivered(sent=1)]


def test_two_who_post_the_same_message_at_once_write_it_once() -> None:
    who = centre.staff(phone=PHONE)
    start = Barrier(2)
    written: list[int] = []

    def work() -> None:
        start.wait()
        with transaction.atomic():
            written.append(post(told(who, key=str(n)) for n in range(50)))
        connection.close()

    threads = [Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(written) == 100  # fifty messages on two channels
    assert Notice.objects.count() == 100


def test_killed_while_sending_the_message_is_sent_once_more_with_the_same_key(taken: list[Any], tmp_path: Path) -> None:
    [notice] = waiting_sms()
    program = (
        "import django; django.setup()\n"
        "from datetime import datetime\n"
        "from django.conf import settings\n"
        f"settings.SMS = {{'backend': 'tests.kernel.providers.Hanging', 'folder': {str(tmp_path)!r}}}\n"
        f"settings.DATABASES['default']['NAME'] = {connection.settings_dict['NAME']!r}\n"
        "from shouwen.kernel.notices import deliver\n"
        f"deliver(now=datetime.fromisoformat({MORNING.isoformat()!r}))\n"
    )
    child = subprocess.Popen([sys.executable, "-c", program], env=os.environ)
    deadline = time.monotonic() + 60
    while not (tmp_path / "reached").exists():
        assert child.poll() is None, "the deliverer ended before it sent"
        assert time.monotonic() < deadline
        time.sleep(0.05)
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    assert deliver(now=MORNING + LEASE - timedelta(seconds=1)).claimed == 0
    assert deliver(now=MORNING + LEASE).sent == 1
    notice.refresh_from_db()
    assert (notice.status, notice.attempts) == (Notice.Status.SENT, 2)
    assert [message.key for message in taken] == [(tmp_path / "reached").read_text()]


def test_the_words_are_made_in_the_recipients_language_on_delivery(taken: list[Any]) -> None:
    spoken = lazy(lambda: str(get_language()), str)()
    message_code = "tests_language"
    register(Message(message_code, spoken, spoken, staff=(Notice.Channel.SMS,)))
    for phone, language in (("13800000008", "en"), ("13800000009", "zh-hans")):
        who = centre.staff(phone=phone)
        Staff.objects.filter(pk=who.pk).update(language=language)
        post([told(who, message_code)])
    deliver()
    assert {message.to: message.body for message in taken} == {"13800000008": "en", "13800000009": "zh-hans"}
