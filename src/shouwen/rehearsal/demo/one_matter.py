"""Several households, one matter: a leaking stack verified as a group complaint, a lift proposed, a smell watched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from random import Random
from typing import Any

from shouwen.complaints.flows import Complaint, Order
from shouwen.complaints.models import OrderRecord, RadarCluster
from shouwen.complaints.radar import clusters, decisions, weights
from shouwen.complaints.standards import checks_for
from shouwen.complaints.words import ComplaintType
from shouwen.estate.models import Project
from shouwen.kernel import clock, moves, rulebook
from shouwen.kernel.access import Actor
from shouwen.kernel.evidence import Proof
from shouwen.kernel.flows import Step
from shouwen.kernel.models import Case
from shouwen.people.models import Staff
from shouwen.rehearsal.demo import estates
from shouwen.rehearsal.demo.estates import Home
from shouwen.rehearsal.demo.stage import Stage

GM, DGM, STAFF = "zj001", "fz001", "kf101"
SURVEYED, SURVEYED_DAYS = 3, 12  # the other projects' weeks are taken in by the first night
LEAK = (
    "卫生间顶板渗水，楼上管道井漏水，吊顶发霉",
    "主卫顶板渗水，怀疑管道井漏水",
    "卫生间渗水厉害，管道井漏水，吊顶要塌",
    "管道井漏水，卫生间顶板一直渗水",
    "卫生间顶板渗水发霉，管道井漏水无人管",
)
LIFT = ("电梯三天两头停运，昨天又困人", "电梯又停运了，老人困在里面", "电梯频繁停运困人，要求更换配件")
ANSWER = "管道井已关阀止水，明日 9:00 至 12:00 更换接口，期间停水，请提前储水。"
SMELL = ("楼下餐馆油烟异味直排进阳台", "餐馆油烟异味太重，阳台不能开窗")

Plan = tuple[str, str]  # what was found at the door, and what will be done
LEAK_PLAN: Plan = ("管道井立管接口渗漏", "更换立管接口，恢复防水与吊顶")
LIFT_PLAN: Plan = ("门机皮带老化，门锁触点接触不良", "更换门机皮带与门锁触点，复检后恢复运行，期间安排值守")
SMELL_PLAN: Plan = ("餐馆油烟净化器停用，排口朝向阳台", "督促餐馆清洗并启用净化器，排烟口加高改向")


@dataclass
class Street:
    """One project's households and counter, and its own clock."""

    stage: Stage
    project: Project
    rng: Random
    agent: Actor
    at: datetime
    orders: list[int] = field(default_factory=list)

    def staff(self, staff_no: str) -> Actor:
        return self.stage.group.actor(staff_no)

    def take(self, step: Step[Any], case: int, by: Actor, given: Any = None, proofs: Sequence[str] = ()) -> None:
        """A minute later this step is taken."""
        self.at = min(self.at + timedelta(minutes=1), self.stage.end)
        with clock.moved_to(self.at):
            pieces = [self.stage.album.piece(kind, by, self.at, self.rng) for kind in proofs]
            for piece in pieces:
                piece.save()
            moves.take(step, case, by=by, given=given or {}, proofs=[piece.pk for piece in pieces])

    def later(self, **span: float) -> None:
        self.at = min(self.at + timedelta(**span), self.stage.end)


def play(stage: Stage, seed: int) -> None:
    """Three matters in three projects; then the radar surveys what the fast stories left behind there."""
    rng = Random(f"{seed}:one_matter")  # noqa: S311 - chance for a play
    projects = stage.group.projects[:SURVEYED]
    for project, matter in zip(projects, (_leak, _lift, _smell), strict=False):
        agent = stage.group.agents[project.pk][0]
        began = clock.at_time(clock.day_of(stage.end) - timedelta(days=2), time(9, 10))
        matter(Street(stage, project, rng, agent, began))
    book = rulebook.book(stage.end)
    since = stage.end - timedelta(days=SURVEYED_DAYS)
    with clock.moved_to(stage.end):
        clusters.catch_up(since, stage.end, book, [project.pk for project in projects])
        weights.weigh(stage.end)


def _stack(street: Street, count: int) -> list[Home]:
    """Flats one above the other, each with its owner."""
    homes = [home for home in estates.homes(street.project) if home.unit.floor and home.unit.stair]
    first = homes[0].unit
    same = [h for h in homes if (h.unit.building_id, h.unit.stair) == (first.building_id, first.stair)]
    above = {h.unit.floor: h for h in same if h.unit.room[-2:] == first.room[-2:]}
    return [above[floor] for floor in sorted(above, key=lambda floor: floor or 0)[2 : 2 + count]]


def _complain(street: Street, home: Home, demand: str, kind: ComplaintType) -> Case:
    given = {
        "customer_name": home.customer.name,
        "phone": home.phone,
        "demand": demand,
        "type": kind,
        "channel": "visit",
        "required_finish_at": street.at + timedelta(days=6),
        "comfort_note": "已致歉并说明处理流程",
    }
    street.later(minutes=2)
    with clock.moved_to(street.at):
        place = moves.Place(street.project, home.unit, home.customer)
        case = moves.start(Complaint.register, place, by=street.agent, given=given).case
    street.take(Complaint.sign, case.pk, street.agent, proofs=[Proof.CUSTOMER_SIGNATURE])
    return case


def _order(street: Street, complaint: Case) -> int:
    """An order raised, submitted and endorsed."""
    street.take(Complaint.raise_order, complaint.pk, street.agent)
    order = Case.objects.filter(parent=complaint).latest("id").pk
    street.take(Order.submit, order, street.agent)
    street.take(Order.endorse, order, street.staff(DGM), {"opinion": "同意"})
    return order


