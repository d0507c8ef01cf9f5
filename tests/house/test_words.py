"""Every English sentence that the product can say has its Chinese."""

from __future__ import annotations

import ast
import io
import re
import string
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from babel.messages.extract import extract
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils.translation import override, templatize

from shouwen.ground import words

SOURCE = words.LOCALE.parent
FUNCTIONS = {"gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
IN_TEMPLATES = {"gettext": None, "_": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2), "gettext_noop": None}
LETTERS = re.compile(r"[A-Za-z]{2,}")
NAMED = re.compile(r"%\((\w+)\)[a-z]")


def in_python(file: Path) -> Iterator[str]:
    """The literal first arguments of Django's functions for words, by whatever name the file imports them."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            names |= {alias.asname or alias.name: alias.name for alias in node.names if alias.name in FUNCTIONS}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names and node.args:
            place = 1 if names[node.func.id].startswith("pgettext") else 0
            said = node.args[place]
            if isinstance(said, ast.Constant) and isinstance(said.value, str):
                yield said.value


def in_template(file: Path) -> Iterator[str]:
    source = templatize(file.read_text(encoding="utf-8"), origin=str(file))
    for _line, said, _comments, _context in extract("python", io.BytesIO(source.encode()), keywords=IN_TEMPLATES):
        yield said[0] if isinstance(said, tuple) else said


def said() -> dict[str, str]:
    """Every msgid in use, and one file that uses it."""
    found: dict[str, str] = {}
    for file in sorted(SOURCE.rglob("*.py")):
        found |= dict.fromkeys(in_python(file), str(file.relative_to(SOURCE)))
    for file in sorted(SOURCE.rglob("templates/**/*.html")):
        found |= dict.fromkeys(in_template(file), str(file.relative_to(SOURCE)))
    return {msgid: file for msgid, file in found.items() if LETTERS.search(NAMED.sub("", msgid))}


def placeholders(text: str) -> set[str]:
    braces = {name for _, name, _, _ in string.Formatter().parse(text) if name} if "{" in text else set()
    return braces | set(NAMED.findall(text))


@pytest.fixture(scope="module")
def chinese() -> dict[str, polib.POEntry]:
    return {entry.msgid: entry for entry in words.simplified()}


def test_everything_said_has_its_chinese(chinese: dict[str, polib.POEntry]) -> None:
    missing = {
        msgid: file
        for msgid, file in said().items()
        if msgid not in chinese or not (chinese[msgid].msgstr or any(chinese[msgid].msgstr_plural.values()))
    }
    assert not missing, "\n".join(f"{file}: {msgid!r}" for msgid, file in sorted(missing.items(), key=lambda m: m[1]))


def test_a_translation_fills_in_nothing_that_is_not_given(chinese: dict[str, polib.POEntry]) -> None:
    wrong = [
        msgid
        for msgid, entry in chinese.items()
        for text in [entry.msgstr, *entry.msgstr_plural.values()]
        if text and not placeholders(text) <= placeholders(msgid) | placeholders(entry.msgid_plural)
    ]
    assert wrong == []


def test_the_pieces_become_one_sorted_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "LOCALE", tmp_path)
    main, parts = tmp_path / "zh_Hans" / "LC_MESSAGES" / "django.po", tmp_path / "parts"
    parts.mkdir()
    main.parent.mkdir(parents=True)
    main.write_text('msgid "Close"\nmsgstr "结案"\n', encoding="utf-8")
    (parts / "a.po").write_text('msgid "Answer"\nmsgstr "答复"\n\nmsgid "Close"\nmsgstr "关闭"\n', encoding="utf-8")
    call_command("messages", stdout=io.StringIO())
    assert [(e.msgid, e.msgstr) for e in polib.pofile(str(main))] == [("Answer", "答复"), ("Close", "结案")]
    assert list(parts.iterdir()) == []
    before = main.read_bytes()
    call_command("messages", stdout=io.StringIO())
    assert main.read_bytes() == before


BESIDE_CHINESE = re.compile(r"[\u4e00-\u9fff）”][,:;?!()]|[,;?!(][\u4e00-\u9fff]")


def test_chinese_is_written_with_chinese_punctuation(chinese: dict[str, polib.POEntry]) -> None:
    """Words for Django's ``yesno`` filter are parted by a comma of the machine, in the msgid as in its Chinese."""
    wrong = [
        text
        for msgid, entry in chinese.items()
        for text in [entry.msgstr, *entry.msgstr_plural.values()]
        if BESIDE_CHINESE.search(text) and not re.fullmatch(r"[\w ]+(,[\w ]+)+", msgid)
    ]
    assert wrong == []


def test_nobody_is_called_by_the_familiar_word(chinese: dict[str, polib.POEntry]) -> None:
    wrong = [text for e in chinese.values() for text in (e.msgstr, *e.msgstr_plural.values()) if "你" in text]
    assert wrong == []


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant"])
@pytest.mark.parametrize("typed", ["7", "password", "4093817265"])
def test_what_django_says_of_a_password_is_said_as_the_house_says_it(language: str, typed: str) -> None:
    with override(language):
        hints = password_validators_help_texts()
        with pytest.raises(ValidationError) as refused:
            validate_password(typed)
        sentences = [*hints, *refused.value.messages]
    assert len(hints) == 3
    assert [one for one in sentences if "你" in one or LETTERS.search(one)] == []
    assert any("您" in one for one in hints)
