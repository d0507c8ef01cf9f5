"""The short exam of a training: its questions as typed, and the share of right answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import gettext as _

from shouwen.improvement.refusals import wrong

Question = Mapping[str, Any]


def questions_of(lines: Sequence[str]) -> list[dict[str, Any]]:
    """ "question | answer | *right answer | answer" a line; Refused for a line with no or several right answers."""
    return [_question(number, line) for number, line in enumerate(lines, start=1)]


def _question(number: int, line: str) -> dict[str, Any]:
    text, *answers = [part.strip() for part in line.replace("｜", "|").split("|")]
    right = [place for place, answer in enumerate(answers) if answer.startswith("*")]
    options = [answer.removeprefix("*").strip() for answer in answers]
    if not text or len(options) < 2 or len(right) != 1 or not all(options):
        raise wrong(
            "exam",
            _("Question {number} needs its words, at least two answers and one right one marked *.").format(
                number=number
            ),
        )
    return {"text": text, "options": options, "right": right[0]}


def score_of(questions: Sequence[Question], answers: Mapping[int, str]) -> Decimal:
    """Percent of the questions answered rightly; ``answers``: question's number from 0 → option's number, as posted."""
    right = sum(answers.get(number) == str(one["right"]) for number, one in enumerate(questions))
    return (Decimal(100 * right) / Decimal(len(questions) or 1)).quantize(Decimal("0.01"), ROUND_HALF_UP)
