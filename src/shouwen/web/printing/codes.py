"""Codes on paper that open a page."""

from __future__ import annotations

from io import BytesIO

import segno


def qr_svg(address: str) -> bytes:
    """A QR code of the address as SVG, with the quiet zone scanners need; for ``render``'s images."""
    out = BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", border=4, xmldecl=False)
    return out.getvalue()
