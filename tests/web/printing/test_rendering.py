"""Paper through Typst: data is data, images are named, fonts come from the wheel."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
import typst
from PIL import Image

from shouwen.web.printing import UnknownTemplate, qr_svg, render, rendering

Write = Callable[[str], str]


@pytest.fixture
def template(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """A template of an application, written for this test."""
    monkeypatch.setattr(rendering, "get_app_template_dirs", lambda _folder: (tmp_path,))

    def write(source: str) -> str:
        (tmp_path / "paper.typ").write_text('#import "/web/house.typ": *\n#show: house\n' + source, encoding="utf-8")
        return "paper.typ"

    return write


def picture(kind: str) -> bytes:
    out = BytesIO()
    Image.effect_noise((40, 40), 60).save(out, kind)
    return out.getvalue()


def pages(pdf: bytes) -> int:
    return int(max(re.findall(rb"/Count (\d+)", pdf), default=b"0"))


def test_a_paper_is_a_pdf_with_as_many_pages_as_it_needs(template: Write) -> None:
    pdf = render(template("#data.first #pagebreak() #data.second"), {"first": "一", "second": "二"})
    assert pdf.startswith(b"%PDF-")
    assert pages(pdf) == 2


def test_what_people_typed_is_never_read_as_markup(template: Write) -> None:
    evil = '#panic("run") #read("/main.typ") $ \\'
    assert pages(render(template("#data.text"), {"text": evil})) == 1


def test_an_image_is_drawn_by_its_name_and_an_absent_one_leaves_nothing(template: Write) -> None:
    name = template('#picture("code", width: 2cm) #picture("none", width: 2cm)')
    bare = len(render(name, {}))
    assert len(render(name, {}, {"code": qr_svg("https://example.org/cases/DD-1/")})) > bare
    assert len(render(name, {}, {"code": picture("PNG")})) > bare
    assert len(render(name, {}, {"code": picture("JPEG")})) > bare


def test_an_image_of_another_type_is_an_error_of_the_caller(template: Write) -> None:
    with pytest.raises(ValueError, match="PNG, JPEG or SVG"):
        render(template("x"), {}, {"code": b"GIF89a"})


def test_a_template_nobody_has_is_named() -> None:
    with pytest.raises(UnknownTemplate, match=r"absent\.typ"):
        render("absent.typ", {})


def test_a_template_reads_no_file_of_the_machine(template: Write) -> None:
    with pytest.raises(typst.TypstError):
        render(template('#read("/pyproject.toml")'), {})
