"""Papers of an order and of a month: A4 and xlsx, for those they are meant for (S3-I04)."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import openpyxl
import pytest

from shouwen.complaints.flows import Order
from shouwen.complaints.models import AgentRanking
from tests.factories.pages import client_of
from tests.factories.story import Story, agreed, story

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("S3-I04")]

HEAD = "head_property_repair"
CLOSING = ("completion_signed", "photo_before", "photo_during", "photo_after")


def cells(body: bytes) -> list[list[Any]]:
    """A workbook's rows, without what is empty."""
    sheet = openpyxl.load_workbook(BytesIO(body)).active
    assert sheet is not None
    return [[cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]


def get(told: Story, who: str, path: str) -> Any:
    return client_of(told, who).get(path)


def paper(told: Story, kind: str, form: str, who: str = "agent") -> Any:
    assert told.order is not None
    return get(told, who, f"/complaints/papers/{told.order.number}/{kind}.{form}")


def test_the_order_itself_is_printed() -> None:
    told = agreed()
    assert told.order is not None
    printed = get(told, "agent", f"/cases/{told.order.number}/print")
    assert printed["Content-Type"] == "application/pdf"
    assert printed.content.startswith(b"%PDF")


def test_the_visit_confirmation_has_what_was_agreed_at_the_door() -> None:
    told = agreed()
    assert told.order is not None
    page = get(told, "agent", f"/cases/{told.order.number}/").content.decode()
    assert f"/complaints/papers/{told.order.number}/visit.pdf" in page
    assert f"/complaints/papers/{told.order.number}/closing.pdf" not in page
    rows = dict(row for row in cells(paper(told, "visit", "xlsx").content) if len(row) == 2)
    assert (rows["Plan"], rows["Negotiated completion"]) == ("重做防水", "2024-05-08 12:00")
    assert paper(told, "visit", "pdf").content.startswith(b"%PDF")


def test_the_closing_sheet_has_satisfaction_and_every_approval_with_its_time() -> None:
    told = agreed()
    assert paper(told, "closing", "pdf").status_code == 404
    told.take(Order.apply_closure, HEAD, "2024-05-07 11:00", CLOSING, given={"site_cleared": True})
    told.take(Order.verify_closure, "agent", "2024-05-07 11:10", given={"score": 4, "solved": True})
    told.take(Order.review_closure, "dgm", "2024-05-07 12:00", given={"opinion": "属实"})
    told.take(Order.close, "gm", "2024-05-07 13:00", given={"opinion": "同意结案"})
    rows = cells(paper(told, "closing", "xlsx").content)
    assert ["Customer's satisfaction, 1 to 5", "4"] in rows
    assert ["Approve the closure", "gm", "同意结案", "2024-05-07 13:00"] in rows
    assert paper(told, "closing", "pdf").content.startswith(b"%PDF")


def test_the_minutes_name_person_solution_and_date() -> None:
    told = agreed()
    assert paper(told, "minutes", "xlsx").status_code == 404
    told.take(Order.grade, "gm", "2024-05-06 13:00", given={"level": "group", "verification": "五户同诉求,属实"})
    meeting = {"started_at": "2024-05-06 14:00", "ended_at": "2024-05-06 15:00"}
    told.take(Order.hold_meeting, "chairman_property", "2024-05-06 15:10", given=meeting)
    minutes = {"responsible": "王工", "solution": "整体重做", "finish_at": "2024-05-09 18:00"}
    told.take(Order.file_minutes, "chairman_property", "2024-05-06 16:00", given=minutes)
    rows = cells(paper(told, "minutes", "xlsx").content)
    assert ["Solution", "整体重做"] in rows
    assert ["To be finished by", "2024-05-09 18:00"] in rows


def test_a_paper_outside_ones_scope_does_not_exist() -> None:
    told = agreed()
    assert paper(told, "visit", "pdf", who="agent3").status_code == 404
    assert paper(told, "receipt", "pdf").status_code == 404


def test_the_ranking_is_a_bulletin_with_rank_score_and_sample() -> None:
    told = story()
    AgentRanking.objects.create(
        month="2024-05-01", agent=told.cast.staff["agent"], rank=16, score="4.32", sample=3, is_sample_small=True,
        is_bottom_ten=True,
    )  # fmt: skip
    rows = cells(get(told, "group_agent", "/complaints/ranking/2024-05.xlsx").content)
    window_alone = [4.32, 3, "—", 0]
    assert [rows[-1][0], *rows[-1][2:]] == [16, "agent", 4.32, *window_alone, "bottom ten; small sample"]
    assert get(told, "gm", "/complaints/ranking/2024-05.pdf").content.startswith(b"%PDF")
    assert get(told, "agent", "/complaints/ranking/2024-05.pdf").status_code == 403
    assert get(told, "gm", "/complaints/ranking/2024-13.pdf").status_code == 404
