"""Papers beside the order: visit confirmation, closing sheet, minutes, ranking (S3-I04); PDF, xlsx."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any, Final, TypeVar

import xlsxwriter
from django.core.files.storage import default_storage
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from shouwen.complaints.flows import Order
from shouwen.complaints.models import AgentRanking, OrderRecord
from shouwen.kernel import clock
from shouwen.kernel.evidence import Proof
from shouwen.kernel.flows import step_named
from shouwen.kernel.models import Case, Event, Evidence
from shouwen.kernel.wording import SEMICOLON, listed
from shouwen.web import policies, printing
from shouwen.web.cases.history import who

Cell = str | int | Decimal
APPROVALS: Final = ("apply_closure", "verify_closure", "return_closure", "review_closure", "close")


@dataclass(frozen=True)
class Sheet:
    """One document: a title and number, facts by label, a table, and signatures by title (PNG or JPEG)."""

    title: str
    number: str
    facts: Sequence[tuple[str, str]] = ()
    columns: Sequence[str] = ()
    rows: Sequence[Sequence[Cell]] = ()
    signatures: Mapping[str, bytes] = field(default_factory=dict)


Row = TypeVar("Row", bound=Model)
MOST_ROWS: Final = 20_000  # of one document; a month of the largest group has fewer


def that_fit(found: QuerySet[Row]) -> tuple[list[Row], Sequence[tuple[str, str]]]:
    """The first rows of ``found``, and for the head of the sheet what it says when they are not all."""
    rows = list(found[: MOST_ROWS + 1])
    if len(rows) <= MOST_ROWS:
        return rows, ()
    says = _("only the newest {count} rows are here; take the rest out month by month").format(count=MOST_ROWS)
    return rows[:MOST_ROWS], [(_("Not complete"), says)]


def as_pdf(sheet: Sheet) -> bytes:
    """The sheet on A4."""
    images = {f"signature-{n}": image for n, image in enumerate(sheet.signatures.values())}
    data = {
        "title": sheet.title,
        "house": _("After-sales service centre"),
        "creed": policies.text(policies.CREED),
        "number": sheet.number,
        "facts": [list(fact) for fact in sheet.facts if fact[1]],
        "columns": list(sheet.columns),
        "rows": [[str(cell) for cell in row] for row in sheet.rows],
        "signatures": [{"name": name, "title": title} for name, title in zip(images, sheet.signatures, strict=True)],
        "nothing": _("None."),
    }
    return printing.render("complaints/sheet.typ", data, images)


def as_workbook(sheet: Sheet) -> bytes:
    """The sheet as xlsx: title, facts, then the table; amounts are numbers, and nothing is a formula."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    page, bold = book.add_worksheet(), book.add_format({"bold": True})
    page.write_row(0, 0, [sheet.title, sheet.number], bold)
    line = 1
    for label, text in (fact for fact in sheet.facts if fact[1]):
        page.write_row(line, 0, [label, text])
        line += 1
    page.write_row(line, 0, sheet.columns, bold)
    for row in sheet.rows:
        line += 1
        page.write_row(line, 0, [float(cell) if isinstance(cell, Decimal) else cell for cell in row])
    book.close()
    return out.getvalue()


# ---- of one order ----------------------------------------------------------------------------------------------------


def visit_confirmation(case: Case) -> Sheet | None:
    """回访确认单: what was found and agreed at the door, with the customer's signature; None before that (S3-22)."""
    order = _order(case)
    if not order.plan:
        return None
    facts = [
        *_place(case, order),
        (_("At the door at"), _instant(order.visited_at)),
        (_("Findings, point by point"), order.findings),
        (_("Plan"), order.plan),
        (_("Negotiated completion"), _instant(order.negotiated_finish_at)),
        (_("Ordered completion"), _instant(order.ordered_finish_at)),
    ]
    return Sheet(_("Visit confirmation"), case.number, facts, signatures=_signature_of(case))


def closing_sheet(case: Case) -> Sheet | None:
    """结案单: application, check, satisfaction, review and approval with their times; None before (S3-28, S3-29)."""
    order = _order(case)
    if order.applied_at is None:
        return None
    facts = [
        *_place(case, order),
        (_("Plan"), order.plan),
        (_("Completion assessed by"), _instant(order.effective_deadline)),
        (_("Closure applied for"), _instant(order.applied_at)),
        (_("Customer's satisfaction, 1 to 5"), str(order.score or "")),
        (_("State"), str(Order.State(case.state).label)),
    ]
    columns = [_("Step"), _("By"), _("Opinion"), _("Time")]
    return Sheet(_("Closing sheet"), case.number, facts, columns, _approvals(case))


