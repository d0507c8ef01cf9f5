"""From a Typst template and data to a PDF."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import pylopdf_fonts_zh_cn
import typst
from django.core.serializers.json import DjangoJSONEncoder
from django.template.utils import get_app_template_dirs

from shouwen.kernel import clock

_FOLDER: Final = "typst"
_HOUSE: Final = "web/house.typ"
_OWN: Final = Path(__file__).parent / _FOLDER
_SUFFIXES: Final = {b"\x89PNG": ".png", b"\xff\xd8\xff": ".jpg", b"<svg": ".svg"}


class UnknownTemplate(LookupError):
    """No application has such a template."""


def render(template_name: str, data: Mapping[str, Any], images: Mapping[str, bytes] | None = None) -> bytes:
    """The PDF of ``<app>/typst/<template_name>`` with ``data``.

    The template starts with ``#import "/web/house.typ": *``; there ``data`` is what was given (as JSON) and
    ``picture("name", width: …)`` draws one of ``images`` (PNG, JPEG or SVG bytes). ``house`` sets page and footer;
    it reads title, creed and number from the data. A template can read nothing of the machine but these.
    Raises UnknownTemplate, and ValueError for an image of another type.
    """
    files = {"main.typ": _source(template_name), _HOUSE: _source(_HOUSE)}
    with TemporaryDirectory() as folder:  # the root: a template reaches its own images and nothing else
        named = {name: _kept(folder, number, image) for number, (name, image) in enumerate((images or {}).items())}
        inputs = {"data": json.dumps({**data, "images": named}, cls=DjangoJSONEncoder, ensure_ascii=False)}
        pdf = typst.compile(  # type: ignore[call-overload] # the stub does not know a mapping of files
            files,
            root=folder,
            font_paths=_fonts(),
            sys_inputs=inputs,
            format="pdf",
            timestamp=int(clock.now().timestamp()),
        )
    assert isinstance(pdf, bytes)  # without an output path the PDF comes back whole
    return pdf


def _kept(folder: str, number: int, image: bytes) -> str:
    """Write an image where the template finds it; returns its address from the root."""
    name = f"{number}{_suffix(image)}"
    (Path(folder) / name).write_bytes(image)
    return f"/{name}"


def _source(name: str) -> bytes:
    for folder in (_OWN, *get_app_template_dirs(_FOLDER)):
        file = Path(folder) / name
        if file.is_file():
            return file.read_bytes()
    raise UnknownTemplate(name)


def _suffix(image: bytes) -> str:
    found = next((suffix for magic, suffix in _SUFFIXES.items() if image.startswith(magic)), None)
    if found is None:
        raise ValueError("an image for paper is PNG, JPEG or SVG")
    return found


@cache
def _fonts() -> typst.Fonts:
    """The Chinese fonts of the wheel, read once; those of the machine are ignored, so paper looks alike everywhere."""
    folder = pylopdf_fonts_zh_cn.sans_path().parent
    return typst.Fonts(include_system_fonts=False, font_paths=[str(folder)])
