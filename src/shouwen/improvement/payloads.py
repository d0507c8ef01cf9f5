"""What people give with each step of the group's improvement work."""

from __future__ import annotations

from datetime import date
from typing import Annotated, cast

from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _
from pydantic import AfterValidator, Field

from shouwen.improvement.words import Category
from shouwen.kernel.flows import Given, Instant, asked

Line = Annotated[str, Field(min_length=1, max_length=200)]
Text = Annotated[str, Field(min_length=1, max_length=4000)]
Note = Annotated[str, Field(max_length=200)]


def _a_day(text: str) -> str:
    """A calendar day as people type it in a form."""
    try:
        return date.fromisoformat(text.strip()).isoformat()
    except ValueError:
        raise ValueError(now_("This is not a day; for example 2024-05-31.")) from None


Day = Annotated[str, AfterValidator(_a_day)]


class Mark(Given):
    """The points of one line of the checklist."""

    item: int = asked(_("Line"))
    points: Annotated[int, Field(ge=0, le=100)] = asked(_("Points"))
    remark: Note = asked(_("Remark"), "")


class Marks(Given):
    """检查表: a mark for every line."""

    # the panel shows them line by line: no title, so that the history does not list them once more
    marks: Annotated[list[Mark], Field(min_length=1, max_length=200, description=cast(str, _("Points of each line")))]
    companions: Note = asked(_("Inspected together with"), "")
    summary: Text = asked(_("Summary"))


class Finding(Given):
    """整改要求: problem, who puts it right, by which day; the photo comes as evidence."""

    problem: Text = asked(_("Problem"))
    owner: int = asked(_("Who puts it right"))
    due_on: Day = asked(_("To be put right by"))


class PutRight(Given):
    done: Text = asked(_("What was done"))


class Verdict(Given):
    verdict: Line = asked(_("Result of the re-check"))


class Return(Given):
    verdict: Line = asked(_("What is still wrong"))
    due_on: Day = asked(_("To be put right by"))


class HandOn(Given):
    to: int = asked(_("To whom"))
    reason: Line = asked(_("Reason"))


class Pursuit(Given):
    """转查处 (S3-40e)."""

    to: int = asked(_("Who broke the rule"))
    facts: Text = asked(_("Facts"))


class Proposal(Given):
    """A problem somebody at the group sees, beside those the quarterly report finds."""

    problem: Line = asked(_("Problem"))
    numbers: Annotated[list[str], Field(max_length=200)] = asked(_("Numbers of cases in which it showed"), [])


class RootCause(Given):
    root_cause: Text = asked(_("Root cause"))


class Reason(Given):
    for_several = True

    reason: Line = asked(_("Reason"))


class Dispatch(Given):
    """报集团相关中心、物业集团: its head receives it."""

    to: int = asked(_("To whom"))


class Measures(Given):
    measures: Text = asked(_("Optimisation measures"))


class Plan(Given):
    """整改方案: the items, one a line, each with its day: "2024-08-31 what is done"."""

    items: Annotated[list[str], Field(min_length=1, max_length=60)] = asked(
        _("Items of the plan, one a line: day, then what (2024-08-31 new inspection routine)")
    )


class ItemDone(Given):
    number: Annotated[int, Field(ge=1, le=60)] = asked(_("Item number"))
    note: Line = asked(_("What was done"))


class SamplePlan(Given):
    """Two owners, and where customers are asked."""

    host: int = asked(_("Held by"))
    co_host: int = asked(_("Together with"))
    projects: list[int] = asked(_("Projects"))
    sample: Annotated[int, Field(ge=1, le=5000)] = asked(_("Customers asked in each project"))
    seed: Annotated[str, Field(max_length=40)] = asked(_("Seed of the draw"), "")


class Conclusion(Given):
    conclusion: Text = asked(_("Conclusion"))


class TrainingPlan(Given):
    """培训计划. An exam question a line: question | answer | *right answer | answer."""

    title: Annotated[str, Field(min_length=2, max_length=120)] = asked(_("Title"))
    categories: Annotated[list[Category], Field(min_length=1)] = asked(_("Subjects"))
    held_at: Instant = asked(_("Time"))
    place: Annotated[str, Field(min_length=1, max_length=120)] = asked(_("Place"))
    trainer: Annotated[str, Field(min_length=1, max_length=80)] = asked(_("Trainer"))
    from_library: list[int] = asked(_("Materials from the library"), [])
    exam: Annotated[list[str], Field(max_length=20)] = asked(
        _("Exam, one question a line: question | answer | *right answer"), []
    )
