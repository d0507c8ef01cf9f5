"""How a page says no: everything typed stays, the sentence stands next to the button that was pressed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from shouwen.kernel.errors import Refused, Why

STATUS = {str(Why.NOT_FOUND): 404, str(Why.WRONG_ROLE): 403, str(Why.STALE_PAGE): 409, str(Why.WRONG_STATE): 409}


def status_of(refused: Refused) -> int:
    """The HTTP status of a refusal; 422 unless its kind has its own."""
    return STATUS.get(refused.code, 422)


def refused_page(request: HttpRequest, refused: Refused, **context: Any) -> HttpResponse:
    """A refusal as a whole page, or only its message where htmx asked for a piece."""
    piece = request.headers.get("HX-Request") == "true"
    template = "components/refused.html" if piece else "web/refused.html"
    way_back = request.headers.get("Referer") or reverse("web:login")
    values = {"refused": refused, "way_back": way_back, **context}
    return render(request, template, values, status=status_of(refused))
