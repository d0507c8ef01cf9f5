"""How far an administrator's rows may reach: the group's everywhere, a company's or project's within it (S3-I02)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from shouwen.estate.models import Project
from shouwen.people.models import OrgUnit, Staff
from shouwen.people.queries import appointments_at
from shouwen.people.roles import OrgKind, Role


@dataclass(frozen=True)
class Bounds:
    """Ids of the projects and of the organisation's nodes that rows may name; None bounds nothing."""

    projects: frozenset[int] | None = None
    orgs: frozenset[int] | None = None

    @property
    def are_none(self) -> bool:
        """Whether rows may name anything in the group."""
        return self.projects is None

    def hold_project(self, pk: int) -> bool:
        return self.projects is None or pk in self.projects

    def hold_org(self, pk: int) -> bool:
        return self.orgs is None or pk in self.orgs


EVERYWHERE = Bounds()


def bounds_of(person: Staff | None, at: datetime) -> Bounds:
    """What the posts of an administrator reach at an instant; nobody (the command line) reaches everything."""
    if person is None:
        return EVERYWHERE
    posts = appointments_at(at).filter(staff=person, role=Role.ADMINISTRATOR).select_related("org")
    nodes = [post.org for post in posts]
    if any(node.kind in (OrgKind.GROUP, OrgKind.GROUP_CENTRE) for node in nodes):
        return EVERYWHERE
    orgs = _below(nodes)
    inside = Q(org__in=orgs) | Q(region__in=orgs) | Q(property_company__in=orgs)
    return Bounds(frozenset(Project.objects.filter(inside).values_list("id", flat=True)), orgs)


def _below(nodes: Iterable[OrgUnit]) -> frozenset[int]:
    paths = [node.path for node in nodes]
    if not paths:
        return frozenset()
    condition = Q()
    for path in paths:
        condition |= Q(path__startswith=path)
    return frozenset(OrgUnit.objects.filter(condition).values_list("id", flat=True))
