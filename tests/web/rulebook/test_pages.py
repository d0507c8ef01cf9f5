"""The rulebook's pages: read by everybody, changed by two."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shouwen.complaints import rules
from shouwen.kernel import clock, rule_changes, rulebook
from shouwen.kernel.models import Event, RulebookEntry
from shouwen.people.models import Staff
from shouwen.people.roles import Role
from shouwen.web.rulebook import reading
from tests.factories import centre
from tests.factories.story import MORNING, at, submitted
from tests.web.desk.conftest import Browser

pytestmark = pytest.mark.django_db
T2 = "complaints.T2.limit"


def somebody(role: Role) -> Staff:
    return centre.holder(role, centre.group_centre(centre.group()))


def get(client: Client, path: str, when: str = "2024-05-06 10:30") -> str:
    with clock.moved_to(at(when)):
        answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def post(client: Client, path: str, data: dict[str, Any], when: str = "2024-05-06 10:30") -> tuple[int, str]:
    with clock.moved_to(at(when)):
        answer = client.post(path, data)
    return answer.status_code, answer.content.decode()


def proposal(value: Any = "45", **changes: Any) -> dict[str, Any]:
    return {
        "value": value,
        "valid_from": "2024-06-01T00:00",
        "reason": "签发中位数已到 20 分钟",
        "do": "propose",
    } | changes


def proposed(value: int = 45, code: str = T2, valid_from: str = "2024-06-01 00:00") -> RulebookEntry:
    with clock.moved_to(MORNING):
        return rule_changes.propose(code, value, valid_from=at(valid_from), reason="试", by=somebody(Role.RULE_OWNER))


def test_everybody_reads_the_numbers_of_a_clause_with_the_value_in_force(browser_of: Browser) -> None:
    client = browser_of(centre.staff())
    html = get(client, f"/rulebook/{T2}/")
    assert "第十四条" in html
    assert "60 minutes" in html
    assert "40, 55 minutes" in html
    assert "Hand in for decision" not in html


def test_a_reference_leads_to_its_clause(browser_of: Browser) -> None:
    answer = browser_of(centre.staff()).get("/rulebook/?ref=S3-14e")
    assert answer.headers["Location"] == f"/rulebook/{T2}/"


def test_the_index_finds_clauses_by_words(browser_of: Browser) -> None:
    html = get(browser_of(centre.staff()), "/rulebook/?q=doorstep")
    assert "第二十二条" in html
    assert "第十四条" not in html


def test_a_rule_owner_proposes_and_another_decides(browser_of: Browser) -> None:
    author, manager = somebody(Role.RULE_OWNER), somebody(Role.GROUP_GM)
    assert post(browser_of(author), f"/rulebook/{T2}/propose/", proposal())[0] == 302
    entry = RulebookEntry.objects.get()
    assert (entry.value, entry.valid_from, entry.proposed_by) == (45, at("2024-06-01 00:00"), author)
    status, html = post(browser_of(author), f"/rulebook/entries/{entry.pk}/decide/", {"do": "approve"})
    assert (status, "somebody else than its author" in html) == (403, True)
    assert post(browser_of(manager), f"/rulebook/entries/{entry.pk}/decide/", {"do": "approve"})[0] == 302
    assert [rulebook.value(rules.T2_LIMIT, at(day)) for day in ("2024-05-31 23:59", "2024-06-01 00:00")] == [60, 45]
    assert "scheduled" in get(browser_of(manager), f"/rulebook/entries/{entry.pk}/")
    assert "in force" in get(browser_of(manager), f"/rulebook/{T2}/", "2024-06-02 09:00")


def test_a_rejected_proposal_never_comes_into_force(browser_of: Browser) -> None:
    entry = proposed()
    assert (
        post(browser_of(somebody(Role.RULE_OWNER)), f"/rulebook/entries/{entry.pk}/decide/", {"do": "reject"})[0] == 302
    )
    assert rulebook.value(rules.T2_LIMIT, at("2024-07-01 00:00")) == 60


def test_only_rule_owners_propose_and_only_they_and_the_manager_decide(browser_of: Browser) -> None:
    client, entry = browser_of(somebody(Role.AUDITOR)), proposed()
    assert post(client, f"/rulebook/{T2}/propose/", proposal())[0] == 403
    assert post(client, f"/rulebook/entries/{entry.pk}/decide/", {"do": "approve"})[0] == 403
    assert RulebookEntry.objects.get().status == RulebookEntry.Status.PROPOSED


def test_the_effect_on_open_duties_is_shown_and_nothing_is_changed(browser_of: Browser) -> None:
    told = submitted()
    status, html = post(browser_of(somebody(Role.RULE_OWNER)), f"/rulebook/{T2}/propose/", proposal(do="effect"))
    assert status == 200
    assert "1 open duty would get another due instant" in html
    assert told.order is not None
    assert told.order.number in html
    assert (RulebookEntry.objects.count(), told.owed("T2").due_at) == (0, at("2024-05-06 11:20"))


def test_the_manager_moves_what_is_open_with_a_reason(browser_of: Browser) -> None:
    told, entry = submitted(), proposed(45, valid_from="2024-05-06 10:25")
    manager = browser_of(somebody(Role.GROUP_GM))
    with clock.moved_to(MORNING):
        rule_changes.decide(entry.pk, approve=True, by=somebody(Role.GROUP_GM))
    assert post(manager, f"/rulebook/entries/{entry.pk}/replan/", {"reason": ""})[0] == 422
    assert post(manager, f"/rulebook/entries/{entry.pk}/replan/", {"reason": "集团决定"})[0] == 302
    assert told.owed("T2").due_at == at("2024-05-06 11:05")
    assert Event.objects.filter(code="obligation.replanned").count() == 1


def tiers(*rows: tuple[str, str, str]) -> dict[str, str]:
    """The small table as typed: last day, CNY a day for the person, for the leader."""
    names = ("day", "person", "leader")
    return {f"{name}_{n}": cell for n, row in enumerate(rows) for name, cell in zip(names, row, strict=True)}


@pytest.mark.parametrize(
    ("code", "typed", "value"),
    [
        ("complaints.T2.remind", {"value": "20，40 50"}, [20, 40, 50]),
        ("complaints.T2.remind", {"value": ""}, []),
        ("complaints.late_block.amount", {"value": "120.50"}, "120.50"),
        ("complaints.visit.bonus_share", {"value": "15"}, "15"),
        ("complaints.T6.time", {"value": "17:30"}, "17:30"),
        ("complaints.late_block.rounding", {"value": "ceil"}, "ceil"),
        ("complaints.serious_overdue.days", {"value": "20"}, 20),
        (
            "complaints.T8.tiers",
            tiers(("5", "100", "50"), ("9", "200", "90")),
            [[5, "100", "50"], [9, "200", "90"]],
        ),
    ],
)  # fmt: skip
def test_every_measure_is_typed_in_its_own_form(
    browser_of: Browser, code: str, typed: dict[str, str], value: Any
) -> None:
    assert post(browser_of(somebody(Role.RULE_OWNER)), f"/rulebook/{code}/propose/", proposal(**typed))[0] == 302
    assert RulebookEntry.objects.get().value == value


@pytest.mark.parametrize(
    ("code", "changes", "sentence"),
    [
        (T2, {"value": "60"}, "That is the value already"),
        (T2, {"value": "soon"}, "whole number"),
        (T2, {"valid_from": "2024-05-01T00:00"}, "choose an instant ahead"),
        (T2, {"reason": ""}, "This field is required"),
        ("complaints.T2.remind", {"value": "early"}, "parted by commas"),
        ("complaints.T8.tiers", tiers(("7", "1", "1"), ("7", "1", "1")), "go up"),
        ("complaints.T8.tiers", tiers(("7", "", "")), "both amounts"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_next_to_the_form_and_what_was_typed_stays(
    browser_of: Browser, code: str, changes: dict[str, str], sentence: str
) -> None:
    status, html = post(browser_of(somebody(Role.RULE_OWNER)), f"/rulebook/{code}/propose/", proposal(**changes))
    assert (status, sentence in html) == (422, True)
    assert RulebookEntry.objects.count() == 0


def test_the_values_of_another_day_can_be_read(browser_of: Browser) -> None:
    with clock.moved_to(MORNING - timedelta(days=1)):
        made = rule_changes.propose(T2, 45, valid_from=MORNING, reason="试", by=somebody(Role.RULE_OWNER))
        rule_changes.decide(made.pk, approve=True, by=somebody(Role.GROUP_GM))
    client = browser_of(centre.staff())
    assert "45 minutes" in get(client, f"/rulebook/{T2}/?on=2024-05-06")
    assert "60 minutes" in get(client, f"/rulebook/{T2}/?on=2024-05-05")


@pytest.mark.parametrize("path", ["/rulebook/", f"/rulebook/{T2}/"])
def test_thirty_entries_ask_no_more_than_one(browser_of: Browser, path: str) -> None:
    client = browser_of(somebody(Role.RULE_OWNER))

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            get(client, path)
        return len(seen)

    proposed()
    get(client, path)
    one = queries()
    for minutes in range(1, 30):
        proposed(minutes)
    assert queries() == one


def test_the_index_follows_the_articles_of_the_regulation() -> None:
    places = [clause.quantities[0].ref for clause in reading.clauses()]
    articles = [int(ref[3:5]) for ref in places if ref.startswith("S3-") and ref[3:5].isdigit()]
    assert articles == sorted(articles)
    regulations = [ref.partition("-")[0] for ref in places]
    changes = sum(1 for before, one in pairwise(regulations) if one != before)
    assert changes == len(set(regulations)) - 1
