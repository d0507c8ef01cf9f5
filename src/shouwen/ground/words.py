"""``python -m shouwen.ground.words``: compile the translations.

Simplified Chinese is written by people (``locale/zh_Hans``, and pieces in ``locale/parts``); Traditional Chinese is
made from it, character by character. English needs no file: the msgids are English.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import polib
from opencc import OpenCC

LOCALE = Path(__file__).resolve().parent.parent / "locale"
NAMED = re.compile(r"%\([^)]*\)[a-z]|\{[^}]*\}|<[^>]*>")


def main() -> None:
    """Write zh_Hans and zh_Hant, unless they are newer than everything they are made from."""
    if is_fresh():
        return
    words = simplified()
    save(words, "zh_Hans")
    save(traditional(words), "zh_Hant")


def sources() -> list[Path]:
    """What people wrote, the main file first."""
    files = [LOCALE / "zh_Hans" / "LC_MESSAGES" / "django.po", *sorted((LOCALE / "parts").glob("*.po"))]
    return [file for file in files if file.is_file()]


def is_fresh() -> bool:
    """Both compiled files exist and no source, nor the folder of pieces, changed since."""
    made = [LOCALE / language / "LC_MESSAGES" / "django.mo" for language in ("zh_Hans", "zh_Hant")]
    if not all(file.is_file() for file in made):
        return False
    watched = [*sources(), *(folder for folder in [LOCALE / "parts"] if folder.is_dir())]
    return max(file.stat().st_mtime for file in watched) < min(file.stat().st_mtime for file in made)


def simplified() -> polib.POFile:
    """What people wrote; the main file wins over the pieces."""
    words = polib.POFile(check_for_duplicates=False)
    words.metadata = {"Content-Type": "text/plain; charset=utf-8", "Plural-Forms": "nplurals=1; plural=0;"}
    known: set[tuple[str | None, str]] = set()
    for file in sources():
        for entry in polib.pofile(str(file)):
            if (entry.msgctxt, entry.msgid) not in known and not entry.obsolete:
                known.add((entry.msgctxt, entry.msgid))
                words.append(entry)
    return words


def traditional(words: polib.POFile) -> polib.POFile:
    """The same in Traditional characters; placeholders and markup are left alone."""
    convert = OpenCC("s2hk").convert
    made = polib.POFile(check_for_duplicates=False)
    made.metadata = dict(words.metadata)
    for entry in words:
        made.append(
            polib.POEntry(
                msgctxt=entry.msgctxt,
                msgid=entry.msgid,
                msgid_plural=entry.msgid_plural,
                msgstr=around(entry.msgstr, convert),
                msgstr_plural={n: around(text, convert) for n, text in entry.msgstr_plural.items()},
                flags=entry.flags,
            )
        )
    return made


def around(text: str, convert: object) -> str:
    """Convert the text between placeholders."""
    assert callable(convert)
    pieces, kept = NAMED.split(text), [*NAMED.findall(text), ""]
    return "".join(convert(piece) + keep for piece, keep in zip(pieces, kept, strict=True))


def save(words: polib.POFile, language: str) -> None:
    """The compiled file that Django reads; never half written."""
    folder = LOCALE / language / "LC_MESSAGES"
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f"django.mo.{os.getpid()}"
    words.save_as_mofile(str(draft))
    draft.replace(folder / "django.mo")


if __name__ == "__main__":
    main()
