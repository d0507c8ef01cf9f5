"""The customer's page of the yearly survey: five questions and a comment, once (S3-44b).

No login: the address says who.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from shouwen.improvement import answering, links
from shouwen.improvement.models import SurveyInvitation
from shouwen.improvement.survey_questions import QUESTIONS
from shouwen.kernel import clock
from shouwen.kernel.errors import Refused
from shouwen.portal.guessing import NoSuchLink, by_link
from shouwen.web.answers import status_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def page(request: HttpRequest, token: str) -> HttpResponse:
    """Works without script. What was ticked stays when something is missing."""
    invitation = _invitation(token)
    refused: Refused | None = None
    if request.method == "POST":
        scores = [request.POST.get(f"q{number}", "") for number in range(len(QUESTIONS))]
        try:
            answering.answer(invitation, scores, request.POST.get("comment", ""), clock.now())
        except Refused as no:
            refused = no
        else:
            return redirect("portal_survey:page", token)
    context = {
        "questions": [
            (f"q{number}", text, request.POST.get(f"q{number}", "")) for number, text in enumerate(QUESTIONS)
        ],
        "scores": [(n, n) for n in "12345"],
        "answered": invitation.answered_at is not None,
        "closed": not answering.is_open(invitation),
        "comment": request.POST.get("comment", ""),
        "refused": refused,
        "house": invitation.project.name,
    }
    return render(request, "portal/survey/page.html", context, status=status_of(refused) if refused else 200)


def _invitation(token: str) -> SurveyInvitation:
    """Whom the token speaks for; NoSuchLink when it is forged or too old."""
    pk = links.read(token)
    found = SurveyInvitation.objects.select_related("survey__case", "project").filter(pk=pk or 0).first()
    if found is None:
        raise NoSuchLink
    return found
