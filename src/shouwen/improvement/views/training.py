"""Trainings: one's own, the sheet of each, the sign-in behind the code, the subjects of a year (第四十五条)."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from typing import Any

import xlsxwriter
from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shouwen.common.numbers import number_in
from shouwen.common.workbooks import XLSX
from shouwen.improvement import attending, links
from shouwen.improvement.flows import MonthlyTraining
from shouwen.improvement.models import Attendance, Training
from shouwen.improvement.views.people import (
    SHOWN,
    actor_of,
    case_of,
    for_staff,
    for_the_group,
    is_of_the_group,
    person_of,
    seen,
)
from shouwen.improvement.words import SEVEN, Category, TrainingState
from shouwen.kernel import clock, moves
from shouwen.kernel.errors import Refused
from shouwen.web.answers import status_of
from shouwen.web.printing import qr_svg


@for_staff
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """What one is expected at and was; for the group every month with its coverage."""
    person = person_of(request)
    mine = Attendance.objects.filter(staff=person).select_related("training__case").order_by("-training__month_on")
    context: dict[str, Any] = {"mine": [(one, _subjects(one.training)) for one in mine[:SHOWN]]}
    if is_of_the_group(person):
        found = seen(Training.objects.all(), actor_of(request)).select_related("case").order_by("-month_on")
        rows = found.annotate(signed=Count("people__signed_at"))[:SHOWN]
        context["rows"] = [(one, TrainingState(one.case.state), _subjects(one)) for one in rows]
    return render(request, "improvement/trainings.html", context)


def _subjects(training: Training) -> list[str]:
    return [str(Category(one).label) for one in training.categories]


@for_staff
@require_safe
def sheet(request: HttpRequest, number: str) -> HttpResponse:
    """The sheet of one training: the code on the wall, who is here, who is not."""
    actor = actor_of(request)
    case = case_of(actor, MonthlyTraining, number)
    training = Training.objects.get(pk=case.pk)
    people = list(_people(training))
    marks = [one.score for one in people if one.score is not None]
    context = {
        "case": case,
        "training": training,
        "state": TrainingState(case.state),
        "subjects": _subjects(training),
        "materials": training.materials.order_by("title"),
        "absent": [one for one in people if one.signed_at is None],
        "present": [one for one in people if one.signed_at is not None],
        "coverage": attending.coverage_of(sum(one.signed_at is not None for one in people), len(people)),
        "mean": sum(marks) / len(marks) if marks else None,
        "exams": len(marks),
        "code": _code(training) if training.token and case.state == TrainingState.PLANNED else "",
        "offers": moves.offers(case, actor),
    }
    return render(request, "improvement/training.html", context)


def _people(training: Training) -> Iterable[Attendance]:
    return training.people.select_related("staff", "org").order_by("org_id", "staff__staff_no")


def _code(training: Training) -> str:
    address = links.sign_in_page(training.token or "")
    return mark_safe(qr_svg(address).decode())  # noqa: S308 — drawn by us from our own address


@for_the_group
@require_safe
def absent_list(request: HttpRequest, number: str) -> HttpResponse:
    """缺席名单 as a workbook."""
    case = case_of(actor_of(request), MonthlyTraining, number)
    training = Training.objects.get(pk=case.pk)
    kept = BytesIO()
    book = xlsxwriter.Workbook(kept, {"in_memory": True, "strings_to_formulas": False})
    page = book.add_worksheet()
    page.write_row(
        0, 0, [_("Staff number"), _("Name"), _("Post"), _("Company or centre")], book.add_format({"bold": True})
    )
    absent = (one for one in _people(training) if one.signed_at is None)
    for row, one in enumerate(absent, start=1):
        page.write_row(row, 0, [one.staff.staff_no, one.staff.name, one.get_role_display(), one.org.name])
    page.set_column(0, 3, 22)
    book.close()
    answer = HttpResponse(kept.getvalue(), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{case.number}-absent.xlsx"'
    return answer


@for_staff
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest, token: str) -> HttpResponse:
    """On the own phone: sign in, then the short exam. Works without script."""
    place = attending.training_of(token, person_of(request))
    refused: Refused | None = None
    if request.method == "POST":
        try:
            messages.success(request, _taken(request, place))
        except Refused as no:
            refused = no
        else:
            return redirect("improvement:sign_in", token)
    now = clock.now()
    context = {
        "place": place,
        "training": place.training,
        "subjects": _subjects(place.training),
        "closed": attending.why_not(place.training, now),
        "questions": list(enumerate(place.training.questions)),
        "typed": request.POST,
        "refused": refused,
    }
    return render(request, "improvement/sign_in.html", context, status=status_of(refused) if refused else 200)


def _taken(request: HttpRequest, place: Attendance) -> str:
    """What the person did: signed in, or handed in the exam."""
    now = clock.now()
    if request.POST.get("what") != "exam":
        attending.sign_in(place, now)
        return _("You are signed in.")
    given = {number: request.POST.get(f"answer_{number}", "") for number in range(len(place.training.questions))}
    score = attending.hand_in(place, {number: one for number, one in given.items() if one}, now)
    return _("Handed in: {score} % are right.").format(score=f"{score.normalize():f}")


@for_the_group
@require_safe
def subjects(request: HttpRequest) -> HttpResponse:
    """The matrix of a year: which of the seven subjects was covered in which month (S3-45b)."""
    this_year = clock.day_of(clock.now()).year
    asked = number_in(request.GET.get("year"), digits=4) or this_year
    year = asked if 2000 <= asked <= this_year + 1 else this_year
    held = Training.objects.filter(month_on__year=year, case__state=TrainingState.HELD).select_related("case")
    by_month = {one.month_on.month: one for one in held}
    rows = [
        (
            category,
            [by_month[m] if m in by_month and category in by_month[m].categories else None for m in range(1, 13)],
        )
        for category in SEVEN
    ]
    context = {
        "year": year,
        "before": year - 1,
        "after": year + 1 if year < this_year else None,
        "rows": rows,
        "months": range(1, 13),
        "uncovered": [category for category, months in rows if not any(months)],
    }
    return render(request, "improvement/subjects.html", context)


def _covering(training: Training | None, category: Category) -> Training | None:
    return training if training is not None and category in training.categories else None
