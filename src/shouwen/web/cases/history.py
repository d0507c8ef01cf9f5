"""What happened, as entries of the timeline: newest first, with the evidence each step brought."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from enum import StrEnum
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from shouwen.kernel import evidence as proofs
from shouwen.kernel.flows import Flow
from shouwen.kernel.models import Event, Evidence, Notice
from shouwen.kernel.notices.messages import subject_of
from shouwen.kernel.reveal import mask_name
from shouwen.web import written
from shouwen.web.cases import given
from shouwen.web.parts import Happened, Tile, Words

WORTH_TELLING = timedelta(minutes=1)
"""How much later something was recorded than it happened; less is the way from the press to the server."""
BREACHES = frozenset({"obligation.breached", "obligation.accrued", "obligation.days_ended"})
REPEATED = frozenset({"obligation.watched", "obligation.reminded", "obligation.accrued"})


class Show(StrEnum):
    """The filters of the timeline."""

    ALL = "all"
    EVIDENCE = "evidence"
    NOTICES = "notices"
    APPROVALS = "approvals"


def entries(
    flow: type[Flow[Any]], events: Sequence[Event], tiles: Mapping[int, Sequence[Tile]], show: Show
) -> list[Happened]:
    """The events as entries, those the filter lets through; what the system repeated is told once."""
    told = [event for event in events if _passes(flow, event, tiles, show)]
    return _folded([(event, _entry(flow, event, tiles.get(event.pk, ()))) for event in told])


def _folded(told: Sequence[tuple[Event, Happened]]) -> list[Happened]:
    """Between two steps the same repeated fact is one entry: how often, since when; a daily reminder hides no step."""
    found: list[Happened] = []
    places: dict[tuple[str, str], int] = {}
    for event, entry in told:
        kind = (event.code, str(event.data.get("code", "")))
        if event.code in REPEATED and kind in places:
            first = found[places[kind]]
            found[places[kind]] = replace(first, times=first.times + 1, since=entry.at)
            continue
        if entry.kind == "step":
            places.clear()
        places[kind] = len(found)
        found.append(entry)
    return found


def notice_entries(notices: Sequence[Notice]) -> list[Happened]:
    """The notices of the case as entries: to whom, over which channel, whether it arrived."""
    return [_notice(notice) for notice in notices]


def counts(flow: type[Flow[Any]], events: Sequence[Event], tiles: Mapping[int, Sequence[Tile]]) -> dict[Show, int]:
    """How many entries each filter of the events lets through."""
    return {
        show: sum(1 for event in events if _passes(flow, event, tiles, show))
        for show in (Show.ALL, Show.EVIDENCE, Show.APPROVALS)
    }


def tiles_by_event(evidence: Sequence[Evidence]) -> dict[int, list[Tile]]:
    """The evidence of a case as tiles, under the event that used it."""
    found: dict[int, list[Tile]] = {}
    for piece in evidence:
        found.setdefault(piece.event_id or 0, []).append(tile(piece))
    return found


def tile(piece: Evidence) -> Tile:
    """One piece of evidence; pictures show their display copy, everything else is fetched as a file."""
    kind = kind_title(piece.kind)
    at = piece.captured_at or piece.received_at
    shown = reverse("web:evidence_display", args=[piece.pk]) if piece.display else ""
    return Tile(
        id=piece.pk,
        kind=kind,
        note=written.moment(at) + (_(" · signed {hash}").format(hash=piece.binds[:8]) if piece.binds else ""),
        thumb=shown,
        url=shown or reverse("web:evidence", args=[piece.pk]),
        alt=f"{kind} · {written.moment(at)}",
        signature=piece.kind.endswith("_signature"),
        sound=piece.content_type.startswith("audio/"),
        facts=_facts(piece),
    )


def missing_tile(kind: str) -> Tile:
    """A proof that is still to come."""
    return Tile(id=f"none-{kind}", kind=kind_title(kind), missing=True)


def kind_title(kind: str) -> Words:
    """The title of a kind of proof; its code if no longer registered."""
    return proofs.kind_named(kind).label if proofs.is_known(kind) else kind


def _facts(piece: Evidence) -> list[tuple[Words, Words]]:
    place = f"{piece.latitude}, {piece.longitude}" if piece.latitude is not None else ""
    captured = written.moment(piece.captured_at) if piece.captured_at else ""
    facts: list[tuple[Words, Words]] = [
        (_("Taken"), captured),
        (_("Received"), written.moment(piece.received_at)),
        (_("Place"), place),
        (_("File"), piece.name),
        ("SHA-256", piece.sha256),
        (_("Signed content"), piece.binds),
    ]
    return [(label, text) for label, text in facts if text]


def _passes(flow: type[Flow[Any]], event: Event, tiles: Mapping[int, Sequence[Tile]], show: Show) -> bool:
    if show is Show.EVIDENCE:
        return event.pk in tiles
    if show is Show.APPROVALS:
        step = flow.steps.get(event.code.rpartition(".")[2]) if event.code.startswith(flow.code) else None
        return step is not None and bool({"opinion", "reason"} & set(step.takes.model_fields))
    return True


def _entry(flow: type[Flow[Any]], event: Event, tiles: Sequence[Tile]) -> Happened:
    recorded = event.recorded_at if event.recorded_at - event.occurred_at >= WORTH_TELLING else None
    if event.code.startswith(f"{flow.code}."):
        return Happened(event.occurred_at, _step_title(flow, event), _step_text(flow, event), "step", recorded, tiles)
    kind = "breach" if event.code in BREACHES else "info"
    title, text = _fact(flow, event)
    return Happened(event.occurred_at, title, text, kind, recorded, tiles)  # type: ignore[arg-type] # one of the two


def _step_title(flow: type[Flow[Any]], event: Event) -> str:
    step = flow.steps.get(event.code.rpartition(".")[2])
    title = str(step.title) if step else event.code
    return f"{who(event)} · {title}"


def who(event: Event) -> str:
    """Who did it, and for whom: the delegate and the principal both (S3-I06)."""
    if event.staff is not None:
        if event.on_behalf_of is not None:
            return _("{name} for {principal}").format(name=event.staff.name, principal=event.on_behalf_of.name)
        return event.staff.name
    if event.customer is not None:
        return _("Customer {name}").format(name=mask_name(event.customer.name))
    return str(event.get_by_display())


def _step_text(flow: type[Flow[Any]], event: Event) -> str:
    step = flow.steps.get(event.code.rpartition(".")[2])
    if step is None:
        return ""
    facts = _masked(event.data.get("given", {}))
    pairs = given.words(step.takes, facts)
    alone = len(pairs) == 1 and not any(isinstance(value, bool) for value in facts.values())
    return " · ".join(text if alone else _("{label}: {text}").format(label=label, text=text) for label, text in pairs)


def _masked(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Without the customer's phone and full name: they are revealed with a reason only."""
    kept = {name: value for name, value in facts.items() if name != "phone"}
    if kept.get("customer_name"):
        kept["customer_name"] = mask_name(str(kept["customer_name"]))
    return kept


