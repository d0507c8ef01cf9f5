"""Who is to be trained, who came, and how the exam went (第四十五条)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.improvement import exams, rules
from shouwen.improvement.models import Attendance, Training
from shouwen.improvement.words import TrainingState
from shouwen.kernel import rulebook
from shouwen.kernel.errors import Refused, Why, absent
from shouwen.people.models import Appointment, Staff
from shouwen.people.queries import appointments_at


def audience_at(at: datetime) -> list[Appointment]:
    """售后服务系统全体人员: everybody in an after-sales post, once, by the post held longest."""
    posts = appointments_at(at).filter(role__in=rules.AFTER_SALES).order_by("starts_at", "id")
    first: dict[int, Appointment] = {}
    for post in posts:
        first.setdefault(post.staff_id, post)
    return [first[pk] for pk in sorted(first)]


def coverage_of(attended: int, expected: int) -> Decimal:
    """签到 ÷ 应到 in percent, two decimals; nobody expected counts as nobody missing."""
    share = Decimal(100 * attended) / Decimal(expected) if expected else Decimal(100)
    return share.quantize(Decimal("0.01"), ROUND_HALF_UP)


def training_of(token: str, staff: Staff) -> Attendance:
    """The place of this person in the training whose code was scanned; Refused as absent for everybody else."""
    found = Attendance.objects.select_related("training__case").filter(training__token=token, staff=staff).first()
    if found is None:
        raise absent()
    return found


def opens_at(training: Training) -> datetime:
    """From when the code works; ValueError before the training is planned."""
    if training.held_at is None:
        raise ValueError("the training is not planned yet")
    return training.held_at - timedelta(minutes=rulebook.value(rules.SIGN_IN_BEFORE, training.held_at))


def why_not(training: Training, at: datetime) -> str:
    """Why nobody can sign in now; empty while somebody can."""
    if training.case.state != TrainingState.PLANNED:
        return _("The sign-in is closed.")
    return "" if at >= opens_at(training) else _("The sign-in is not open yet.")


def sign_in(place: Attendance, at: datetime) -> None:
    """签到, once; the first instant counts. Refused outside the time of signing in."""
    with transaction.atomic():
        locked = Attendance.objects.select_for_update().get(pk=place.pk)
        if locked.signed_at is not None:
            return
        if says := why_not(place.training, at):
            raise Refused(says, Why.WRONG_STATE)
        locked.signed_at = at
        locked.save(update_fields=["signed_at"])


def hand_in(place: Attendance, answers: Mapping[int, str], at: datetime) -> Decimal:
    """The exam, once, by who signed in; every question has an answer. The share of right ones in percent."""
    with transaction.atomic():
        locked = Attendance.objects.select_for_update().get(pk=place.pk)
        if locked.signed_at is None or locked.examined_at is not None:
            raise Refused(_("The exam is handed in once, after signing in."), Why.WRONG_STATE)
        if says := why_not(place.training, at):
            raise Refused(says, Why.WRONG_STATE)
        if len(answers) < len(place.training.questions):
            raise Refused(_("Please answer every question."), Why.BAD_PAYLOAD)
        locked.score, locked.examined_at = exams.score_of(place.training.questions, answers), at
        locked.save(update_fields=["score", "examined_at"])
    return locked.score
