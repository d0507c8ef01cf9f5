"""Changing who holds what: appointments made and ended by an administrator, delegations given by their principals.

Every change has its author, its instant and its reason; what the person owed goes to whoever owes it from then on.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.kernel import clock
from shouwen.kernel.errors import Refused, Why, absent
from shouwen.kernel.handover import hand_on_obligations
from shouwen.people.models import Appointment, Delegation, OrgUnit, PostChange, Staff
from shouwen.people.queries import appointments_at
from shouwen.people.roles import OrgKind, Role, can_stand_at

SHORTEST_REASON = 2


def administers(person: Staff, org: OrgUnit) -> bool:
    """Whether the person is an administrator at or above the node; one at the group's centre is one of all."""
    posts = appointments_at(clock.now()).filter(staff=person, role=Role.ADMINISTRATOR).select_related("org")
    return any(post.org.kind == OrgKind.GROUP_CENTRE or org.path.startswith(post.org.path) for post in posts)


def expect_administrator(person: Staff, org: OrgUnit) -> None:
    """Refused unless the person gives and ends posts at the node."""
    if not administers(person, org):
        raise Refused(_("Posts are given and ended by an administrator of this part of the house."), Why.WRONG_ROLE)


def appoint(
    staff: Staff, role: Role, org: OrgUnit, *, by: Staff, reason: str, line: str = "", starts_at: datetime | None = None
) -> Appointment:
    """``staff`` holds ``role`` at ``org`` from an instant on (default: now). Refused without a reason or the right."""
    _check(by, org, reason)
    if not can_stand_at(role, org.kind):
        _wrong("role", _("This post stands at the group or its centre only."))
    if role == Role.LEADER_IN_CHARGE and not line:
        _wrong("line", _("A leader in charge has a line."))
    at = starts_at or clock.now()
    held = appointments_at(at).filter(staff=staff, role=role, org=org, line=line)
    if held.exists():
        raise Refused(_("{name} holds this post already.").format(name=staff.name), Why.WRONG_STATE)
    with transaction.atomic():
        made = Appointment.objects.create(staff=staff, role=role, org=org, line=line, starts_at=at)
        _record(made, PostChange.Kind.STARTED, by, reason)
    return made


def end(appointment_id: int, *, by: Staff, reason: str) -> int:
    """The post ends now and what its holder owed goes on, both or neither. Returns how many obligations changed hands.

    Refused without a reason or the right, and for a post that has ended.
    """
    with transaction.atomic():
        found = Appointment.objects.select_for_update(of=("self",)).select_related("org", "staff")
        post = found.filter(pk=appointment_id).first()
        if post is None:
            raise absent()
        _check(by, post.org, reason)
        now = clock.now()
        if post.ends_at is not None and post.ends_at <= now:
            raise Refused(_("This post has ended already."), Why.WRONG_STATE)
        if post.starts_at >= now:
            raise Refused(_("This post has not begun yet."), Why.WRONG_STATE)
        post.ends_at = now
        post.save(update_fields=["ends_at"])
        _record(post, PostChange.Kind.ENDED, by, reason)
        return hand_on_obligations(post.staff, now)


def delegate(principal: Staff, to: Staff, *, starts_at: datetime, ends_at: datetime, reason: str) -> Delegation:
    """``to`` may act for ``principal``, [starts_at, ends_at). Refused to oneself, backwards or without a reason."""
    _needs_reason(reason)
    if to.pk == principal.pk or not to.is_active:
        _wrong("delegate", _("Choose a colleague who works here."))
    if ends_at <= max(starts_at, clock.now()):
        _wrong("ends_at", _("The end must lie ahead and after the beginning."))
    return Delegation.objects.create(
        principal=principal, delegate=to, starts_at=starts_at, ends_at=ends_at, reason=reason.strip()[:200]
    )


def end_delegation(pk: int, *, by: Staff) -> None:
    """The principal takes it back, from now on; what was done under it stays done. Absent when not one's own."""
    now = clock.now()
    with transaction.atomic():
        found = Delegation.objects.select_for_update().filter(pk=pk, principal=by, ends_at__gt=now).first()
        if found is None:
            raise absent()
        if found.starts_at >= now:
            found.delete()
            return
        found.ends_at = now
        found.save(update_fields=["ends_at"])


def _check(by: Staff, org: OrgUnit, reason: str) -> None:
    expect_administrator(by, org)
    _needs_reason(reason)


def _needs_reason(reason: str) -> None:
    if len(reason.strip()) < SHORTEST_REASON:
        _wrong("reason", _("Say in a few words why."))


def _wrong(name: str, message: str) -> None:
    raise Refused(message, Why.BAD_PAYLOAD, {name: [message]})


def _record(post: Appointment, kind: PostChange.Kind, by: Staff, reason: str) -> None:
    PostChange.objects.create(appointment=post, kind=kind, at=clock.now(), by=by, reason=reason.strip()[:200])
