"""The yearly surveys and the report of each: by region and project, with response rate and band (第四十四条)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shouwen.improvement import parties, survey_results
from shouwen.improvement.flows import SatisfactionSurvey
from shouwen.improvement.jobs import call_for_the_survey
from shouwen.improvement.models import Survey
from shouwen.improvement.survey_questions import QUESTIONS
from shouwen.improvement.views.people import SHOWN, actor_of, case_of, for_staff, person_of, seen
from shouwen.improvement.words import SurveyState
from shouwen.kernel import clock, moves
from shouwen.kernel.errors import Refused, Why
from shouwen.people.queries import holders


@for_staff
@require_http_methods(["GET", "HEAD", "POST"])
def overview(request: HttpRequest) -> HttpResponse:
    """The surveys one may see; the general manager calls for this year's without waiting for the day."""
    actor, now = actor_of(request), clock.now()
    year = clock.day_of(now).year
    managers = {pk for role in parties.MANAGER_ROLES for pk in holders(role, now)}
    missing = person_of(request).pk in managers and not Survey.objects.filter(year=year).exists()
    if request.method == "POST":
        if not missing:
            raise Refused(_("This year's survey is called for by the general manager, once."), Why.WRONG_ROLE)
        call_for_the_survey(now)
        messages.success(request, _("The survey is called for; plan it now."))
        return redirect("improvement:surveys")
    found = seen(Survey.objects.all(), actor).select_related("case", "host", "co_host").order_by("-year")[:SHOWN]
    context = {"rows": [(one, SurveyState(one.case.state)) for one in found], "missing": missing, "year": year}
    return render(request, "improvement/surveys.html", context)


@for_staff
@require_safe
def results(request: HttpRequest, number: str) -> HttpResponse:
    """The report: frozen once evaluated, as it stands while customers are asked."""
    actor = actor_of(request)
    case = case_of(actor, SatisfactionSurvey, number)
    survey = Survey.objects.select_related("host", "co_host", "received_by").get(pk=case.pk)
    found = survey.results or survey_results.of(survey)
    comments = survey.invitations.exclude(comment="").select_related("project").order_by("-answered_at")[:20]
    context = {
        "survey": survey,
        "case": case,
        "state": SurveyState(case.state),
        "results": found,
        "questions": list(zip(QUESTIONS, found["questions"], strict=True)),
        "comments": comments,
        "offers": moves.offers(case, actor),
    }
    return render(request, "improvement/survey.html", context)
