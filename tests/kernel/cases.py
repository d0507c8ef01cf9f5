"""A case made by plain functions, for tests of what hangs on a case and not of flows."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count

from shouwen.kernel.models import Case, Event
from tests.factories import centre

OPENED = datetime(2026, 5, 6, 1, 0, tzinfo=UTC)  # 09:00 in Shanghai

_numbers = count(1)


def case() -> Case:
    """An open case of a new customer in a new unit of a new project."""
    unit = centre.unit()
    project = unit.project
    return Case.objects.create(
        flow="tests.plain",
        number=f"T-{next(_numbers):05d}",
        title="卫生间漏水",
        state="open",
        region=project.region,
        property_company=project.property_company,
        project=project,
        unit=unit,
        customer=centre.customer(unit),
        opened_at=OPENED,
    )


def event(of: Case, seq: int = 1, code: str = "tests.plain.step") -> Event:
    """One event of a case; its hashes are not a chain."""
    return Event.objects.create(
        case=of,
        seq=seq,
        code=code,
        by=Event.By.STAFF,
        occurred_at=OPENED,
        recorded_at=OPENED,
        prev_hash=b"0" * 32,
        hash=b"1" * 32,
    )
