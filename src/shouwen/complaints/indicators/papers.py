"""The bulletin and the score sheets on paper and as workbooks (S3-38c, S3-39d)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from shouwen.complaints.indicators import bulletin, charts, reading, schemes
from shouwen.complaints.indicators.bulletin import Placed
from shouwen.complaints.indicators.composite import PARTS
from shouwen.complaints.indicators.formulae import formula_named
from shouwen.complaints.indicators.reading import Reading
from shouwen.complaints.models import MonthReport, OrderRecord
from shouwen.complaints.sheets import Cell, Sheet
from shouwen.kernel import clock
from shouwen.kernel.wording import listed
from shouwen.people.models import OrgUnit
from shouwen.people.roles import OrgKind
from shouwen.web import printing

DASH = "—"
CHARTED = 20
SPECIAL_SHOWN = 200


def written(value: Decimal | None, unit: str = "") -> str:
    return DASH if value is None else f"{value:.2f}{unit}"


def remark(one: Placed) -> str:
    """What a reader must know beside a rank: few cases, or no rank at all and why."""
    missing = [r.formula.title for code, r in one.readings.items() if code in bulletin.COLUMNS[1:] and r.value is None]
    if missing:
        return _("not ranked: nothing to count for {what}").format(what=listed(missing))
    return _("small sample, may be chance") if one.score.is_small else ""


def table(report: MonthReport, kinds: Sequence[str]) -> tuple[list[str], list[list[Cell]]]:
    """Head and rows of the ranking."""
    head = [
        _("Rank"), _("Place"), _("Company"), _("Composite score"), _("On time, %"), _("Efficiency, %"),
        _("Satisfaction, %"), _("Closed"), _("Average hours"), _("Days overdue"), _("Rank before"), _("Remark"),
    ]  # fmt: skip
    return head, [_row(one) for one in bulletin.ranking(report, kinds)]


def _row(one: Placed) -> list[Cell]:
    r = one.readings
    return [
        one.score.rank or DASH,
        one.org.name,
        one.org.parent.name if one.org.parent else "",
        *(_cell(r[code]) for code in bulletin.COLUMNS),
        r["handling_efficiency"].sample,
        _cell(r["handling_hours"]),
        _cell(r["overdue_days"]),
        one.before or DASH,
        remark(one),
    ]


def _cell(found: Reading) -> Cell:
    return DASH if found.value is None else found.value


def facts(report: MonthReport) -> list[tuple[str, str]]:
    """What stands above the ranking: when it was counted, with what weights, by whom it was published."""
    shares = listed(f"{_title(code)} {share} %" for code in PARTS if (share := report.weights.get(code)))
    published = ""
    if report.published_at and report.published_by:
        published = f"{clock.local(report.published_at):%Y-%m-%d %H:%M} {report.published_by.name}"
    return [
        (_("Counted"), f"{clock.local(report.computed_at):%Y-%m-%d %H:%M}"),
        (_("Weights"), shares),
        (_("Published"), published or _("draft")),
        (_("Remark of the general manager"), report.remark),
    ]


def _title(code: str) -> str:
    formula = formula_named(code)
    return str(formula.title) if formula else code


def special_orders(report: MonthReport) -> list[OrderRecord]:
    """The orders under special assessment in the month, as frozen, newest first (S3-33)."""
    group = OrgUnit.objects.filter(kind="group").order_by("id").first()
    if group is None:
        return []
    behind = reading.behind_a_place(report, ["special_orders"], group, None, limit=SPECIAL_SHOWN)
    found = OrderRecord.objects.filter(case__in=[one.case_id for one in behind])
    return list(found.select_related("case__project", "company", "responsible").order_by("-case_id"))


def special_rows(report: MonthReport) -> list[list[Cell]]:
    return [
        [
            order.case.number, order.get_level_display(), order.case.project.name, order.company.name,
            order.responsible.name if order.responsible else "",
            f"{clock.local(order.effective_deadline):%Y-%m-%d %H:%M}",
            f"{clock.local(order.applied_at):%Y-%m-%d %H:%M}" if order.applied_at else DASH,
        ]
        for order in special_orders(report)
    ]  # fmt: skip


def chart(placed: Sequence[Placed]) -> str:
    """The best of the ranking as a drawing."""
    rows = [(one.org.name, one.score.value) for one in placed[:CHARTED]]
    return charts.bars(rows, _("Composite scores of the month, best first"))


def bulletin_pdf(report: MonthReport) -> bytes:
    """The bulletin on A4, landscape where the table needs it."""
    tables = [(title, *table(report, [kind])) for kind, title in bulletin.SECTIONS.items()]
    drawn = chart(bulletin.ranking(report, [OrgKind.PROJECT]))
    data: Mapping[str, Any] = {
        **_paper(_("Bulletin on the handling of complaints"), f"{report.month:%Y-%m}"),
        "facts": [list(fact) for fact in facts(report) if fact[1]],
        "sections": [{"title": str(title), "head": head, "rows": _text(rows)} for title, head, rows in tables],
        "special_head": [
            _("Order"), _("Level"), _("Project"), _("Company"), _("Person responsible"), _("Due"), _("Applied"),
        ],
        "special": _text(special_rows(report)),
        "words": {
            "special": _("Orders under special assessment"),
            "how": how(),
        },
    }  # fmt: skip
    return printing.render("complaints/bulletin.typ", data, {"chart": drawn.encode()})


def how() -> str:
    """How the ranking is made, in one sentence."""
    return _(
        "Ranked by the composite score; equal scores by more orders closed, then fewer days overdue. A place with few"
        " cases is marked: its place may be chance."
    )


def _text(rows: Sequence[Sequence[Cell]]) -> list[list[str]]:
    return [[f"{cell:.2f}" if isinstance(cell, Decimal) else str(cell) for cell in row] for row in rows]


def _paper(title: str, number: str) -> dict[str, str]:
    return {
        "title": title,
        "number": number,
        "house": _("After-sales service centre"),
        "creed": _("People first, customers foremost"),
        "nothing": _("None."),
    }


def bulletin_sheet(report: MonthReport) -> Sheet:
    """The ranking of projects and companies as one table, for a workbook."""
    head = table(report, [])[0]
    rows = [row for kind in bulletin.SECTIONS for row in table(report, [kind])[1]]
    title = _("Bulletin on the handling of complaints")
    return Sheet(title, f"{report.month:%Y-%m}", facts(report), head, rows)


def score_sheet(report: MonthReport, org: OrgUnit) -> Sheet | None:
    """考评表 of one project service centre: each indicator of the scheme with weight and points; None without any."""
    found = reading.of_place(report, org.pk, [*report.scheme, "centre_score"])
    total = found["centre_score"]
    if total.value is None:
        return None
    rows: list[list[Cell]] = []
    for code, share in schemes.in_order(report.scheme).items():
        one = found[code]
        points = DASH if one.value is None else written(min(one.value, Decimal(100)) * Decimal(share) / 100)
        made = f"{one.numerator.normalize():f} / {one.denominator.normalize():f}" if one.denominator else DASH
        rows.append([str(one.formula.title), f"{share} %", made, written(one.value), points, _small(one)])
    covered = f"{total.denominator.normalize():f} %"
    columns = [_("Indicator"), _("Weight"), _("Counted"), _("Value"), _("Points"), _("Remark")]
    told = [
        (_("Project service centre"), org.name),
        (_("Score of 100"), written(total.value)),
        (_("Weights that could be counted"), covered),
        (_("Counted"), f"{clock.local(report.computed_at):%Y-%m-%d %H:%M}"),
    ]
    return Sheet(_("Assessment of a project service centre"), f"{report.month:%Y-%m}", told, columns, rows)


def _small(one: Reading) -> str:
    if one.value is None:
        return _("nothing to count; its weight is left out")
    return _("small sample, may be chance") if one.is_small else ""
