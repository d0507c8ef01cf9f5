"""What one group centre or the property group does about a systemic problem, within fifteen days (第四十二条, T12)."""

from __future__ import annotations

from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from shouwen.improvement import addressees, duties, parties, payloads, proofs, quarters, rules
from shouwen.improvement.flows.systemic_issue import SystemicProblem
from shouwen.improvement.models import Optimisation, PlanItem, SystemicIssue
from shouwen.improvement.refusals import wrong
from shouwen.improvement.words import IssueState
from shouwen.improvement.words import OptimisationState as S
from shouwen.kernel import clock, moves
from shouwen.kernel.access import ENGINE
from shouwen.kernel.duties import Tell
from shouwen.kernel.flows import Act, Flow, Nothing, Step, start
from shouwen.kernel.models import Case
from shouwen.people.models import Staff


class OptimisationMeasures(Flow[Optimisation]):
    """发送 → 收到 → 提出优化措施 → 整改方案报备(两者齐才算) → 逐项落实。(S3-42b … S3-42d, T12)"""

    code, record, title, prefix = "improvement.optimisation", Optimisation, _("Optimisation measures"), "YH"
    State, T12, ITEMS = S, duties.T12, duties.ITEMS
    parent, confidential = SystemicProblem, True

    send = start(
        to=S.SENT, by=parties.GROUP, takes=Nothing, title=_("Send the problem"),
        opens=[T12], tells=[Tell("systemic_issue_sent", parties.the_person)], clause="第四十二条", hidden=True,
    )  # fmt: skip
    receive = Step([S.SENT], S.RECEIVED, parties.ADDRESSEE, Nothing, _("Confirm the receipt"), clause="第四十二条")
    give_measures = Step(
        [S.SENT, S.RECEIVED, S.MEASURES_GIVEN], S.MEASURES_GIVEN, parties.ADDRESSEE, payloads.Measures,
        _("Propose measures"), clause="第四十二条",
    )  # fmt: skip
    file_plan = Step(
        [S.MEASURES_GIVEN], S.FILED, parties.ADDRESSEE, payloads.Plan, _("File the rectification plan"),
        needs=[proofs.PLAN_FILE], meets=[T12], opens=[ITEMS],
        tells=[Tell("rectification_plan_filed", parties.the_group)], clause="第四十二条",
    )  # fmt: skip
    finish_item = Step(
        [S.FILED], [S.FILED, S.DONE], parties.ADDRESSEE, payloads.ItemDone, _("An item of the plan is done"),
        clause="第四十二条",
    )  # fmt: skip
    hand_on = Step(
        [S.SENT, S.RECEIVED, S.MEASURES_GIVEN, S.FILED], None, parties.GROUP, payloads.HandOn,
        _("Give it to somebody else"), clause="第四十二条",
    )  # fmt: skip


@SystemicProblem.dispatch.does
def send_it_to_whoever_can_cure_it(issue: SystemicIssue, act: Act[payloads.Dispatch]) -> None:
    """报集团相关中心、物业集团: each receives a case of its own, with its own fifteen days (S3-42b)."""
    unit = addressees.unit_of(act.given.to, act.at)
    if unit is None:
        raise wrong("to", now_("Choose the head of a group centre or of the property group."))
    if Case.objects.filter(parent=act.case, agent_id=act.given.to).exists():
        raise wrong("to", now_("It was dispatched there already."))
    to = Staff.objects.get(pk=act.given.to)
    place = moves.Place(act.case.project, agent=to, parent=act.case, title=issue.problem[:200])
    act.facts["unit"] = unit
    act.after(lambda: _send(place, act))


def _send(place: moves.Place, act: Act[payloads.Dispatch]) -> None:
    moves.start(OptimisationMeasures.send, place, by=act.actor)


@OptimisationMeasures.send.does
def start_the_fifteen_days(optimisation: Optimisation, act: Act[Nothing]) -> None:
    """自发送起15天 (T12): to 24:00 of the fifteenth calendar day."""
    optimisation.issue_id = act.case.parent_id or 0
    optimisation.sent_at, optimisation.days = act.at, act.work.book.value(rules.T12_DAYS)
    optimisation.unit = addressees.unit_of(act.case.agent_id or 0, act.at) or ""


@OptimisationMeasures.receive.does
def note_the_receipt(optimisation: Optimisation, act: Act[Nothing]) -> None:
    optimisation.received_at = act.at


@OptimisationMeasures.give_measures.does
def note_the_measures(optimisation: Optimisation, act: Act[payloads.Measures]) -> None:
    """Whoever answers has received; T12 runs on until the plan is filed too (S3-42d)."""
    optimisation.received_at = optimisation.received_at or act.at
    optimisation.measures, optimisation.measures_at = act.given.measures, act.at


@OptimisationMeasures.file_plan.does
def take_the_plan_apart(optimisation: Optimisation, act: Act[payloads.Plan]) -> None:
    """整改方案报备: file, items and their days."""
    items = [_item(act, number, line) for number, line in enumerate(act.given.items, start=1)]
    PlanItem.objects.bulk_create(items)
    optimisation.filed_at = act.at


def _item(act: Act[payloads.Plan], number: int, line: str) -> PlanItem:
    day, _blank, text = line.strip().partition(" ")
    try:
        due_on = quarters.day(day)
    except ValueError:
        raise wrong("items", now_("Line {number} does not begin with a day.").format(number=number)) from None
    if not text.strip() or due_on < clock.day_of(act.at):
        raise wrong("items", now_("Line {number} needs a day ahead and what is done.").format(number=number))
    return PlanItem(optimisation_id=act.case.pk, number=number, text=text.strip()[:200], due_on=due_on)


@OptimisationMeasures.finish_item.does
def tick_the_item(optimisation: Optimisation, act: Act[payloads.ItemDone]) -> None:
    changed = optimisation.items.filter(number=act.given.number, done_at=None)
    if not changed.update(done_at=act.at, note=act.given.note):
        raise wrong("number", now_("There is no such item that is still open."))
    if not optimisation.items.filter(done_at=None).exists():
        act.goes_to(S.DONE)
        act.work.meet(duties.ITEMS)
        act.after(lambda: _close_the_issue(act.case))


def _close_the_issue(case: Case) -> None:
    issue = Case.objects.get(children=case)
    others = Case.objects.filter(parent=issue, flow=OptimisationMeasures.code).exclude(state=S.DONE)
    if issue.state == IssueState.DISPATCHED and not others.exists():
        moves.take(SystemicProblem.close, issue.pk, by=ENGINE)


@OptimisationMeasures.hand_on.does
def put_somebody_else_in_charge(optimisation: Optimisation, act: Act[payloads.HandOn]) -> None:
    """The duty moves with its due instant; the new one heads a centre as well."""
    unit = addressees.unit_of(act.given.to, act.at)
    if unit is None:
        raise wrong("to", now_("Choose the head of a group centre or of the property group."))
    act.case.agent, optimisation.unit = Staff.objects.get(pk=act.given.to), unit
    act.tells("systemic_issue_sent", [act.given.to])
