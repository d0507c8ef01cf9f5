"""The people of a goods release, by their relation to the case."""

from __future__ import annotations

from datetime import datetime

from shouwen.kernel.access import Who
from shouwen.kernel.models import Case
from shouwen.people.queries import holders
from shouwen.people.roles import Role


def receptionists(case: Case, at: datetime) -> list[int]:
    """The front desk of the project, or of the property company that serves it."""
    return holders(Role.RECEPTION, at, orgs=[case.project.org_id, case.property_company_id])


def guards(case: Case, at: datetime) -> list[int]:
    """小区门岗安管员: those at the project's gates (S2-63)."""
    return holders(Role.GATE_GUARD, at, orgs=[case.project.org_id])


def security(case: Case, at: datetime) -> list[int]:
    """安管部: the project's own, or the property company's (S2-64)."""
    return holders(Role.SECURITY_HEAD, at, orgs=[case.project.org_id, case.property_company_id])


RECEPTION = Who(Role.RECEPTION.label, receptionists, dated=True)
GATE_GUARD = Who(Role.GATE_GUARD.label, guards, dated=True)
SECURITY_HEAD = Who(Role.SECURITY_HEAD.label, security, dated=True)
