"""The bare SQL of one complaint from the counter to its issued order: what must be asked and written, and no more.

Request by request, a transaction each: who calls and what he may see, the key, the lock, what the step looks at; then
one statement per table. The rows are those a real journey left behind, written again under new ids and keys.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction

Row = dict[str, Any]

CALLER = """SELECT s.*, t.used_at FROM kernel_apitoken t JOIN people_staff s ON s.id = t.staff_id AND s.is_active
WHERE t.digest = %s AND t.expires_at > now() AND t.revoked_at IS NULL"""
POSTS = """SELECT o.kind, o.id, o.parent_id FROM people_appointment a JOIN people_orgunit o ON o.id = a.org_id
WHERE a.staff_id = %s AND a.starts_at <= now() AND (a.ends_at IS NULL OR a.ends_at > now())"""
HOLDERS = """SELECT a.staff_id FROM people_appointment a JOIN people_staff s ON s.id = a.staff_id AND s.is_active
WHERE a.role = %s AND a.starts_at <= now() AND (a.ends_at IS NULL OR a.ends_at > now())"""
KEY = "SELECT id FROM kernel_event WHERE key = %s"
LOCK = "SELECT * FROM kernel_case WHERE id = ANY(%s) ORDER BY id FOR UPDATE"
OWED = "SELECT * FROM kernel_obligation WHERE case_id = ANY(%s) AND settled_at IS NULL"
HEAD = "UPDATE kernel_case SET state = state, version = version + 1, head_hash = head_hash WHERE id = ANY(%s)"
SETTLE = "UPDATE kernel_obligation SET outcome = outcome, settled_at = now() WHERE case_id = %s AND code = %s"


class Floor:
    """Writes the journey again and again; ``complaint`` is the number of a journey that really happened."""

    def __init__(self, complaint: str, digest: str) -> None:
        (found,) = _rows("kernel_case", "number", [complaint])
        case, self._digest, self._staff = found["id"], digest, found["agent_id"]
        self._cases = [found, *_rows("kernel_case", "parent_id", [case])]
        order = self._cases[1]["id"]
        self._records = {
            table: _rows(table, "case_id", [pk])
            for table, pk in (("complaints_complaintrecord", case), ("complaints_orderrecord", order))
        }
        self._events = {row["code"].rsplit(".")[-1]: row for row in _rows("kernel_event", "case_id", [case, order])}
        self._owed = {row["code"]: row for row in _rows("kernel_obligation", "case_id", [case, order])}
        self._notices = _rows("kernel_notice", "case_id", [order])
        self._evidence = _rows("kernel_evidence", "case_id", [case])

    def journey(self) -> None:
        """Once more, in the seven requests of the real one."""
        case = self._register()
        proof = self._upload()
        self._sign(case, proof)
        order = self._raise_order(case)
        self._submit(case, order)
        self._endorse(order)
        self._issue(order)

    def _register(self) -> int:
        with transaction.atomic():
            self._begin([])
            (case,) = _insert("kernel_case", [self._cases[0]], number=_new)
            _insert("complaints_complaintrecord", self._records["complaints_complaintrecord"], case_id=case)
            _insert("kernel_obligation", [self._owed["T1"]], case_id=case)
            self._event("register", case)
        return case

    def _upload(self) -> int:
        with transaction.atomic():
            _ask(CALLER, self._digest)
            (proof,) = _insert("kernel_evidence", self._evidence, case_id=None, event_id=None)
        return proof

    def _sign(self, case: int, proof: int) -> None:
        with transaction.atomic():
            self._begin([case], "complaints_complaintrecord")
            _ask("SELECT * FROM kernel_evidence WHERE id = %s FOR UPDATE", proof)
            event = self._event("sign", case)
            _ask("UPDATE complaints_complaintrecord SET is_signed = true WHERE case_id = %s", case)
            _ask("UPDATE kernel_evidence SET case_id = %s, event_id = %s WHERE id = %s", case, event, proof)
            _ask(HEAD, [case])

    def _raise_order(self, case: int) -> int:
        with transaction.atomic():
            self._begin([case], "complaints_complaintrecord")
            _ask(HOLDERS, "department_head")
            _ask(HOLDERS, "leader_in_charge")
            (order,) = _insert("kernel_case", [self._cases[1]], number=_new, parent_id=case)
            _insert("complaints_orderrecord", self._records["complaints_orderrecord"], case_id=order)
            self._event("draft", order)
            self._event("raise_order", case)
            _ask(HEAD, [case, order])
        return order

    def _submit(self, case: int, order: int) -> None:
        with transaction.atomic():
            self._begin([case, order], "complaints_complaintrecord", "complaints_orderrecord")
            _ask(HOLDERS, "group_dgm")
            _insert("kernel_obligation", [self._owed["T2"]], case_id=order)
            _ask(SETTLE, case, "T1")
            self._event("note_submission", case)
            self._event("submit", order)
            _ask("UPDATE complaints_orderrecord SET submitted_at = now() WHERE case_id = %s", order)
            _ask(HEAD, [case, order])

    def _endorse(self, order: int) -> None:
        with transaction.atomic():
            self._begin([order], "complaints_orderrecord")
            _ask(HOLDERS, "group_gm")
            self._event("endorse", order)
            _ask("UPDATE kernel_obligation SET debtor_id = debtor_id WHERE case_id = %s", order)
            _ask(HEAD, [order])

    def _issue(self, order: int) -> None:
        with transaction.atomic():
            self._begin([order], "complaints_orderrecord")
            _ask(HOLDERS, "department_head")
            event = self._event("issue", order)
            opened = [row for code, row in self._owed.items() if code not in ("T1", "T2")]
            _insert("kernel_obligation", opened, case_id=order)
            _ask(SETTLE, order, "T2")
            _insert("kernel_notice", self._notices, case_id=order, event_id=event, key=_new)
            _ask("UPDATE complaints_orderrecord SET issued_at = now() WHERE case_id = %s", order)
            _ask(HEAD, [order])

    def _begin(self, cases: Sequence[int], *records: str) -> None:
        """Who calls, what he may see, whether the key was used; the lock and what hangs on the cases."""
        _ask(CALLER, self._digest)
        _ask(POSTS, self._staff)
        _ask(KEY, str(uuid.uuid4()))
        if cases:
            _ask(LOCK, cases)
            _ask(OWED, cases)
        for table in records:
            _ask(f"SELECT * FROM {table} WHERE case_id = ANY(%s)", cases)

    def _event(self, name: str, case: int) -> int:
        return _insert("kernel_event", [self._events[name]], case_id=case, key=_new)[0]


def _new() -> str:
    return uuid.uuid4().hex


def _ask(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(values))
        if cursor.description:
            cursor.fetchall()


def _rows(table: str, column: str, keys: Sequence[int | str]) -> list[Row]:
    """The rows as the database gives them; JSON stays text."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} WHERE {column} = ANY(%s) ORDER BY 1", [list(keys)])
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _insert(table: str, rows: Sequence[Row], **changed: Any) -> list[int]:
    """The rows again in one statement, with new ids and these values; a function gives each row its own."""
    key = "id" if "id" in rows[0] else "case_id"
    columns = [name for name in rows[0] if name != "id"]
    filled = [{name: _value(row, name, changed) for name in columns} for row in rows]
    places = ", ".join(f"({', '.join(['%s'] * len(columns))})" for _ in rows)
    names = ", ".join(f'"{name}"' for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({names}) VALUES {places} RETURNING {key}",
            [value for row in filled for value in row.values()],
        )
        return [pk for (pk,) in cursor.fetchall()]


def _value(row: Row, name: str, changed: Row) -> Any:
    value = changed.get(name, row[name])
    return value() if callable(value) else value
