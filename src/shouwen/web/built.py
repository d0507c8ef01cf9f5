"""Where Vite put the files: the manifest of ``static/built``, read once."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from django.core import checks
from django.templatetags.static import static

BUILT = Path(__file__).parent / "static" / "built"
Manifest = dict[str, dict[str, object]]


@cache
def manifest() -> Manifest:
    """Vite's manifest; empty before the first build: pages then work without style and script."""
    file = BUILT / "manifest.json"
    if not file.is_file():
        return {}
    read: Manifest = json.loads(file.read_text(encoding="utf-8"))
    return read


def address(entry: str) -> str:
    """The address of a built entry such as ``main.js``, or nothing before the first build."""
    made = manifest().get(f"js/{entry}")
    return static(f"built/{made['file']}") if made else ""


def styles(entry: str) -> list[str]:
    """The addresses of the style sheets that belong to an entry."""
    files = manifest().get(f"js/{entry}", {}).get("css", [])
    return [static(f"built/{file}") for file in files] if isinstance(files, list) else []


@checks.register()
def assets_are_built(**_options: object) -> list[checks.CheckMessage]:
    """Say so when the look has not been built."""
    if manifest():
        return []
    hint = "Run `npm ci && npm run build` in src/shouwen/web/assets."
    return [checks.Warning("The style sheets and scripts have not been built.", hint=hint, id="web.W001")]
