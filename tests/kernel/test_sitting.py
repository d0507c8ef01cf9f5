"""A sitting takes the same steps with the same results; only its rows are written together, at the end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shouwen.complaints.flows import Complaint
from shouwen.complaints.words import Channel, ComplaintState, ComplaintType
from shouwen.kernel import clock, engine, events, moves
from shouwen.kernel.errors import Refused
from shouwen.kernel.evidence import Proof
from shouwen.kernel.models import Case, Event, Evidence, Notice, Obligation
from shouwen.kernel.sitting import ShareOfIds, Sitting, sitting
from shouwen.rehearsal import cast as casting
from shouwen.rehearsal.cast import Cast

pytestmark = pytest.mark.django_db

MORNING = datetime(2024, 5, 7, 1, 0, tzinfo=UTC)
REGISTRATION = {
    "customer_name": "customer",
    "phone": "19900000000",
    "demand": "卫生间漏水",
    "type": ComplaintType.MAINTENANCE,
    "channel": Channel.VISIT,
    "required_finish_at": MORNING + timedelta(days=3),
    "comfort_note": "已解释",
}


@pytest.fixture
def cast() -> Cast:
    with clock.moved_to(MORNING):
        return casting.build()


def registered(cast: Cast) -> Case:
    unit = cast.unit("agent", "1-1-101")
    assert unit is not None
    place = moves.Place(cast.projects["P1"], unit, cast.customers["customer"])
    with clock.moved_to(MORNING):
        return moves.start(Complaint.register, place, by=cast.actor("agent"), given=REGISTRATION).case


def raised_late(cast: Cast, case: Case) -> None:
    """An order raised three quarters of an hour later: by then one limit has passed."""
    late = MORNING + timedelta(minutes=45)
    with clock.moved_to(late):
        engine.sweep(late - timedelta(seconds=1), case_ids=[case.pk])
        moves.take(Complaint.raise_order, case.pk, by=cast.actor("agent"))


def closed_too_early(cast: Cast) -> None:
    with sitting():
        case = registered(cast)
        moves.take(Complaint.resolve_on_spot, case.pk, by=cast.actor("agent"), given={"solution": "x"})


def piece(cast: Cast) -> Evidence:
    return Evidence(
        kind=Proof.CUSTOMER_SIGNATURE, file="x", content_type="image/png", size=1, sha256="0" * 64,
        received_at=MORNING, staff=cast.staff["agent"],
    )  # fmt: skip


def what_happened() -> list[Any]:
    rows = Event.objects.order_by("case_id", "seq")
    return list(rows.values_list("code", "occurred_at", "from_state", "to_state", "staff__name"))


def test_a_story_goes_the_same_way_within_a_sitting_and_without(cast: Cast) -> None:
    raised_late(cast, registered(cast))
    plainly = what_happened()
    with sitting():
        raised_late(cast, registered(cast))
    both = what_happened()
    assert len(both) == 2 * len(plainly)
    assert sorted(map(str, both)) == sorted(map(str, plainly + plainly))
    assert list(events.verify()) == []


def test_its_cases_obligations_and_states_are_there_when_it_ends(cast: Cast) -> None:
    with sitting():
        case = registered(cast)
        assert not Case.objects.exists()
    case.refresh_from_db()
    assert (case.state, case.complaint.demand) == (ComplaintState.AWAITING_SIGNATURE, "卫生间漏水")
    assert Obligation.objects.get(case=case).code == "T1"


def test_what_is_owed_fires_at_its_own_instant_and_is_learnt_of_then(cast: Cast) -> None:
    with sitting():
        case = registered(cast)
        engine.sweep(MORNING + timedelta(minutes=31), case_ids=[case.pk])
    breached = Event.objects.get(code="obligation.breached")
    assert breached.occurred_at == breached.recorded_at == MORNING + timedelta(minutes=30)
    assert Obligation.objects.get().outcome == Obligation.Outcome.BREACHED


def test_the_engine_goes_on_where_a_sitting_stopped(cast: Cast) -> None:
    with sitting():
        registered(cast)
    late = MORNING + timedelta(minutes=31)
    with clock.moved_to(late):
        assert engine.sweep(late).fired == 2  # the reminder and the breach


def test_its_notices_are_history_and_are_not_sent(cast: Cast) -> None:
    with sitting():
        case = registered(cast)
        engine.sweep(MORNING + timedelta(minutes=31), case_ids=[case.pk])
    notices = Notice.objects.all()
    assert notices.exists()
    assert {(n.status, n.next_attempt_at, n.sent_at == n.at) for n in notices} == {("sent", None, True)}


def test_evidence_handed_in_becomes_part_of_its_event(cast: Cast) -> None:
    with sitting() as under_way:
        case = registered(cast)
        with clock.moved_to(MORNING + timedelta(minutes=3)):
            proof = under_way.hand_in(piece(cast))
            moves.take(Complaint.sign, case.pk, by=cast.actor("agent"), proofs=[proof])
    kept = Evidence.objects.get()
    assert kept.event is not None
    assert (kept.case_id, kept.event.code) == (case.pk, "complaints.complaint.sign")
    assert kept.binds


def test_a_refusal_leaves_nothing_of_it(cast: Cast) -> None:
    with pytest.raises(Refused):
        closed_too_early(cast)
    assert (Case.objects.count(), Event.objects.count(), Obligation.objects.count()) == (0, 0, 0)


def test_it_takes_no_steps_of_cases_it_did_not_open(cast: Cast) -> None:
    case = registered(cast)
    with pytest.raises(ValueError, match="opened"), sitting():
        moves.take(Complaint.raise_order, case.pk, by=cast.actor("agent"))


def test_there_is_one_sitting_at_a_time() -> None:
    with sitting(), pytest.raises(ValueError, match="under way"), sitting():
        raise AssertionError("never reached")


def test_many_registrations_are_written_in_a_fixed_number_of_statements(cast: Cast) -> None:
    def statements(count: int) -> int:
        with CaptureQueriesContext(connection) as queries, sitting():
            for _one in range(count):
                registered(cast)
        return sum("INSERT" in query["sql"][:20] for query in queries)

    assert statements(2) == statements(20) > 0


def test_shares_of_ids_never_meet_and_the_database_goes_on_behind_them(cast: Cast) -> None:
    first, second = ShareOfIds(0, 2), ShareOfIds(1, 2)
    with sitting(first):
        one = [registered(cast).pk for _ in range(3)]
    with sitting(second):
        other = [registered(cast).pk for _ in range(3)]
    assert not set(one) & set(other)
    ShareOfIds.settle()
    assert registered(cast).pk > max(*one, *other)


def test_ids_are_drawn_by_the_thousand(cast: Cast) -> None:
    drawn = Sitting()
    ids = [drawn.next_id(Case) for _ in range(1001)]
    assert len(set(ids)) == 1001
