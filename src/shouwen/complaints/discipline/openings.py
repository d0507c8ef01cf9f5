"""Investigations opened from where their facts lie, and those there are already, for those who may see them."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from shouwen.complaints import parties
from shouwen.complaints.flows import AboutAgent, Discipline
from shouwen.complaints.models import Sanction
from shouwen.kernel import clock
from shouwen.kernel.access import Actor, visible_cases
from shouwen.kernel.models import Case
from shouwen.people.roles import Role
from shouwen.web.parts import Action

CENTRE = frozenset({Role.GROUP_AGENT, Role.GROUP_DGM, Role.GROUP_GM})
OF_THE_FIVE_MATTERS = ("P1", "P17")  # 协办被处分、超期 15 天以上


def may_open(actor: Actor) -> bool:
    """Clues are reported by the group's service centre (S3-37)."""
    return bool(parties.roles_of(actor, clock.now()) & CENTRE)


def from_order(case: Case, actor: Actor) -> Sequence[Action]:
    """立查处线索,督办令带出 (S3-37a … S3-37e)."""
    if not may_open(actor):
        return []
    known = {"order": case.number, "to": case.order.responsible_id or ""}
    return [Action(_("Discipline case"), f"{reverse('complaints:begin', args=['clue'])}?{urlencode(known)}")]


def from_complaint(case: Case, actor: Actor) -> Sequence[Action]:
    """投诉客服专员本人,由集团中心办理 (S3-11a): the specialist it may be about is not offered it."""
    roles = parties.roles_of(actor, clock.now())
    if Role.GROUP_AGENT not in roles and (Role.PROJECT_AGENT not in roles or case.agent_id == actor.staff_id):
        return []
    known = {"complaint": case.number, "to": case.agent_id or ""}
    address = f"{reverse('complaints:begin', args=['specialist'])}?{urlencode(known)}"
    return [Action(_("Complaint about the specialist"), address)]


def inquiries_into(case: Case, actor: Actor) -> list[Case]:
    """The investigations an order or a complaint gave rise to, as far as this person may see them."""
    about = Q(discipline__order__case=case) | Q(agent_complaint__complaint__case=case)
    found = visible_cases(actor).filter(about, flow__in=[Discipline.code, AboutAgent.code])
    return list(found.order_by("id"))


def inquiry_of(sanction: Sanction, actor: Actor) -> Case | None:
    """The discipline case opened from this sanction."""
    keys = [f"refusal:{sanction.pk}", f"overdue:{sanction.order_id}:{sanction.person_id}"]
    return visible_cases(actor).filter(discipline__key__in=keys).first()
