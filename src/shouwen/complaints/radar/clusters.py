"""Linking what belongs together: a new complaint joins the cluster of those it is most alike, or begins one.

From the third household on a cluster proposes a common issue, from the fifth a group complaint (Q7). It proposes again
only when the number speaks for another level than before.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Count

from shouwen.complaints import level_rules as rules
from shouwen.complaints.models import ClusterMember, ComplaintRecord, RadarCluster, RadarEntry
from shouwen.complaints.radar import entries
from shouwen.complaints.radar.likeness import Alike, Probe, alike
from shouwen.complaints.radar.trades import trade_of
from shouwen.complaints.words import Level
from shouwen.estate.models import Unit
from shouwen.kernel import rulebook
from shouwen.kernel.models import Event
from shouwen.kernel.notices.outbox import NoticeDraft, post
from shouwen.kernel.rulebook import Book
from shouwen.people.queries import holders
from shouwen.people.roles import Role

Status = RadarCluster.Status
TOLD = (Role.GROUP_AGENT, Role.GROUP_DGM, Role.GROUP_GM)


@dataclass(frozen=True)
class Sighting:
    """What the radar sees while a complaint is being typed. ``households`` counts the one at the counter."""

    households: int = 0
    suggested: Level | None = None
    found: Sequence[Alike] = ()
    cluster: RadarCluster | None = None
    records: Sequence[ComplaintRecord] = field(default=())


def suggested_level(households: int, book: Book) -> Level | None:
    """群体 ≥5 户同诉求,共性 ≥3 户同类问题 (Q7); both numbers from the rulebook."""
    if households >= book.value(rules.GROUP_HOUSEHOLDS):
        return Level.GROUP
    return Level.COMMON if households >= book.value(rules.COMMON_HOUSEHOLDS) else None


def sight(probe: Probe, at: datetime, book: Book) -> Sighting:
    """Live, before anything is written: the households alike, and the cluster this one would join."""
    found = alike(probe, at, book)
    if not found:
        return Sighting()
    cluster = _nearest(found)
    units = {one.unit_id for one in found} | {probe.unit.pk}
    if cluster is not None:
        units |= _units_of(cluster)
    records = ComplaintRecord.objects.filter(pk__in=[one.complaint_id for one in found[:6]])
    kept = {record.pk: record for record in records.select_related("case__unit")}
    shown = [kept[one.complaint_id] for one in found[:6] if one.complaint_id in kept]
    return Sighting(len(units), suggested_level(len(units), book), found, cluster, shown)


@transaction.atomic(savepoint=False)
def take_in(complaint: ComplaintRecord, unit: Unit, at: datetime, book: Book) -> RadarCluster | None:
    """Write the complaint on the radar and link it; returns its cluster, or None while it stands alone."""
    if not complaint.demand:
        return None
    if not entries.write(complaint, unit, at):
        member = ClusterMember.objects.filter(complaint=complaint).select_related("cluster").first()
        if member is not None:
            return member.cluster
    found = alike(Probe(complaint.demand, unit, complaint.pk), at, book)
    if not found:
        return None
    cluster = _nearest(found) or _begin(complaint, unit, found, at)
    ClusterMember.objects.create(cluster=cluster, complaint=complaint, points=_points(found[0]), joined_at=at)
    _count(cluster, at, book, complaint)
    return cluster


def follow(event: Event) -> None:
    """A complaint was taken down or corrected: it is compared with the project's last weeks a moment later, so that
    nobody at the counter waits for it (docs/decisions/0017)."""
    complaint = entries.shown().filter(case=event.case_id).select_related("case__unit").first()
    if complaint is not None and complaint.case.unit is not None:
        take_in(complaint, complaint.case.unit, event.occurred_at, rulebook.book(event.occurred_at))


def look_now(complaint: ComplaintRecord, at: datetime, book: Book) -> None:
    """An order is raised before the radar came round: it compares the complaint at once."""
    unit = complaint.case.unit
    if unit is not None and not RadarEntry.objects.filter(pk=complaint.pk).exists():
        take_in(complaint, unit, at, book)


@transaction.atomic
def leave_out(complaint: ComplaintRecord) -> None:
    """Void or merged: off the radar, out of its cluster; the households are counted anew."""
    RadarEntry.objects.filter(pk=complaint.pk).delete()
    member = ClusterMember.objects.filter(complaint=complaint).select_related("cluster").first()
    if member is not None:
        cluster = member.cluster
        member.delete()
        cluster.households = len(_units_of(cluster))
        cluster.save(update_fields=["households"])


def _nearest(found: Sequence[Alike]) -> RadarCluster | None:
    """The cluster whose members are most alike on the whole; one chance likeness outweighs nothing."""
    points = {one.complaint_id: one.points for one in found}
    sums: dict[int, float] = {}
    for complaint_id, cluster_id in ClusterMember.objects.filter(complaint__in=points).values_list(
        "complaint_id", "cluster_id"
    ):
        sums[cluster_id] = sums.get(cluster_id, 0) + points[complaint_id]
    if not sums:
        return None
    return RadarCluster.objects.get(pk=max(sorted(sums), key=lambda pk: sums[pk]))


def _begin(complaint: ComplaintRecord, unit: Unit, found: Sequence[Alike], at: datetime) -> RadarCluster:
    cluster = RadarCluster.objects.create(
        project_id=unit.project_id,
        type=complaint.type,
        trade=trade_of(complaint.demand),
        title=complaint.demand[:200],
        first_at=at,
        last_at=at,
    )
    first = [
        ClusterMember(cluster=cluster, complaint_id=o.complaint_id, points=_points(o), joined_at=at) for o in found
    ]
    ClusterMember.objects.bulk_create(first)
    return cluster


def _points(one: Alike) -> int:
    return min(100, round(one.points))


def _units_of(cluster: RadarCluster) -> set[int]:
    return set(cluster.members.values_list("complaint__case__unit_id", flat=True))


def _count(cluster: RadarCluster, at: datetime, book: Book, newest: ComplaintRecord) -> None:
    """Count the households; speak up when they speak for a level nobody has heard of yet."""
    members = RadarEntry.objects.filter(complaint__membership__cluster=cluster)
    cluster.households = members.aggregate(n=Count("unit_id", distinct=True))["n"]
    cluster.first_at = members.order_by("at").values_list("at", flat=True).first() or cluster.first_at
    cluster.last_at = max(at, cluster.last_at)
    level = suggested_level(cluster.households, book)
    rose = level is not None and level != cluster.suggested and cluster.status != Status.VERIFIED
    if level is not None and rose:
        cluster.suggested, cluster.proposed_at = level, at
        cluster.status = cluster.status if cluster.status == Status.ACCEPTED else Status.PROPOSED
    cluster.save(update_fields=["households", "first_at", "last_at", "suggested", "status", "proposed_at"])
    if rose:
        _tell(cluster, newest, at)


def _tell(cluster: RadarCluster, newest: ComplaintRecord, at: datetime) -> None:
    """The group's centre hears of it; it can only be verified by its general manager (S3-33a)."""
    data = {"households": cluster.households, "level": cluster.get_suggested_display(), "title": cluster.title[:60]}
    people = dict.fromkeys(pk for role in TOLD for pk in holders(role, at))
    post(
        NoticeDraft(
            "radar_proposed", f"radar:{cluster.pk}:{cluster.suggested}:s{pk}", at, staff_id=pk,
            case_id=newest.pk, data=data,
        )
        for pk in people
    )  # fmt: skip


def catch_up(since: datetime, until: datetime, book: Book, projects: Collection[int] | None = None) -> int:
    """Take in what came past the counter (imports, stories played fast), in the order of time; returns how many."""
    waiting = entries.missing(since, until, projects)
    for complaint in waiting:
        if complaint.case.unit is not None:
            take_in(complaint, complaint.case.unit, complaint.case.opened_at, book)
    return len(waiting)
