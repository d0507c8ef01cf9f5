"""``shouwen messages``: merge the pieces of the Chinese catalogue into its one file, sorted."""

from __future__ import annotations

from typing import Any

import polib
from django.core.management.base import BaseCommand

from shouwen.ground import words


class Command(BaseCommand):
    help = "Merges locale/parts/*.po into locale/zh_Hans/LC_MESSAGES/django.po, sorted, and removes the pieces."

    def handle(self, *_args: Any, **_options: Any) -> None:
        merged = sorted_by_msgid(words.simplified())
        target = words.LOCALE / "zh_Hans" / "LC_MESSAGES" / "django.po"
        target.parent.mkdir(parents=True, exist_ok=True)
        merged.save(str(target))
        pieces = sorted((words.LOCALE / "parts").glob("*.po"))
        for piece in pieces:
            piece.unlink()
        self.stdout.write(f"{len(merged)} messages; {len(pieces)} pieces merged.\n", ending="")


def sorted_by_msgid(catalogue: polib.POFile) -> polib.POFile:
    """The same messages in the order of their English, without anything that changes by itself."""
    made = polib.POFile(check_for_duplicates=True, wrapwidth=110)
    made.metadata = {
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": "zh_Hans",
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    for entry in sorted(catalogue, key=lambda e: (e.msgid, e.msgctxt or "")):
        entry.occurrences, entry.linenum = [], 0
        made.append(entry)
    return made