def _leak(street: Street) -> None:
    """Five households of one stack: verified as a group complaint, issued to the chairman, met about, urged."""
    homes = _stack(street, len(LEAK))
    if len(homes) < len(LEAK):
        return  # a small demo has no such stack
    for home, demand in zip(homes, LEAK, strict=True):
        complaint = _complain(street, home, demand, ComplaintType.MAINTENANCE)
        street.orders.append(_order(street, complaint))
    _verify(street)
    for order in street.orders:
        street.take(Order.issue, order, street.staff(GM), {"opinion": "签发，董事长负责"})
    _visit_all(street)
    _meet(street)
    _next_day(street)


def _largest(street: Street) -> RadarCluster | None:
    return RadarCluster.objects.filter(project=street.project).order_by("-households", "-pk").first()


def _verify(street: Street) -> None:
    cluster = _largest(street)
    if cluster is None or not cluster.suggested:
        return
    street.later(minutes=1)
    with clock.moved_to(street.at):
        words = "经现场核查，同一单元管道井渗漏，五户属实"
        decisions.verify(cluster.pk, street.staff(GM), cluster.suggested, words, cluster.households)


def _visit_all(street: Street) -> None:
    for order in street.orders:
        _check_in(street, order)
    for order in street.orders:
        _agree(street, order, LEAK_PLAN)


def _check_in(street: Street, order: int) -> None:
    given = {"self_check": [check.value for check in checks_for(_record(order).type)]}
    street.take(Order.check_in, order, _responsible(street, order), given, [Proof.DOORSTEP_PHOTO])


def _agree(street: Street, order: int, plan: Plan) -> None:
    findings, words = plan
    given = {"findings": findings, "plan": words, "negotiated_finish_at": street.at + timedelta(days=4)}
    proofs = [Proof.CUSTOMER_SIGNATURE, Proof.PROBLEM_PHOTO]
    street.take(Order.agree_plan, order, _responsible(street, order), given, proofs)


def _meet(street: Street) -> None:
    """A task force and the chairman's meeting for the first order; the others' meetings are still owed."""
    first, gm = street.orders[0], street.staff(GM)
    force = {"leader": "周建国", "members": "工程、客服、物业", "site": "1栋1单元", "starts_at": street.at}
    street.take(Order.form_task_force, first, gm, force)
    street.later(hours=2)
    found = {"arrived_at": street.at, "findings": "立管接口老化", "result": "已关阀止水，备件明日到场"}
    street.take(Order.report_task_force, first, street.staff(STAFF), found, [Proof.SITE_PHOTO])
    chairman = _responsible(street, first)
    held = {"started_at": street.at, "ended_at": street.at + timedelta(minutes=50), "attendees": "工程、品质、客服"}
    street.later(hours=1)
    street.take(Order.hold_meeting, first, chairman, held)
    minutes = {
        "responsible": "何建川",
        "solution": "更换1单元立管接口并闭水试验",
        "finish_at": street.at + timedelta(days=3),
        "more": ["陈国强|恢复五户吊顶与墙面|" + f"{clock.day_of(street.at) + timedelta(days=4)}"],
    }
    street.later(hours=1)
    street.take(Order.file_minutes, first, chairman, minutes)


def _next_day(street: Street) -> None:
    """Urged in person on two of the orders; one household turns to 12345; all are told the same."""
    street.at = max(street.at, clock.at_time(clock.day_of(street.stage.end) - timedelta(days=1), time(9, 30)))
    urged = {"channel": "phone", "content": "请今日完成备件更换", "promised": "今晚八点前完成"}
    for order in street.orders[:2]:
        street.take(Order.urge_chairman, order, street.staff(GM), urged)
    hotline = {"kind": "hotline", "occurred_at": street.at, "facts": "业主拨打12345反映进展"}
    street.take(Order.record_escalation, street.orders[2], street.staff(STAFF), hotline)
    if cluster := _largest(street):
        with clock.moved_to(street.at):
            decisions.answer(
                cluster.pk, street.agent, "管道井已关阀止水，明日 9:00–12:00 更换接口，期间停水，请提前储水。"
            )


def _record(order: int) -> OrderRecord:
    return OrderRecord.objects.select_related("responsible").get(pk=order)


def _responsible(street: Street, order: int) -> Actor:
    person = _record(order).responsible
    return Actor.of(person) if isinstance(person, Staff) else street.agent


def _lift(street: Street) -> None:
    """Three households: the radar proposes, nobody has decided yet; each has its plan meanwhile."""
    for home, demand in zip(_stack(street, 3), LIFT, strict=False):
        _take_up(street, _complain(street, home, demand, ComplaintType.MAINTENANCE), LIFT_PLAN)
        street.later(hours=5)


def _smell(street: Street) -> None:
    """Two households: watched; each has its plan meanwhile."""
    for home, demand in zip(_stack(street, 2), SMELL, strict=False):
        _take_up(street, _complain(street, home, demand, ComplaintType.PROPERTY_SERVICE), SMELL_PLAN)
        street.later(hours=7)


def _take_up(street: Street, complaint: Case, plan: Plan) -> None:
    """Submitted and issued within the half hour, and a plan agreed at the door: what lies still is charged for."""
    order = _order(street, complaint)
    street.take(Order.issue, order, street.staff(GM), {"opinion": "同意"})
    street.later(minutes=35)
    _check_in(street, order)
    _agree(street, order, plan)
