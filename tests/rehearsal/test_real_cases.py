"""In a house that has lived for months: its people touch no story, and its own cases can be told as stories."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.db.models import Q
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from shouwen.complaints.words import ComplaintState
from shouwen.kernel import clock, engine
from shouwen.kernel.models import Case, Event, JobRun
from shouwen.people.models import Appointment
from shouwen.people.roles import Role
from shouwen.rehearsal.demo import making
from shouwen.rehearsal.demo.making import Size
from shouwen.rehearsal.outcome import Check
from shouwen.rehearsal.player import perform
from shouwen.rehearsal.recording import CannotBeRecorded, record
from shouwen.rehearsal.scenario import parse, read

END = datetime(2026, 6, 15, 7, 0, tzinfo=UTC)
SMALL = Size(complaints=24, units=120, seed=11)
STORIES = Path(__file__).parent.parent / "scenarios"


@pytest.fixture(scope="module")
def lived(swept: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A house with half a year behind it, rolled back after the last test of this module."""
    with django_db_blocker.unblock(), transaction.atomic():
        making.make(SMALL, END)
        engine.sweep(END - clock.TICK)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # what came within this transaction PostgreSQL will not count by itself
        yield
        transaction.set_rollback(True)


def otherwise(text: str) -> list[Check]:
    return [check for check in perform(parse(text)) if not check.ok]


def texts(given: object) -> Iterator[str]:
    """What people wrote: Chinese words, wherever they stand in what was given."""
    if isinstance(given, str) and re.search("[\u4e00-\u9fff]", given):
        yield given
    for part in given.values() if isinstance(given, dict) else given if isinstance(given, list) else ():
        yield from texts(part)


def complaints() -> list[Case]:
    return list(Case.objects.filter(flow="complaints.complaint").select_related("project").order_by("id"))


@pytest.mark.django_db
@pytest.mark.usefixtures("lived")
class TestInAHouseThatHasLived:
    @pytest.mark.parametrize(
        "name", ["art18_three_hands", "art23_called_back_late", "art33_urged_until_closed", "art36_three_statements"]
    )
    def test_its_own_people_have_no_part_in_a_story(self, name: str) -> None:
        assert [check for check in perform(read(STORIES / f"{name}.yaml")) if not check.ok] == []

    def test_a_month_that_has_its_statement_tells_the_cast_of_it_all_the_same(self) -> None:
        assert JobRun.objects.filter(job="payroll.statement").exists()
        text = (STORIES / "art36_statement_without_lines.yaml").read_text(encoding="utf-8")
        assert otherwise(text.replace("2024-", "2026-")) == []

    def test_every_complaint_that_can_be_told_goes_as_it_went(self) -> None:
        told, untold = 0, []
        with clock.moved_to(END):
            for complaint in complaints():
                try:
                    text = record(complaint)
                except CannotBeRecorded as why:
                    untold.append(str(why))
                    continue
                assert otherwise(text) == [], f"{complaint.number}\n{text}"
                told += 1
        assert told >= len(complaints()) * 3 // 4, untold

    def test_it_is_told_without_names_numbers_and_words_of_the_customer(self) -> None:
        with clock.moved_to(END):
            for complaint in complaints()[:10]:
                text = record(complaint)
                record_ = complaint.complaint  # type: ignore[attr-defined] # one to one
                assert record_.customer_name not in text
                assert record_.phone not in text
                assert record_.demand not in text
                assert complaint.number not in text

    def test_nothing_anybody_wrote_is_told(self) -> None:
        """A denylist of fields would forget one: every text longer than a word that a step was given is looked for."""
        with clock.moved_to(END):
            for complaint in complaints():
                try:
                    text = record(complaint)
                except CannotBeRecorded:
                    continue
                events = Event.objects.filter(Q(case=complaint) | Q(case__parent=complaint))
                written = {words for event in events for words in texts(event.data.get("given", {}))}
                assert [words for words in written if words in text] == []

    def test_a_draft_is_shown_beside_what_happened(self) -> None:
        closed = next(one for one in complaints() if one.state == ComplaintState.CLOSED)
        with clock.moved_to(END):
            scenario = parse(record(closed))
            assert perform(scenario.under({"T1.limit": 1})) != perform(scenario)

    def test_the_page_writes_a_case_down_and_plays_it_for_those_who_may(self) -> None:
        post = Appointment.objects.filter(role=Role.RULE_OWNER).select_related("staff").earliest("id")
        client = Client(headers={"Accept-Language": "en"})
        client.force_login(post.staff, backend="shouwen.people.login.StaffNumberOrPhone")
        number = complaints()[0].number
        html = client.get("/rehearsal/", {"record": number}).content.decode()
        assert "do: complaint.register" in html or "do: complaint.begin" in html
        missing = client.get("/rehearsal/", {"record": "TS-none"})
        assert (missing.status_code, "cannot be found" in missing.content.decode()) == (422, True)
