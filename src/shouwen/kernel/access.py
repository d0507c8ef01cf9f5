"""Who acts, who may, and what a person can see.

``Actor`` is who takes a step. ``Who`` answers both ways: may this actor, and which people may — the second is what
duties, worklists and notices need. ``visible_cases`` is the one data scope, over the organisation tree (S3-I02).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from shouwen.common.remembering import recalled, remembered
from shouwen.customers.models import Customer
from shouwen.kernel import clock
from shouwen.kernel.models import Case, Event
from shouwen.people.models import Staff
from shouwen.people.queries import Post, holders, posts_within_reach, principals_of
from shouwen.people.roles import OrgKind, Role


@dataclass(frozen=True)
class Actor:
    """A member of staff, a customer (through a one-time link) or the engine."""

    by: Event.By
    staff: Staff | None = None
    customer: Customer | None = None

    @classmethod
    def of(cls, staff: Staff) -> Actor:
        """A member of staff acting under the own login."""
        return cls(Event.By.STAFF, staff=staff)

    @classmethod
    def customer_of(cls, customer: Customer) -> Actor:
        """A customer acting through the own page."""
        return cls(Event.By.CUSTOMER, customer=customer)

    @property
    def staff_id(self) -> int | None:
        return self.staff.pk if self.staff else None

    @property
    def customer_id(self) -> int | None:
        return self.customer.pk if self.customer else None


ENGINE = Actor(Event.By.ENGINE)


class Reach(Enum):
    """Where an appointment must stand to count for a case."""

    GROUP = "group"
    REGION = "region"
    PROPERTY_COMPANY = "property_company"
    PROJECT = "project"

    def orgs(self, case: Case) -> list[int] | None:
        """The nodes at which the appointment counts; None means any."""
        if self is Reach.GROUP:
            return None
        if self is Reach.REGION:
            return [case.region_id]
        if self is Reach.PROPERTY_COMPANY:
            return [case.property_company_id]
        return [case.project.org_id]


Holders = Callable[[Case, datetime], Sequence[int]]


@dataclass(frozen=True)
class Who:
    """People by their relation to a case.

    ``follows_case``: who that is changes with the case's state or record, so moves look again.
    ``personal``: a delegate may not stand in (S3-05c, S3-33d). ``dated``: appointments decide, so who owes is looked
    up again when a step fires (engine.md R13). ``posts``: the appointments each of which makes a person one of them.
    """

    label: str | Promise
    holders: Holders
    follows_case: bool = False
    personal: bool = False
    customers: bool = False
    dated: bool = False
    system: bool = False
    posts: Sequence[tuple[Role, Reach]] = ()

    def principal_for(self, actor: Actor, case: Case, at: datetime) -> int | None:
        """The holder the actor is or stands in for at ``at``; None if the actor may not."""
        if actor.staff_id is None:
            return None
        if self._is_known_to_hold(actor.staff_id, case, at):
            return actor.staff_id
        found = self.holders(case, at)
        if actor.staff_id in found:
            return actor.staff_id
        if self.personal or not found:
            return None
        return next((p for p in principals_of(actor.staff_id, at) if p in found), None)

    def _is_known_to_hold(self, staff_id: int, case: Case, at: datetime) -> bool:
        """Whether the posts by which the person's scope was found say so already; nothing is asked anew."""
        known: Sequence[Post] = recalled(("posts", staff_id), at=at) or ()
        mine = {(post.role, post.org) for post in known if post.holder == staff_id} if self.posts else set()
        for role, reach in self.posts if mine else ():
            orgs = reach.orgs(case)
            if any(held == role and (orgs is None or org in orgs) for held, org in mine):
                return True
        return False

    def may(self, actor: Actor, case: Case, at: datetime) -> bool:
        """Whether the actor is such a person, or acts for one by delegation."""
        return self.may_without_a_post(actor, case) or self.principal_for(actor, case, at) is not None

    def may_without_a_post(self, actor: Actor, case: Case) -> bool:
        """Whether it is the engine, or the case's own customer, whose turn it is."""
        if actor.by is Event.By.ENGINE:
            return self.system
        return self.customers and actor.customer_id is not None and actor.customer_id == case.customer_id

    def debtor(self, case: Case, at: datetime) -> int | None:
        """The one who owes: of several holders the case's id picks, so that work spreads and stays put."""
        found = self.holders(case, at) or holders(Role.GROUP_GM, at)
        return found[(case.pk or 0) % len(found)] if found else None

    def __or__(self, other: Who) -> Who:
        """Either of the two; the first owes."""

        def both(case: Case, at: datetime) -> list[int]:
            return list(dict.fromkeys([*self.holders(case, at), *other.holders(case, at)]))

        return Who(
            format_lazy("{} / {}", self.label, other.label),
            both,
            follows_case=self.follows_case or other.follows_case,
            personal=self.personal and other.personal,
            customers=self.customers or other.customers,
            system=self.system or other.system,
            posts=(*self.posts, *other.posts),
        )


