"""One company's customer service: the complaints of its last weeks handled in six steps, and a few emergencies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from shouwen.complaints import routing
from shouwen.complaints.flows import Coordination, Crisis, Handling, Order
from shouwen.complaints.handling.handlers import handler_for
from shouwen.complaints.models import ComplaintRecord
from shouwen.complaints.words import ComplaintState, ComplaintType
from shouwen.kernel import clock, moves
from shouwen.kernel.access import ENGINE, Actor
from shouwen.kernel.flows import Step
from shouwen.kernel.models import Case, Event
from shouwen.kernel.sitting import Sitting, sitting
from shouwen.people.models import Appointment, OrgUnit, Staff
from shouwen.people.roles import Role
from shouwen.rehearsal.demo import names
from shouwen.rehearsal.demo.stage import Curtain, Stage

REGION = 1  # the second company; the others leave complaints to the group's centre alone
IN_OFFICE = timedelta(days=16)
POSTS = (("kj001", Role.CS_MANAGER), ("kz001", Role.CS_ASSISTANT), ("ky001", Role.CS_CLERK), ("ky002", Role.CS_CLERK),
         ("gs001", Role.DEPUTY_GM))  # fmt: skip
SCORES, HOW_GOOD = (5, 4, 3, 2, 1), (44, 34, 12, 7, 3)
CAUSES, HOW_OFTEN = ("product_quality", "delay", "communication", "service_quality", "design"), (42, 25, 21, 3, 9)
LESSON, PREVENTION = (
    "交付前的分户查验没有覆盖此项，报修后信息没有及时回传。",
    "列入分户查验必检项，报修进展每日回告客户。",
)
NOTE = "请核查情况，签收后一个工作日内给出方案。"


@dataclass
class Desk:
    """One handling under way: its own chance, and when the last thing happened."""

    stage: Stage
    people: dict[str, Actor]
    under_way: Sitting
    case: Case
    rng: Random
    at: datetime

    @property
    def record(self) -> Any:
        return self.case.handling

    @property
    def handler(self) -> Actor:
        return next(one for one in self.people.values() if one.staff_id == self.case.agent_id)

    def head(self, department: str) -> Actor:
        found = routing.heads_of(self.case.project, department, self.at)
        return self.stage.group.person(found[0])

    def later(self, least: float, most: float) -> None:
        """Some minutes pass; at the demo's end the curtain falls."""
        self.at += timedelta(seconds=self.rng.randint(int(least * 60), int(most * 60)))
        if self.at > self.stage.end:
            raise Curtain

    def take(self, step: Step[Any], by: Actor, minutes: tuple[float, float], **given: Any) -> None:
        self.later(*minutes)
        with clock.moved_to(self.at):
            moves.take(step, self.case.pk, by=by, given=given)

    def say(self, use: str) -> str:
        return self.stage.texts.say(use, self.rng)


def play(stage: Stage, seed: int) -> None:
    """The department takes office; every complaint since then is handled there too; emergencies come and go."""
    rng = Random(f"{seed}:company")  # noqa: S311 - chance for a play
    region = stage.group.projects[4].region
    people = _take_office(stage, region, rng)
    _handle_all(stage, region, people, seed)
    _emergencies(stage, people)


def _take_office(stage: Stage, region: OrgUnit, rng: Random) -> dict[str, Actor]:
    password = stage.group.people["zj001"].password
    people: dict[str, Actor] = {}
    for number, role in POSTS:
        person = Staff.objects.create(
            staff_no=number, name=names.person(rng), phone=names.phone(rng), password=password
        )  # fmt: skip
        Appointment.objects.create(staff=person, role=role, org=region, starts_at=stage.end - IN_OFFICE)
        stage.group.people[number] = person
        people[number] = Actor.of(person)
    return people


def _handle_all(stage: Stage, region: OrgUnit, people: dict[str, Actor], seed: int) -> None:
    """What registering a complaint begins, for those that were registered since; as each then went on."""
    found = ComplaintRecord.objects.filter(
        case__project__region=region, case__opened_at__gt=stage.end - IN_OFFICE, required_finish_at__isnull=False
    ).exclude(case__state=ComplaintState.VOIDED)
    rows = list(found.select_related("case__project__org", "case__unit", "case__customer").order_by("pk"))
    doors = _answers_at_the_door([row.pk for row in rows])
    with sitting() as under_way:
        for place, row in enumerate(rows):
            rng = Random(f"{seed}:company:{place}")  # noqa: S311 - chance for a play; numbers differ from run to run
            desk = _receive(stage, people, row, rng, under_way)
            try:
                _follow(desk, row, doors.get(row.pk))
            except Curtain:
                continue


