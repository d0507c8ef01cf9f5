"""Effects that link complaints: repeats, the radar, duplicates merged, customers told (S3-I08, S3-33j; S3 §2.4 K)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from shouwen.complaints import level_payloads, levels, payloads
from shouwen.complaints.flows.complaint import Complaint
from shouwen.complaints.models import ComplaintRecord, OrderRecord
from shouwen.complaints.radar import clusters
from shouwen.complaints.repeats import earlier_here
from shouwen.complaints.words import ComplaintState, EscalationCause
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.flows import Act
from shouwen.kernel.models import Case
from shouwen.kernel.notices.outbox import NoticeDraft, post


@Complaint.register.does
@Complaint.complete.does
def notice_a_repeat(complaint: ComplaintRecord, act: Act[payloads.Registration]) -> None:
    """S3-I08: linked to the original, unless the specialist says that it is a matter of its own."""
    if complaint.type and act.given.is_repeat is not False and act.case.unit:
        complaint.repeats = earlier_here(act.case.unit, complaint.type, act.at, but=act.case.pk)


@Complaint.void.does
def off_the_radar(complaint: ComplaintRecord, act: Act[payloads.Reason]) -> None:
    act.after(lambda: clusters.leave_out(complaint))


# ---- duplicates ------------------------------------------------------------------------------------------------------


@Complaint.merge.does
def go_on_as_one(complaint: ComplaintRecord, act: Act[level_payloads.Merging]) -> None:
    """A complaint taken down twice is void and goes on in the other; its customer is told with it (S3 §2.2)."""
    target = _what_goes_on(act.case, act.given.into)
    complaint.merged_into = target
    act.facts["into"] = target.case.number
    act.after(lambda: clusters.leave_out(complaint))


def _what_goes_on(case: Case, number: str) -> ComplaintRecord:
    found = (
        ComplaintRecord.objects.filter(case__number=number.strip(), case__unit=case.unit, merged_into=None)
        .exclude(pk=case.pk)
        .exclude(case__state__in=[ComplaintState.VOIDED, ComplaintState.DRAFT])
        .select_related("case")
        .first()
    )
    if found is None:
        says = _("There is no such complaint of this unit that could go on.")
        raise Refused(says, Why.BAD_PAYLOAD, {"into": [says]})
    return found


def tell_the_merged(complaint: ComplaintRecord, act: Act[Any]) -> None:
    """Whoever complained a second time hears of the end as well."""
    others = complaint.merged.exclude(case__customer=None).exclude(case__customer=act.case.customer)
    post(
        NoticeDraft(
            "case_closed", f"merged:{one.pk}:closed", act.at, customer_id=one.case.customer_id, case_id=one.pk,
            data={"number": one.case.number},
        )
        for one in others.select_related("case")
    )  # fmt: skip


for _end in (Complaint.close, Complaint.resolve_on_spot):
    _end.does(tell_the_merged)


# ---- why it came again -----------------------------------------------------------------------------------------------


@Complaint.judge_repeat.does
def judge_why_it_came_again(complaint: ComplaintRecord, act: Act[level_payloads.CauseJudged]) -> None:
    """因解决缓慢导致再次投诉的: the original's chairman answers (S3-33j); judged once."""
    if complaint.repeats is None:
        raise Refused(_("This is no repeat complaint."), Why.WRONG_STATE)
    if complaint.repeat_cause:
        raise Refused(_("The cause has been judged already."), Why.WRONG_STATE)
    complaint.repeat_cause = act.given.cause
    if act.given.cause != EscalationCause.SLOW:
        return
    original = OrderRecord.objects.filter(case__parent_id=complaint.repeats_id).select_related("case").last()
    if original is None:
        raise Refused(_("The original had no supervision order; no chairman answers for it."), Why.WRONG_STATE)
    facts = _("Repeat complaint {number}: {facts}").format(number=act.case.number, facts=act.given.facts)
    levels.slow_solution(original, facts, act.at)
