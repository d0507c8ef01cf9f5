"""The service centres of the demo: opened half a year ago, looked at every day, with what reached them today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from shouwen.centres import checklist, daily_checks, leads, payloads, scans, talks
from shouwen.centres.flows import Centre, Postings, Talk, VideoChecks, Voice
from shouwen.centres.models import ImplementingRules, ReplyTemplate
from shouwen.centres.words import SetupItem
from shouwen.common.dates import add_months
from shouwen.complaints.flows import Complaint
from shouwen.estate.models import Phase, Project
from shouwen.kernel import clock, moves
from shouwen.kernel.access import ENGINE, Actor
from shouwen.kernel.flows import Step
from shouwen.kernel.models import Case
from shouwen.people.models import OrgUnit
from shouwen.people.roles import OrgKind
from shouwen.rehearsal.demo.stage import Stage

OPENED = timedelta(days=178)
ARRIVED_AGO = (158, 40, 95, 12, 190, 70, 120, 25)  # days; one due soon, one overdue
LEAVING, LACKING = 2, 11  # the project whose period ends soon, and the one that has no centre
SAID = ("厨房水管漏水，晚上一直滴，请尽快派人来看。", "地下车库进口的道闸坏了，车出不去，请回电。")
LEADS = (
    ("gcb001", "3栋1单元门禁坏了，业主说已经两天。", 30),
    ("cwb001", "业主来缴费时反映电梯里有异味，希望处理。", 5),
    ("sy001", "商铺业主说外墙广告位渗水，担心短路。", 2),
)
TEMPLATES = (
    ("已派单", "您的诉求已派单，责任部门会在一小时内联系您。"),
    ("请补充", "请补充照片或具体位置，方便师傅一次带齐材料。"),
)


@dataclass
class House:
    """The stage, and one way to take a step with the proofs it needs."""

    stage: Stage
    rng: Random

    def proofs(self, kinds: Sequence[str], by: Actor) -> list[int]:
        pieces = [self.stage.album.piece(kind, by, clock.now(), self.rng) for kind in kinds]
        for piece in pieces:
            piece.save()
        return [piece.pk for piece in pieces]

    def take(self, step: Step[Any], case: Case, by: Actor, *kinds: str, **given: Any) -> None:
        moves.take(step, case.pk, by=by, given=given, proofs=self.proofs(kinds, by))

    def staff(self, number: str) -> Actor:
        return self.stage.group.actor(number)


def play(stage: Stage, seed: int) -> None:
    """Centres in all projects but one; everything through the real steps."""
    house = House(stage, Random(f"{seed}:centres"))  # noqa: S311 - chance for a play
    centres = []
    for number, project in enumerate(stage.group.projects):
        _date(project, number, clock.day_of(stage.end))
        if number != LACKING:
            centres.append(_open(house, project, number))
    _post_the_specialists(house)
    _check(house)
    _what_came_in(house)
    _file_rules(house)
    with clock.moved_to(stage.end):
        for centre in scans.operating():
            scans.follow_the_dates(centre, stage.end)


def _date(project: Project, number: int, today: date) -> None:
    """Most estates still build; one handed its last phase over five months ago."""
    launched = project.launched_on or date(2019, 1, 1)
    Phase.objects.create(project=project, name="一期", handed_over_on=add_months(launched, 30))
    if number == LEAVING:
        Phase.objects.create(project=project, name="二期", handed_over_on=add_months(today, -6) + timedelta(days=18))
    else:
        Phase.objects.create(project=project, name="二期", handover_planned_on=add_months(today, 4 + number))


def _open(house: House, project: Project, number: int) -> Case:
    by = house.staff("kf101")
    with clock.moved_to(house.stage.end - OPENED):
        given = {
            "opened_on": clock.day_of(clock.now()),
            "office": "营销中心一层客户服务厅",
            "hotline": f"0571-8800{1001 + number}",
        }
        case = moves.start(Centre.open, moves.Place(project), by=by, given=given).case
    items = list(SetupItem) if number < 3 else list(SetupItem)[:2]
    with clock.moved_to(house.stage.end - OPENED + timedelta(days=3)):
        for item in items:
            faded = number == 1 and item == SetupItem.IMAGE
            if faded:
                house.take(Centre.check_setup, case, by, item=item, passed=False, note="门头字体褪色，须更换")
            else:
                house.take(Centre.check_setup, case, by, "setup_photo", item=item, passed=True)
        if number < 4:
            for code, kind, place in (("CAM-1", "camera", "接待台"), ("MIC-1", "microphone", "接待台")):
                house.take(Centre.add_device, case, by, code=f"{code}", kind=kind, location=place)
    if number == 1:
        with clock.moved_to(house.stage.end - timedelta(hours=7)):
            house.take(Centre.report_device, case, by, code="CAM-1", online=False, note="画面中断")
    return case


def _post_the_specialists(house: House) -> None:
    today = clock.day_of(house.stage.end)
    with clock.moved_to(house.stage.end - timedelta(days=1)):
        for number, project in enumerate(house.stage.group.projects[:LACKING]):
            for second, agent in enumerate(house.stage.group.agents[project.pk]):
                ago = ARRIVED_AGO[(2 * number + second) % len(ARRIVED_AGO)]
                given = payloads.Arrival(arrived_on=today - timedelta(days=ago))
                place = moves.Place(project, agent=agent.staff)
                moves.start(Postings.arrive, place, by=ENGINE, given=given)


def _check(house: House) -> None:
    """Yesterday one was missed; today some are still to be done."""
    end = house.stage.end
    midnight = clock.at_time(clock.day_of(end), time(0, 5))
    for at, done in ((midnight - timedelta(days=1), 10), (min(midnight, end), 3)):
        with clock.moved_to(at):
            daily_checks.plan_the_day(at)
        found = Case.objects.filter(flow=VideoChecks.code, state="due", project__in=house.stage.group.projects)
        for number, case in enumerate(found.order_by("id")[:done]):
            _look(house, case, min(at + timedelta(hours=9, minutes=7 * number), end), number)


def _look(house: House, case: Case, at: datetime, number: int) -> None:
    worn = number == 1
    lines = [
        {"item": item.pk, "ok": not (worn and item.group == "dress"), "note": "未佩戴工牌" if worn else ""}
        for item in checklist.items()
    ]
    with clock.moved_to(at):
        agents = house.stage.group.agents[case.project_id]
        given = {
            "agent": agents[number % len(agents)].staff_id,
            "watched_from": at - timedelta(minutes=40),
            "watched_until": at - timedelta(minutes=10),
            "results": lines,
            "conclusion": "improve" if worn else "good",
            "finding": "未佩戴工牌，已提醒整改。" if worn else "在岗，接待规范，录入及时。",
        }
        moves.take(VideoChecks.record_check, case.pk, by=house.staff("kf101"), given=given)


def _what_came_in(house: House) -> None:
    """Messages, leads and conversations at the first project, whose specialist everybody tries first."""
    project, end = house.stage.group.projects[0], house.stage.end
    for number, said in enumerate(SAID):
        with clock.moved_to(end - timedelta(hours=9 - 5 * number)):
            by = house.staff("kf101")
            given = {"caller": "19900001234", "ended_at": clock.now() - timedelta(minutes=2), "seconds": 38}
            proofs = house.proofs(["hotline_message"], by)
            message = moves.start(Voice.leave, moves.Place(project), by=by, given=given, proofs=proofs).case
        if number == 0:
            with clock.moved_to(end - timedelta(minutes=50)):
                house.take(Voice.listen, message, house.staff("kf001"), said=said)
    rooms = list(project.units.order_by("id").values_list("text", flat=True)[:40])
    for staff_no, words, hours in LEADS:
        with clock.moved_to(end - timedelta(hours=hours)):
            told = leads.Told(project.pk, rooms[hours % len(rooms)], words, "张女士", "19900005678")
            person = house.staff(staff_no).staff
            if person is not None:
                leads.submit(told, person, f"demo:{staff_no}")
    _talk(house, project)


def _talk(house: House, project: Project) -> None:
    by = house.staff("kf101").staff
    ReplyTemplate.objects.bulk_create(
        [ReplyTemplate(title=t, text=x, changed_by=by, changed_at=house.stage.end) for t, x in TEMPLATES]
    )
    found = Case.objects.filter(flow=Complaint.code, project=project, customer__isnull=False).order_by("-id")
    for number, case in enumerate(found.select_related("customer", "unit")[:2]):
        if case.customer is None:
            continue
        with clock.moved_to(house.stage.end - timedelta(minutes=100 - 40 * number)):
            talks.say(case.customer, project, "你好，师傅大概几点到？我下午要出门。", case.unit, None)
        if number == 0:
            talk = talks.conversation_of(case.customer, project)
            with clock.moved_to(house.stage.end - timedelta(minutes=80)):
                if talk is not None:
                    house.take(Talk.reply, talk.case, house.staff("kf001"), text="您好，师傅两点半到，已和您家人约好。")


def _file_rules(house: House) -> None:
    """One region and one property group, if there is one, have filed theirs; the other regions are missing."""
    by, end = house.staff("kf101"), house.stage.end
    if by.staff is None:
        return
    filed = [*OrgUnit.objects.filter(kind=OrgKind.REGIONAL_COMPANY).order_by("id")[:1],
             *OrgUnit.objects.filter(kind=OrgKind.PROPERTY_GROUP).order_by("id")[:1]]  # fmt: skip
    for org in filed:
        for number, version in enumerate(("2025版", "2026版")):
            day = clock.day_of(end) - timedelta(days=400 - 300 * number)
            piece = house.stage.album.piece("letter_scan", by, end, house.rng)
            piece.kind, piece.name = "rules_file", f"售后服务实施细则{version}.png"
            piece.save()
            ImplementingRules.objects.create(
                org=org, version=version, effective_on=day, approval=f"售服〔{day.year}〕{number + 3}号",
                approved_on=day - timedelta(days=9), file=piece, by=by.staff, at=end,
            )  # fmt: skip
