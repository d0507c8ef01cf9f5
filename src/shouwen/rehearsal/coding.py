"""A scenario's codes beside what people call them: ``met〔In time〕`` in a line of text, the words first on a page."""

from __future__ import annotations

import re

from django.db.models import TextChoices
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

_CODED = re.compile(r"([\w.]+)〔([^〔〕]+)〕")


def coded(code: str, label: object) -> str:
    """The code, and behind it in 〔〕 what people call it, where they call it something else."""
    words = str(label).translate({ord("〔"): "[", ord("〕"): "]"})
    return f"{code}〔{words}〕" if code and words and words != code else code


def labelled(code: str, choices: type[TextChoices]) -> str:
    """The code with its label among the choices; bare where it is none of them."""
    return coded(code, choices(code).label) if code in choices.values else code


def words_first(line: str) -> SafeString:
    """The line for a page: the words, and the code small behind them."""
    parts = _CODED.split(line)
    pairs = zip(parts[1::3], parts[2::3], parts[3::3], strict=True)
    rest = ((words, code, after) for code, words, after in pairs)
    spoken = format_html_join("", '{} <span class="sw-note sw-num">{}</span>{}', rest)
    return format_html("{}{}", conditional_escape(parts[0]), spoken)
