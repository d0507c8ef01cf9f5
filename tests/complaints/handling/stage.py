"""A complaint in a company that has a customer-service department, and its handling brought to where a test begins."""

from __future__ import annotations

from typing import Any

from shouwen.complaints.flows import Coordination, Handling
from shouwen.complaints.models import HandlingRecord
from shouwen.kernel import clock, moves
from shouwen.kernel.flows import Step
from shouwen.kernel.models import Case, Obligation
from shouwen.people.roles import Role
from shouwen.rehearsal import cast as casting
from tests.factories.story import MORNING, Story, at, registration, story

POSTS = {
    "cs_manager": Role.CS_MANAGER, "cs_assistant": Role.CS_ASSISTANT, "cs_clerk": Role.CS_CLERK,
    "deputy_gm": Role.DEPUTY_GM,
}  # fmt: skip
DEPARTMENT = "head_property_repair"


def company() -> Story:
    """The cast, with a customer-service department in P1's company."""
    told = story()
    for name, role in POSTS.items():
        casting.add(told.cast, name, role, "region")
    return told


def received(told: Story | None = None, by: str = "agent", **changes: Any) -> Story:
    """A complaint taken down at 09:40 by ``by``; received, as its words say, when the contact ended."""
    from shouwen.complaints.flows import Complaint  # noqa: PLC0415 — leaf of a factory

    told = told or company()
    unit = told.cast.unit("agent", "1-1-101")
    place = moves.Place(told.cast.projects["P1"], unit, told.cast.customers["customer"])
    with clock.moved_to(MORNING):
        given = registration(**changes)
        told.complaint = moves.start(Complaint.register, place, by=told.cast.actor(by), given=given).case
    return told


def handling(told: Story) -> Case:
    """The handling of the story's complaint as it is now."""
    return Case.objects.get(parent=told.complaint, flow=Handling.code)


def record(told: Story) -> HandlingRecord:
    return HandlingRecord.objects.get(complaint=told.complaint.pk)  # type: ignore[union-attr] # there is a complaint


def owed(told: Story, code: str) -> Obligation:
    return Obligation.objects.filter(case=handling(told), code=code).latest("id")


def take(told: Story, step: Step[Any], by: str, when: str, on: Case | None = None, **given: Any) -> moves.Done:
    """A step of the handling (or of ``on``) by a cast member at a wall time."""
    case = on or handling(told)
    with clock.moved_to(at(when)):
        return moves.take(step, case.pk, by=told.cast.actor(by), given=given)


CLASSIFIED = {"category": "maintenance", "level": "general", "is_important": False}
TRANSFER = {"department": "property_repair", "transfer_note": "请核查卫生间顶板渗水"}
FOUND = {"findings": "立管接口渗漏", "cause": "密封圈老化", "statement": "属保修范围"}
PLAN = {"plan": "更换接口", "responsible": "王师傅", "plan_due_at": "2024-05-08 12:00"}
RESULT = {"actions": "已更换接口", "result": "闭水试验合格", "cost": "260.00"}
SOLVED = {"channel": "phone", "content": "已修复，请查看", "response": "好的"}
SUMMARY = {"root_cause": "密封圈老化", "lesson": "交付前应查接口", "prevention": "逐户检查同型接口"}


def registered(**changes: Any) -> Story:
    told = received()
    take(told, Handling.register, "cs_assistant", "2024-05-06 10:10", **{**CLASSIFIED, **changes})
    return told


def transferred() -> Story:
    told = registered()
    take(told, Handling.transfer, "cs_assistant", "2024-05-06 10:20", **TRANSFER)
    return told


def planned() -> Story:
    told = transferred()
    take(told, Handling.acknowledge, DEPARTMENT, "2024-05-06 11:00")
    take(told, Handling.investigate, DEPARTMENT, "2024-05-06 14:00", **FOUND)
    take(told, Handling.plan, DEPARTMENT, "2024-05-06 15:00", **PLAN)
    return told


def answered() -> Story:
    """Repaired, and the customer told so, on the morning of the 8th."""
    told = planned()
    take(told, Handling.reply, "cs_assistant", "2024-05-06 16:00", channel="phone", content="8 日前修好")
    take(told, Handling.report_result, DEPARTMENT, "2024-05-08 10:00", **RESULT)
    take(told, Handling.answer_solved, "cs_assistant", "2024-05-08 10:30", **SOLVED)
    return told


def closed(score: int = 5, cause_kind: str = "product_quality") -> Story:
    told = answered()
    take(told, Handling.call_back, "cs_assistant", "2024-05-08 11:00", score=score)
    take(told, Handling.close, "cs_manager", "2024-05-08 11:30", cause_kind=cause_kind, remark="属实，同意")
    return told


def summarised(**changes: Any) -> Story:
    told = closed()
    take(told, Handling.summarise, "cs_assistant", "2024-05-09 09:00", **{**SUMMARY, **changes})
    return told


def a_task(told: Story, when: str = "2024-05-06 12:00", due: str = "2024-05-07 12:00") -> Case:
    """A coordination task for the engineering department."""
    take(
        told, Handling.coordinate, "cs_assistant", when, department="engineering", task="提供竣工图", due_at=due
    )  # fmt: skip
    return Case.objects.filter(flow=Coordination.code).latest("id")
