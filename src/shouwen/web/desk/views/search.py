"""Search everything: from the bar of every page, and as suggestions while typing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from shouwen.web.desk import finding
from shouwen.web.desk.asking import actor_of, posing

SUGGESTED, SHOWN = 5, 30


@posing
def search(request: HttpRequest) -> HttpResponse:
    """What the posted words may mean; without any, the empty page. A whole case number opens the case."""
    actor, words = actor_of(request), request.POST.get("q", "").strip()
    suggesting = request.headers.get("HX-Request") == "true"
    case = None if suggesting else finding.exact_case(actor, words)
    if case is not None:
        return redirect("web:case", case.number)
    limit = SUGGESTED if suggesting else SHOWN
    hits = {"cases": finding.cases(actor, words, limit), "people": finding.people(actor, words, limit)}
    template = "web/desk/suggestions.html" if suggesting else "web/desk/search.html"
    return render(request, template, {**hits, "search_text": words, "words": words})
