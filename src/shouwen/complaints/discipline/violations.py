"""Violations other domains find: a proposal of a sanction, or a clue where the clause asks for an investigation."""

from __future__ import annotations

from shouwen.complaints import sanctions
from shouwen.complaints.discipline.payloads import Clue, FoundClue, Proposal
from shouwen.complaints.discipline.rules import BOUNDS
from shouwen.complaints.discipline.words import Cause, SanctionCode
from shouwen.complaints.flows.discipline import Discipline
from shouwen.complaints.models import DisciplineRecord
from shouwen.estate.models import Project
from shouwen.exchange.violations import Violation
from shouwen.kernel import clock, crossing, moves
from shouwen.kernel.access import ENGINE
from shouwen.people.models import Staff
from shouwen.web import written

INVESTIGATED = ("P19", "P20")  # 第三十七条、第四十条: 查处 begins with an investigation


def hear(violation: Violation) -> None:
    """At most one proposal, or one clue, for each ``key``; ValueError for a line of the table nobody decides."""
    if violation.code not in BOUNDS:
        raise ValueError(f"no sanction is called {violation.code}")
    if violation.code in INVESTIGATED:
        _open_a_clue(violation)
    else:
        _propose(violation)


def _propose(violation: Violation) -> None:
    """失职问责 and the like (S3-10b): with the evidence of the case in which it was found."""
    proposal = Proposal(
        code=SanctionCode(violation.code),
        clause=violation.clause,
        to=violation.person_id,
        facts=f"{written.moment(violation.at)} {violation.facts}"[:4000],
        kind=violation.kind[:40],
        key=violation.key[:120],
        evidence_ids=list(violation.evidence_ids),
    )
    sanctions.open_proposal(proposal, None, clock.now())


def _open_a_clue(violation: Violation) -> None:
    """对违反制度的行为进行查处 (S3-40e): what was found stands as a clue until somebody looks into it."""
    if DisciplineRecord.objects.filter(key=violation.key[:120]).exists():
        return
    clue = Clue(cause=Cause.UNCORRECTED, to=violation.person_id, facts=violation.facts[:4000])
    found = FoundClue(
        clue=clue, source=violation.ref, key=violation.key[:120], evidence_ids=list(violation.evidence_ids)
    )
    moves.start(Discipline.find, _place(violation), by=ENGINE, given=found, occurred_at=violation.at)


def _place(violation: Violation) -> moves.Place:
    if violation.project_id is None:
        return sanctions.place_for(violation.person_id, None, violation.at)
    return moves.Place(
        Project.objects.select_related("org").get(pk=violation.project_id),
        agent=Staff.objects.get(pk=violation.person_id),
    )


crossing.receive(Violation, hear)
