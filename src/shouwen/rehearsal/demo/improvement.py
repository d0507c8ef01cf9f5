"""What the group learnt lately: two quarters of inspections, systemic problems, the survey, trainings, a library."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from shouwen.common.dates import add_months
from shouwen.estate.models import Project
from shouwen.improvement import attending, casestudies, checklist, jobs, parties, quarters
from shouwen.improvement.flows import (
    MonthlyTraining,
    OptimisationMeasures,
    RectificationDemand,
    SatisfactionSurvey,
    SiteInspection,
    SystemicProblem,
)
from shouwen.improvement.models import Attendance, Inspection, LibraryItem, SurveyInvitation, SystemicIssue, Training
from shouwen.improvement.words import SEVEN, UnitKind
from shouwen.kernel import clock, moves
from shouwen.kernel.access import Actor
from shouwen.kernel.errors import Refused
from shouwen.kernel.flows import Step
from shouwen.kernel.models import Case
from shouwen.people.models import Appointment, OrgUnit, Staff
from shouwen.people.roles import OrgKind, Role
from shouwen.rehearsal.demo import answers, names
from shouwen.rehearsal.demo.group import SINCE
from shouwen.rehearsal.demo.stage import Stage

PROBLEMS = ("热线电话公示牌被遮挡", "来访登记与系统录入不一致", "一台摄像机离线未报修", "接待区统一标识缺失")
CAUSES = ("防水交底缺失，闭水试验走过场，进场材料未复检。", "交付前验收与维修责任界面不清，首问责任未落实。")
MEASURES, ITEMS = "统一防水工艺，逐户闭水试验。", ("修订交付验收标准", "复查在建楼栋防水")
TITLES = ("首问责任制与督办时限", "接待礼仪与沟通技巧", "合同条款与相关法规", "典型案例复盘", "客服百问与工作流程")
EXAM = ["来访离开后几分钟内报批？ | 15 分钟 | *30 分钟 | 60 分钟", "每日进展截止时间？ | *18:00 | 20:00 | 24:00"]
SURVEYED, ASKED = 6, 12
BEFORE_THE_FIRST_TRAINING = timedelta(days=180)  # five trainings reach back 150 days from the end of a long month
OLD_ENOUGH = timedelta(days=20)  # of a quarter whose report has been answered


@dataclass
class Work:
    """The play: who takes part, and chance."""

    stage: Stage
    rng: Random

    def take(
        self, step: Step[Any], case: Case, by: str | int, at: datetime, kinds: Sequence[str] = (), **given: Any
    ) -> None:
        """A step of somebody (staff number or id) at an instant, with pieces of evidence."""
        group = self.stage.group
        actor = group.actor(by) if isinstance(by, str) else Actor.of(Staff.objects.get(pk=by))
        with clock.moved_to(at):
            pieces = [self.stage.album.piece(kind, actor, at, self.rng) for kind in kinds]
            for piece in pieces:
                piece.save()
            moves.take(step, case.pk, by=actor, given=given, proofs=[piece.pk for piece in pieces])


def play(stage: Stage, seed: int) -> None:
    """After the complaints: the last quarter whole, this one under way."""
    work = Work(stage, Random(f"{seed}:improvement"))  # noqa: S311 - chance for a play
    _fill_the_posts(work)
    this = quarters.quarter_of(clock.day_of(stage.end))
    _inspect(work, quarters.quarter_before(this), 14)
    _inspect(work, this, 4)
    _cure(work, quarters.quarter_of(clock.day_of(stage.end) - OLD_ENOUGH))
    _fill_the_library(work)
    for number, title in enumerate(TITLES):
        month = add_months(clock.day_of(stage.end).replace(day=1), number + 1 - len(TITLES))
        if clock.at_time(month, time(10)) < stage.end:
            _train(work, month, title)
    _survey(work)


def _fill_the_posts(work: Work) -> None:
    """The property group with its chairman, and somebody of the board."""
    root = OrgUnit.objects.get(kind=OrgKind.GROUP)
    node = OrgUnit.objects.create(kind=OrgKind.PROPERTY_GROUP, name=names.PROPERTY_GROUP, parent=root)
    password = work.stage.group.people["zj001"].password
    for number, role, org in (("wyjt001", Role.CHAIRMAN, node), ("dsj001", Role.BOARD, root)):
        phone = names.phone(work.rng)
        person = Staff.objects.create(staff_no=number, name=names.person(work.rng), phone=phone, password=password)
        Appointment.objects.create(staff=person, role=role, org=org, starts_at=SINCE)
        work.stage.group.people[number] = person


def _run(job: Any, day: date, wall: time) -> None:
    at = clock.at_time(day, wall)
    with clock.moved_to(at):
        job(at)


def _inspect(work: Work, quarter: date, done: int) -> None:
    """So many units inspected; every fourth with a finding. The others wait, or are late."""
    _run(jobs.plan_the_inspections, quarter, time(0, 10))
    found = Inspection.objects.filter(quarter_on=quarter).select_related("case__project")
    for number, inspection in enumerate(found.order_by("pk")[:done]):
        at = clock.at_time(quarter + timedelta(days=6 + 4 * number), time(10, work.rng.randrange(60)))
        if at < work.stage.end:
            _visit(work, inspection, at, finding=number % 4 == 3)


def _visit(work: Work, inspection: Inspection, at: datetime, *, finding: bool) -> None:
    lines = checklist.items_for(UnitKind(inspection.kind))
    marks = [{"item": one.pk, "points": one.most - work.rng.choice((0, 0, 0, 1, 2, 3))} for one in lines]
    case = inspection.case
    work.take(SiteInspection.carry_out, case, "kf101", at, marks=marks, summary="总体规范，个别环节待加强。")
    if finding:
        _find(work, inspection, at + timedelta(minutes=20))
    work.take(SiteInspection.conclude, case, "kf101", at + timedelta(minutes=40))


def _find(work: Work, inspection: Inspection, at: datetime) -> None:
    """One finding; of the last quarter put right and re-checked, of this one not yet."""
    owner = parties.answerable(inspection.org_id, at)
    problem, due = work.rng.choice(PROBLEMS), clock.day_of(at) + timedelta(days=14)
    given = {"problem": problem, "owner": owner, "due_on": due.isoformat()}
    work.take(SiteInspection.note_finding, inspection.case, "kf101", at, ["problem_photo"], **given)
    case = Case.objects.get(parent=inspection.case, flow=RectificationDemand.code)
    then = at + timedelta(days=9)
    if then < work.stage.end and inspection.quarter_on < quarters.quarter_of(clock.day_of(work.stage.end)):
        work.take(RectificationDemand.report, case, owner or "kf101", then, ["photo_after"], done="已整改到位并公示。")
        work.take(RectificationDemand.accept, case, "kf101", then + timedelta(days=2), verdict="复查合格")


def _cure(work: Work, quarter: date) -> None:
    """The two most frequent problems of the last quarter go to the property group and to the finance centre."""
    _run(jobs.propose_systemic_problems, quarter, time(2, 0))
    issues = SystemicIssue.objects.select_related("case").order_by("-frequency", "pk")[: len(CAUSES)]
    begins = clock.at_time(quarter, time(10)) + timedelta(days=2)
    for number, (issue, cause) in enumerate(zip(issues, CAUSES, strict=False)):
        at = min(begins, work.stage.end - timedelta(days=14)) if number == 0 else work.stage.end - timedelta(days=11)
        work.take(SystemicProblem.analyse, issue.case, "kf101", at, root_cause=cause)
        to = work.stage.group.people["wyjt001" if number == 0 else "cw001"]
        work.take(SystemicProblem.dispatch, issue.case, "kf101", at + timedelta(hours=1), to=to.pk)
        if number == 0:
            _answer(work, Case.objects.get(parent=issue.case, flow=OptimisationMeasures.code), to.pk, at)


def _answer(work: Work, case: Case, to: int, at: datetime) -> None:
    day = clock.day_of(at)
    items = [f"{day + timedelta(days=20 + 30 * n)} {text}" for n, text in enumerate(ITEMS)]
    work.take(OptimisationMeasures.receive, case, to, at + timedelta(hours=5))
    work.take(OptimisationMeasures.give_measures, case, to, at + timedelta(days=6), measures=MEASURES)
    work.take(OptimisationMeasures.file_plan, case, to, at + timedelta(days=8), ["rectification_plan"], items=items)
    work.take(OptimisationMeasures.finish_item, case, to, at + timedelta(days=12), number=1, note="已发布并宣贯。")


def _fill_the_library(work: Work) -> None:
    """A text on each of the seven subjects, and a case study from a complaint closed long ago."""
    by, at = work.stage.group.people["kf101"], work.stage.end - BEFORE_THE_FIRST_TRAINING
    LibraryItem.objects.bulk_create(
        LibraryItem(category=one, title=f"{one.label} · 学习资料", body="要点与问答。", by=by, at=at) for one in SEVEN
    )
    LibraryItem.objects.bulk_create(
        LibraryItem(category=category, title=title, body=body, topics=list(topics), by=by, at=at)
        for category, title, body, topics in answers.ANSWERS
    )
    group = Actor.of(by)
    told = Case.objects.filter(flow="complaints.complaint", closed_at__lt=work.stage.end - timedelta(days=20))
    with clock.moved_to(work.stage.end - timedelta(days=19)):
        for case in told.select_related("unit", "project").order_by("-pk")[:3]:
            try:
                casestudies.tell(case, group)
            except Refused:  # still tells who it was: another one then
                continue


def _train(work: Work, month: date, title: str) -> None:
    """A month's training: held, or within the hour so that its code can be tried."""
    _run(jobs.call_for_the_training, month, time(8, 5))
    training = Training.objects.select_related("case").get(month_on=month)
    past = month < clock.day_of(work.stage.end).replace(day=1)
    held_at = clock.at_time(month + timedelta(days=14), time(14)) if past else work.stage.end + timedelta(minutes=45)
    planned_at = min(clock.at_time(month + timedelta(days=2), time(9)), work.stage.end - timedelta(minutes=30))
    subjects = work.rng.sample([str(one) for one in SEVEN], 2)
    items = list(LibraryItem.objects.filter(category__in=subjects, at__lte=planned_at).values_list("pk", flat=True))
    given: dict[str, Any] = {
        "title": title,
        "categories": subjects,
        "held_at": held_at.isoformat(),
        "place": "集团一号会议室",
    }
    more: dict[str, Any] = {"trainer": "培训讲师", "from_library": items, "exam": EXAM}
    work.take(MonthlyTraining.plan, training.case, "kf101", planned_at, **given, **more)
    signed_at = held_at - timedelta(minutes=10) if past else work.stage.end - timedelta(minutes=2)
    for place in Attendance.objects.filter(training=training).select_related("training__case"):
        place.training.case.state = MonthlyTraining.State.PLANNED
        if work.rng.random() < (0.95 if past else 0.4):
            attending.sign_in(place, signed_at)
            if past:
                attending.hand_in(place, {0: "1", 1: work.rng.choice("001")}, held_at + timedelta(hours=2))
    if past:
        work.take(MonthlyTraining.hold, training.case, "kf101", held_at + timedelta(hours=3))


