"""A coordination task: asked of another department for a complaint, accepted, done; until then nothing is solved."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from shouwen.complaints.flows.handling import Handling
from shouwen.complaints.handling import duties, parties, payloads
from shouwen.complaints.handling.rules import CLAUSE
from shouwen.complaints.handling.words import CoordinationState
from shouwen.complaints.models import CoordinationRecord, HandlingRecord
from shouwen.complaints.payloads import Reason
from shouwen.kernel import moves
from shouwen.kernel.access import ENGINE, SYSTEM
from shouwen.kernel.duties import Tell
from shouwen.kernel.flows import Act, Flow, Nothing, Step, start
from shouwen.kernel.models import Case

S, P = CoordinationState, payloads


class Coordination(Flow[CoordinationRecord]):
    """协调处理:经理、助理牵头,部门接办、反馈;未完成不得答复“已解决”。(S4-CMP-03)"""

    code, record, title, prefix = "complaints.coordination", CoordinationRecord, _("Coordination task"), "XB"
    State, parent = CoordinationState, Handling
    COORDINATE = duties.COORDINATE

    ask = start(
        to=S.ASKED, by=parties.IN_CHARGE, takes=P.Task, title=_("Ask another department"), opens=[COORDINATE],
        tells=[Tell("coordination_asked", parties.ASKED.holders)], clause=CLAUSE, hidden=True,
    )  # fmt: skip
    accept = Step([S.ASKED], S.ACCEPTED, parties.ASKED, Nothing, _("Accept the task"), clause=CLAUSE)
    finish = Step(
        [S.ASKED, S.ACCEPTED], S.DONE, parties.ASKED, P.TaskResult, _("Report the task done"), meets=[COORDINATE],
        tells=[Tell("coordination_done", parties.HANDLER.holders)], clause=CLAUSE,
    )  # fmt: skip
    drop = Step([S.ASKED, S.ACCEPTED], S.DROPPED, parties.IN_CHARGE, Reason, _("Take the task back"), clause=CLAUSE)
    lapse = Step(
        [S.ASKED, S.ACCEPTED], S.DROPPED, SYSTEM, Nothing, _("The handling is over"), hidden=True, clause=CLAUSE
    )


@Coordination.ask.does
def write_the_task_down(record: CoordinationRecord, act: Act[payloads.Task]) -> None:
    given = act.given
    record.department, record.task, record.due_at = given.department, given.task, given.due_at


@Coordination.finish.does
def note_the_result(record: CoordinationRecord, act: Act[payloads.TaskResult]) -> None:
    record.result, record.finished_at = act.given.result, act.at


def open_tasks(handling_id: int) -> list[int]:
    """The coordination tasks of a handling that are still open."""
    found = Case.objects.filter(parent_id=handling_id, flow=Coordination.code, closed_at=None)
    return list(found.order_by("pk").values_list("pk", flat=True))


def let_the_tasks_lapse(record: HandlingRecord, act: Act[Any]) -> None:
    """What is handled no further asks no department for anything: neither reminder nor breach (S4-CMP-03)."""
    act.after(lambda: _let_lapse(record.case_id))


for _ending in (Handling.take_over, Handling.close_with_orders, Handling.close, Handling.summarise, Handling.withdraw):
    _ending.does(let_the_tasks_lapse)


def _let_lapse(handling_id: int) -> None:
    for task in open_tasks(handling_id):
        moves.take(Coordination.lapse, task, by=ENGINE)
