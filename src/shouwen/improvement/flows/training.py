"""The monthly training of the whole after-sales staff: called for, planned, attended, counted (第四十五条)."""

from __future__ import annotations

import secrets
from typing import Any

from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from shouwen.improvement import duties, exams, parties, payloads, proofs, quarters
from shouwen.improvement.attending import audience_at, coverage_of
from shouwen.improvement.models import Attendance, LibraryItem, Training
from shouwen.improvement.refusals import wrong
from shouwen.improvement.words import SEVEN, Category
from shouwen.improvement.words import TrainingState as S
from shouwen.kernel.access import Who
from shouwen.kernel.duties import Tell
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.flows import Act, Flow, Given, Nothing, Step, start

CALLERS = Who(parties.GROUP.label, parties.the_group, dated=True, system=True)


class Called(Given):
    """Which month; the monthly job knows."""

    month: payloads.Day


def _materials(_record: Any, given: payloads.TrainingPlan) -> list[str]:
    """培训资料: from the library, or handed in with the plan."""
    return [] if given.from_library else [proofs.MATERIAL]


class MonthlyTraining(Flow[Training]):
    """每月 1 日建任务 → 计划(七类至少一类、资料、全体人员) → 签到、考试 → 覆盖率与缺席名单。(S3-45)"""

    code, record, title, prefix = "improvement.training", Training, _("Monthly training"), "PX"
    State, TRAINING = S, duties.TRAINING
    confidential = True

    call = start(
        to=S.DUE, by=CALLERS, takes=Called, title=_("Call for this month's training"), opens=[TRAINING],
        tells=[Tell("training_due", parties.the_group)], clause="第四十五条", hidden=True,
    )  # fmt: skip
    plan = Step(
        [S.DUE, S.PLANNED], S.PLANNED, parties.GROUP, payloads.TrainingPlan, _("Plan the training"),
        needs=_materials, clause="第四十五条",
    )  # fmt: skip
    hold = Step(
        [S.PLANNED], S.HELD, parties.GROUP, Nothing, _("Close the sign-in and count"), meets=[TRAINING],
        clause="第四十五条",
    )  # fmt: skip


@MonthlyTraining.call.does
def name_the_month(training: Training, act: Act[Called]) -> None:
    training.month_on = quarters.day(act.given.month)
    act.case.agent = None


@MonthlyTraining.plan.does
def name_at_least_one_of_the_seven(training: Training, act: Act[payloads.TrainingPlan]) -> None:
    """培训内容包括但不限于 the seven subjects (S3-45b)."""
    given = act.given
    if not set(given.categories) & set(SEVEN):
        raise wrong("categories", now_("Choose at least one of the seven subjects."))
    if given.held_at < act.at:
        raise wrong("held_at", now_("The training lies ahead."))
    training.title, training.place, training.trainer = given.title, given.place, given.trainer
    training.categories, training.held_at = [str(one) for one in given.categories], given.held_at
    training.questions = exams.questions_of(given.exam)
    training.token = training.token or secrets.token_urlsafe(16)
    act.case.title = given.title


@MonthlyTraining.plan.does
def put_the_materials_on_the_table(training: Training, act: Act[payloads.TrainingPlan]) -> None:
    """What is handed in with the plan goes into the library, under the plan's first subject."""
    chosen = list(LibraryItem.objects.filter(pk__in=act.given.from_library))
    if len(chosen) != len(set(act.given.from_library)):
        raise wrong("from_library", now_("One of the materials is not in the library."))
    first = next(one for one in act.given.categories if one is not Category.OTHER)
    added = [
        LibraryItem(
            category=first, title=proof.name or act.given.title, file=proof, by_id=act.actor.staff_id or 0, at=act.at
        )
        for proof in act.proofs_of(proofs.MATERIAL)
    ]
    training.materials.add(*chosen, *LibraryItem.objects.bulk_create(added))


@MonthlyTraining.plan.does
def call_everybody(training: Training, act: Act[payloads.TrainingPlan]) -> None:
    """售后服务系统全体人员: who is expected is frozen with the plan (S3-45a)."""
    Attendance.objects.filter(training=training, signed_at=None).delete()
    here = set(Attendance.objects.filter(training=training).values_list("staff_id", flat=True))
    people = [one for one in audience_at(act.given.held_at) if one.staff_id not in here]
    Attendance.objects.bulk_create(
        Attendance(training_id=act.case.pk, staff_id=one.staff_id, org_id=one.org_id, role=one.role) for one in people
    )
    training.expected = len(here) + len(people)
    act.tells("training_planned", [one.staff_id for one in people])


@MonthlyTraining.hold.does
def count_who_came(training: Training, act: Act[Nothing]) -> None:
    """签到 ÷ 应到; who is absent stays on the list (S3-45a)."""
    if training.held_at is None or act.at < training.held_at:
        raise Refused(now_("The training has not begun yet."), Why.WRONG_STATE)
    training.attended = Attendance.objects.filter(training=training, signed_at__isnull=False).count()
    training.coverage = coverage_of(training.attended, training.expected)
    act.facts |= {"expected": training.expected, "attended": training.attended, "coverage": str(training.coverage)}
