"""Who of the company's customer-service department handles a complaint (S4-CMP-07), by rule and by who is in office."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from shouwen.common.remembering import remembered
from shouwen.complaints.handling import rules
from shouwen.complaints.words import ComplaintType
from shouwen.database.bundle import ask
from shouwen.estate.models import Project
from shouwen.kernel import rulebook
from shouwen.people.roles import Role

# 合同条款类: what is fought about is what was signed
ABOUT_THE_CONTRACT = frozenset({ComplaintType.MARKETING_CONTRACT})
# The posts of the department; who takes over what a vacant post should handle, in this order
DEPARTMENT = (Role.CS_MANAGER, Role.CS_ASSISTANT, Role.CS_CLERK)


def role_for(category: str, *, is_important: bool, at: datetime) -> Role:
    """The post that handles such a complaint under the rulebook in force at ``at``; importance comes first."""
    if is_important:
        return Role(rulebook.value(rules.BY_IMPORTANCE, at))
    quantity = rules.BY_CONTRACT if category in ABOUT_THE_CONTRACT else rules.IN_GENERAL
    return Role(rulebook.value(quantity, at))


def handler_for(project: Project, category: str, at: datetime, *, is_important: bool, spread: int) -> int | None:
    """The person; of several in one post ``spread`` picks. None where the company has no such department in office."""
    department = _department(project.region_id, at)
    if not department:
        return None
    wanted = role_for(category, is_important=is_important, at=at)
    found = next(department[role] for role in (wanted, *DEPARTMENT) if role in department)
    return found[spread % len(found)]


def everybody(region_id: int, at: datetime) -> list[int]:
    """All people of the company's customer-service department."""
    return [person for people in _department(region_id, at).values() for person in people]


# Asked with every registration, so written by hand (docs/performance.md).
_IN_OFFICE = """
SELECT a.role, a.staff_id FROM people_appointment a JOIN people_staff s ON s.id = a.staff_id AND s.is_active
WHERE a.org_id = %(org)s AND a.role = ANY(%(roles)s)
  AND a.starts_at <= %(at)s AND (a.ends_at IS NULL OR a.ends_at > %(at)s)
ORDER BY a.starts_at, a.id
"""


def _department(region_id: int, at: datetime) -> dict[str, list[int]]:
    """The customer-service department's people by post, the longest in office first; one question."""

    def look_up() -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for role, person in ask(_IN_OFFICE, {"org": region_id, "roles": [str(r) for r in DEPARTMENT], "at": at}):
            found[role].append(person)
        return dict(found)

    return remembered(("customer service", region_id), look_up, at=at)
