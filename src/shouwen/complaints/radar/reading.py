"""Clusters as somebody may see them: the list, the members, where they live."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from shouwen.complaints.flows import Complaint, Order
from shouwen.complaints.models import ClusterMember, RadarCluster
from shouwen.complaints.similar import Placed, riser
from shouwen.kernel.access import Actor, scope_of
from shouwen.kernel.errors import absent
from shouwen.kernel.models import Case
from shouwen.web.parts import Flat, Floor

SHOWN = 30


def clusters_for(actor: Actor) -> QuerySet[RadarCluster]:
    """The clusters of the projects the actor sees; the only way to list them for a person."""
    scope = scope_of(actor)
    clusters = RadarCluster.objects.select_related("project", "decided_by")
    if scope.everything:
        return clusters
    return clusters.filter(
        Q(project__region_id__in=scope.regions)
        | Q(project__property_company_id__in=scope.property_companies)
        | Q(project__org_id__in=scope.projects)
    )


def cluster_for(actor: Actor, pk: int, *, lock: bool = False) -> RadarCluster:
    """The cluster, if it lies within the actor's scope; Refused in the same words when absent or not theirs."""
    clusters = clusters_for(actor)
    if lock:
        clusters = clusters.select_for_update(of=("self",))
    found = clusters.filter(pk=pk).first()
    if found is None:
        raise absent()
    return found


def members_of(cluster: RadarCluster) -> list[ClusterMember]:
    """The cluster's complaints, newest first, with all that a row shows."""
    members = cluster.members.select_related("complaint__case__unit__building", "complaint__case__agent")
    return list(members.order_by("-complaint__case_id"))


def open_orders_of(cluster: RadarCluster) -> list[int]:
    """The open orders raised from the cluster's complaints, oldest first."""
    parents = cluster.members.values("complaint__case_id")
    orders = Case.objects.filter(parent_id__in=parents, flow=Order.code, closed_at=None)
    return list(orders.order_by("id").values_list("id", flat=True))


def told_members_of(cluster: RadarCluster) -> list[int]:
    """The complaints whose customer can still be told something."""
    cases = Case.objects.filter(complaint__membership__cluster=cluster, state__in=Complaint.inform.sources)
    return list(cases.order_by("id").values_list("id", flat=True))


@dataclass(frozen=True)
class Stair:
    """One stair of a building, drawn as floors and stacks, with the members who live there."""

    title: str
    columns: Sequence[str]
    floors: Sequence[Floor]
    rooms: Sequence[str]


def map_of(members: Sequence[ClusterMember]) -> list[Stair]:
    """Where the members live: one drawing per stair, the fullest first."""
    stairs: dict[tuple[str, str], list[Placed]] = {}
    for member in members:
        case = member.complaint.case
        if case.unit is None:
            continue
        mark = "shut" if case.closed_at else "open"
        flat = Flat(mark, case.unit.room, reverse("web:case", args=[case.number]))  # type: ignore[arg-type] # a mark
        stairs.setdefault((case.unit.building.name, case.unit.stair), []).append(Placed(case.unit, flat))
    drawn = [_stair(building, stair, placed) for (building, stair), placed in stairs.items()]
    return sorted(drawn, key=lambda one: (-len(one.rooms), one.title))


def _stair(building: str, stair: str, placed: Sequence[Placed]) -> Stair:
    columns, floors = riser(placed)
    title = _("Building {building}, stair {stair}") if stair else _("Building {building}")
    rooms = sorted({one.unit.room for one in placed})
    return Stair(title.format(building=building, stair=stair), columns, floors, rooms)
