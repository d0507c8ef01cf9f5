"""What is known of a case, for who decides on it: the domain's facts, or those every case has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from shouwen.kernel.access import Actor
from shouwen.kernel.flows import Flow, flow_named
from shouwen.kernel.models import Case, Obligation
from shouwen.kernel.reveal import mask_name
from shouwen.web.cases.panels import Chip, panel_of
from shouwen.web.cases.reading import accessor, fetch_record
from shouwen.web.countdowns import countdown_of
from shouwen.web.parts import Countdown, Words

Facts = list[tuple[Words, Words]]


@dataclass(frozen=True)
class Known:
    """What stands beside the form of a step, so that nobody decides from memory."""

    facts: Facts
    chips: list[Chip]
    place: str
    state: Words
    deadline: Countdown | None
    duty: Words = ""


def known_of(case: Case, actor: Actor) -> Known:
    """The case in a few lines, with the nearest deadline that runs on it."""
    flow = flow_named(case.flow)
    if not hasattr(case, accessor(flow)):
        fetch_record(case, flow, panel_of(case.flow))
    running = Obligation.objects.filter(case=case, settled_at=None, held_at=None, suspended_at=None)
    owed = running.exclude(due_at=None).order_by("due_at", "id").first()
    return Known(
        facts=facts_of(case, actor),
        chips=chips_of(case),
        place=place_of(case),
        state=flow.State(case.state).label,
        deadline=countdown_of(owed) if owed else None,
        duty=_duty(flow, owed) if owed else "",
    )


def facts_of(case: Case, actor: Actor) -> Facts:
    """The facts of the domain's panel; of a flow without one, those every case has. The record is on the case."""
    panel = panel_of(case.flow)
    context = panel.context(case, actor) if panel.context else {}
    return list(context.get("facts", ())) or _plain(case)


def chips_of(case: Case) -> list[Chip]:
    """The facts that stand beside the state, in words."""
    panel = panel_of(case.flow)
    return list(panel.chips(case)) if panel.chips else []


def place_of(case: Case) -> str:
    """云栖湾 3 栋 1702 陈*."""
    unit = case.unit.text if case.unit else ""
    return " ".join(
        part for part in (case.project.name, unit, mask_name(case.customer.name) if case.customer else "") if part
    )


def _plain(case: Case) -> Facts:
    facts: Facts = [(_("Matter"), case.title), (_("Place"), place_of(case))]
    if case.agent:
        facts.append((_("Specialist"), case.agent.name))
    return facts


def _duty(flow: type[Flow[Any]], owed: Obligation) -> Words:
    duty = flow.duties.get(owed.code)
    return duty.title if duty else ""
