"""A sanction against a person: proposed, stated to, decided within the bounds of its clause, in effect (S3 §4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from shouwen.complaints import parties as people
from shouwen.complaints.discipline import parties, payloads
from shouwen.complaints.discipline.words import SanctionState
from shouwen.complaints.models import Sanction
from shouwen.complaints.payloads import Reason
from shouwen.complaints.words import PersonMeasure
from shouwen.kernel.access import SYSTEM
from shouwen.kernel.duties import Tell
from shouwen.kernel.flows import Flow, Nothing, Step, start
from shouwen.kernel.models import Case
from shouwen.kernel.wording import listed

S, P = SanctionState, payloads
CENTRE = people.GROUP_AGENT | people.DGM | people.GM


def decision_in_words(sanction: Sanction) -> str:
    """Share, measures and grades as one line; the grounds where the clause leaves the sanction to words."""
    parts = [f"{sanction.percent.normalize():f} %"] if sanction.percent is not None else []
    for measure in sanction.measures:
        word = str(PersonMeasure(measure).label)
        parts.append(f"{word} × {sanction.grades}" if measure == PersonMeasure.PAY_CUT and sanction.grades else word)
    if sanction.amount is not None:
        parts.append(f"{sanction.amount} CNY")
    return listed(parts) or sanction.decision


def what_was_decided(case: Case) -> Mapping[str, Any]:
    """For the notice of a decision."""
    sanction: Sanction = case.sanction
    return {"measure": decision_in_words(sanction), "clause": sanction.clause}


def what_is_proposed(case: Case) -> Mapping[str, Any]:
    """For the notice to the person: under which clause, and until when to state."""
    sanction: Sanction = case.sanction
    until = sanction.statement_until
    return {"clause": sanction.clause, "until_at": until.isoformat() if until else ""}


_TOLD = [
    Tell("sanction_proposed", parties.PERSON.holders, data=what_is_proposed),
    Tell("sanction_to_decide", parties.DECIDER.holders, data=what_is_proposed),
]
_DECIDED = [
    Tell("sanction_decided", parties.PERSON.holders, data=what_was_decided),
    Tell("sanction_to_file", parties.hr_centre, data=what_was_decided),
]


class Sanctioning(Flow[Sanction]):
    """提案 → 本人陈述 → 有权者在条款范围内决定 → 生效、备案,或不予处分。(S3 §4, P1 … P20)"""

    code, record, title, prefix = "complaints.sanction", Sanction, _("Sanction"), "CF"
    State = SanctionState
    confidential = True

    propose = start(
        to=S.PROPOSED, by=SYSTEM, takes=P.Proposal, title=_("Propose a sanction"), tells=_TOLD, hidden=True,
        clause="第三十六条",
    )  # fmt: skip
    bring = start(
        to=S.PROPOSED, by=CENTRE, takes=P.FailureCase, title=_("Bring a case of poor handling"), tells=_TOLD,
        clause="第二十一条",
    )  # fmt: skip
    record_decided = start(
        to=S.IN_EFFECT, by=SYSTEM, takes=P.Recorded, title=_("Record a sanction that was decided"), hidden=True,
        tells=[Tell("sanction_to_file", parties.hr_centre, data=what_was_decided)], clause="第四条",
    )  # fmt: skip
    state = Step(
        [S.PROPOSED, S.STATED], S.STATED, parties.PERSON, P.Statement, _("State my side"),
        tells=[Tell("sanction_stated", parties.DECIDER.holders, data=what_is_proposed)], clause="第三十七条",
    )  # fmt: skip
    supplement = Step([S.PROPOSED, S.STATED], None, CENTRE, P.Supplement, _("Add to the evidence"), clause="第三十七条")
    decide = Step(
        [S.PROPOSED, S.STATED], [S.IN_EFFECT, S.DECIDED], parties.DECIDER, P.Verdict, _("Decide the sanction"),
        tells=_DECIDED, clause="第三十六条",
    )  # fmt: skip
    drop = Step(
        [S.PROPOSED, S.STATED], S.DROPPED, parties.DECIDER, Reason, _("Drop the proposal"),
        tells=[Tell("sanction_dropped", parties.PERSON.holders, data=what_is_proposed)], one_by_one=True,
        clause="第三十七条",
    )  # fmt: skip
    take_effect = Step(
        [S.DECIDED], S.IN_EFFECT, SYSTEM, Nothing, _("Takes effect"), hidden=True, clause="第三十七条",
        tells=[Tell("sanction_in_effect", parties.PERSON.holders, data=what_was_decided)],
    )  # fmt: skip
    file = Step(
        [S.DECIDED, S.IN_EFFECT], None, parties.HR, P.Filing, _("File with human resources"), clause="第三十七条"
    )
