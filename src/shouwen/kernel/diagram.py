"""The state diagram of a flow as SVG, with our own small layout: states in a column, steps as numbered arcs.

States stand in the order people read them. A step to the next state is a straight arrow; one that leaps ahead is an
arc at the right, one that goes back an arc at the left, each in the innermost lane that is free. Steps that leave the
state as it is are only in the legend. Dark ink on white paper in both themes, like everything that is drawn to last.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Final

from shouwen.kernel.flows import Flow, Step

BOX_WIDTH: Final = 330
BOX_HEIGHT: Final = 36
GAP: Final = 40
LANE: Final = 26
MARGIN: Final = 16
LEGEND_WIDTH: Final = 560
LEGEND_LINE: Final = 22
INK: Final = "#3a4350"
PAPER: Final = "#ffffff"


@dataclass(frozen=True)
class Arc:
    """One way a step can lead: from a state's row to another's. ``lane`` counts outwards from the column."""

    number: int
    source: int
    target: int
    lane: int = 0

    @property
    def is_next(self) -> bool:
        return self.target == self.source + 1

    @property
    def goes_back(self) -> bool:
        return self.target < self.source

    @property
    def rows(self) -> tuple[int, int]:
        return min(self.source, self.target), max(self.source, self.target)


def svg(flow: type[Flow[Any]]) -> str:
    """The drawing of ``flow`` in the active language; a whole SVG document that needs nothing else."""
    states = list(flow.State)
    steps = numbered_steps(flow)
    arcs = _laned(list(_arcs(flow, steps)))
    left = MARGIN + LANE * (1 + max((a.lane for a in arcs if a.goes_back), default=0))
    right = LANE * (1 + max((a.lane for a in arcs if not a.goes_back and not a.is_next), default=0))
    legend_x = left + BOX_WIDTH + right + MARGIN * 2
    height = max(len(states) * (BOX_HEIGHT + GAP), len(steps) * LEGEND_LINE) + MARGIN * 2
    body = [
        *(_box(str(state.label), left, row, final=flow.is_final(state.value)) for row, state in enumerate(states)),
        *(_drawn(arc, left) for arc in arcs),
        *(_legend(number, step, legend_x) for number, step in steps),
    ]
    return _document(str(flow.title), legend_x + LEGEND_WIDTH, height, body)


def numbered_steps(flow: type[Flow[Any]]) -> list[tuple[int, Step[Any]]]:
    """The steps as the legend numbers them."""
    return list(enumerate(flow.steps.values(), start=1))


def _arcs(flow: type[Flow[Any]], steps: Sequence[tuple[int, Step[Any]]]) -> Iterator[Arc]:
    row = {state.value: number for number, state in enumerate(flow.State)}
    for number, step in steps:
        for source in step.sources:
            for target in step.targets:
                if source != target:
                    yield Arc(number, row[source.value], row[target.value])


def _laned(arcs: Sequence[Arc]) -> list[Arc]:
    """Every leaping arc in the innermost lane of its side where no other spans the same rows; short ones first."""
    taken: dict[tuple[bool, int], list[tuple[int, int]]] = {}
    placed = [arc for arc in arcs if arc.is_next]
    for arc in sorted((a for a in arcs if not a.is_next), key=lambda a: (a.rows[1] - a.rows[0], a.rows, a.number)):
        lane = 1
        while any(_overlap(arc.rows, rows) for rows in taken.get((arc.goes_back, lane), [])):
            lane += 1
        taken.setdefault((arc.goes_back, lane), []).append(arc.rows)
        placed.append(Arc(arc.number, arc.source, arc.target, lane))
    return placed


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _top(row: int) -> int:
    return MARGIN + row * (BOX_HEIGHT + GAP)


def _box(title: str, left: int, row: int, *, final: bool) -> str:
    y = _top(row)
    frame = f'<rect x="{left}" y="{y}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" rx="6"/>'
    inner = f'<rect x="{left + 3}" y="{y + 3}" width="{BOX_WIDTH - 6}" height="{BOX_HEIGHT - 6}" rx="4"/>'
    text = (
        f'<text x="{left + BOX_WIDTH // 2}" y="{y + BOX_HEIGHT // 2 + 5}" text-anchor="middle">{escape(title)}</text>'
    )
    return frame + (inner if final else "") + text


def _drawn(arc: Arc, left: int) -> str:
    if arc.is_next:
        x = left + 28 + 34 * (arc.number % 8)
        top, bottom = _top(arc.source) + BOX_HEIGHT, _top(arc.target)
        return _line(f"M{x} {top}V{bottom - 2}") + _badge(arc.number, x, (top + bottom) // 2 - 3)
    spread = (arc.number % 5 - 2) * 5
    start, end = (_top(row) + BOX_HEIGHT // 2 + spread for row in (arc.source, arc.target))
    edge = left if arc.goes_back else left + BOX_WIDTH
    out = edge + (-1 if arc.goes_back else 1) * LANE * arc.lane
    return _line(f"M{edge} {start}H{out}V{end}H{edge}") + _badge(arc.number, out, (start + end) // 2)


def _line(path: str) -> str:
    return f'<path d="{path}" marker-end="url(#tip)"/>'


def _badge(number: int, x: int, y: int) -> str:
    circle = f'<circle cx="{x}" cy="{y}" r="10" fill="{PAPER}"/>'
    return f'{circle}<text x="{x}" y="{y + 4}" text-anchor="middle" font-size="11">{number}</text>'


def _legend(number: int, step: Step[Any], x: int) -> str:
    y = MARGIN + number * LEGEND_LINE
    who = f"{step.title} · {step.by.label}" + (f" · {step.clause}" if step.clause else "")
    return f'<text x="{x}" y="{y}" font-size="13">{number}　{escape(who)}</text>'


def _document(title: str, width: int, height: int, body: Sequence[str]) -> str:
    tip = (
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0 0L8 4L0 8z" fill="#3a4350" stroke="none"/></marker></defs>'
    )
    drawn = "".join(body).replace("<text ", f'<text fill="{INK}" stroke="none" ')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' role="img" aria-label="{escape(title)}" font-family="sans-serif" font-size="14" fill="none" stroke="{INK}">'
        f'<rect width="{width}" height="{height}" fill="{PAPER}" stroke="none"/>{tip}{drawn}</svg>\n'
    )
