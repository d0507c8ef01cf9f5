"""The page of one case: what was read, made into what the components show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from shouwen.kernel import clock, moves
from shouwen.kernel.access import Actor
from shouwen.kernel.explain import Explanation, explain
from shouwen.kernel.flows import Step, state_title
from shouwen.kernel.models import Case, Event, Obligation
from shouwen.kernel.obligations import terms_of
from shouwen.kernel.pricing_words import price_words
from shouwen.kernel.reveal import mask_name
from shouwen.people.models import Staff
from shouwen.web import written
from shouwen.web.cases import charges, history, panels, path
from shouwen.web.cases.history import Show
from shouwen.web.cases.reading import Reading, occupancy_of
from shouwen.web.clauses import linked
from shouwen.web.context import office_of
from shouwen.web.countdowns import countdown_of
from shouwen.web.parts import Action, Clause, Countdown, Line, Tab, Tile, Why


@dataclass(frozen=True)
class OwedRow:
    """One line of "who owes what"."""

    cd: Countdown
    title: Any
    who: str
    why: Why
    clause: Clause
    price: Sequence[str]


def context(reading: Reading, actor: Actor, show: Show) -> dict[str, Any]:
    """Everything the template of a case needs."""
    case, panel = reading.case, reading.panel
    offers = moves.offers(case, actor)
    tiles = history.tiles_by_event(reading.evidence)
    return {
        "case": case,
        "flow": reading.flow,
        "state": reading.flow.State(case.state).label,
        "chips": panel.chips(case) if panel.chips else (),
        "place": _place(reading),
        "owes": _owes(reading),
        "deadline": _deadline(reading),
        "stops": path.stops(reading.flow, _reached(reading.milestones), case.state),
        "actions": [_action(reading, offer) for offer in sorted(offers, key=lambda offer: _weight(reading, offer))],
        "begins": panel.begins(case, actor) if panel.begins else (),
        "rows": [_row(reading, owed) for owed in reading.open],
        "done_rows": [_row(reading, owed) for owed in reading.settled],
        "tiles": [tile for group in tiles.values() for tile in group] + _missing(reading, [o.step for o in offers]),
        "related": [_relation(reading, other) for other in reading.related],
        "panel_template": panel.template,
        "sections": panels.sections_for(case, actor),
        "paper_title": panel.paper_title,
        **_history(reading, tiles, show),
        **_money(reading),
        **(panel.context(case, actor) if panel.context else {}),
    }


def why_of(explanation: Explanation) -> Why:
    """An explanation of the kernel, as the popover shows it."""
    total = explanation.total
    return Why(
        title=explanation.title,
        lines=[Line(part.label, part.text, part.value) for part in explanation.lines],
        total=Line(total.label, total.text, total.value),
        afterwards=" ".join(explanation.afterwards),
        version=explanation.version,
        url=f"{reverse('web:rulebook')}?ref={explanation.ref}",
    )


def _place(reading: Reading) -> dict[str, Any]:
    case = reading.case
    occupancy = occupancy_of(case)
    return {
        "unit": case.unit.text if case.unit else "",
        "project": case.project.name,
        "customer": mask_name(case.customer.name) if case.customer else "",
        "relation": occupancy.get_relation_display() if occupancy else "",
        "unit_url": reverse("web:unit", args=[case.unit_id]) if case.unit_id else "",
        "customer_url": reverse("web:customer", args=[case.customer_id]) if case.customer_id else "",
    }


def _owes(reading: Reading) -> dict[str, str] | None:
    """Who owes the next step: the debtor of the nearest deadline, else whoever may take the next step; nobody where the
    case rests."""
    for owed in reading.open:
        if owed.debtor and owed.due_at and not owed.held_at and not owed.suspended_at:
            title = reading.flow.duties[owed.code].title
            act = _("{what} by {when}").format(what=title, when=written.moment(owed.due_at))
            return {"name": owed.debtor.name, "office": office_of(owed.debtor), "act": act}
    if reading.case.state in reading.flow.rests:
        return {"name": _("Nobody"), "office": "", "act": _("Nothing is owed at present.")}
    return _next_taker(reading)


def _next_taker(reading: Reading) -> dict[str, str] | None:
    """The first step that leads on, rather than one that leads back."""
    case = reading.case
    leading = [step for step in reading.flow.steps_from(case.state) if _leads_on(reading, step)]
    if not leading:
        return None
    step = min(leading, key=partial(_leads_back, reading))
    holders = step.by.holders(case, clock.now())
    person = Staff.objects.filter(pk=holders[0]).first() if holders else None
    name = person.name if person else str(step.by.label)
    return {"name": name, "office": office_of(person) if person else "", "act": str(step.title)}


def _leads_on(reading: Reading, step: Step[Any]) -> bool:
    """Whether somebody brings the case into another state by this step, and its record gives the occasion for it."""
    others = {target.value for target in step.targets} - {reading.case.state}
    return bool(others) and not step.hidden and step.has_occasion(reading.record)


def _leads_back(reading: Reading, step: Step[Any]) -> bool:
    """Whether the step brings the case only to states that people read before the one it is in."""
    order = reading.flow.State.values
    return all(order.index(target.value) <= order.index(reading.case.state) for target in step.targets)


def _deadline(reading: Reading) -> Countdown | None:
    """The flow's own deadline while it is open (考核节点), else the nearest one; when closed, since when."""
    due = [o for o in reading.open if o.due_at]
    chosen = next((o for o in due if o.code == reading.panel.deadline), due[0] if due else None)
    if chosen is not None:
        note = _("{what} due {when}").format(
            what=reading.flow.duties[chosen.code].title, when=written.moment(chosen.due_at) if chosen.due_at else ""
        )
        counted = countdown_of(chosen)
        return Countdown(counted.due, counted.opened, counted.soon, counted.stopped, note, counted.stopped_word)
    if reading.case.closed_at:
        return Countdown(None, stopped=reading.case.closed_at, stopped_word=_("Closed"))
    return None


