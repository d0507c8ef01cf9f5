"""One set of small line drawings: 20 px grid, 1.7 px stroke, always beside a word except bell and search."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

DRAWINGS: dict[str, str] = {
    "search": '<circle cx="8.5" cy="8.5" r="5.5"/><path d="m13 13 4.5 4.5"/>',
    "bell": '<path d="M5 14V9a5 5 0 0 1 10 0v5l1.500 1h-13zM8 17.500h4"/>',
    "workbench": '<path d="M3 4h14v9H3zM7 17h6M10 13v4"/>',
    "plus": '<path d="M10 4v12M4 10h12"/>',
    "list": '<path d="M7 5h10M7 10h10M7 15h10M3 5h.01M3 10h.01M3 15h.01"/>',
    "wrench": '<path d="M13 3a4 4 0 0 0-4.600 5.400L3 14l3 3 5.600-5.400A4 4 0 0 0 17 7'
    'l-2.500 2.500L11 8.500 10.500 5z"/>',
    "house": '<path d="m3 10 7-6 7 6M5 9v8h10V9"/>',
    "key": '<circle cx="7" cy="13" r="3.500"/><path d="m9.500 10.500 7-7M14 6l2 2"/>',
    "phone": '<path d="M4 3h3l1.5 4-2 1.5a11 11 0 0 0 5 5l1.5-2 4 1.5v3a1.5 1.5 0 0 1-1.5 1.5A14 14 0 0 1 2.500 4.500'
    ' 1.500 1.500 0 0 1 4 3z"/>',
    "chart": '<path d="M3 17h14M5 14v-4M9 14V5M13 14V8M17 14v-7"/>',
    "star": '<path d="m10 3 2.100 4.500 4.900.6-3.600 3.400.9 4.900L10 14l-4.300 2.400.9-4.900L3 8.100l4.900-.6z"/>',
    "book": '<path d="M4 4h5a2 2 0 0 1 1 1 2 2 0 0 1 1-1h5v12h-5a2 2 0 0 0-1 1 2 2 0 0 0-1-1H4zM10 5v12"/>',
    "people": '<circle cx="7" cy="7" r="3"/><path d="M2 17c0-4 2-5.500 5-5.500s5 1.500 5 5.500M13 5a3 3 0 0 1 0 5'
    'M14 12c3 .5 4 2 4 5"/>',
    "shield": '<path d="M10 3 4 5v5c0 4 3 6 6 7 3-1 6-3 6-7V5z"/>',
    "print": '<path d="M6 7V3h8v4M6 14H3V7h14v7h-3M6 12h8v5H6z"/>',
    "download": '<path d="M10 3v10m-4-4 4 4 4-4M4 17h12"/>',
    "camera": '<path d="M3 6h3l1.500-2h5L14 6h3v10H3z"/><circle cx="10" cy="11" r="3"/>',
    "offline": '<path d="M3 3l14 14M6 8a4 4 0 0 0 0 8h8M9 5a5 5 0 0 1 6 5 3 3 0 0 1 2 4"/>',
    "money": '<path d="m5 4 5 6 5-6M10 10v7M6 11h8M6 14h8"/>',
    "file": '<path d="M5 3h7l3 3v11H5zM12 3v3h3"/>',
    "sound": '<path d="M3 8v4h3l4 3V5L6 8zM13 8a3 3 0 0 1 0 4M15 6a6 6 0 0 1 0 8"/>',
    "pin": '<path d="M10 17c3-4 5-6.500 5-9a5 5 0 0 0-10 0c0 2.500 2 5 5 9z"/><circle cx="10" cy="8" r="1.700"/>',
    "moon": '<path d="M15.500 12.500A6.500 6.500 0 0 1 7.500 4.500a6.500 6.500 0 1 0 8 8z"/>',
    "language": '<circle cx="10" cy="10" r="7"/><path d="M3 10h14M10 3c3 3 3 11 0 14M10 3c-3 3-3 11 0 14"/>',
    "leave": '<path d="M11 4H4v12h7M8 10h9m-3-3 3 3-3 3"/>',
    "keyboard": '<path d="M2 5h16v10H2zM5 8h.01M8 8h.01M11 8h.01M14 8h.01M6 12h8"/>',
    "calendar": '<path d="M3 5h14v12H3zM3 9h14M7 3v4M13 3v4"/>',
    "gate": '<path d="M4 17V6M16 17V9M4 8l12-3M2 17h16"/>',
}


def drawing(name: str, size: str = "") -> SafeString:
    """The icon as inline SVG, hidden from readers; ``size`` is "s" or "l". An unknown name is a KeyError."""
    css = f"sw-i sw-i-{size}" if size else "sw-i"
    body = mark_safe(DRAWINGS[name])  # noqa: S308 — our own constants
    return format_html('<svg class="{}" viewBox="0 0 20 20" aria-hidden="true" focusable="false">{}</svg>', css, body)
