"""What a reception seen adds to the generic case pages, and the choices of its steps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from shouwen.complaints.flows.reconciliation import Reconciliation, candidates
from shouwen.complaints.models import ReceptionCheck
from shouwen.kernel import clock
from shouwen.kernel.access import Actor
from shouwen.kernel.models import Case
from shouwen.people.queries import holders, staff_named
from shouwen.people.roles import Role
from shouwen.web import written
from shouwen.web.cases import panels
from shouwen.web.cases.panels import Choices, Panel


def reception_context(case: Case, _actor: Actor) -> Mapping[str, Any]:
    """When and what was seen, what it was matched with, and the proposal that followed."""
    check: ReceptionCheck = case.reception_check
    facts = [
        (_("Seen at"), written.moment(check.seen_at)),
        (_("Channel"), check.get_channel_display()),
        (_("What was seen"), check.note),
        (_("Matched with an entry"), check.matched.case.number if check.matched else ""),
        (_("Concealed or omitted"), check.get_kind_display()),
        (_("Person"), check.person.name if check.person else ""),
        (_("Proposal"), f"{check.sanction.code} · {check.sanction.clause}" if check.sanction else ""),
        (_("Decision"), check.sanction.decision if check.sanction else ""),
    ]
    return {"facts": [fact for fact in facts if fact[1]]}


def what_could_match(case: Case) -> Choices:
    """The complaints entered around that time (S3-17a)."""
    found = candidates(case.reception_check, clock.now())
    return [(c.case.number, f"{c.case.number} · {written.moment(c.case.opened_at)} · {c.case.title}") for c in found]


def who_served(case: Case) -> Choices:
    """The specialists in office at the project when it was seen."""
    people = staff_named(holders(Role.PROJECT_AGENT, case.reception_check.seen_at, orgs=[case.project.org_id]))
    return [(str(pk), person.name) for pk, person in people.items()]


panels.register(
    Reconciliation.code,
    Panel(
        template="complaints/reception_panel.html",
        context=reception_context,
        select=("matched__case", "person", "sanction"),
    ),
)
panels.offer_choices(Reconciliation.match.code, "complaint", what_could_match)
panels.offer_choices(Reconciliation.verify.code, "to", who_served)
