"""Complaint ledgers as companies keep them become cases through the one door."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from shouwen.complaints.flows import Complaint
from shouwen.complaints.words import Channel, ComplaintState, ComplaintType
from shouwen.estate.models import Project
from shouwen.kernel import clock, events, moves
from shouwen.kernel.access import Actor
from shouwen.kernel.imports import batches
from shouwen.kernel.imports.models import ImportBatch
from shouwen.kernel.models import Case, Event, Notice, Obligation
from shouwen.people.models import Staff
from shouwen.people.roles import Role
from tests.factories import centre
from tests.factories.workbooks import xlsx

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 5, 20, 2, 0, tzinfo=UTC)
HEADER = ["编号", "投诉日期", "房号", "姓名", "联系电话", "投诉内容", "投诉类型", "处理状态", "完成日期", "满意度"]
CLOSED = ["TS-001", "2025/3/8", "1-1-101", "王五", "19900000001", "卫生间漏水", "维修", "已完成", "2025-03-10", "满意"]
OPEN = ["TS-002", "2026-05-01", "1-1-101", "", "", "产权证没有办下来", "办证", "处理中", "", ""]


@pytest.fixture
def project() -> Project:
    project = centre.project()
    centre.customer(centre.unit(project, "1-1-101"), name="王五")
    return project


@pytest.fixture
def specialist(project: Project) -> Staff:
    return centre.holder(Role.PROJECT_AGENT, project)


def taken_in(project: Project | None, *rows: Sequence[object]) -> ImportBatch:
    with clock.moved_to(NOW):
        batch = batches.create_batch(xlsx(HEADER, *rows), "投诉台账.xlsx", "complaints", None, project)
        batches.check(batch)
        batches.commit(batch)
    return batch


def reasons(batch: ImportBatch) -> list[str]:
    return [problem["column"] for row in batch.problem_rows.order_by("number") for problem in row.problems]


def test_a_closed_row_becomes_closed_history_of_its_day(project: Project) -> None:
    batch = taken_in(project, CLOSED)
    case = Case.objects.get()
    assert (batch.done, case.state, case.title) == (1, ComplaintState.CLOSED, "卫生间漏水")
    assert (clock.day_of(case.opened_at).isoformat(), case.number[:9]) == ("2025-03-08", "TS-250308")
    assert case.closed_at is not None
    assert clock.day_of(case.closed_at).isoformat() == "2025-03-10"
    record = case.complaint
    assert (record.type, record.customer_name, record.phone, record.score, record.channel) == (
        ComplaintType.MAINTENANCE, "王五", "19900000001", 4, Channel.VISIT,
    )  # fmt: skip


def test_history_brings_its_unit_and_customer_along(project: Project) -> None:
    taken_in(project, CLOSED)
    case = Case.objects.select_related("unit", "customer").get()
    assert case.unit is not None
    assert case.customer is not None
    assert (case.unit.code, case.customer.name) == ("1-1-101", "王五")


def test_history_owes_nothing_and_tells_nobody(project: Project) -> None:
    taken_in(project, CLOSED, OPEN)
    assert (Obligation.objects.count(), Notice.objects.count()) == (0, 0)


def test_history_has_its_event_and_its_chain_holds(project: Project) -> None:
    taken_in(project, CLOSED)
    event = Event.objects.get()
    assert (event.code, event.by, event.data["given"]["number"]) == (
        "complaints.complaint.take_over", Event.By.ENGINE, "TS-001",
    )  # fmt: skip
    assert list(events.verify()) == []


def test_the_specialist_goes_on_with_what_is_open(project: Project, specialist: Staff) -> None:
    taken_in(project, OPEN)
    case = Case.objects.get()
    assert (case.state, case.agent, case.closed_at) == (ComplaintState.AWAITING_SIGNATURE, specialist, None)
    with clock.moved_to(NOW):
        moves.take(Complaint.raise_order, case.pk, by=Actor.of(specialist))
    assert Case.objects.get(parent=case).flow == "complaints.order"


def test_the_same_row_taken_in_again_is_the_same_case(project: Project) -> None:
    taken_in(project, CLOSED)
    again = taken_in(project, CLOSED)
    assert (Case.objects.count(), again.done) == (1, 1)
    assert again.chunks.get().created == {"case": []}


def test_a_row_twice_in_one_file_is_refused_once(project: Project) -> None:
    batch = taken_in(project, CLOSED, CLOSED)
    assert (batch.refused, batch.done, reasons(batch)) == (1, 1, ["demand"])


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (["1", "", "1-1-101", "", "", "漏水", "", "", "", ""], "came_on"),
        (["2", "2027-01-01", "1-1-101", "", "", "漏水", "", "", "", ""], "came_on"),
        (["3", "2025-01-01", "1-1-101", "", "", "", "", "", "", ""], "demand"),
        (["4", "2025-01-01", "9-9-999", "", "", "漏水", "", "", "", ""], "room"),
    ],
)
def test_a_row_without_day_words_or_known_unit_stays_out(project: Project, row: list[str], column: str) -> None:
    batch = taken_in(project, row, CLOSED)
    assert (batch.refused, batch.done, reasons(batch)) == (1, 1, [column])


def test_what_is_odd_is_taken_in_and_pointed_out(project: Project) -> None:
    odd = ["5", "2025-05-05", "", "李四", "19900000002", "电梯停运", "其他", "转办", "2025-05-01", "尚可"]
    batch = taken_in(project, odd)
    assert (batch.refused, batch.doubtful, batch.done) == (0, 1, 1)
    assert sorted(reasons(batch)) == ["finished_on", "room", "score", "state", "type"]
    case = Case.objects.get()
    assert (case.unit, case.closed_at, case.complaint.type) == (None, case.opened_at, "")


def test_undo_keeps_what_has_events_and_counts_it(project: Project) -> None:
    batch = taken_in(project, CLOSED)
    batches.undo(batch)
    assert (batch.state, batch.kept, Case.objects.count()) == ("undone", 1, 1)
