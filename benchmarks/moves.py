"""One move in-process against the bare SQL that must happen for it: lock, event, case, obligations, notices, commit."""

from __future__ import annotations

import itertools
import uuid
from datetime import timedelta
from typing import Any

from django.db import connection, transaction

from benchmarks.ground import cast, migrated, milliseconds, p50, quick, verdict
from shouwen.complaints.flows import Complaint, Order
from shouwen.kernel import clock, moves
from shouwen.kernel.models import Case
from shouwen.rehearsal.cast import Cast

GIVEN = {
    "customer_name": "陈女士",
    "phone": "19900000001",
    "demand": "卫生间顶板渗水",
    "required_finish_at": "2030-05-10 18:00",
    "type": "maintenance",
    "channel": "phone",
    "comfort_note": "已致歉",
}


def main() -> None:
    times = 60 if quick() else 400
    migrated()
    people = cast()
    orders = [draft(people) for _ in range(times)]
    agent, dgm = people.actor("agent"), people.actor("dgm")
    due = iter(orders)
    submitted = milliseconds(lambda: moves.take(Order.submit, next(due), by=agent, key=str(uuid.uuid4())), times)
    due = iter(orders)
    endorsed = milliseconds(
        lambda: moves.take(Order.endorse, next(due), by=dgm, given={"opinion": "同意"}, key=str(uuid.uuid4())), times
    )
    numbers = itertools.count(1000)
    targets = itertools.cycle(orders)
    floor = milliseconds(lambda: bare(next(targets), next(numbers)), times)
    print(f"submit {p50(submitted):.2f} ms, endorse {p50(endorsed):.2f} ms, bare SQL {p50(floor):.2f} ms (medians)")
    verdict("one move (endorse) ÷ its bare SQL", p50(endorsed) / p50(floor), 3)


def draft(people: Cast) -> int:
    """A complaint with its order in draft; the order's case."""
    unit = people.unit("agent", "1-1-101")
    agent = people.actor("agent")
    place = moves.Place(people.projects["P1"], unit, people.customers["customer"])
    with clock.moved_to(clock.now() - timedelta(minutes=5)):
        case = moves.start(Complaint.register, place, by=agent, given=GIVEN).case
        moves.take(Complaint.raise_order, case.pk, by=agent)
    return Case.objects.get(parent=case).pk


BARE: list[tuple[str, Any]] = [
    ("SELECT id FROM kernel_event WHERE key = %s", "key"),
    ("SELECT * FROM kernel_case WHERE id = %s FOR UPDATE", "case"),
    ("SELECT * FROM complaints_orderrecord WHERE case_id = %s", "case"),
    ("SELECT * FROM kernel_obligation WHERE case_id = %s AND settled_at IS NULL", "case"),
    ("SELECT staff_id FROM people_appointment WHERE role = 'group_dgm' AND ends_at IS NULL", None),
    (
        "INSERT INTO kernel_event (case_id, seq, code, by, occurred_at, recorded_at, from_state, to_state, data, key,"
        " prev_hash, hash) VALUES (%s, %s, 'bare', 'staff', now(), now(), 'a', 'b', '{}', %s, '', '')",
        "event",
    ),
    ("UPDATE kernel_obligation SET debtor_id = debtor_id WHERE case_id = %s", "case"),
    (
        "INSERT INTO kernel_notice (case_id, channel, code, key, data, at, status, attempts, provider_ref, error,"
        " address) VALUES (%s, 'inbox', 'bare', %s, '{}', now(), 'sent', 0, '', '', '')",
        "notice",
    ),
    ("UPDATE kernel_case SET state = state, version = version + 1, events_count = %s WHERE id = %s", "head"),
]


def bare(case_id: int, number: int) -> None:
    """The statements alone, on the same connection, in one transaction."""
    key = str(uuid.uuid4())
    values = {
        "key": [key],
        "case": [case_id],
        None: [],
        "event": [case_id, number, key],
        "notice": [case_id, key],
        "head": [number, case_id],
    }
    with transaction.atomic(), connection.cursor() as cursor:
        for statement, what in BARE:
            cursor.execute(statement, values[what])


if __name__ == "__main__":
    main()
