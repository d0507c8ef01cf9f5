"""Files that come with a form: received as evidence before the step that uses them, and kept when it is refused.

A refused form is shown again with the ids of what had arrived (``kept``), so that nobody photographs twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.dateparse import parse_datetime

from shouwen.common.numbers import number_in
from shouwen.kernel import clock, evidence
from shouwen.kernel.access import Actor
from shouwen.kernel.models import Case, Evidence

KEPT = "kept"
Kinds = Mapping[str, str]
Place = tuple[float, float]


def instant_in(text: str) -> datetime | None:
    """An instant as a device or a form writes it; without a zone the rulebook's wall clock. None if it is none."""
    try:
        found = parse_datetime(text.strip())
    except ValueError:
        return None
    if found is None:
        return None
    return found if found.tzinfo else found.replace(tzinfo=clock.ZONE)


def received(request: HttpRequest, kinds: Kinds, by: Actor, *, binds: Mapping[str, str] | None = None) -> list[int]:
    """The evidence of a form: its new files (``kinds``: field name → kind) and what an earlier attempt left.

    A file's own instant stands in ``<field>_captured_at`` (several separated by blanks) or ``<field>_at``.
    Raises Refused when a file is not what its kind asks for.
    """
    signed_anew = {kind for name, kind in kinds.items() if kind.endswith("_signature") and name in request.FILES}
    found = [piece.pk for piece in kept(request, by) if piece.kind not in signed_anew]
    where = place_in(request.POST)
    for name, kind in kinds.items():
        instants = captured_instants(request.POST, name)
        for number, file in enumerate(request.FILES.getlist(name)):
            captured = instants[number] if number < len(instants) else None
            found.append(_receive(file, kind, by, captured, where, (binds or {}).get(name, "")))
    return found


def kept(request: HttpRequest, by: Actor) -> list[Evidence]:
    """What an earlier, refused attempt of this person left: uploaded by the same, part of no event yet."""
    ids = [pk for text in request.POST.getlist(KEPT) if (pk := number_in(text))]
    mine = {"staff_id": by.staff_id} if by.staff_id else {"customer_id": by.customer_id, "customer_id__isnull": False}
    return list(Evidence.objects.filter(pk__in=ids, event=None, **mine).order_by("id"))


def captured_instants(data: Mapping[str, Any], name: str) -> list[datetime | None]:
    """The instants the device noted for the files of a field, in the files' order."""
    noted = str(data.get(f"{name}_captured_at") or data.get(f"{name}_at") or "")
    return [instant_in(text) for text in noted.split()]


def place_in(data: Mapping[str, Any]) -> Place | None:
    """Latitude and longitude in degrees, where the phone told them."""
    try:
        return float(data["lat"]), float(data["lon"])
    except (KeyError, ValueError):
        return None


def occurred_in(data: Mapping[str, Any]) -> datetime | None:
    """When it happened by the device: the press of arrival, else the press of the button; capped by the move."""
    for name in ("captured_at", "occurred_at"):
        found = instant_in(str(data.get(name) or ""))
        if found is not None:
            return found.replace(microsecond=0)
    return None


def _receive(
    file: UploadedFile[bytes], kind: str, by: Actor, captured: datetime | None, where: Place | None, binds: str
) -> int:
    return evidence.receive(file, kind, by, captured_at=captured, location=where, binds=binds).pk


def waiting(case: Case, kind: str) -> list[int]:
    """What lies ready for the case and no step has used, e.g. signed by the customer on the own phone."""
    there = Evidence.objects.filter(case=case, kind=kind, event=None).order_by("id")
    return list(there.values_list("id", flat=True))
