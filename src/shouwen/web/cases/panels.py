"""What a domain adds to the generic pages: a panel of its record, chips, the deadline of the head, facets of lists.

A domain calls ``register`` when its app is ready; a flow nobody registered has a page all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from shouwen.kernel.access import Actor
from shouwen.kernel.models import Case, PenaltyLine
from shouwen.web.parts import Action, Words

Choices = Sequence[tuple[str, Words]]
ContextOf = Callable[[Case, Actor], Mapping[str, Any]]


@dataclass(frozen=True)
class Chip:
    """A fact beside the state, in words; ``heavy`` for what weighs (重大, 再次, 索赔)."""

    text: Words
    heavy: bool = False


@dataclass(frozen=True)
class Facet:
    """A field of the record by which lists are filtered and which they may show as a column."""

    name: str
    title: Words
    lookup: str
    choices: Choices
    shown: bool = True


@dataclass(frozen=True)
class Paper:
    """What is printed about a case: the template, the data, the images."""

    template: str
    data: Mapping[str, Any]
    images: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Panel:
    """One flow's additions. ``deadline`` is the code of the duty whose countdown stands in the head while it is open.

    ``select`` and ``in_lists`` name relations to fetch with the record of a page and with the cases of a list.
    ``begins`` are other cases this person may open from this one; they know what it is about.
    """

    template: str = ""
    context: ContextOf | None = None
    chips: Callable[[Case], Sequence[Chip]] | None = None
    deadline: str = ""
    select: Sequence[str] = ()
    facets: Sequence[Facet] = ()
    in_lists: Sequence[str] = ()
    next_price: Callable[[Case, Sequence[PenaltyLine]], Words] | None = None
    paper: Callable[[Case, Actor, str], Paper | None] | None = None
    paper_title: Words = ""
    begins: Callable[[Case, Actor], Sequence[Action]] | None = None


@dataclass(frozen=True)
class Section:
    """What a domain shows on the pages of other domains' cases; ``context`` None: nothing on this case."""

    template: str
    context: Callable[[Case, Actor], Mapping[str, Any] | None]


_panels: dict[str, Panel] = {}
_sections: list[Section] = []
_own_pages: dict[str, Callable[[Case], str]] = {}
_choices: dict[tuple[str, str], Callable[[Any], Choices]] = {}
_NONE = Panel()


def register(flow_code: str, panel: Panel) -> None:
    """Add to the pages of one flow; a second registration replaces the first."""
    _panels[flow_code] = panel


def panel_of(flow_code: str) -> Panel:
    """What was registered for the flow, or an empty panel."""
    return _panels.get(flow_code, _NONE)


def add_section(section: Section) -> None:
    """Show this beside every case that it has something to say about."""
    _sections.append(section)


def sections_for(case: Case, actor: Actor) -> list[tuple[str, Mapping[str, Any]]]:
    """The sections of other domains for this case: template and what it shows."""
    found = ((section.template, section.context(case, actor)) for section in _sections)
    return [(template, shown) for template, shown in found if shown is not None]


def has_own_page(step_code: str, address: Callable[[Case], str]) -> None:
    """This step is taken on a page of its own instead of the generic form."""
    _own_pages[step_code] = address


def own_page_of(step_code: str, case: Case) -> str:
    """The address of the step's own page; empty where the generic form serves."""
    return _own_pages[step_code](case) if step_code in _own_pages else ""


def is_taken_elsewhere(step_code: str) -> bool:
    """Whether the step has a page of its own."""
    return step_code in _own_pages


def offer_choices(step_code: str, field_name: str, provide: Callable[[Any], Choices]) -> None:
    """In the form of this step, this field is chosen from what ``provide`` gives for the case (people, check lists)."""
    _choices[(step_code, field_name)] = provide


def choices_for(step_code: str, field_name: str, case: Case | None) -> Choices | None:
    """The choices registered for a field of a step; None where there are none."""
    provide = _choices.get((step_code, field_name))
    return None if provide is None else provide(case)
