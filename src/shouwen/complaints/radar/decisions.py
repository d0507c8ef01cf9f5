"""What people decide about a cluster. Levels change through the door alone, one move for each order (S3-33a)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.complaints import parties
from shouwen.complaints.flows import Complaint, Order
from shouwen.complaints.models import RadarCluster
from shouwen.complaints.radar.reading import cluster_for, open_orders_of, told_members_of
from shouwen.complaints.words import Level
from shouwen.kernel import clock, moves
from shouwen.kernel.access import Actor
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.wording import listed
from shouwen.people.roles import Role

Status = RadarCluster.Status
SAME_CENTRE = (Role.GROUP_AGENT, Role.GROUP_DGM, Role.GROUP_GM)
PROPOSERS = (*SAME_CENTRE, Role.PROJECT_AGENT)


@dataclass(frozen=True)
class Outcome:
    """How many cases took the step, and what those said that refused it."""

    done: int
    refused: tuple[str, ...] = ()


def accept(pk: int, by: Actor) -> RadarCluster:
    """Put the cluster before the general manager: its level is proposed on every open order (S3-33a)."""
    with transaction.atomic():
        cluster = _to_decide(pk, by, PROPOSERS)
        if not cluster.suggested:
            raise Refused(_("So few households propose no level yet."), Why.WRONG_STATE)
        _decide(cluster, Status.ACCEPTED, by, "")
        grounds = _("{n} households of this project: {title}").format(n=cluster.households, title=cluster.title[:200])
        if not parties.acts_as(by, Role.GROUP_GM, clock.now()):
            given = {"level": cluster.suggested, "grounds": grounds}
            _each(open_orders_of(cluster), lambda order: moves.take(Order.propose_level, order, by=by, given=given))
    return cluster


def dismiss(pk: int, by: Actor, reason: str) -> RadarCluster:
    """It is not one matter; the reason stands with it. More households speak up again."""
    if not reason.strip():
        raise Refused(_("A reason is needed."), Why.BAD_PAYLOAD, {"reason": [_("This is still empty.")]})
    with transaction.atomic():
        cluster = _to_decide(pk, by, SAME_CENTRE)
        _decide(cluster, Status.DISMISSED, by, reason)
    return cluster


def verify(pk: int, by: Actor, level: str, verification: str, households: int | None) -> Outcome:
    """总经理核查 (S3-33a): the level becomes that of every open order of the cluster, one move each."""
    if level not in Level.values or not verification.strip():
        words = {"verification": [_("This is still empty.")]}
        raise Refused(_("Say which level it is and what was verified."), Why.BAD_PAYLOAD, words)
    given = {"level": level, "verification": verification, "households": households}
    with transaction.atomic():
        cluster = _to_decide(pk, by, (Role.GROUP_GM,))
        _decide(cluster, Status.VERIFIED, by, verification)
        orders = open_orders_of(cluster)
        return _each(orders, lambda order: moves.take(Order.grade, order, by=by, given=given))


def answer(pk: int, by: Actor, text: str) -> Outcome:
    """One answer to all households: a notice to each customer's page and an entry in each case."""
    if not text.strip():
        words = {"text": [_("This is still empty.")]}
        raise Refused(_("Write what the customers are told."), Why.BAD_PAYLOAD, words)
    with transaction.atomic():
        cluster = cluster_for(by, pk)
        members = told_members_of(cluster)
        if not members:
            raise Refused(_("No case of this cluster is open any more."), Why.WRONG_STATE)
        given = {"text": text}
        outcome = _each(members, lambda case: moves.take(Complaint.inform, case, by=by, given=given))
        if outcome.done:
            RadarCluster.objects.filter(pk=cluster.pk).update(answered_at=clock.now())
    return outcome


def _to_decide(pk: int, by: Actor, roles: tuple[Role, ...]) -> RadarCluster:
    cluster = cluster_for(by, pk, lock=True)
    held = parties.roles_of(by, clock.now())
    if not held & set(roles):
        who = listed(role.label for role in roles)
        raise Refused(_("This is for: {who}.").format(who=who), Why.WRONG_ROLE)
    if cluster.status in (Status.VERIFIED, Status.DISMISSED) and not cluster.is_open:
        raise Refused(_("This cluster has been decided already."), Why.WRONG_STATE)
    return cluster


def _decide(cluster: RadarCluster, status: RadarCluster.Status, by: Actor, reason: str) -> None:
    cluster.status, cluster.decided_by, cluster.decided_at = status, by.staff, clock.now()
    cluster.reason = reason.strip()[:400]
    cluster.save(update_fields=["status", "decided_by", "decided_at", "reason"])


def _each(cases: list[int], take: Callable[[int], object]) -> Outcome:
    """Take the step of each case on its own; a case that refuses does not hold up its neighbours."""
    refused = []
    for case_id in cases:
        try:
            with transaction.atomic():
                take(case_id)
        except Refused as said:
            refused.append(str(said))
    return Outcome(len(cases) - len(refused), tuple(dict.fromkeys(refused)))
