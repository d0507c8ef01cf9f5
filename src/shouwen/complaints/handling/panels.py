"""What a company's handling and its coordination tasks add to the generic case pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from shouwen.complaints.flows import Coordination, Handling, Order
from shouwen.complaints.handling.words import HandlingState
from shouwen.complaints.models import CoordinationRecord, HandlingRecord
from shouwen.complaints.panels import department_name
from shouwen.complaints.words import ComplaintType, Level
from shouwen.kernel import clock
from shouwen.kernel.access import Actor
from shouwen.kernel.flows import state_title
from shouwen.kernel.models import Case, Event
from shouwen.people.roles import Department
from shouwen.web import written
from shouwen.web.cases import panels
from shouwen.web.cases.panels import Chip, Facet, Panel
from shouwen.web.parts import Words

S = HandlingState
Facts = list[tuple[Words, Words]]

# 接收→登记→调查→处理→反馈→总结: each step is done when the case comes to the state after it
SIX_STEPS: Sequence[tuple[Words, str]] = (
    (_("Receive"), S.RECEIVED),
    (_("Enter in the register"), S.REGISTERED),
    (_("Investigate"), S.INVESTIGATING),
    (_("Handle"), S.HANDLING),
    (_("Give feedback"), S.REPLIED),
    (_("Summarise"), S.SUMMARISED),
)


@dataclass(frozen=True)
class Stage:
    """One of the six steps: who came to it when, and how long after the customer came."""

    number: int
    title: Words
    at: datetime | None = None
    who: str = ""
    after: str = ""


def six_steps(case: Case) -> list[Stage]:
    """六步时间轴: read from the chain of events; a step that was gone through again counts from the last time."""
    arrived: dict[str, Event] = {}
    for one in Event.objects.filter(case=case).exclude(to_state="").select_related("staff").order_by("seq"):
        arrived[one.to_state] = one
    record: HandlingRecord = case.handling
    stages = []
    for number, (title, state) in enumerate(SIX_STEPS, start=1):
        event = arrived.get(state)
        if event is None:
            stages.append(Stage(number, title))
            continue
        at = record.received_at if state == S.RECEIVED else event.occurred_at
        who = event.staff.name if event.staff else ""
        if state == S.RECEIVED and record.received_by:
            who = record.received_by.name
        after = written.span(at - record.received_at) if at > record.received_at else ""
        stages.append(Stage(number, title, at, who, after))
    return stages


def handling_context(case: Case, _actor: Actor) -> Mapping[str, Any]:
    """The six steps, the sheet of the complaint, the tasks of other departments, the orders of the group."""
    record: HandlingRecord = case.handling
    others = Case.objects.filter(parent_id=record.complaint_id, flow=Order.code).order_by("pk")
    tasks = CoordinationRecord.objects.filter(case__parent=case).select_related("case").order_by("pk")
    return {
        "stages": six_steps(case),
        "facts": [fact for fact in _facts(record) if fact[1]],
        "tasks": [(task, department_name(task.department), state_title(task.case)) for task in tasks],
        "orders": [(order, state_title(order)) for order in others],
        "late_answer": _is_late(record),
    }


def _is_late(record: HandlingRecord) -> bool:
    """超时: not answered within the limit, or later than it."""
    owed = record.case.obligations.filter(code=Handling.REPLY.code).order_by("pk").first()
    if owed is None or owed.due_at is None:
        return False
    return (record.replied_at or clock.now()) > owed.due_at


def _facts(record: HandlingRecord) -> Facts:
    """投诉登记单."""
    at = written.moment_if_any(record.acknowledged_at)
    signed = now_("acknowledged {at}").format(at=at) if at else now_("not acknowledged yet")
    department = f"{department_name(record.department)} · {signed}" if record.department else ""
    promised = f"{record.responsible} · {written.moment_if_any(record.plan_due_at)}"
    result = "\n".join(part for part in (record.actions, record.result) if part)
    return [
        (_("Demand"), record.complaint.demand),
        (_("What the customer asks for"), record.expectation),
        (_("To be closed by"), written.moment_if_any(record.due_at)),
        (_("Responsible department"), department),
        (_("What the department is to know"), record.transfer_note),
        (_("What the investigation found"), record.findings),
        (_("Cause found"), record.cause),
        (_("Statement of the department"), record.statement),
        (_("Plan of the handling"), f"{record.plan}\n{promised}" if record.plan else ""),
        (_("Planned cost, CNY"), written.amount_if_any(record.planned_cost)),
        (_("Result"), result),
        (_("Cost, CNY"), written.amount_if_any(record.cost)),
        (_("First answer"), written.moment_if_any(record.replied_at)),
        (_("What the customer was told"), record.reply),
        (_("What the customer said"), record.response),
        (_("Satisfaction"), str(record.score) if record.score is not None else ""),
        (_("Times sent back"), str(record.rounds) if record.rounds else ""),
        (_("Kind of cause"), record.get_cause_kind_display()),
        (_("Root cause"), record.root_cause),
        (_("Lesson"), record.lesson),
        (_("Preventive action"), record.prevention),
    ]


def handling_chips(case: Case) -> Sequence[Chip]:
    """Category, importance, level, repeat."""
    record: HandlingRecord = case.handling
    level = Level(record.level)
    return [
        *([Chip(record.get_category_display())] if record.category else []),
        *([Chip(_("Important customer"), heavy=True)] if record.is_important else []),
        *([Chip(level.label, heavy=True)] if level.is_special else []),
        *([Chip(_("Repeated"), heavy=True)] if record.complaint.repeats_id else []),
    ]


def task_context(case: Case, _actor: Actor) -> Mapping[str, Any]:
    """What is asked of whom, and for which complaint."""
    task: CoordinationRecord = case.coordination
    facts: Facts = [
        (_("Department"), department_name(task.department)),
        (_("Coordination task"), task.task),
        (_("Done by"), written.moment_if_any(task.due_at)),
        (_("Result of the task"), task.result),
    ]
    return {"facts": [fact for fact in facts if fact[1]]}


YES_NO = (("True", _("Yes")), ("False", _("No")))
panels.register(
    Handling.code,
    Panel(
        template="complaints/handling/panel.html",
        context=handling_context,
        chips=handling_chips,
        deadline="CLOSE",
        select=("complaint__case", "received_by", "acknowledged_by"),
        in_lists=("handling__complaint",),
        facets=(
            Facet("category", _("Category"), "handling__category", ComplaintType.choices),
            Facet("department", _("Responsible department"), "handling__department", Department.choices),
            Facet("important", _("Important customer"), "handling__is_important", YES_NO, shown=False),
        ),
    ),
)
panels.register(
    Coordination.code,
    Panel(
        template="complaints/handling/task_panel.html",
        context=task_context,
        deadline="COORDINATE",
        in_lists=("coordination",),
        facets=(Facet("department", _("Department"), "coordination__department", Department.choices),),
    ),
)
