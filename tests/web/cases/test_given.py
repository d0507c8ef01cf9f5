"""Payloads taken apart: the plain type under its wrappings, and values as people read them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import override

from shouwen.complaints import payloads as p
from shouwen.complaints.crisis.payloads import Response
from shouwen.complaints.words import VisitCheck
from shouwen.frontdesk.payloads import HandIn
from shouwen.kernel.flows import Given, all_flows, step_named
from shouwen.people.roles import Department
from shouwen.web.cases import fields, given


@pytest.mark.parametrize(
    ("takes", "name", "kind", "optional", "many"),
    [
        (p.Opinion, "opinion", str, False, False),
        (p.Editing, "ordered_finish_at", datetime, True, False),
        (p.CooperationRequest, "department", Department, False, False),
        (p.ClaimRaising, "amount", Decimal, False, False),
        (p.CheckIn, "self_check", VisitCheck, True, True),
        (HandIn, "numbers", str, False, True),
        (p.ClosureCheck, "smoked", bool, True, False),
    ],
)
def test_a_field_is_seen_through_its_wrappings(
    takes: type[Given], name: str, kind: type, optional: bool, many: bool
) -> None:
    shape = given.shape_of(takes.model_fields[name])
    assert (shape.type, shape.optional, shape.many) == (kind, optional, many)


def test_the_bounds_of_a_field_are_found_inside_its_annotation() -> None:
    assert given.shape_of(p.Progress.model_fields["percent"]).bounds == {"ge": 0, "le": 100}
    assert given.shape_of(p.Correction.model_fields["demand"]).bounds["max_length"] == 4000


def test_what_was_given_reads_in_words() -> None:
    facts = {"outcome": "denied", "next_visit_at": "2024-05-07T09:00:00+08:00", "note": ""}
    with override("en"):
        found = [(str(label), text) for label, text in given.words(p.CallBack, facts)]
    assert found == [("Outcome", "The customer denies having refused"), ("Next visit", "2024-05-07 09:00")]


def test_a_word_that_is_no_longer_known_is_shown_as_it_is() -> None:
    assert given.words(p.CallBack, {"outcome": "vanished"})[0][1] == "vanished"


def test_a_person_whom_an_earlier_version_wrote_by_name_is_read_by_name() -> None:
    assert given.words(Response, {"commander": "张三"})[0][1] == "张三"


class _Case:
    """Choices registered for a step look at the order; a form without them does not."""


@pytest.mark.parametrize("step", [s for flow in all_flows() for s in flow.steps.values()], ids=lambda s: s.code)
def test_every_step_of_every_flow_has_a_form_that_shows_all_it_takes(step: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(fields, "choices_for", lambda *_: None)
    form = fields.form_for(step, _Case(), object())  # type: ignore[arg-type]
    hidden = set(fields.PLACE) if fields.asks_for_place(step.takes) else set()
    assert set(form.fields) == set(step.takes.model_fields) - hidden
    assert form.as_p() is not None


def test_a_wrong_part_of_a_list_is_marked_at_its_field(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fields, "choices_for", lambda *_: None)
    step = step_named("frontdesk.slip_reconciliation.hand_in")
    form = fields.form_for(step, _Case(), None, {"given-numbers": "a\n\n b "})  # type: ignore[arg-type]
    form.wrong = {"numbers.0": ["no"], "unknown": ["never shown"]}
    assert form.errors == {"numbers": ["no"]}
    assert form.typed() == {"numbers": ["a", "b"]}
