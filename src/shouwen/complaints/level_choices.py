"""Choices in the forms of the special steps: who chairs the meeting, into which complaint another one is merged."""

from __future__ import annotations

from shouwen.complaints import routing
from shouwen.complaints.flows import Complaint, Order
from shouwen.complaints.models import ComplaintRecord
from shouwen.complaints.words import ComplaintState, Level
from shouwen.kernel import clock
from shouwen.kernel.models import Case
from shouwen.people.queries import staff_named
from shouwen.web import written
from shouwen.web.cases import panels
from shouwen.web.cases.panels import Choices

MOST = 20


def who_chairs(case: Case) -> Choices:
    """The company's chairman, and nobody else (S3-33e, S3-33f)."""
    people = staff_named(routing.chairmen_of(case.order.company_id, clock.now()))
    return [(str(pk), person.name) for pk, person in people.items()]


def levels_to_propose(_case: Case) -> Choices:
    """Every level that is special."""
    return [(level.value, level.label) for level in Level if level.is_special]


def what_could_go_on(case: Case) -> Choices:
    """The other complaints of this unit, newest first."""
    others = ComplaintRecord.objects.filter(case__unit=case.unit, merged_into=None).exclude(pk=case.pk)
    known = others.exclude(case__state__in=[ComplaintState.VOIDED, ComplaintState.DRAFT]).select_related("case")
    return [
        (one.case.number, f"{one.case.number} · {written.moment(one.case.opened_at)} · {one.case.title[:40]}")
        for one in known.order_by("-case_id")[:MOST]
    ]


panels.offer_choices(Order.hold_meeting.code, "chair", who_chairs)
panels.offer_choices(Order.propose_level.code, "level", levels_to_propose)
panels.offer_choices(Complaint.merge.code, "into", what_could_go_on)
