"""Fifty guards scan the same slip at the same moment, over fifty connections: one passes (S2-63)."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from shouwen.frontdesk.flows import at_the_gate
from shouwen.kernel import clock
from shouwen.kernel.access import Actor
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.events import verify
from shouwen.kernel.models import Event
from tests.factories.release import GATE_PROOFS, MORNING, desk

SCANS = 50


@pytest.mark.django_db(transaction=True)
@pytest.mark.requirement("S2-63")
def test_of_fifty_simultaneous_scans_exactly_one_passes_and_every_other_is_on_record() -> None:
    with clock.moved_to(MORNING):
        counter = desk()
        case = counter.issued()
        actor: Actor = counter.actor(counter.guard)
        proofs = [[counter.piece(kind, counter.guard) for kind in GATE_PROOFS] for _ in range(SCANS)]
    start = threading.Barrier(SCANS)
    answers: list[str] = [""] * SCANS

    def scan(number: int) -> None:
        try:
            with clock.moved_to(MORNING):
                start.wait()
                at_the_gate.scan(case, actor, {"items_match": True}, proofs[number], f"scan-{number}")
            answers[number] = "passed"
        except Refused as refusal:
            answers[number] = refusal.code
        finally:
            connection.close()

    threads = [threading.Thread(target=scan, args=(number,)) for number in range(SCANS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["passed"] + [str(Why.WRONG_STATE)] * (SCANS - 1)
    events = Event.objects.filter(case=case)
    assert events.filter(code="frontdesk.item_release.pass_gate").count() == 1
    turned_back = events.filter(code="frontdesk.item_release.turn_back", data__given__why="used")
    assert turned_back.count() == SCANS - 1
    assert list(verify([case.pk])) == []
