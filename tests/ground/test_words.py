"""Translations are compiled without any tool but Python, and Traditional Chinese is made from Simplified."""

from __future__ import annotations

import gettext
import os
import time
from pathlib import Path

import polib
import pytest

from shouwen.ground import words


@pytest.fixture
def locale(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(words, "LOCALE", tmp_path)
    (tmp_path / "zh_Hans" / "LC_MESSAGES").mkdir(parents=True)
    (tmp_path / "parts").mkdir()
    return tmp_path


def write(file: Path, **translations: str) -> None:
    po = polib.POFile()
    po.metadata = {"Content-Type": "text/plain; charset=utf-8"}
    for msgid, msgstr in translations.items():
        po.append(polib.POEntry(msgid=msgid, msgstr=msgstr))
    po.save(str(file))


def read(locale: Path, language: str) -> gettext.NullTranslations:
    return gettext.translation("django", locale, [language])


def test_the_main_file_wins_over_the_pieces(locale: Path) -> None:
    write(locale / "zh_Hans" / "LC_MESSAGES" / "django.po", Case="个案")
    write(locale / "parts" / "one.po", Case="案件", Step="步骤")
    words.main()
    assert read(locale, "zh_Hans").gettext("Case") == "个案"
    assert read(locale, "zh_Hans").gettext("Step") == "步骤"


def test_a_changed_piece_is_compiled_again(locale: Path) -> None:
    write(locale / "parts" / "one.po", Case="案件")
    words.main()
    assert words.is_fresh()
    write(locale / "parts" / "one.po", Case="个案")
    later = time.time() + 5
    os.utime(locale / "parts" / "one.po", (later, later))
    words.main()
    assert polib.mofile(str(locale / "zh_Hans" / "LC_MESSAGES" / "django.mo")).find("Case").msgstr == "个案"


def test_traditional_characters_are_made_and_placeholders_left_alone(locale: Path) -> None:
    write(locale / "parts" / "one.po", late="%(name)s 已逾期 {days} 天，请处理")
    words.main()
    assert read(locale, "zh_Hant").gettext("late") == "%(name)s 已逾期 {days} 天，請處理"
