"""A line of a solution plan as people type it: who | what | by when (S3-33g)."""

from __future__ import annotations

from datetime import datetime, time
from typing import Annotated, Any

from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _
from pydantic import BeforeValidator, Field

from shouwen.kernel import clock
from shouwen.kernel.flows import Given, Instant, asked

END_OF_DAY = time(18)


class SolutionLine(Given):
    """One thing the special meeting decided: who does what by when (S3-33g)."""

    responsible: Annotated[str, Field(min_length=1, max_length=80)] = asked(_("Person responsible"))
    solution: Annotated[str, Field(min_length=1, max_length=1000)] = asked(_("Solution"))
    finish_at: Instant = asked(_("To be finished by"))


def _line_of_a_plan(line: Any) -> Any:
    """「何建川｜重做防水｜2024-05-09」 as people type it; whoever gives an object is read as such.

    Raises ValueError, in words, for a line without its person, its work or its day.
    """
    if not isinstance(line, str):
        return line
    parts = [part.strip() for part in line.replace("｜", "|").split("|")]
    if len(parts) != 3 or not all(parts):
        raise ValueError(now_("Each line: person | what is done | by when. A line without a person is not accepted."))
    try:
        finish = datetime.fromisoformat(parts[2])
    except ValueError as error:
        raise ValueError(now_("This is not a date and time; for example 2026-05-10 18:00.")) from error
    if len(parts[2]) <= len("2026-05-10"):
        finish = clock.at_time(finish.date(), END_OF_DAY)
    return {"responsible": parts[0], "solution": parts[1], "finish_at": finish}


PlanLine = Annotated[SolutionLine, BeforeValidator(_line_of_a_plan)]
