"""The auditor finds what the rules say cannot be, each rule by a row made to break it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from shouwen.kernel import auditor, clock
from shouwen.kernel.models import Event, JobRun, Notice, Obligation, ObligationPause, PenaltyLine
from shouwen.kernel.notices import NoticeDraft, post
from tests.factories import story
from tests.factories.story import Story, at

pytestmark = pytest.mark.django_db

NOON = at("2024-05-06 12:30")


def late() -> Story:
    """The visit and a first line for it; everything that was due has fired."""
    told = story.issued()
    told.sweep("2024-05-06 12:30")
    Notice.objects.filter(next_attempt_at__isnull=False).update(next_attempt_at=None)
    return told


def findings() -> dict[str, list[int]]:
    return {finding.rule: list(finding.ids) for finding in auditor.audit(NOON)}


def broken(owed: Obligation, **values: Any) -> dict[str, list[int]]:
    Obligation.objects.filter(pk=owed.pk).update(**values)
    return findings()


def test_a_case_that_ran_by_the_rules_gives_no_finding() -> None:
    late()
    assert findings() == {}


def test_an_open_obligation_with_steps_left_must_have_its_next_instant() -> None:
    owed = late().owed("T6")
    assert broken(owed, next_fire_at=None) == {"nothing_fires_next": [owed.pk]}


@pytest.mark.parametrize("resting", ["suspended_at", "held_at"])
def test_what_rests_needs_none(resting: str) -> None:
    owed = late().owed("T6")
    assert broken(owed, next_fire_at=None, **{resting: NOON}) == {}


def test_what_is_paused_needs_none() -> None:
    told = late()
    owed = told.owed("T6")
    ObligationPause.objects.create(obligation=owed, from_at=NOON, reason="停电", asked_by=told.cast.staff["agent"])
    assert broken(owed, next_fire_at=None) == {}


def test_what_rests_must_not_fire() -> None:
    owed = late().owed("T6")
    assert broken(owed, held_at=NOON) == {"settled_yet_firing": [owed.pk]}


def test_what_is_due_must_fire_within_minutes() -> None:
    owed = late().owed("T6")
    assert broken(owed, next_fire_at=NOON - timedelta(minutes=4)) == {}
    assert broken(owed, next_fire_at=NOON - timedelta(minutes=6)) == {"due_and_not_fired": [owed.pk]}


def test_somebody_must_owe_it() -> None:
    owed = late().owed("T6")
    assert broken(owed, debtor=None) == {"nobody_owes": [owed.pk]}


def test_poison_is_named() -> None:
    owed = late().owed("T6")
    assert broken(owed, errors=1) == {"set_aside": [owed.pk]}


def test_messages_must_leave() -> None:
    late()
    notice = Notice.objects.exclude(channel=Notice.Channel.INBOX).first() or Notice.objects.all()[0]
    Notice.objects.filter(pk=notice.pk).update(next_attempt_at=NOON - timedelta(hours=2))
    assert findings() == {"undelivered": [notice.pk]}


def test_a_message_that_has_just_been_written_has_not_failed_to_leave() -> None:
    told = late()
    Notice.objects.all().delete()
    yesterday = NOON - timedelta(days=1)
    with clock.moved_to(NOON):
        post([NoticeDraft("order_issued", "late", yesterday, staff_id=told.cast.staff["agent"].pk)])
    assert auditor.undelivered(NOON + timedelta(minutes=59)).count() == 0
    assert auditor.undelivered(NOON + timedelta(minutes=61)).count() == 1


@pytest.mark.requirement("S3-I05")
def test_a_priced_breach_must_have_its_line() -> None:
    told = late()
    owed = told.owed("T3")
    assert PenaltyLine.objects.filter(obligation=owed).exists()
    twin = Obligation.objects.get(pk=owed.pk)
    twin.pk = None
    twin.save()
    assert findings() == {"breach_without_line": [twin.pk]}


@pytest.mark.parametrize("check", [auditor.accrual_without_line, auditor.breach_without_notice])
def test_the_night_can_ask_for_the_last_days_without_reading_all_that_ever_happened(check: Callable[..., Any]) -> None:
    """In a table of a few pages any way is as good; so every way but a bitmap of blocks is closed."""
    with connection.cursor() as cursor:
        for way in ("seqscan", "indexscan", "indexonlyscan"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
    assert "kernel_event_recorded" in check(NOON).explain()


def test_tonights_audit_is_carried_out_once_and_kept() -> None:
    owed = late().owed("T6")
    Obligation.objects.filter(pk=owed.pk).update(errors=1)
    with clock.moved_to(at("2024-05-07 02:59")):
        early = auditor.audit_when_due()
    with clock.moved_to(at("2024-05-07 03:01")):
        run, again = auditor.audit_when_due(), auditor.audit_when_due()
    assert run is not None
    assert again is None
    assert early is None or early.slot < run.slot
    assert "set_aside" in {finding["rule"] for finding in run.result["findings"]}
    assert JobRun.objects.get(slot=run.slot).finished_at is not None


def test_whoever_was_late_must_have_been_told() -> None:
    late()
    breach = Event.objects.filter(code="obligation.breached", data__code="T3").earliest("id")
    Notice.objects.filter(event=breach.pk).delete()
    assert findings() == {"breach_without_notice": [breach.pk]}


def test_what_was_late_before_the_price_was_in_force_costs_nothing() -> None:
    twin = late().owed("T3")
    twin.pk = None
    twin.terms["price"]["since"] = "2024-05-07"
    twin.save()
    assert findings() == {}