def _answers_at_the_door(complaints: Sequence[int]) -> dict[int | None, tuple[datetime, str]]:
    signed = Event.objects.filter(code=Order.agree_plan.code, case__parent_id__in=complaints).order_by("-seq")
    return {event.case.parent_id: (event.occurred_at, event.data["given"]["plan"])
            for event in signed.select_related("case")}  # fmt: skip


def _receive(
    stage: Stage, people: dict[str, Actor], complaint: ComplaintRecord, rng: Random, under_way: Sitting
) -> Desk:
    case = complaint.case
    case.complaint = complaint  # one to one, known already
    with clock.moved_to(case.opened_at):
        person = handler_for(case.project, complaint.type, case.opened_at, is_important=False, spread=case.pk)
        agent = next(one.staff for one in people.values() if one.staff_id == person)
        place = moves.Place(case.project, case.unit, case.customer, agent, parent=case, title=complaint.demand[:200])
        done = moves.start(Handling.receive, place, by=ENGINE, given={"received_by": case.agent_id})
    return Desk(stage, people, under_way, under_way.cases[done.case.pk], rng, case.opened_at)


def _follow(desk: Desk, complaint: ComplaintRecord, door: tuple[datetime, str] | None) -> None:
    if complaint.case.state == ComplaintState.CLOSED_ON_SPOT and complaint.case.closed_at is not None:
        desk.at = complaint.case.closed_at
        with clock.moved_to(desk.at):
            moves.take(Handling.take_over, desk.case.pk, by=ENGINE, given={"result": complaint.solution})
    else:
        _to_the_answer(desk, complaint, door)
    _to_the_archive(desk)


def _to_the_answer(desk: Desk, complaint: ComplaintRecord, door: tuple[datetime, str] | None) -> None:
    """登记、转达、签收、调查、方案、回复、结果."""
    kind = ComplaintType(complaint.type or ComplaintType.PROPERTY_SERVICE)
    classified = {"category": kind, "level": "general", "is_important": desk.rng.random() < 0.06}
    desk.take(Handling.register, desk.handler, (8, 90), **classified)
    department = routing.MATRIX[kind].first
    desk.take(Handling.transfer, desk.handler, (5, 60), department=department, transfer_note=NOTE)
    head = desk.head(department)
    desk.take(Handling.acknowledge, head, (15, 300))
    if desk.rng.random() < 0.05:
        raise Curtain  # it was left lying there
    _answer(desk, door)
    found = {"findings": desk.say("finding"), "cause": desk.say("finding"), "statement": desk.say("report")}
    desk.take(Handling.investigate, head, (60, 600), **found)
    if desk.rng.random() < 0.12:
        _coordinate(desk, str(routing.MATRIX[kind].cooperating[0]))
    due = desk.at + timedelta(days=desk.rng.randint(2, 5))
    desk.take(Handling.plan, head, (20, 240), plan=desk.say("plan"), responsible="责任工程师", plan_due_at=due)
    _report_and_tell(desk, head, (due - desk.at) * desk.rng.uniform(0.15, 0.75))


def _answer(desk: Desk, door: tuple[datetime, str] | None) -> None:
    """By telephone, mostly within the 24 hours, unless the plan signed at the door was there first."""
    words = {"channel": "phone", "content": "已了解情况，责任部门正在核查，请您放心。", "response": "希望尽快。"}
    due = desk.record.received_at + timedelta(hours=24)
    wanted = max(desk.at, due + desk.rng.uniform(-0.9, -0.1) * timedelta(hours=20))
    if desk.rng.random() < 0.06:
        wanted = max(desk.at, due) + timedelta(hours=2)
    if door is not None and desk.at < door[0] < wanted:
        with clock.moved_to(door[0]):
            moves.take(Handling.note_reply, desk.case.pk, by=ENGINE, given={"content": door[1]})
        desk.at = door[0]
        return
    minutes = (wanted - desk.at).total_seconds() / 60
    desk.take(Handling.reply, desk.handler, (minutes, minutes + 5), **words)


def _coordinate(desk: Desk, department: str) -> None:
    due = desk.at + timedelta(days=2)
    desk.take(Handling.coordinate, desk.handler, (5, 60), department=department, task=desk.say("task"), due_at=due)
    task = next(case for case in reversed(desk.under_way.cases.values()) if case.flow == Coordination.code)
    head = desk.head(department)
    desk.later(10, 300)
    with clock.moved_to(desk.at):
        moves.take(Coordination.accept, task.pk, by=head)
    desk.later(200, 2400)
    with clock.moved_to(desk.at):
        moves.take(Coordination.finish, task.pk, by=head, given={"result": desk.say("result")})


