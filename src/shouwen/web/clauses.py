"""A clause tag that opens the rule it names (ui.md §4)."""

from __future__ import annotations

from django.urls import reverse
from django.utils.http import urlencode

from shouwen.web.parts import Clause


def linked(name: str, ref: str = "") -> Clause:
    """The tag of a clause; it opens the rulebook at the requirement ``ref``, or at the clause of that name."""
    if not name:
        return Clause("")
    asked = {"ref": ref} if ref else {"q": name}
    return Clause(name, f"{reverse('web:rulebook')}?{urlencode(asked)}")
