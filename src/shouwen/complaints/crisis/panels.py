"""What an emergency adds to the generic case pages: its sheet, and every measure with the time it took."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from shouwen.complaints.crisis.parties import who_may_command
from shouwen.complaints.crisis.words import OUT_OF_HAND, Counterpart, CrisisGrade, CrisisKind, CrisisState
from shouwen.complaints.flows import Crisis
from shouwen.complaints.handling.words import ReplyChannel
from shouwen.complaints.models import CrisisRecord
from shouwen.kernel import clock
from shouwen.kernel.access import Actor
from shouwen.kernel.models import Case, Event
from shouwen.people.models import Staff
from shouwen.web import written
from shouwen.web.cases import panels
from shouwen.web.cases.panels import Chip, Choices, Facet, Panel
from shouwen.web.desk.attention import Declared, declare
from shouwen.web.parts import Words

Facts = list[tuple[Words, Words]]
# What of a step's words stands in the log; the first that was given
TOLD = ("what", "first_measure", "action", "content", "measures", "reason", "statement", "root_cause", "complaint")


@dataclass(frozen=True)
class Entry:
    """One line of the log: when, who, what; how long after the discovery, and after the line before."""

    at: datetime
    title: Words
    text: str
    who: str
    since_discovery: str
    since_before: str


def log_of(case: Case) -> list[Entry]:
    """时间轴记录每步动作与用时, oldest first: the steps people took, from the case's own chain."""
    record: CrisisRecord = case.crisis
    found = Event.objects.filter(case=case, code__startswith=f"{Crisis.code}.").select_related("staff").order_by("seq")
    entries: list[Entry] = []
    before = record.discovered_at
    for event in found:
        step = Crisis.steps[event.code.rpartition(".")[2]]
        at = event.occurred_at
        who = event.staff.name if event.staff else ""
        gaps = [written.span(at - since) if at > since else "" for since in (record.discovered_at, before)]
        entries.append(Entry(at, step.title, _words(event), who, *gaps))
        before = at
    return entries


def _words(event: Event) -> str:
    given = event.data.get("given", {})
    text = next((str(given[name]) for name in TOLD if given.get(name)), "")
    if "counterpart" not in given:
        return text
    spoken = Counterpart(given["counterpart"]).label, ReplyChannel(given["channel"]).label
    return f"{spoken[0]} · {spoken[1]}: {text}"


def crisis_context(case: Case, _actor: Actor) -> Mapping[str, Any]:
    """The sheet, the log with its elapsed times, and the complaint it grew from."""
    record: CrisisRecord = case.crisis
    complaint = record.complaint.case if record.complaint else None
    return {"facts": [fact for fact in _facts(record) if fact[1]], "log": log_of(case), "complaint": complaint}


def _facts(record: CrisisRecord) -> Facts:
    return [
        (_("What happens"), record.what),
        (_("Where it happens"), record.place),
        (_("Households concerned"), str(record.households) if record.households else ""),
        (_("Discovered at"), written.moment(record.discovered_at)),
        (_("Done at once"), record.first_action),
        (_("In command"), record.commander.name if record.commander else ""),
        (_("On the spot since"), written.moment_if_any(record.arrived_at)),
        (_("First measure"), record.first_measure),
        (_("Speaks for the company"), record.spokesperson),
        (_("How it was brought under control"), record.measures),
        (_("Statement to customers and the public"), record.statement),
        (_("Who was informed"), record.informed),
        (_("Compensation, CNY"), written.amount_if_any(record.compensation)),
        (_("Losses, CNY"), written.amount_if_any(record.losses)),
        (_("Root cause"), record.root_cause),
        (_("Improvement"), record.improvement),
        (_("Change of the emergency plan"), record.plan_revision),
    ]


def crisis_chips(case: Case) -> Sequence[Chip]:
    """Kind and grade; the graver two are dark."""
    record: CrisisRecord = case.crisis
    grade = CrisisGrade(record.grade)
    return [Chip(record.get_kind_display()), Chip(grade.label, heavy=grade in (CrisisGrade.I, CrisisGrade.II))]


def _commanders(case: Case) -> Choices:
    posts = who_may_command(case, clock.now())
    people = Staff.objects.in_bulk(posts)
    return [(str(pk), f"{people[pk].name} · {title}") for pk, title in sorted(posts.items())]


panels.register(
    Crisis.code,
    Panel(
        template="complaints/crisis/panel.html",
        context=crisis_context,
        chips=crisis_chips,
        deadline="RESPOND",
        select=("complaint__case", "commander"),
        in_lists=("crisis",),
        facets=(
            Facet("kind", _("Kind of emergency"), "crisis__kind", CrisisKind.choices),
            Facet("grade", _("Grade"), "crisis__grade", CrisisGrade.choices),
        ),
    ),
)
panels.offer_choices(Crisis.respond.code, "commander", _commanders)
declare(
    Crisis.code,
    Declared(
        states={state: CrisisState(state).label for state in OUT_OF_HAND},
        blocked=frozenset({CrisisState.REPORTED}),
        first=True,
    ),
)