def _report_and_tell(desk: Desk, head: Actor, after: timedelta) -> None:
    minutes = after.total_seconds() / 60
    done = {"actions": desk.say("progress"), "result": desk.say("solution"), "cost": desk.rng.randrange(0, 1200, 20)}
    desk.take(Handling.report_result, head, (minutes, minutes + 30), **done)
    told = {"channel": "phone", "content": "已处理完毕，请您查看。", "response": desk.say("remark")}
    desk.take(Handling.answer_solved, desk.handler, (20, 400), **told)


def _to_the_archive(desk: Desk) -> None:
    """回访、结案、总结; who is dissatisfied is handled once more."""
    score = desk.rng.choices(SCORES, HOW_GOOD)[0]
    desk.take(Handling.call_back, desk.handler, (60, 900), score=score, comment=desk.say("remark"))
    if desk.case.state == Handling.State.HANDLING:
        head = desk.head(desk.record.department) if desk.record.department else desk.handler
        _report_and_tell(desk, head, timedelta(hours=desk.rng.randint(4, 30)))
        desk.take(Handling.call_back, desk.handler, (120, 1200), score=4, comment=desk.say("remark"))
    kind = desk.rng.choices(CAUSES, HOW_OFTEN)[0]
    desk.take(Handling.close, desk.people["kj001"], (30, 600), cause_kind=kind, remark="属实，同意结案。")
    summary = {"root_cause": desk.say("finding"), "lesson": LESSON, "prevention": PREVENTION}
    desk.take(Handling.summarise, desk.handler, (300, 7000), **summary)


# ---- 突发事件 ------------------------------------------------------------------------------------


def _emergencies(stage: Stage, people: dict[str, Actor]) -> None:
    """One reviewed last week, one of yesterday still to be reviewed, one reported within the hour."""
    reviewed, resolved, fresh = stage.group.projects[4:7]
    outage = {
        "kind": "outage", "grade": "iv", "place": "6 栋 2 单元", "what": "加压泵故障，高区停水", "households": 36
    }  # fmt: skip
    gathering = {
        "kind": "gathering", "grade": "iii", "place": "东门", "what": "二十余户业主就停车收费聚集", "households": 23
    }  # fmt: skip
    lift = {
        "kind": "safety", "grade": "ii", "place": "3 栋 1 单元电梯", "what": "电梯困人两名，维保已出发", "households": 2
    }  # fmt: skip
    day = timedelta(days=1)
    _emergency(stage, people, reviewed, stage.end - 8 * day, outage, len(_COURSE))
    _emergency(stage, people, resolved, stage.end - day, gathering, len(_COURSE) - 1)
    _emergency(stage, people, fresh, stage.end - timedelta(minutes=22), lift, 0)


_COURSE: Sequence[tuple[Step[Any], int, dict[str, Any]]] = (
    (Crisis.respond, 14, {"first_measure": "到场疏导，启用备用方案", "spokesperson": "客户服务部经理"}),
    (Crisis.log, 12, {"counterpart": "customers", "channel": "visit", "content": "说明情况，当日答复处理时间"}),
    (Crisis.note_action, 35, {"action": "协调责任单位抢修，安排专人逐户告知"}),
    (Crisis.control, 40, {"measures": "现场恢复秩序，服务已恢复"}),
    (Crisis.log, 20, {"counterpart": "leaders", "channel": "phone", "content": "向主管副总报告处置进展"}),
    (Crisis.resolve, 150, {"statement": "已恢复，受影响住户按户减免", "informed": "街道、物业公司", "losses": "1200"}),
    (Crisis.review, 2000, {"root_cause": "设备临近寿命未提前更换", "improvement": "建立设备到期更换台账",
                           "plan_revision": "预案增加备用设备和通知模板"}),
)  # fmt: skip


def _emergency(
    stage: Stage, people: dict[str, Actor], project: Any, at: datetime, alarm: dict[str, Any], steps: int
) -> None:
    manager, reporter = people["kj001"], stage.group.agents[project.pk][0]
    with clock.moved_to(at):
        given = {**alarm, "discovered_at": at - timedelta(minutes=4), "first_action": "安管到场"}
        case = moves.start(Crisis.report, moves.Place(project), by=reporter, given=given).case
    for step, minutes, given in _COURSE[:steps]:
        at += timedelta(minutes=minutes)
        more = (
            {"commander": manager.staff_id, "arrived_at": at - timedelta(minutes=3)} if step is Crisis.respond else {}
        )
        with clock.moved_to(at):
            moves.take(step, case.pk, by=manager, given={**given, **more})