def name_fact(code: str, title: Words, words: Callable[[Mapping[str, Any]], Words] = lambda _data: "") -> None:
    """What a fact that a flow notes beside its steps is called in the timeline, and what ``words`` say of its data."""
    _named[code] = (title, words)


def fact_title(code: str) -> str:
    """What a fact beside the steps is called; its code where nobody has named it."""
    if code in _named:
        return str(_named[code][0])
    return _FACTS[code]() if code in _FACTS else code


def _fact(flow: type[Flow[Any]], event: Event) -> tuple[str, str]:
    if event.code in _named:
        return fact_title(event.code), str(_named[event.code][1](event.data))
    duty = flow.duties.get(str(event.data.get("code", "")))
    title = str(duty.title) if duty else str(event.data.get("code", ""))
    return fact_title(event.code), _how_much(title, event.data)


def _how_much(title: str, data: Mapping[str, Any]) -> str:
    """The duty, with the late day or the amount that was counted."""
    if "day" in data:
        return _("{duty}: day {day} late").format(duty=title, day=data["day"])
    return f"{title} · {written.money(data['amount'])}" if "amount" in data else title


_named: dict[str, tuple[Words, Callable[[Mapping[str, Any]], Words]]] = {}  # by the domains
_FACTS = {
    "obligation.reminded": lambda: _("Reminder sent"),
    "obligation.breached": lambda: _("Not done in time"),
    "obligation.accrued": lambda: _("A penalty has accrued"),
    "obligation.escalated": lambda: _("Reported to the superior"),
    "obligation.watched": lambda: _("Daily reminder sent"),
    "obligation.corrected": lambda: _("Done in time after all; reported late"),
    "obligation.replanned": lambda: _("The deadline has moved"),
    "case.taken_back": lambda: _("The decision was taken back"),
    "penalty.appealed": lambda: _("An appeal against a penalty"),
    "penalty.upheld": lambda: _("Appeal decided: the penalty stands"),
    "penalty.waived": lambda: _("Appeal decided: the penalty is waived"),
    "obligation.days_ended": lambda: _("The last tier of late days is over"),
}


def _notice(notice: Notice) -> Happened:
    name = notice.staff.name if notice.staff else mask_name(notice.customer.name) if notice.customer else notice.address
    title = f"{name} · {notice.get_channel_display()} · {notice.get_status_display()}"
    try:
        text = subject_of(notice)
    except LookupError:  # a message that a later version no longer has
        text = notice.code
    return Happened(notice.sent_at or notice.at, title, text)
