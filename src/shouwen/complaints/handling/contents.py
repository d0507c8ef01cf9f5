"""What notices about a company's own handling say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shouwen.kernel.models import Case


def accepted(case: Case) -> Mapping[str, Any]:
    """受理编号: the complaint's own number, the only one the customer ever hears (S4-CMP-10)."""
    return {"accepted": case.parent.number if case.parent else case.number}