def _reached(events: Sequence[Event]) -> list[tuple[str, Any]]:
    return [(event.to_state, event.occurred_at) for event in events if event.to_state]


def _weight(reading: Reading, offer: moves.Offer) -> tuple[int, float]:
    """What meets the nearest deadline, what moves the case on, the rest, and last what is not yet possible."""
    step = offer.step
    if offer.missing:
        return (3, 0.0)
    served = {duty.full_code for duty in (*step.meets, *step.holds)}
    dues = [o.due_at.timestamp() for o in reading.open if o.duty in served and o.due_at]
    if dues:
        return (0, min(dues))
    return (1 if step.targets else 2, 0.0)


def _action(reading: Reading, offer: moves.Offer) -> Action:
    address = panels.own_page_of(offer.step.code, reading.case) or reverse(
        "web:step", args=[reading.case.number, offer.step.name]
    )
    return Action(str(offer.step.title), address, missing=[str(m) for m in offer.missing])


def _row(reading: Reading, owed: Obligation) -> OwedRow:
    explanation = explain(owed, reading.milestones)
    is_watch = terms_of(owed).is_watch
    return OwedRow(
        cd=countdown_of(owed),
        title=explanation.title,
        who=_("System") if is_watch else owed.debtor.name if owed.debtor else "—",
        why=why_of(explanation),
        clause=linked(explanation.clause, owed.terms.get("ref", "")),
        price=_price(owed),
    )


def _price(owed: Obligation) -> list[str]:
    return price_words(owed.terms.get("price"))[:1]


def _missing(reading: Reading, steps: Sequence[Step[Any]]) -> list[Tile]:
    """Proofs the next steps need and the case does not have yet."""
    have = {piece.kind for piece in reading.evidence}
    wanted = dict.fromkeys(kinds[0] for step in steps if step.targets for kinds in needs_of(step, reading.record))
    return [history.missing_tile(kind) for kind in wanted if kind not in have]


def needs_of(step: Step[Any], record: Any, given: Any = None) -> list[tuple[str, ...]]:
    """The proofs a step needs as far as can be said before it is filled in."""
    try:
        return step.needed(record, given if given is not None else step.takes.model_construct())
    except AttributeError:  # the needs hang on a field that is still empty
        return []


def _relation(reading: Reading, other: Case) -> dict[str, Any]:
    case = reading.case
    words = _("same unit")
    if other.pk == case.parent_id:
        words = _("raised from")
    elif other.parent_id == case.pk:
        words = _("raised by this")
    elif case.parent_id and other.parent_id == case.parent_id:
        words = _("from the same complaint")
    return {"case": other, "words": words, "state": state_title(other)}


def _history(reading: Reading, tiles: Mapping[int, Sequence[Tile]], show: Show) -> dict[str, Any]:
    counts = history.counts(reading.flow, reading.events, tiles)
    if show is Show.NOTICES:
        happened = history.notice_entries(reading.notices)
    else:
        happened = history.entries(reading.flow, reading.events, tiles, show)
    here = reverse("web:case", args=[reading.case.number])
    tabs = [
        Tab(_("All"), f"{here}#history", None, show is Show.ALL),
        Tab(_("Evidence"), f"{here}?show=evidence#history", counts[Show.EVIDENCE], show is Show.EVIDENCE),
        Tab(_("Notices"), f"{here}?show=notices#history", len(reading.notices), show is Show.NOTICES),
        Tab(_("Approvals"), f"{here}?show=approvals#history", counts[Show.APPROVALS], show is Show.APPROVALS),
    ]
    last = reading.events[-1].seq if reading.events else 1
    older = f"{here}?show={show}&before={last}#history" if last > 1 and show is not Show.NOTICES else ""
    return {"happened": happened, "history_tabs": tabs, "older_url": older, "chain_whole": reading.chain_whole}


def _money(reading: Reading) -> dict[str, Any]:
    return {
        "charges": charges.charges(reading.flow, reading.lines, reading.owed),
        "charges_total": written.money(charges.total(reading.lines)),
        "charges_report": _("goes into the report of month {month}").format(month=clock.day_of(clock.now()).month),
        "next_price": reading.panel.next_price(reading.case, reading.lines) if reading.panel.next_price else "",
    }
