"""Evidence: uploaded before the step that uses it, read by who may see its case."""

from __future__ import annotations

from typing import Literal

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja import File, Form, NinjaAPI, Status
from ninja.files import UploadedFile

from shouwen.kernel import evidence
from shouwen.kernel.api import shapes, showing
from shouwen.kernel.api.answers import PROBLEMS
from shouwen.kernel.api.cases import case_numbered
from shouwen.kernel.api.identity import actor_of
from shouwen.kernel.evidence_views import serve_to


def add(api: NinjaAPI) -> None:
    @api.post(
        "/evidence",
        response={201: shapes.EvidenceShown, **PROBLEMS},
        operation_id="evidence.upload",
        summary="Upload evidence",
        tags=["evidence"],
    )
    def upload(
        request: HttpRequest, file: File[UploadedFile], given: Form[shapes.EvidenceForm]
    ) -> Status[shapes.EvidenceShown]:
        """Hand in a file; name its id in ``proofs`` of the step that uses it."""
        actor = actor_of(request)
        place = None
        if given.latitude is not None and given.longitude is not None:
            place = (given.latitude, given.longitude)
        piece = evidence.receive(
            file,
            given.kind,
            actor,
            case_numbered(given.case, actor) if given.case else None,
            captured_at=given.captured_at,
            location=place,
            binds=given.binds,
        )
        return Status(201, showing.evidence(piece))

    @api.get(
        "/evidence/{evidence_id}",
        operation_id="evidence.read",
        summary="Read evidence",
        tags=["evidence"],
        openapi_extra={"responses": {200: {"content": {"application/octet-stream": {}}}}},
    )
    def read(
        request: HttpRequest, evidence_id: shapes.Id, size: Literal["original", "display"] = "original"
    ) -> HttpResponseBase:
        """The file, as it came or as a harmless copy for display."""
        return serve_to(actor_of(request), evidence_id, size)
