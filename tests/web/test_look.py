"""The tags of the look, and what no template may contain."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django import forms
from django.template import Context, Template

from shouwen.web import built, icons

TEMPLATES = Path(built.__file__).parent / "templates"
CSS = Path(built.__file__).parent / "assets" / "css"
INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=|javascript:|hx-on|<script(?![^>]*\ssrc=)", re.IGNORECASE)


class Sample(forms.Form):
    name = forms.CharField(help_text="as on the identity card")
    kind = forms.ChoiceField(choices=[("a", "A")])


def render(text: str, **context: object) -> str:
    return Template("{% load look %}" + text).render(Context(context))


@pytest.mark.parametrize("file", sorted(TEMPLATES.rglob("*.html")), ids=lambda file: file.name)
def test_no_template_has_inline_script_or_style(file: Path) -> None:
    assert INLINE.findall(file.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("file", sorted((TEMPLATES / "components").glob("*.html")), ids=lambda file: file.name)
def test_every_component_says_at_its_top_what_it_takes(file: Path) -> None:
    assert "{% comment %}" in file.read_text(encoding="utf-8")[:120]


def test_the_manifest_names_the_files_of_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    made = {"js/main.js": {"file": "main-1a.js", "css": ["main-2b.css"]}}
    monkeypatch.setattr(built, "manifest", lambda: made)
    assert render('{% asset "main.js" %}') == "/static/built/main-1a.js"
    assert render('{% styles "main.js" %}') == '<link rel="stylesheet" href="/static/built/main-2b.css">'


def test_before_the_first_build_pages_work_without_look_and_the_check_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(built, "manifest", dict)
    assert render('{% styles %}{% script "main.js" %}') == ""
    assert [warning.id for warning in built.assets_are_built()] == ["web.W001"]


def test_an_icon_is_hidden_from_readers() -> None:
    assert 'aria-hidden="true"' in render('{% icon "bell" %}')
    with pytest.raises(KeyError):
        icons.drawing("no such drawing")


def test_each_form_gets_its_own_idempotency_key_and_keeps_one_it_was_given() -> None:
    assert render("{% once %}") != render("{% once %}")
    assert render("{% once key %}", key="k-1") == '<input type="hidden" name="key" value="k-1">'


def test_a_field_that_is_wrong_points_at_its_sentence() -> None:
    field = Sample({"kind": "a"})["name"]
    html = render('{% include "components/field.html" %}', field=field)
    described = re.search(r'aria-describedby="([^"]+)"', html)
    assert 'aria-invalid="true"' in html
    assert described is not None
    assert all(f'id="{name}"' in html for name in described[1].split())
    assert 'class="form-control"' in html


class Filters(forms.Form):
    state = forms.ChoiceField(label="State: any", choices=[("", "State: any")])
    words = forms.CharField(label="Words", widget=forms.TextInput(attrs={"placeholder": "Words"}))
    month = forms.CharField(label="Month", widget=forms.TextInput(attrs={"type": "month"}))


def test_a_filter_shows_its_label_unless_the_control_says_what_it_filters() -> None:
    made = render('{% include "components/filter_bar.html" %}', form=Filters())
    labels = re.findall(r'<label><span class="([^"]+)">([^<]+)</span> <(\w+)', made)
    assert labels == [
        ("visually-hidden", "State: any", "select"),
        ("visually-hidden", "Words", "input"),
        ("sw-note", "Month", "input"),
    ]


def test_paper_is_white_whatever_the_screen_is() -> None:
    """The dark tokens are for screens alone: a page printed from the dark theme would else be black."""
    tokens = (CSS / "tokens.css").read_text("utf-8")
    before, _brace, rest = tokens.partition('[data-bs-theme="dark"] {\n    color-scheme: dark;')
    assert before.rstrip().endswith("@media not print {")
    assert "--sw-bg" in rest.split("}")[0]