def appointed(role: Role, reach: Reach = Reach.GROUP) -> Who:
    """Those appointed to ``role`` at the place ``reach`` gives for the case."""
    return Who(
        role.label, lambda case, at: holders(role, at, orgs=reach.orgs(case)), dated=True, posts=((role, reach),)
    )


def _agent(case: Case, _at: datetime) -> list[int]:
    return [case.agent_id] if case.agent_id else []


def _nobody(_case: Case, _at: datetime) -> list[int]:
    return []


CASE_AGENT = Who(_("The case's specialist"), _agent)
CUSTOMER = Who(_("The customer"), _nobody, customers=True)
SYSTEM = Who(_("The system"), _nobody, system=True)


_confidential: set[str] = set()


def keep_confidential(flow_code: str) -> None:
    """Cases of this flow are seen by the whole group's staff and by the person asked first (``Case.agent``) alone."""
    _confidential.add(flow_code)


def is_confidential(flow_code: str) -> bool:
    """Whether a place alone does not open the cases of this flow."""
    return flow_code in _confidential


_in_confidence: set[str] = set()


def keep_in_confidence(step_code: str) -> None:
    """What is given with this step is read by the whole group's staff and by whoever gave it (``readable_events``)."""
    _in_confidence.add(step_code)


@dataclass(frozen=True)
class Scope:
    """What an actor may see: everything, or whatever lies under these companies and projects.

    ``person``: of a confidential flow the actor sees what concerns himself; nobody sees it in his stead.
    """

    everything: bool = False
    person: int | None = None
    regions: frozenset[int] = frozenset()
    property_companies: frozenset[int] = frozenset()
    projects: frozenset[int] = frozenset()
    customer: int | None = field(default=None)

    def as_filter(self) -> Q:
        """The scope as a condition on Case."""
        if self.customer is not None:
            return Q(customer_id=self.customer)
        if self.everything:
            return Q()
        return self.within(
            Q(region_id__in=self.regions)
            | Q(property_company_id__in=self.property_companies)
            | Q(project__org_id__in=self.projects)
        )

    def within(self, places: Q) -> Q:
        """These places, without what is confidential there; with what is, where it concerns the person."""
        if not _confidential:
            return places
        closed = Q(flow__in=sorted(_confidential))
        return (places & ~closed) | (closed & Q(agent_id=self.person))

    def covers(self, case: Case) -> bool:
        """Whether the case lies within; asks no question of the database beyond the case's project."""
        if self.customer is not None:
            return case.customer_id == self.customer
        if not self.everything and case.flow in _confidential:
            return self.person is not None and case.agent_id == self.person
        return (
            self.everything
            or case.region_id in self.regions
            or case.property_company_id in self.property_companies
            or (bool(self.projects) and case.project.org_id in self.projects)
        )


def scope_of(actor: Actor, at: datetime | None = None) -> Scope:
    """The actor's scope at an instant (default: now), the scopes of those he stands in for included."""
    if actor.customer_id is not None:
        return Scope(customer=actor.customer_id)
    if actor.staff_id is None:
        return Scope(everything=actor.by is Event.By.ENGINE)
    staff_id, at = actor.staff_id, at or clock.now()
    return remembered(("scope", staff_id), lambda: _scope_of_staff(staff_id, at), at=at)


def _scope_of_staff(staff_id: int, at: datetime) -> Scope:
    found: dict[str, set[int]] = {kind: set() for kind in OrgKind.values}
    for post in posts_within_reach(staff_id, at):
        if post.kind == OrgKind.DEPARTMENT and post.parent_kind and post.parent:
            found[post.parent_kind].add(post.parent)
        else:
            found[post.kind].add(post.org)
    return Scope(
        everything=bool(found[OrgKind.GROUP] or found[OrgKind.GROUP_CENTRE]),
        person=staff_id,
        regions=frozenset(found[OrgKind.REGIONAL_COMPANY]),
        property_companies=frozenset(found[OrgKind.PROPERTY_COMPANY]),
        projects=frozenset(found[OrgKind.PROJECT]),
    )


def visible_cases(actor: Actor, at: datetime | None = None) -> QuerySet[Case]:
    """Every case the actor may see; the only way to list cases for a person."""
    return Case.objects.filter(scope_of(actor, at).as_filter())


def readable_events(actor: Actor) -> Q:
    """Of a case's events those the actor may read: what customers say of the project's own people is not for them."""
    if not _in_confidence or scope_of(actor).everything:
        return Q()
    own = Q(staff_id=actor.staff_id) if actor.staff_id is not None else Q(customer_id=actor.customer_id)
    return ~Q(code__in=sorted(_in_confidence)) | own
