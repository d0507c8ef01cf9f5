"""Evidence to those who may see it: never as a page, never inside our origin's powers. The URL is the caller's."""

from __future__ import annotations

from typing import Literal

from django.core.files.storage import default_storage
from django.db.models import Q
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase

from shouwen.kernel.access import Actor, visible_cases
from shouwen.kernel.models import Evidence
from shouwen.people.models import Staff

Size = Literal["original", "display"]


def evidence_for(actor: Actor, evidence_id: int) -> Evidence | None:
    """A piece of evidence of a case the actor may see, or one the actor uploaded and has not used yet."""
    mine = Q(staff_id=actor.staff_id) if actor.staff_id else Q(customer_id=actor.customer_id, customer__isnull=False)
    seen = Q(case__in=visible_cases(actor)) | (Q(case__isnull=True) & mine)
    return Evidence.objects.filter(seen, pk=evidence_id).first()


def serve(request: HttpRequest, evidence_id: int, size: Size = "original") -> HttpResponseBase:
    """The file for whoever is logged in; 404 when it is absent or not theirs."""
    if not isinstance(request.user, Staff):
        raise Http404
    return serve_to(Actor.of(request.user), evidence_id, size)


def serve_to(actor: Actor, evidence_id: int, size: Size = "original") -> HttpResponseBase:
    """The file for an actor, streamed from the storage: the display copy inline, the original as an attachment."""
    evidence = evidence_for(actor, evidence_id)
    if evidence is None or (size == "display" and not evidence.display):
        raise Http404
    shown = size == "display"
    stored = evidence.display.name if shown else evidence.file.name
    if stored is None or not default_storage.exists(stored):
        raise Http404
    response = FileResponse(
        default_storage.open(stored),
        as_attachment=not shown,
        filename=evidence.name or f"{evidence.kind}-{evidence.pk}",
        content_type="image/jpeg" if shown else evidence.content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, max-age=3600"
    response["ETag"] = f'"{evidence.sha256}-{size}"'
    return response
