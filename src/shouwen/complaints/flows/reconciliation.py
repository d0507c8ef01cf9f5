"""Receptions seen against complaints entered: matched, or concealed and omitted (第十七条)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from shouwen.complaints import parties, payloads, rules, supervision_payloads
from shouwen.complaints.models import ComplaintRecord, ReceptionCheck
from shouwen.complaints.sanctions import dismiss, propose, settle
from shouwen.complaints.words import ComplaintState, ReceptionState
from shouwen.kernel import clock, rulebook
from shouwen.kernel.duties import Tell
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.flows import Act, Flow, Nothing, Step
from shouwen.kernel.models import Case
from shouwen.people.models import Staff
from shouwen.people.queries import holders
from shouwen.people.roles import Role

S = ReceptionState
P = supervision_payloads


class Reconciliation(Flow[ReceptionCheck]):
    """看到的接待 → 与录入匹配,或疑似瞒报、漏报 → 查实 → 总经理处分。(S3-17)"""

    code, record, title, prefix = "complaints.reconciliation", ReceptionCheck, _("Reception seen"), "HC"
    State = ReceptionState

    register = Step(
        (), [S.SEEN, S.SUSPECTED], parties.GROUP_AGENT, P.Seen, _("Register a reception seen"), clause="第十七条"
    )
    match = Step(
        [S.SEEN, S.SUSPECTED], S.MATCHED, parties.GROUP_AGENT, P.Match, _("Match with a complaint"), clause="第十七条"
    )
    suspect = Step(
        [S.SEEN], S.SUSPECTED, parties.GROUP_AGENT, Nothing, _("No complaint fits: suspect"), clause="第十七条"
    )
    dismiss = Step(
        [S.SUSPECTED], S.UNFOUNDED, parties.GROUP_AGENT, payloads.Reason, _("Suspicion unfounded"), clause="第十七条"
    )
    verify = Step(
        [S.SUSPECTED], S.VERIFIED, parties.GROUP_AGENT, P.Verification, _("Verify the concealment"),
        tells=[Tell("concealment_verified", parties.GM.holders)], clause="第十七条",
    )  # fmt: skip
    decide = Step([S.VERIFIED], S.SANCTIONED, parties.GM, P.PersonDecision, _("Decide the sanction"), clause="第十七条")
    overturn = Step(
        [S.VERIFIED], S.UNFOUNDED, parties.GM, payloads.Reason, _("Not established: no sanction"), one_by_one=True,
        clause="第十七条",
    )  # fmt: skip


def candidates(check: ReceptionCheck, at: datetime) -> QuerySet[ComplaintRecord]:
    """Complaints of the project entered, or with a contact that ended, around the reception; matched ones left out."""
    around = timedelta(minutes=rulebook.value(rules.RECEPTION_WINDOW, at))
    window = (check.seen_at - around, check.seen_at + around)
    return (
        ComplaintRecord.objects.filter(case__project_id=check.case.project_id, reception_check=None)
        .filter(Q(case__opened_at__range=window) | Q(contact_ended_at__range=window))
        .exclude(case__state=ComplaintState.VOIDED)
        .select_related("case__unit")
        .order_by("case_id")
    )


def verified_in_month(person_id: int, at: datetime) -> int:
    """瞒报漏报数: how many were verified against the person in the calendar month of ``at`` (S3-17c)."""
    first = clock.day_of(at).replace(day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    midnight = datetime.min.time()
    return (
        ReceptionCheck.objects.filter(person_id=person_id, verified_at__gte=clock.at_time(first, midnight))
        .filter(verified_at__lt=clock.at_time(following, midnight))
        .exclude(case__state=S.UNFOUNDED)
        .count()
    )


@Reconciliation.register.does
def take_note(check: ReceptionCheck, act: Act[P.Seen]) -> None:
    """无匹配→生成疑似漏报: where nothing was entered around that time, the suspicion stands at once (S3-17a)."""
    given = act.given
    if given.seen_at > act.at:
        says = now_("A reception is registered after it was seen.")
        raise Refused(says, Why.BAD_PAYLOAD, {"seen_at": [says]})
    check.seen_at, check.channel, check.note = given.seen_at, given.channel, given.note
    act.case.title = given.note[:200]
    found = [complaint.case.number for complaint in candidates(check, act.at)]
    act.facts["candidates"] = found
    act.goes_to(S.SEEN if found else S.SUSPECTED)


@Reconciliation.match.does
def match_with(check: ReceptionCheck, act: Act[P.Match]) -> None:
    found = candidates(check, act.at).filter(case__number=act.given.complaint).first()
    if found is None:
        says = now_("This is no unmatched complaint of the project from around that time.")
        raise Refused(says, Why.BAD_PAYLOAD, {"complaint": [says]})
    check.matched = found


@Reconciliation.verify.does
def establish(check: ReceptionCheck, act: Act[P.Verification]) -> None:
    """第十七条:降三级工资以上 (P5); the third of a calendar month proposes dismissal (P6)."""
    given = act.given
    person = _who_served(act.case, given.to, check.seen_at)
    check.person_id, check.kind, check.verified_at = person, given.kind, act.at
    Staff.objects.select_for_update().get(pk=person)  # two verified at once are counted one after the other
    earlier = verified_in_month(person, act.at)
    code = "P6" if earlier >= act.work.book.value(rules.CONCEALED_LIMIT) else "P5"
    words = f"{check.get_kind_display()}, {given.severity.label}: {given.facts}"
    check.sanction = propose(None, code, "第十七条", person, f"{act.case.number}: {words}", act.at)
    act.facts["proposal"] = code


def _who_served(case: Case, chosen: int | None, at: datetime) -> int:
    """The specialist answerable: the one chosen among those in office then, or the only one."""
    serving = holders(Role.PROJECT_AGENT, at, orgs=[case.project.org_id])
    if chosen in serving:
        return chosen
    if chosen is None and len(serving) == 1:
        return serving[0]
    says = now_("Choose a specialist who served this project then.")
    raise Refused(says, Why.BAD_PAYLOAD, {"to": [says]})


@Reconciliation.decide.does
def decide_the_sanction(check: ReceptionCheck, act: Act[P.PersonDecision]) -> None:
    """The general manager decides within the bounds of the clause; nothing takes effect by itself (S3-17b, S3-17c)."""
    if check.sanction is None:
        raise Refused(now_("There is no open proposal for this person."), Why.WRONG_STATE)
    settle(check.sanction, act.given, act.actor)


@Reconciliation.overturn.does
def nothing_is_decided(check: ReceptionCheck, act: Act[payloads.Reason]) -> None:
    """What is not established counts for no month; the proposal is closed without a measure."""
    if check.sanction is not None:
        dismiss(check.sanction, act.given.reason, act.actor)
