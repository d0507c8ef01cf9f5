"""Cases that came back or stand still, and what has just happened: the two quiet panels of the workbench."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Case as Choose
from django.db.models import Exists, OuterRef, Q, When
from django.urls import reverse
from django.utils.translation import gettext as _

from shouwen.kernel.access import Actor, readable_events, visible_cases
from shouwen.kernel.flows import step_named
from shouwen.kernel.models import Case, Event, Obligation
from shouwen.web.cases.facts import place_of
from shouwen.web.cases.history import fact_title, who
from shouwen.web.desk import attention
from shouwen.web.parts import Happened, Words

SHOWN = 8
LOOKED_AT = 2_000


@dataclass(frozen=True)
class Returned:
    """One case that needs a look, and why in a word."""

    case: Case
    word: Words
    place: str

    @property
    def url(self) -> str:
        return reverse("web:case", args=[self.case.number])


def returned(actor: Actor, people: Collection[int], *, leads: bool) -> list[Returned]:
    """Returned and blocked cases: one's own (asked first, or owing something); of the whole scope for who leads."""
    wanted = Q(pk__in=[])
    for code, one in attention.declared().items():
        wanted |= Q(flow=code, state__in=list(one.states))
    found = visible_cases(actor).filter(wanted, closed_at=None).select_related("project", "unit", "customer")
    if not leads:
        owing = Obligation.objects.filter(case=OuterRef("pk"), settled_at=None, debtor__in=list(people))
        found = found.filter(Q(agent__in=list(people)) | Exists(owing))
    alerts = [code for code, one in attention.declared().items() if one.first]
    urgent = Choose(When(flow__in=alerts, then=0), default=1)
    return [Returned(case, _word(case), place_of(case)) for case in found.order_by(urgent, "id")[:SHOWN]]


def _word(case: Case) -> Words:
    return attention.declared()[case.flow].states[case.state]


def just_now(actor: Actor) -> list[Happened]:
    """The latest steps within the scope, of the last two thousand events: what is older is not "just now"."""
    latest = Event.objects.filter(readable_events(actor)).order_by("-id")
    last = latest.values_list("occurred_at", "pk", "case_id", "code")[:LOOKED_AT]
    steps = [(pk, case) for _at, pk, case, code in sorted(last, reverse=True) if not code.startswith("obligation.")]
    # the few cases by name: left to choose, the database would begin with the whole history of the scope
    seen = set(visible_cases(actor).filter(pk__in={case for _pk, case in steps}).values_list("pk", flat=True))
    shown = [pk for pk, case in steps if case in seen][:SHOWN]
    found = Event.objects.filter(pk__in=shown).select_related(
        "case__project", "case__unit", "case__customer", "staff", "on_behalf_of", "customer"
    )
    return [_happened(event) for event in found.order_by("-occurred_at", "-id")]


def _happened(event: Event) -> Happened:
    try:
        title = str(step_named(event.code).title)
    except KeyError:  # a fact of the domain beside its steps, or a step a later version no longer has
        title = fact_title(event.code)
    text = _("{who} · {title}").format(who=who(event), title=title)
    return Happened(event.occurred_at, text, place_of(event.case), "step" if event.to_state else "info")
