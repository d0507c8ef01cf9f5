"""The daily video check of a centre: made every morning, recorded by the group, missed at the day's end."""

from __future__ import annotations

from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from shouwen.centres import checklist, duties, parties, payloads, proofs
from shouwen.centres.models import CheckItem, CheckResult, VideoCheck
from shouwen.centres.words import CheckState, Conclusion
from shouwen.exchange.violations import Violation
from shouwen.kernel import clock, crossing
from shouwen.kernel.access import SYSTEM
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.flows import Act, Flow, Nothing, Step, start
from shouwen.kernel.wording import listed
from shouwen.people.queries import holders
from shouwen.people.roles import Role

S = CheckState


def _clip(_record: VideoCheck, given: payloads.Finding) -> list[str]:
    """违规须有片段或截图 (S3-10b)."""
    return [proofs.CHECK_CLIP] if given.conclusion == Conclusion.VIOLATION else []


class VideoChecks(Flow[VideoCheck]):
    """每日 00:05 生成 → 集团检查人员当日检查 → 违规即提请失职问责;当日未检即漏检。(S3-08d, S3-10)"""

    code, record, title, prefix = "centres.video_check", VideoCheck, _("Video check"), "JC"
    State, CHECK = CheckState, duties.CHECK

    plan = start(
        to=S.DUE,
        by=SYSTEM,
        takes=payloads.Planned,
        title=_("Plan the check"),
        opens=[CHECK],
        hidden=True,
        clause="第十条",
    )
    inspect = start(
        to=S.DONE,
        by=parties.GROUP_CENTRE,
        takes=payloads.Finding,
        title=_("Record a check beyond the plan"),
        needs=_clip,
        clause="第八条",
    )
    record_check = Step(
        [S.DUE],
        S.DONE,
        parties.GROUP_CENTRE,
        payloads.Finding,
        _("Record the check"),
        needs=_clip,
        meets=[CHECK],
        clause="第十条",
    )
    miss = Step([S.DUE], S.MISSED, SYSTEM, Nothing, _("The day ended without a check"), hidden=True, clause="第十条")


@VideoChecks.plan.does
def for_this_day(check: VideoCheck, act: Act[payloads.Planned]) -> None:
    check.on, check.is_daily = act.given.on, act.given.is_daily
    act.case.title, act.case.agent = now_("Video check {day}").format(day=act.given.on.isoformat()), None


@VideoChecks.inspect.does
def beyond_the_plan(check: VideoCheck, act: Act[payloads.Finding]) -> None:
    check.on, check.is_daily = clock.day_of(act.given.watched_from), False
    act.case.title, act.case.agent = now_("Video check {day}").format(day=check.on.isoformat()), None


@VideoChecks.record_check.does
@VideoChecks.inspect.does
def take_the_finding(check: VideoCheck, act: Act[payloads.Finding]) -> None:
    """必填中心、时段、被检专员、结论 (S3-08d)."""
    given = act.given
    if not given.watched_from < given.watched_until <= act.at:
        raise _wrong("watched_until", now_("What was watched ends after it began, and not in the future."))
    serving = holders(Role.PROJECT_AGENT, given.watched_from, orgs=[act.case.project.org_id])
    if given.agent not in serving:
        raise _wrong("agent", now_("This person did not serve the project then."))
    check.agent_id, check.inspector_id = given.agent, act.work.principal_id or act.actor.staff_id
    check.watched_from, check.watched_until = given.watched_from, given.watched_until
    check.conclusion, check.finding = given.conclusion, given.finding
    results = _results(check, given)
    check.score = checklist.score_of(results)
    act.after(lambda: _keep(results))


def _results(check: VideoCheck, given: payloads.Finding) -> list[CheckResult]:
    """Every line in use exactly once; 打“不合格”必须写说明 (S3-09a)."""
    items: dict[int, CheckItem] = {item.pk: item for item in checklist.items()}
    if sorted(one.item for one in given.results) != sorted(items):
        raise _wrong("results", now_("Every line of the checklist is answered once."))
    silent = [items[one.item].text for one in given.results if not one.ok and not one.note]
    if silent:
        raise _wrong("results", now_("Say what was not as it should be: {lines}.").format(lines=listed(silent)))
    return [
        CheckResult(
            check_of=check,
            item_id=one.item,
            group=items[one.item].group,
            text=items[one.item].text,
            points=items[one.item].points,
            ok=one.ok,
            note=one.note,
        )
        for one in given.results
    ]


def _keep(results: list[CheckResult]) -> None:
    CheckResult.objects.bulk_create(results)


@VideoChecks.record_check.does
@VideoChecks.inspect.does
def propose_a_sanction(_check: VideoCheck, act: Act[payloads.Finding]) -> None:
    """如有违规行为,给予责任人失职问责处分 (S3-10b): proposed here, decided by whoever keeps the sanctions."""
    given = act.given
    if given.conclusion != Conclusion.VIOLATION:
        return
    message = Violation(
        key=f"centres.video_check:{act.case.pk}",
        person_id=given.agent,
        clause="第十条",
        ref="S3-10b",
        code="P2",
        kind="失职问责",
        facts=f"{act.case.number}: {given.finding}",
        at=given.watched_from,
        evidence_ids=tuple(piece.pk for piece in act.proofs_of(proofs.CHECK_CLIP)),
        project_id=act.case.project_id,
        case_id=act.case.pk,
        found_by_id=act.actor.staff_id,
    )
    crossing.send(act, message)
    act.tells("check_violation", [given.agent])


def _wrong(name: str, message: str) -> Refused:
    return Refused(message, Why.BAD_PAYLOAD, {name: [message]})
