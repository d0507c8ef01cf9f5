"""The page of the rehearsal: for rule owners, bounded, and nothing of it stays."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shouwen.kernel import clock, rule_changes
from shouwen.kernel.models import Case, Event
from shouwen.people.models import Staff
from shouwen.people.roles import Role
from shouwen.rehearsal import bounds, examples
from tests.factories import centre
from tests.factories.story import at

pytestmark = pytest.mark.django_db
LATE = examples.text_of("late_submission")


def browser(role: Role) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(person(role), backend="shouwen.people.login.StaffNumberOrPhone")
    return client


def person(role: Role) -> Staff:
    return centre.holder(role, centre.group_centre(centre.group()))


@pytest.fixture
def owner() -> Client:
    return browser(Role.RULE_OWNER)


def play(client: Client, text: str = LATE, **more: Any) -> tuple[int, str]:
    answer = client.post("/rehearsal/", {"text": text, **more})
    return answer.status_code, answer.content.decode()


def test_it_is_for_rule_owners_and_the_general_manager(owner: Client) -> None:
    assert owner.get("/rehearsal/").status_code == 200
    assert browser(Role.GROUP_GM).get("/rehearsal/").status_code == 200
    assert browser(Role.PROJECT_AGENT).get("/rehearsal/").status_code == 403
    assert browser(Role.PROJECT_AGENT).post("/rehearsal/", {"text": LATE}).status_code == 403


@pytest.mark.parametrize("name", ["late_submission", "on_time"])
def test_the_bundled_examples_go_as_written(owner: Client, name: str) -> None:
    assert "order.submit" in owner.get(f"/rehearsal/?example={name}").content.decode()
    status, html = play(owner, examples.text_of(name))
    assert (status, "Everything went as written." in html) == (200, True)
    assert "✗" not in html


def test_nothing_of_it_stays(owner: Client) -> None:
    before = (Case.objects.count(), Event.objects.count(), Staff.objects.count())
    play(owner)
    assert (Case.objects.count(), Event.objects.count(), Staff.objects.count()) == before


def test_what_went_otherwise_is_shown_beside_what_was_expected(owner: Client) -> None:
    html = play(owner, LATE.replace("penalties: {agent: 300}", "penalties: {agent: 200}"))[1]
    assert "1 thing went otherwise than written." in html
    assert "✗" in html


def test_codes_are_put_into_words_and_stay_small_beside_them(owner: Client) -> None:
    text = LATE.replace("states: {order: pending_dgm_issue}", "states: {order: issued}")
    html = play(owner, text.replace("order.submit, by: agent", "order.submit, by: dgm"))[1]
    for words, code in (
        ("Issued, awaiting the doorstep visit", "issued"),
        ("Order being drafted", "order_drafting"),
        ("Submit the supervision order", "order.submit"),
        ("Submit the supervision order", "T1"),
    ):
        assert f'{words} <span class="sw-note sw-num">{code}</span>' in html


def test_what_a_user_writes_is_no_markup_of_ours(owner: Client) -> None:
    html = play(owner, LATE.replace("{order: pending_dgm_issue}", '{"<b>o</b>": "<i>x</i>〔<u>y</u>〕"}'))[1]
    table = html[html.index("<tbody>") : html.index("</tbody>")]
    assert "&lt;b&gt;o&lt;/b&gt;" in table
    assert not any(tag in table for tag in ("<b>", "<i>", "<u>"))


def test_a_proposal_of_the_rulebook_can_be_tried(owner: Client) -> None:
    entry = rule_changes.propose("T1", 45, valid_from=at("2027-01-01 00:00"), reason="试", by=person(Role.RULE_OWNER))
    html = play(owner, entry=entry.pk)[1]
    assert "Everything went as written." in html
    assert "Under the draft" in html
    assert "The draft would change 3 lines." in html
    assert "05-06 10:45" in html


def test_a_file_is_as_good_as_text(owner: Client) -> None:
    file = SimpleUploadedFile("story.yaml", LATE.encode())
    assert "Everything went as written." in play(owner, "", file=file)[1]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "There is no scenario yet"),
        ("scenario: [", "Nothing was played."),
        ("scenario: x", "start"),
        (LATE.replace("by: agent", "by: stranger", 1), "Nobody of the cast is called"),
        (LATE.replace("order.submit", "order.vanish"), "There is no step called order.vanish"),
        (LATE.replace("until: 2024-05-06 11:00", "until: 2026-05-06 11:00"), "at most 400 days"),
        (LATE.replace("until: 2024-05-06 11:00", "until: 2024-05-06 10:00"), "between"),
        ("x" * (bounds.MOST_CHARACTERS + 1), "at most 64000 characters"),
        ("scenario: [", "This is no YAML: line 1, column 12."),
    ],
)
def test_what_cannot_be_played_is_said_in_words_and_what_was_typed_stays(
    owner: Client, text: str, sentence: str
) -> None:
    status, html = play(owner, text)
    assert (status, sentence in html) == (422, True)


def test_a_file_that_is_no_text_is_refused(owner: Client) -> None:
    file = SimpleUploadedFile("story.yaml", b"\xff\xfe\x00\x81")
    assert "not text in UTF-8" in play(owner, "", file=file)[1]


def test_more_events_than_the_bound_are_refused_before_they_are_expanded(owner: Client) -> None:
    daily = '  - {every_day_at: "17:00", from: 2024-05-06, to: 9999-05-06, do: order.report_progress, by: agent}\nuntil'
    assert "at most 500 events" in play(owner, LATE.replace("until", daily))[1]


def test_a_performance_ends_when_its_time_is_over(owner: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds.within.__wrapped__, "__defaults__", (0.0,))  # type: ignore[attr-defined]
    before = Case.objects.count()
    status, html = play(owner)
    assert (status, "was ended after" in html) == (422, True)
    assert Case.objects.count() == before


def test_thirty_proposals_to_try_ask_no_more_than_one(owner: Client) -> None:
    author = person(Role.RULE_OWNER)

    def proposals(count: int) -> int:
        for minutes in range(count):
            rule_changes.propose("T1", 31 + minutes, valid_from=at("2027-01-01 00:00"), reason="试", by=author)
        with CaptureQueriesContext(connection) as seen:
            owner.get("/rehearsal/")
        return len(seen)

    with clock.moved_to(at("2024-05-06 10:30")):
        owner.get("/rehearsal/")
        assert proposals(1) == proposals(29)