def meeting_minutes(case: Case) -> Sheet | None:
    """会议纪要: 责任人、解决方案、整改完成时间 of the latest special meeting; None before its minutes (S3-33h)."""
    found = Event.objects.filter(case=case, code=Order.file_minutes.code).select_related("staff").order_by("seq").last()
    if found is None:
        return None
    given, order = found.data["given"], _order(case)
    facts = [
        *_place(case, order),
        (_("Began"), _instant(order.met_from)),
        (_("Person responsible"), given["responsible"]),
        (_("Solution"), given["solution"]),
        (_("To be finished by"), _instant(datetime.fromisoformat(given["finish_at"]))),
        (_("Filed"), f"{_instant(found.occurred_at)} {who(found)}"),
    ]
    return Sheet(_("Minutes of the special meeting"), case.number, facts)


OF_AN_ORDER: Final[Mapping[str, Callable[[Case], Sheet | None]]] = {
    "visit": visit_confirmation,
    "closing": closing_sheet,
    "minutes": meeting_minutes,
}


def there_are(case: Case) -> list[tuple[str, str]]:
    """Kind and title of the papers of an order that have something to say by now; cheap, for the case page."""
    order: OrderRecord = case.order
    held = order.met_from is not None and Event.objects.filter(case=case, code=Order.file_minutes.code).exists()
    found = [
        ("visit", _("Visit confirmation"), bool(order.plan)),
        ("closing", _("Closing sheet"), order.applied_at is not None),
        ("minutes", _("Minutes of the special meeting"), held),
    ]
    return [(kind, title) for kind, title, is_there in found if is_there]


def _order(case: Case) -> OrderRecord:
    return OrderRecord.objects.select_related("responsible", "company").get(case_id=case.pk)


def _place(case: Case, order: OrderRecord) -> list[tuple[str, str]]:
    return [
        (_("Place"), f"{case.project.name} {case.unit.text if case.unit else ''}"),
        (_("Demand"), case.title),
        (_("First responsible department"), f"{order.company.name} {order.get_first_department_display()}"),
        (_("Person responsible"), order.responsible.name if order.responsible else ""),
    ]


def _approvals(case: Case) -> list[list[Cell]]:
    codes = [f"{Order.code}.{name}" for name in APPROVALS]
    events = Event.objects.filter(case=case, code__in=codes).select_related("staff", "on_behalf_of").order_by("seq")
    return [[str(step_named(e.code).title), who(e), _opinion(e.data["given"]), _instant(e.occurred_at)] for e in events]


def _opinion(given: Mapping[str, Any]) -> str:
    return str(given.get("opinion") or given.get("reason") or given.get("comment") or given.get("note") or "")


def _signature_of(case: Case) -> dict[str, bytes]:
    """The customer's newest signature under the plan, where its picture is at hand."""
    signed = Evidence.objects.filter(case=case, kind=Proof.CUSTOMER_SIGNATURE, event__code=Order.agree_plan.code)
    piece = signed.exclude(display="").order_by("id").last()
    if piece is None or not piece.display.name or not default_storage.exists(piece.display.name):
        return {}
    with default_storage.open(piece.display.name) as file:
        return {_("Customer's signature") + " " + _instant(piece.captured_at or piece.received_at): file.read()}


# ---- of a month ------------------------------------------------------------------------------------------------------


def ranking_bulletin(month: date) -> Sheet | None:
    """排名通报: the published ranking of a month; None while there is none (S3-16c)."""
    rows = list(AgentRanking.objects.filter(month=month).select_related("agent").order_by("rank", "agent_id"))
    if not rows:
        return None
    columns = [
        _("Rank"), _("Staff number"), _("Name"), _("Score"), _("Window"), _("Ratings"), _("Survey"),
        _("Survey answers"), _("Remark"),
    ]  # fmt: skip
    table: list[list[Cell]] = [
        [
            row.rank or "—", row.agent.staff_no, row.agent.name, row.score or "—", row.of_the_window or "—", row.sample,
            row.survey_score or "—", row.survey_sample, _remark(row),
        ]
        for row in rows
    ]  # fmt: skip
    return Sheet(_("Ranking of the specialists"), f"{month:%Y-%m}", (), columns, table)


def _remark(row: AgentRanking) -> str:
    bottom = [_("bottom ten")] if row.is_bottom_ten else []
    small = [_("small sample")] if row.is_sample_small else []
    return listed([*bottom, *small], SEMICOLON)


def _instant(at: datetime | None) -> str:
    return clock.local(at).strftime("%Y-%m-%d %H:%M") if at else ""
