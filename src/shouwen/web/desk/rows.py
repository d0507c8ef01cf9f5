"""Obligations as the rows of a worklist."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from shouwen.kernel.access import Actor
from shouwen.kernel.flows import duty_named
from shouwen.kernel.models import Obligation
from shouwen.web.cases.facts import place_of
from shouwen.web.clauses import linked
from shouwen.web.countdowns import countdown_of
from shouwen.web.desk import leading
from shouwen.web.desk.prices import next_price
from shouwen.web.parts import Action, Owed


def rows(found: Sequence[Obligation], actor: Actor, people: Collection[int]) -> list[Owed]:
    """The rows in the order given, those of ``people`` with the step that leads on; others say who owes them."""
    buttons = leading.actions(found, actor, people)
    return [row(owed, actor, buttons) for owed in found]


def row(owed: Obligation, actor: Actor, buttons: Mapping[int, Action]) -> Owed:
    case = owed.case
    return Owed(
        id=owed.pk,
        cd=countdown_of(owed),
        title=_("{duty}: {title}").format(duty=duty_title(owed), title=case.title),
        url=reverse("web:case", args=[case.number]),
        number=" · ".join(part for part in (_about(owed, actor), case.number) if part),
        place=place_of(case),
        price=next_price(owed),
        clause=linked(owed.terms.get("clause", ""), owed.terms.get("ref", "")),
        action=buttons[owed.pk],
        why_url=reverse("web:why", args=[owed.pk]),
    )


def duty_title(owed: Obligation) -> str:
    """What is owed, in a verb and its object; the bare code of a duty no longer declared."""
    try:
        return str(duty_named(owed.duty).title)
    except KeyError:
        return owed.code


def _about(owed: Obligation, actor: Actor) -> str:
    if owed.debtor is None or owed.debtor_id == actor.staff_id:
        return ""
    return _("owed by {name}").format(name=owed.debtor.name)
