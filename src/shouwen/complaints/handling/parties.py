"""The people of a company's own handling: handler, department asked, manager."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from shouwen.complaints import parties, routing
from shouwen.complaints.handling.words import HandlingState
from shouwen.kernel.access import Who
from shouwen.kernel.models import Case
from shouwen.people.queries import holders
from shouwen.people.roles import Role

MANAGER = parties.CS_MANAGER
DESK = parties.CS_DESK


def _handler(case: Case, _at: datetime) -> list[int]:
    return [case.agent_id] if case.agent_id else []


def _department(case: Case, at: datetime) -> list[int]:
    asked = case.handling.department
    return routing.heads_of(case.project, asked, at) if asked else []


def _whose_turn(case: Case, at: datetime) -> list[int]:
    """Answering is the handler's, closing the manager's."""
    if case.state == HandlingState.REPLIED:
        return holders(Role.CS_MANAGER, at, orgs=[case.region_id]) or _handler(case, at)
    return _handler(case, at)


def _asked(case: Case, at: datetime) -> list[int]:
    return routing.heads_of(case.project, case.coordination.department, at)


HANDLER = Who(_("The complaint's handler"), _handler, follows_case=True)
DEPARTMENT = Who(_("The head of the department it was transferred to"), _department, follows_case=True)
WHOSE_TURN = Who(_("Whose turn it is"), _whose_turn, follows_case=True)
ASKED = Who(_("The head of the department asked"), _asked, follows_case=True)
IN_CHARGE = HANDLER | MANAGER
ESCALATES = parties.ESCALATES


def handler_and_department(case: Case, at: datetime) -> list[int]:
    """反馈给受理人和责任部门 (S4-CMP-05)."""
    return [*_handler(case, at), *_department(case, at)]
