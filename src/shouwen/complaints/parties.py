"""The people of a complaint and of a supervision order, by their relation to the case."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from shouwen.complaints import routing
from shouwen.complaints.handling import handlers
from shouwen.complaints.words import OrderState
from shouwen.kernel.access import CASE_AGENT, Reach, Who, appointed
from shouwen.kernel.acting import acts_as as acts_as
from shouwen.kernel.acting import roles_of as roles_of
from shouwen.kernel.models import Case
from shouwen.people.models import OrgUnit
from shouwen.people.queries import holders
from shouwen.people.roles import OrgKind, Role

AGENT = CASE_AGENT
SPECIALIST = appointed(Role.PROJECT_AGENT, Reach.PROJECT)
GROUP_AGENT = appointed(Role.GROUP_AGENT)
DGM = appointed(Role.GROUP_DGM)
GM = appointed(Role.GROUP_GM)
CS_MANAGER = appointed(Role.CS_MANAGER, Reach.REGION)
CS_DESK = Who(_("The company's customer service"), lambda case, at: handlers.everybody(case.region_id, at), dated=True)
RECEPTION = SPECIALIST | CS_DESK
ESCALATES = CS_MANAGER | GROUP_AGENT | DGM | GM


def _responsible(case: Case, _at: datetime) -> list[int]:
    return [case.order.responsible_id] if case.order.responsible_id else []


def _leader(case: Case, _at: datetime) -> list[int]:
    return [case.order.leader_id] if case.order.leader_id else []


def _chairman(case: Case, at: datetime) -> list[int]:
    return routing.chairmen_of(case.order.company_id, at)


def _head(case: Case, at: datetime) -> list[int]:
    return routing.heads_of(case.project, case.order.first_department, at)


def _holder_of_the_draft(case: Case, at: datetime) -> list[int]:
    """Q3: the deputy, the general manager or, after a return, the specialist."""
    if case.state == OrderState.PENDING_DGM_ISSUE:
        return holders(Role.GROUP_DGM, at)
    if case.state == OrderState.PENDING_GM_ISSUE:
        return holders(Role.GROUP_GM, at)
    return [case.agent_id] if case.agent_id else []


def _whose_turn(case: Case, at: datetime) -> list[int]:
    if case.state == OrderState.PENDING_DGM_CLOSE:
        return holders(Role.GROUP_DGM, at)
    if case.state == OrderState.PENDING_GM_CLOSE:
        return holders(Role.GROUP_GM, at)
    return [case.agent_id] if case.agent_id else []


def _asked_heads(case: Case, at: datetime) -> list[int]:
    departments = case.order.tasks.filter(finished_at=None).values_list("department", flat=True).distinct()
    return [head for department in departments for head in routing.heads_of(case.project, department, at)]


def _claim_decider(case: Case, at: datetime) -> list[int]:
    return [*_leader(case, at), *_chairman(case, at)]


RESPONSIBLE = Who(_("The person responsible"), _responsible, follows_case=True)
LEADER = Who(_("The leader in charge"), _leader, follows_case=True)
CHAIRMAN = Who(_("The company's chairman"), _chairman, follows_case=True)
FIRST_HEAD = Who(_("The head of the first department"), _head, follows_case=True)
HOLDER = Who(_("Whoever holds the order"), _holder_of_the_draft, follows_case=True)
WHOSE_TURN = Who(_("Whose turn it is"), _whose_turn, follows_case=True)
ASKED_HEAD = Who(_("The head of the department asked to cooperate"), _asked_heads)
CLAIM_DECIDER = Who(_("The leader in charge or the chairman"), _claim_decider)


def heads_of_cooperating(case: Case, at: datetime) -> list[int]:
    """The heads of the departments that must cooperate (S3-20h)."""
    return [head for department in case.order.cooperating for head in routing.heads_of(case.project, department, at)]


def unfinished_readers(case: Case, at: datetime) -> list[int]:
    """责任人、分管领导、地区公司董事长或物业公司董事长 (S3-19b, Q16)."""
    return [*_responsible(case, at), *_leader(case, at), *_chairman(case, at)]


def _any_heads(case: Case, at: datetime) -> list[int]:
    nodes = OrgUnit.objects.filter(
        parent_id__in=[case.region_id, case.property_company_id], kind=OrgKind.DEPARTMENT
    ).values_list("id", flat=True)
    return holders(Role.DEPARTMENT_HEAD, at, orgs=nodes)


ANY_HEAD = Who(_("A head of department of the companies concerned"), _any_heads)


def closing_readers(case: Case, at: datetime) -> list[int]:
    """责任人、分管领导 hear of the closure (S3 §2.3, row 21)."""
    return [*_responsible(case, at), *_leader(case, at)]