def _survey(work: Work) -> None:
    """Called for in the last October, or this year by hand; evaluated and before the board."""
    day = clock.day_of(work.stage.end) - timedelta(days=45)
    _run(jobs.call_for_the_survey, day, time(8))
    case = Case.objects.get(flow=SatisfactionSurvey.code)
    at = clock.at_time(day, time(9))
    host = OrgUnit.objects.filter(kind=OrgKind.GROUP_CENTRE).earliest("pk").pk
    partner = OrgUnit.objects.get(kind=OrgKind.PROPERTY_GROUP).pk
    projects = list(Project.objects.order_by("pk").values_list("pk", flat=True))[:: 12 // SURVEYED]
    plan: dict[str, Any] = {"host": host, "co_host": partner}
    work.take(SatisfactionSurvey.prepare, case, "kf101", at, **plan, projects=projects, sample=ASKED)
    work.take(SatisfactionSurvey.send, case, "zj001", at + timedelta(days=1))
    asked = list(SurveyInvitation.objects.order_by("pk"))
    for one in asked:
        if work.rng.random() < 0.6:
            one.scores = [work.rng.choice((3, 4, 4, 5, 5)) for _question in range(5)]
            one.answered_at = at + timedelta(days=work.rng.randint(2, 20))
    asked[0].comment = "维修很快，物业态度好。"
    SurveyInvitation.objects.bulk_update(asked, ["scores", "answered_at", "comment"])
    conclusion = "总体满意；维修效率和沟通仍需加强。"
    work.take(SatisfactionSurvey.evaluate, case, "kf101", at + timedelta(days=30), conclusion=conclusion)
    work.take(SatisfactionSurvey.report, case, "zj001", at + timedelta(days=32))
