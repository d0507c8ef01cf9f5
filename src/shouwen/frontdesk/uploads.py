"""Files that come with a form: kept as evidence before the step that uses them, also when the step is refused."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.http import HttpRequest

from shouwen.common.numbers import number_in
from shouwen.kernel import evidence
from shouwen.kernel.access import Actor
from shouwen.kernel.models import Evidence

KEPT = "kept"


def received(request: HttpRequest, kinds: Mapping[str, str], by: Actor) -> list[Evidence]:
    """The pieces of a form: new files (``kinds``: field → kind) and what an earlier attempt left (``kept``).

    Raises Refused when a file is not what its kind asks for.
    """
    found = _left_before(request, by)
    for name, kind in kinds.items():
        instants = (request.POST.get(f"{name}_captured_at") or request.POST.get(f"{name}_at") or "").split()
        for number, file in enumerate(request.FILES.getlist(name)):
            captured = _instant(instants[number]) if number < len(instants) else None
            found.append(evidence.receive(file, kind, by, captured_at=captured, name=file.name or ""))
    return found


def _left_before(request: HttpRequest, by: Actor) -> list[Evidence]:
    """Uploaded by the same person, part of no event yet."""
    ids = [pk for text in request.POST.getlist(KEPT) if (pk := number_in(text))]
    mine = {"staff_id": by.staff_id} if by.staff_id else {"customer_id": by.customer_id, "customer_id__isnull": False}
    return list(Evidence.objects.filter(pk__in=ids, event=None, **mine).order_by("id"))


def _instant(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None
