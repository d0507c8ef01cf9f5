"""Complaint ledgers as companies keep them in a spreadsheet: each row becomes a case through the one door."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils.translation import gettext_lazy as _

from shouwen.common import phone
from shouwen.complaints import payloads
from shouwen.complaints.flows.complaint import Complaint
from shouwen.complaints.words import Channel, ComplaintType
from shouwen.customers.models import Customer, Occupancy
from shouwen.estate.models import Project, Unit
from shouwen.kernel import clock, moves
from shouwen.kernel.access import ENGINE
from shouwen.kernel.imports.ledger import Cells, Column, Created, Ledger, Notes, Place, register
from shouwen.kernel.imports.ledgers.places import WHERE, Projects, read_unit, tells_a_unit
from shouwen.kernel.models import Case
from shouwen.people.models import Staff
from shouwen.people.queries import holders
from shouwen.people.roles import Role

T = ComplaintType
NOON = time(12, 0)  # ledgers keep days; the middle of one is nearest to whatever hour it was
OPEN_FOR = timedelta(days=7)  # what was promised for an open matter whose ledger does not say

NUMBER = Column(
    "number", _("Number in the ledger"), ("编号", "投诉编号", "单号", "工单号", "受理编号", "number", "ticket")
)
CAME = Column(
    "came_on",
    _("Day"),
    ("日期", "投诉日期", "登记日期", "受理日期", "接待日期", "投诉时间", "登记时间", "反馈日期", "created", "date"),
    required=True,
)
NAME = Column("name", _("Name"), ("姓名", "业主姓名", "客户姓名", "投诉人", "业主", "客户名称", "联系人", "name"))
PHONE = Column("phone", _("Phone"), ("电话", "联系电话", "联系方式", "手机", "手机号", "电话号码", "phone"))
DEMAND = Column(
    "demand",
    _("Demand"),
    ("内容", "投诉内容", "诉求", "客户诉求", "问题描述", "投诉事项", "反映问题", "主要内容", "description"),
    required=True,
    many=True,
)
TYPE = Column("type", _("Type"), ("类型", "投诉类型", "类别", "投诉类别", "问题分类", "分类", "type", "category"))
CHANNEL = Column("channel", _("Channel"), ("渠道", "来源", "投诉方式", "受理方式", "投诉渠道", "channel"))
STATE = Column("state", _("State"), ("状态", "处理状态", "完成情况", "是否完成", "是否办结", "status", "state"))
FINISHED = Column(
    "finished_on",
    _("Finished on"),
    ("完成日期", "办结日期", "结案日期", "完成时间", "关闭日期", "办结时间", "处理完成日期", "finished", "closed"),
)
SOLUTION = Column(
    "solution",
    _("Solution"),
    ("处理结果", "处理情况", "处理措施", "解决方案", "回复内容", "处理意见", "solution"),
    many=True,
)
SCORE = Column("score", _("Satisfaction"), ("满意度", "评分", "回访满意度", "score"))

_DONE = (
    "已完成",
    "完成",
    "已处理",
    "已解决",
    "已关闭",
    "关闭",
    "结案",
    "已结案",
    "办结",
    "已办结",
    "是",
    "closed",
    "done",
)
_OPEN = ("未完成", "未处理", "待处理", "处理中", "进行中", "跟进中", "受理中", "未结案", "未办结", "否", "open", "new")
_TYPES = (
    (T.LATE_HANDOVER_QUALITY, ("交房质量", "交付质量", "工程质量", "质量")),
    (T.LATE_HANDOVER_PROGRESS, ("延期", "工程进度", "进度")),
    (T.TITLE_CERTIFICATE, ("产权", "办证", "权证")),
    (T.SALES_LICENCE, ("销售证照", "预售")),
    (T.HANDOVER_LICENCE, ("交房证照", "交付证照", "备案")),
    (T.MARKETING_CONTRACT, ("合同", "营销", "销售")),
    (T.PLANNING_CHANGE, ("规划",)),
    (T.DESIGN_DEFECT, ("设计",)),
    (T.LIVING_AMENITIES, ("配套",)),
    (T.INFRASTRUCTURE, ("市政", "基础设施", "供水", "供电", "供暖")),
    (T.LEASE_MANAGEMENT, ("租赁", "招商", "商业")),
    (T.MAINTENANCE, ("维修", "报修", "maintenance", "repair")),
    (T.PROPERTY_SERVICE, ("物业", "服务", "秩序", "保洁", "绿化", "安保", "service")),
)
_CHANNELS = (
    (Channel.PHONE, ("电话", "来电", "phone")),
    (Channel.LETTER, ("信",)),
    (Channel.MESSAGE, ("留言", "语音")),
    (Channel.MOBILE, ("微信", "线上", "app", "公众号", "小程序")),
)
_SCORES = {"非常满意": 5, "很满意": 5, "满意": 4, "基本满意": 3, "一般": 3, "不满意": 2, "非常不满意": 1, "很不满意": 1}


@dataclass(frozen=True)
class OldComplaint:
    """One row: where, when, and what was written down."""

    project_id: int
    unit_id: int | None
    came_at: datetime
    history: payloads.History

    @property
    def key(self) -> str:
        """The same row taken in twice is one case."""
        said = f"{self.unit_id} {self.came_at:%Y%m%d} {self.history.number} {self.history.demand}"
        return f"ledger:{self.project_id}:{hashlib.sha256(said.encode()).hexdigest()[:40]}"


@register
class ComplaintsLedger(Ledger[OldComplaint]):
    """One row is one complaint: closed ones become history, open ones the project's specialist goes on with.

    What was taken in is history and has its events: undo leaves it and counts it as kept.
    """

    code = "complaints"
    title = _("Complaints")
    columns = (NUMBER, CAME, *WHERE, NAME, PHONE, DEMAND, TYPE, CHANNEL, STATE, FINISHED, SOLUTION, SCORE)
    makes = {"case": Case}

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._projects = Projects(place)
        self._units: dict[int, dict[str, int]] = {}
        self._seen: set[str] = set()

    def read(self, cells: Cells, notes: Notes) -> OldComplaint | None:
        project_id, unit_id = self._where(cells, notes)
        came_on = cells.day("came_on")
        demand = cells.text("demand")[:4000]
        if came_on is None or came_on > clock.day_of(self.place.at):
            notes.refuse("came_on", _("The row has no day, or one that is still to come."))
        if not demand:
            notes.refuse("demand", _("The row does not say what it is about."))
        if notes.refuses or project_id is None or came_on is None:
            return None
        came_at = min(clock.at_time(came_on, NOON), self.place.at)
        row = OldComplaint(project_id, unit_id, came_at, self._history(cells, notes, came_at, demand))
        if row.key in self._seen:
            notes.refuse("demand", _("The same row is in this file twice."))
        self._seen.add(row.key)
        return row

    def _where(self, cells: Cells, notes: Notes) -> tuple[int | None, int | None]:
        if not tells_a_unit(cells):
            notes.doubt("room", _("The row names no unit."))
            return self._projects.of(cells, notes), None
        row = read_unit(cells, notes, self._projects)
        if row is None:
            return None, None
        if row.project_id not in self._units:
            units = Unit.objects.filter(project_id=row.project_id).values_list("code", "id")
            self._units[row.project_id] = dict(units)
        found = self._units[row.project_id].get(row.name.code)
        if found is None:
            notes.refuse("room", _("There is no unit %(code)s; take the units in first.") % {"code": row.name.code})
        return row.project_id, found

    def _history(self, cells: Cells, notes: Notes, came_at: datetime, demand: str) -> payloads.History:
        finished_at = _finished(cells, notes, came_at, self.place.at)
        numbers = [one.number for one in phone.numbers_in(cells.lines("phone"))]
        return payloads.History(
            number=cells.text("number")[:60],
            customer_name=cells.text("name")[:80],
            phone=numbers[0][:24] if numbers else "",
            demand=demand,
            type=_type(cells, notes),
            channel=_channel(cells),
            required_finish_at=self.place.at + OPEN_FOR if finished_at is None else None,
            finished_at=finished_at,
            solution=cells.text("solution")[:4000],
            score=_score(cells, notes),
        )

    def commit(self, rows: Sequence[OldComplaint]) -> Created:
        projects = Project.objects.select_related("org").in_bulk({row.project_id for row in rows})
        units = Unit.objects.in_bulk({row.unit_id for row in rows if row.unit_id})
        people = _people_of(rows)
        agents = {pk: _agent(project, self.place.at) for pk, project in projects.items()}
        made: list[int] = []
        for row in rows:
            project = projects[row.project_id]
            unit = units[row.unit_id] if row.unit_id else None
            who = people.get((row.unit_id or 0, row.history.customer_name))
            place = moves.Place(project, unit, who, agents[row.project_id])
            done = moves.start(
                Complaint.take_over, place, by=ENGINE, given=row.history, key=row.key, occurred_at=row.came_at
            )
            made += [] if done.repeated else [done.case.pk]
        return {"case": made}

    @classmethod
    def removable(cls, kind: str, ids: Sequence[int]) -> Sequence[int]:  # noqa: ARG003 - nothing of it may vanish
        return []

    @classmethod
    def undo(cls, created: Created) -> int:
        """Events are append-only (S3-I01): every case stays."""
        return len(created.get("case", ()))


def _finished(cells: Cells, notes: Notes, came_at: datetime, at: datetime) -> datetime | None:
    """When it was finished; None for what is open. A closed row without a day was finished the day it came."""
    said, on = cells.text("state").lower(), cells.day("finished_on")
    if said in _OPEN:
        return None
    if said and said not in _DONE:
        notes.doubt("state", _("“%(text)s” is no known state.") % {"text": said[:40]})
    if on is None:
        return came_at if said in _DONE else None
    return _within(clock.at_time(on, NOON), came_at, at, notes)


def _within(finished_at: datetime, came_at: datetime, at: datetime, notes: Notes) -> datetime:
    if not came_at <= finished_at <= at:
        notes.doubt("finished_on", _("Finished before it came up, or in the future; put right."))
    return max(came_at, min(finished_at, at))


def _type(cells: Cells, notes: Notes) -> ComplaintType | None:
    said = cells.text("type").lower()
    found = next((kind for kind, words in _TYPES if any(word in said for word in words)), None)
    if said and found is None:
        notes.doubt("type", _("“%(text)s” is no type of the regulation; left out.") % {"text": said[:40]})
    return found


def _channel(cells: Cells) -> Channel:
    said = cells.text("channel").lower()
    return next((kind for kind, words in _CHANNELS if any(word in said for word in words)), Channel.VISIT)


def _score(cells: Cells, notes: Notes) -> int | None:
    said = cells.text("score")
    if not said:
        return None
    score = _SCORES.get(said) or (int(said) if said in {"1", "2", "3", "4", "5"} else None)
    if score is None:
        notes.doubt("score", _("“%(text)s” is no rating; left out.") % {"text": said[:40]})
    return score


def _people_of(rows: Sequence[OldComplaint]) -> dict[tuple[int, str], Customer]:
    """The customers of the rows' units, by unit and name."""
    lived = Occupancy.objects.filter(unit_id__in={row.unit_id for row in rows if row.unit_id})
    return {(one.unit_id, one.customer.name): one.customer for one in lived.select_related("customer")}


def _agent(project: Project, at: datetime) -> Staff | None:
    """Who goes on with what is open: the project's specialist, or somebody of the group centre."""
    found = holders(Role.PROJECT_AGENT, at, orgs=[project.org_id]) or holders(Role.GROUP_AGENT, at)
    return Staff.objects.get(pk=found[0]) if found else None
