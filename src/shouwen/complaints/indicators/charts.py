"""Charts drawn by the server: bars and a line as SVG, always beside the table they are drawn from.

Colours are presentation attributes (for paper); on the page the style sheet's classes come before them (dark theme).
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

ROW, LETTER, WIDE, RIGHT = 30, 13, 340, 72
INK, ACCENT, GRID, CALM = "#172126", "#1d4e89", "#dde2e4", "#b9c3c7"
FONT: Final = "Noto Sans SC, sans-serif"
TALL, STEP = 120, 56


def bars(rows: Sequence[tuple[str, Decimal | None]], finding: str, strong: int = 3) -> SafeString:
    """Horizontal bars of 0 to 100; the first ``strong`` stand out, None is written as a dash."""
    height = max(1, len(rows)) * ROW + 8
    left = 14 + LETTER * max((len(_short(label)) for label, _value in rows), default=0)
    drawn = ((_bar(n, left, label, value, n < strong),) for n, (label, value) in enumerate(rows))
    return _drawing(left + WIDE + RIGHT, height, finding, format_html_join("", "{}", drawn))


def _bar(n: int, left: int, label: str, value: Decimal | None, strong: bool) -> SafeString:
    y, length = n * ROW + 4, float(min(max(value or Decimal(0), Decimal(0)), Decimal(100))) / 100 * WIDE
    return format_html(
        '<text class="sw-svg-ink" x="{}" y="{}" text-anchor="end" font-size="13" fill="{}" font-family="{}">{}</text>'
        '<rect class="{}" x="{}" y="{}" width="{}" height="16" rx="2" fill="{}"/>'
        '<text class="sw-svg-ink" x="{}" y="{}" font-size="13" fill="{}" font-family="{}">{}</text>',
        left - 10, y + 17, INK, FONT, _short(label),
        "sw-svg-bar" if strong else "sw-svg-calm", left, y + 4, f"{length:.1f}", ACCENT if strong else CALM,
        f"{left + length + 8:.1f}", y + 17, INK, FONT, "—" if value is None else f"{value:.2f}",
    )  # fmt: skip


def _short(label: str) -> str:
    return label if len(label) <= 12 else f"{label[:11]}…"


def trend(points: Sequence[tuple[str, Decimal | None]], finding: str) -> SafeString:
    """A line over months; a month without a figure interrupts it."""
    width, span = max(2, len(points)) * STEP + 24, _span([value for _label, value in points if value is not None])
    places = [(24 + n * STEP + STEP / 2, _height(value, span)) for n, (_label, value) in enumerate(points)]
    lines = [
        (f"{a[0]:.1f}", f"{a[1]:.1f}", f"{b[0]:.1f}", f"{b[1]:.1f}")
        for a, b in pairwise(places)
        if a[1] is not None and b[1] is not None
    ]
    drawn = format_html_join(
        "", '<line class="sw-svg-line" x1="{}" y1="{}" x2="{}" y2="{}" stroke="#1d4e89" stroke-width="2"/>', lines
    )
    heights = [y for _x, y in places]
    below = [_is_valley(heights, n) for n in range(len(places))]
    dots = format_html_join("", "{}", ((_dot(*one),) for one in zip(places, points, below, strict=True)))
    return _drawing(width, TALL + 44, finding, format_html("{}{}", drawn, dots))


def _span(values: Sequence[Decimal]) -> tuple[Decimal, Decimal]:
    low, high = (min(values), max(values)) if values else (Decimal(0), Decimal(1))
    room = (high - low) / 5 or Decimal(1)
    return low - room, high + room


def _height(value: Decimal | None, span: tuple[Decimal, Decimal]) -> float | None:
    return None if value is None else 20 + float((span[1] - value) / (span[1] - span[0])) * TALL


def _is_valley(heights: Sequence[float | None], n: int) -> bool:
    """Whether the line comes from above and does not go lower: then the number stands below its point."""
    here, before = heights[n], heights[n - 1] if n else None
    after = heights[n + 1] if n + 1 < len(heights) else None
    return here is not None and before is not None and before < here and (after is None or after < here)


def _dot(place: tuple[float, float | None], point: tuple[str, Decimal | None], below: bool) -> SafeString:
    x, y = place
    label = format_html(
        '<text class="sw-svg-note" x="{}" y="{}" text-anchor="middle" font-size="12" fill="#5c6a71"'
        ' font-family="{}">{}</text>', f"{x:.1f}", TALL + 38, FONT, point[0],
    )  # fmt: skip
    if y is None:
        return label
    return format_html(
        '<circle class="sw-svg-bar" cx="{}" cy="{}" r="3.5" fill="#1d4e89"/>'
        '<text class="sw-svg-ink" x="{}" y="{}" text-anchor="middle" font-size="12" fill="#172126"'
        ' font-family="{}">{}</text>{}',
        f"{x:.1f}", f"{y:.1f}", f"{x:.1f}", f"{y + 18 if below else y - 9:.1f}", FONT, f"{point[1]:.1f}", label,
    )  # fmt: skip


def _drawing(width: int, height: int, finding: str, content: SafeString) -> SafeString:
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="sw-svg" viewBox="0 0 {} {}" width="{}" height="{}" role="img"'
        ' aria-label="{}">{}</svg>', width, height, width, height, finding, content,
    )  # fmt: skip
