"""Why a duty is due when it is: clause, start, limit, pauses, due instant, and what follows when it is not met.

The words are for the page's popover, ``data`` says the same to the API. The due instant is reckoned anew from the
stored terms, so an explanation that disagrees with the obligation would show a fault (a property test looks for one).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from shouwen.kernel import clock, plan, pricing_words
from shouwen.kernel.calendar import working_time
from shouwen.kernel.flows import duty_named, step_named
from shouwen.kernel.models import Event, Obligation, ObligationPause
from shouwen.kernel.obligations import terms_of
from shouwen.kernel.plan import Due, Terms


@dataclass(frozen=True)
class Part:
    """One line of a derivation: what, in words, and its value (an instant or a length) at the right."""

    label: str
    text: str
    value: str = ""


@dataclass(frozen=True)
class Explanation:
    """``lines`` derive the due instant, ``total`` is the sum, ``afterwards`` what being late leads to."""

    title: str
    clause: str
    ref: str
    lines: Sequence[Part]
    total: Part
    afterwards: Sequence[str]
    version: str
    data: dict[str, Any]


def explain(obligation: Obligation, events: Iterable[Event] | None = None) -> Explanation:
    """Why ``obligation`` is due when it is, in the active language.

    ``events``: those of its case, when the caller has them; else the starting one is looked up. Pauses and debtor
    are read from the obligation, so a list prefetches them.
    """
    terms = terms_of(obligation)
    pauses = list(obligation.pauses.all())
    due = _reckoned(obligation, terms, pauses)
    start = starting_event(obligation, events)
    return Explanation(
        title=_title(obligation),
        clause=terms.clause,
        ref=terms.ref,
        lines=[_start_line(obligation, start), _limit_line(terms), *map(_pause_line, pauses)],
        total=_due_line(obligation, due, terms),
        afterwards=pricing_words.afterwards(obligation, terms),
        version=_version(terms),
        data=_data(obligation, terms, pauses, due, start),
    )


def starting_event(obligation: Obligation, events: Iterable[Event] | None = None) -> Event | None:
    """The step or fact of the case at whose instant the clock started; None when it started at no event's instant."""
    if events is None:
        events = Event.objects.filter(case_id=obligation.case_id, occurred_at=obligation.started_at).order_by("seq")
    at_start = [e for e in events if e.case_id == obligation.case_id and e.occurred_at == obligation.started_at]
    return next((e for e in at_start if not e.code.startswith("obligation.")), None)


def instant_words(at: datetime) -> str:
    """An instant to the second on the rulebook's wall clock: 5-07 10:35:00."""
    there = clock.local(at)
    return f"{there.month}-{there:%d %H:%M:%S}"


def limit_words(terms: Terms) -> str:
    """The limit as the regulation says it."""
    limit = terms.limit
    if limit["kind"] == "minutes":
        return _("within {length}, nights and holidays included").format(length=pricing_words.length(limit["n"]))
    if limit["kind"] == "working":
        return _("within {length} of working time").format(length=pricing_words.length(limit["n"]))
    if limit["kind"] == "daily":
        return _("every day by {time}").format(time=limit["at"])
    if limit["kind"] == "cut":
        return _("by the next {time}").format(time=limit["at"])
    if limit["kind"] == "watch":
        return _("looked at every day at {time}").format(time=limit["at"])
    if limit.get("dated"):
        return _("by the date that stands in the case")
    return _("by the instant that was ordered or agreed, the earlier of the two")


def _reckoned(obligation: Obligation, terms: Terms, pauses: Sequence[ObligationPause]) -> Due:
    spans = [(pause.from_at, pause.to_at) for pause in pauses]
    working = working_time(terms.calendar) if terms.calendar else None
    return plan.due_of(terms, obligation.started_at, instant=obligation.due_at, pauses=spans, working=working)


def _title(obligation: Obligation) -> str:
    return str(duty_named(obligation.duty).title)


def _start_line(obligation: Obligation, start: Event | None) -> Part:
    text = str(step_named(start.code).title) if start else _("the clock's start under this clause")
    return Part(_("Start"), text, instant_words(obligation.started_at))


def _limit_line(terms: Terms) -> Part:
    return Part(_("Limit"), limit_words(terms))


def _pause_line(pause: ObligationPause) -> Part:
    if pause.to_at is None:
        return Part(_("Paused"), pause.reason, _("since {at}").format(at=instant_words(pause.from_at)))
    minutes = int((pause.to_at - pause.from_at) / timedelta(minutes=1))
    return Part(_("Paused"), pause.reason, pricing_words.length(minutes))


def _due_line(obligation: Obligation, due: Due, terms: Terms) -> Part:
    if terms.is_watch:
        return Part(_("Due"), _("nothing falls due here"))
    if due.at is None:
        return Part(_("Due"), _("the clock stands still"))
    text = _("this instant itself is still in time")
    if obligation.provisional:
        text = _("provisional: the calendar of that year is not announced yet")
    return Part(_("Due"), text, instant_words(due.at))


def _version(terms: Terms) -> str:
    if not terms.rulebook:
        return _("The rule as issued")
    return _("Rulebook version {version}, fixed for this case").format(version=terms.rulebook)


def _data(
    obligation: Obligation, terms: Terms, pauses: Sequence[ObligationPause], due: Due, start: Event | None
) -> dict[str, Any]:
    return {
        "obligation": obligation.pk,
        "duty": obligation.duty,
        "clause": terms.clause,
        "ref": terms.ref,
        "started_at": obligation.started_at,
        "started_by": start.code if start else None,
        "limit": dict(terms.limit),
        "pauses": [{"from": p.from_at, "to": p.to_at, "reason": p.reason} for p in pauses],
        "due_at": due.at,
        "provisional": due.provisional,
        "boundary": "the instant itself is in time",
        "remind": [dict(reminder) for reminder in terms.remind],
        "price": dict(terms.price) if terms.price else None,
        "escalate": list(terms.escalate),
        "debtor": obligation.debtor_id,
        "rulebook": terms.rulebook,
        "calendar": terms.calendar,
    }
