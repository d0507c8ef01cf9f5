"""How a scenario file is read: YAML 1.1 and people's ways of writing an instant cannot surprise."""

from __future__ import annotations

from typing import Any

import pytest

from shouwen.rehearsal import examples
from shouwen.rehearsal.outcome import article
from shouwen.rehearsal.scenario import Scenario, instant_of, parse

HEAD = "scenario: x\nstart: 2024-05-06 09:00\nuntil: 2024-05-06 12:00\nexpect: {}\n"


def one(event: str) -> Scenario:
    return parse(f"{HEAD}events:\n  - {{{event}, do: order.submit, by: agent}}\n")


@pytest.mark.parametrize(
    "written",
    ["2024-05-06 10:00", "2024-05-06 10:00:00", '"2024-05-06 10:00"', "2024-5-6 10:00", "2024-05-06T10:00:00"],
)
def test_an_instant_however_it_is_written(written: str) -> None:
    assert one(f"at: {written}").story()[0].at == instant_of("2024-05-06 10:00")


def test_a_day_is_its_midnight() -> None:
    assert parse(HEAD.replace("2024-05-06 12:00", "2024-05-07") + "events: []\n").until == instant_of(
        "2024-05-07 00:00"
    )


@pytest.mark.parametrize("key", ["on: c1", '"on": c1'])
def test_on_is_a_name_and_no_truth(key: str) -> None:
    assert one(f"at: 2024-05-06 10:00, {key}").events[0].on == "c1"


@pytest.mark.parametrize(
    ("written", "meant"),
    [("true", "true"), ("True", "true"), ("yes", "true"), ("false", ""), ("", ""), ("wrong_role", "wrong_role")],
)
def test_refused_is_a_truth_or_a_word(written: str, meant: str) -> None:
    assert one(f"at: 2024-05-06 10:00, refused: {written}").events[0].refused == meant


@pytest.mark.parametrize("empty", ["given: ", "given: {}", "given: null", "evidence: ", "evidence: []"])
def test_an_empty_key_is_nothing(empty: str) -> None:
    event = one(f"at: 2024-05-06 10:00, {empty}").events[0]
    assert (event.given, event.evidence) == ({}, [])


@pytest.mark.parametrize("wall", ['"17:00"', "17:00", '"17:00:30"', '"9:05"'])
def test_the_shorthand_is_one_event_a_day_both_days_included(wall: str) -> None:
    told = one(f"every_day_at: {wall}, from: 2024-05-06, to: 2024-05-08").story()
    seconds = wall.strip('"').split(":")[2:]
    hour, minute = (int(part) for part in wall.strip('"').split(":")[:2])
    text = f"{hour:02}:{minute:02}:{(seconds or ['00'])[0]}"
    assert [event.at for event in told] == [instant_of(f"2024-05-0{day} {text}") for day in (6, 7, 8)]


def test_what_is_given_is_text_numbers_keep_their_zeros() -> None:
    given: dict[str, Any] = one("at: 2024-05-06 10:00, given: {phone: 013800000001, at: 2024-5-6 9:40}").events[0].given
    assert given == {"phone": "013800000001", "at": "2024-05-06 09:40:00"}


def test_anchors_and_merges_work() -> None:
    text = f"{HEAD}events:\n  - &a {{at: 2024-05-06 10:00, do: order.submit, by: agent}}\n  - {{<<: *a, by: agent2}}\n"
    assert [event.by for event in parse(text).events] == ["agent", "agent2"]


def test_expectations_left_empty_expect_nothing_to_have_accrued() -> None:
    text = HEAD.replace("expect: {}", "expect:\n  penalties:\n  obligations:\n  sanctions:") + "events: []\n"
    expect = parse(text).expect
    assert (expect.obligations, expect.penalty_lines) == ([], None)


def test_a_clause_is_compared_by_its_article() -> None:
    assert article("第三十六条1") == article("第三十六条") == "第三十六条"


def test_the_bundled_examples_are_scenarios() -> None:
    assert examples.titles()
