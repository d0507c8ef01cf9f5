"""Investigating the five matters of S3-37: clue, investigation, conclusion; the sanction is its own case (P19)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from shouwen.complaints import parties as people
from shouwen.complaints.discipline import payloads
from shouwen.complaints.discipline.proofs import INVESTIGATION_REPORT
from shouwen.complaints.discipline.rules import bounds_of
from shouwen.complaints.discipline.words import DisciplineState, Source
from shouwen.complaints.models import DisciplineRecord, OrderRecord
from shouwen.complaints.payloads import Reason
from shouwen.complaints.sanctions import propose
from shouwen.kernel.access import SYSTEM
from shouwen.kernel.duties import Tell
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.flows import Act, Flow, Nothing, Step, start

S, P = DisciplineState, payloads
CENTRE = people.GROUP_AGENT | people.DGM | people.GM


class Discipline(Flow[DisciplineRecord]):
    """线索 → 调查 → 查实(提出处分,听取陈述后决定) 或 查无实据。(S3-37)"""

    code, record, title, prefix = "complaints.discipline", DisciplineRecord, _("Discipline case"), "CB"
    State = DisciplineState
    confidential = True

    report = start(
        to=S.CLUE, by=CENTRE, takes=P.Clue, title=_("Report a clue"), tells=[Tell("clue_reported", people.DGM.holders)],
        clause="第三十七条",
    )  # fmt: skip
    find = start(
        to=S.CLUE, by=SYSTEM, takes=P.FoundClue, title=_("Clue found by the system"), hidden=True, clause="第三十七条"
    )
    investigate = Step([S.CLUE], S.INVESTIGATING, CENTRE, Nothing, _("Open an investigation"), clause="第三十七条")
    add_findings = Step([S.INVESTIGATING], None, CENTRE, P.Findings, _("Note what was found"), clause="第三十七条")
    substantiate = Step(
        [S.INVESTIGATING], S.SUBSTANTIATED, people.DGM | people.GM, P.Findings, _("Substantiated: propose a sanction"),
        needs=[INVESTIGATION_REPORT], clause="第三十七条",
    )  # fmt: skip
    set_aside = Step([S.CLUE, S.INVESTIGATING], S.UNFOUNDED, CENTRE, Reason, _("Set aside"), clause="第三十七条")


@Discipline.report.does
def take_the_clue_down(record: DisciplineRecord, act: Act[payloads.Clue]) -> None:
    _take_down(record, act.given, act)


@Discipline.find.does
def take_down_what_was_found(record: DisciplineRecord, act: Act[payloads.FoundClue]) -> None:
    _take_down(record, act.given.clue, act)
    record.source, record.key = act.given.source[:40], act.given.key
    record.evidence_ids = act.given.evidence_ids
    if record.source in Source.values and Source(record.source).is_grave:
        people_told = [*people.GROUP_AGENT.holders(act.case, act.at), *people.DGM.holders(act.case, act.at)]
        act.tells("grave_clue", dict.fromkeys(people_told))


def _take_down(record: DisciplineRecord, given: payloads.Clue, act: Act[Any]) -> None:
    """The case belongs to the group centre alone: the person hears of it when a sanction is proposed."""
    act.case.agent = None
    record.cause, record.person_id, record.facts = given.cause.value, given.to, given.facts
    if given.order:
        record.order = OrderRecord.objects.filter(case__number=given.order.strip().upper()).first()
        if record.order is None:
            says = now_("There is no order {number}.").format(number=given.order)
            raise Refused(says, Why.BAD_PAYLOAD, {"order": [says]})
    act.case.title = f"{record.get_cause_display()} · {record.person.name} · {record.facts}"[:200]


@Discipline.add_findings.does
def note_the_findings(record: DisciplineRecord, act: Act[payloads.Findings]) -> None:
    record.findings = "\n\n".join(text for text in (record.findings, act.given.findings) if text)


@Discipline.substantiate.does
def propose_the_sanction(record: DisciplineRecord, act: Act[payloads.Findings]) -> None:
    """给予相关责任人降薪、降职、免职直至开除的处分 (S3-37f): proposed, so that the person is heard first."""
    note_the_findings(record, act)
    record.concluded_at = act.at
    facts = f"{act.case.number}: {record.get_cause_display()} — {act.given.findings}"
    record.sanction = propose(record.order, "P19", bounds_of("P19").clause, record.person_id, facts, act.at)


@Discipline.set_aside.does
def nothing_is_found(record: DisciplineRecord, act: Act[Reason]) -> None:
    record.findings = "\n\n".join(text for text in (record.findings, act.given.reason) if text)
    record.concluded_at = act.at
