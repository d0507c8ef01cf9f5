"""The radar: how many of the labelled clusters it finds, and what a comparison costs among a million complaints.

    python -m benchmarks.radar [--quick] [--data FOLDER]

Quality: the messages of FOLDER (README there) are taken in by the product's own code, each from a household and a
building of its own, so that words and trade alone decide. The labelled clusters are divided into two halves: the
threshold is chosen on the one, precision and recall are told for the other. Speed: likeness against a project's last
thirty days while the table holds a million entries.
"""

from __future__ import annotations

import argparse
import csv
import random
import statistics
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations
from pathlib import Path

from django.db import connection

from benchmarks.ground import migrated, sql  # first: it sets Django up
from shouwen.complaints.models import ClusterMember, ComplaintRecord, RadarCluster, RadarEntry
from shouwen.complaints.radar import clusters, entries, likeness, weights
from shouwen.complaints.radar.likeness import Probe
from shouwen.complaints.words import Channel
from shouwen.estate.models import Building, Project, Unit
from shouwen.kernel import clock, rulebook
from shouwen.kernel.models import Case
from shouwen.rehearsal.cast import build

NOISE = 400  # unlabelled messages among the labelled ones
THRESHOLDS = range(4, 21)
LINKING = (6, 8, 10, 12)
ROUNDS = 200
Pair = tuple[int, int]
ALWAYS = {"complaints.radar.days": "9999"}
EVERYTHING = ALWAYS | {"complaints.radar.points": "0.01", "complaints.radar.points.unweighed": "0.01"}


@dataclass(frozen=True)
class Message:
    """One citizen's message; ``cluster`` is empty where nobody labelled it."""

    number: str
    at: datetime
    text: str
    cluster: str


@dataclass(frozen=True)
class Score:
    """How many of the pairs that were joined belong together, and how many of those that do were joined."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def __str__(self) -> str:
        return f"precision {self.precision:.3f}  recall {self.recall:.3f}  F1 {self.f1:.3f}"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--quick", action="store_true")
    options.add_argument("--data", type=Path, default=Path("../shared/data/cn-gov-messages"))
    chosen = options.parse_args()
    migrated()
    if chosen.data.exists():
        quality(chosen.data)
    else:
        print(f"no labelled messages in {chosen.data}: quality is not measured")
    speed(20_000 if chosen.quick else 1_000_000)


# ---- quality ---------------------------------------------------------------------------------------------------------


def quality(folder: Path) -> None:
    """Precision and recall of the held-out half, at the threshold the other half chose."""
    everything = list(messages(folder))
    project = build().projects["P1"]
    known = taken_down(project, everything)
    with rulebook.rehearsing(ALWAYS):  # the messages are years old, and every one of them is measured
        weights.weigh(clock.now())
    labelled = {pk: message.cluster for pk, message in known.items() if message.cluster}
    names = sorted(set(labelled.values()))
    tune = {pk: name for pk, name in labelled.items() if name in names[::2]}
    held = {pk: name for pk, name in labelled.items() if name in names[1::2]}
    print(f"{len(labelled)} labelled messages of {len(names)} problems, weighed among {len(known)} texts")
    points = points_between(known, labelled)
    for title, bare in (("words weighed", False), ("words unweighed", True)):
        scores = points_between(known, labelled, bare=True) if bare else points
        best = max(THRESHOLDS, key=lambda t: score(linked(tune, scores, t), tune).f1)
        print(f"{title}: threshold {best} chosen on {len(tune)} messages ({score(linked(tune, scores, best), tune)})")
        print(f"  held-out {len(held)} messages, pairs in one chain: {score(linked(held, scores, best), held)}")
        pairs = {pair for pair, value in scores.items() if value >= best}
        print(f"  held-out, pairs directly alike:              {score(among(pairs, held), held)}")
    as_the_product_links(known, tune, held)


def messages(folder: Path) -> Iterator[Message]:
    """Every labelled message that is not ambiguous, and some that nobody labelled."""
    with (folder / "common_problem_labels.csv").open(encoding="utf-8") as file:
        labels = {row["message_id"]: row for row in csv.DictReader(file)}
    with (folder / "messages.csv").open(encoding="utf-8") as file:
        once = {row["message_id"]: row for row in csv.DictReader(file)}  # some stand there twice
    rows = [row for number, row in once.items() if labels.get(number, {}).get("ambiguous") != "1"]
    for row in rows:
        label = labels.get(row["message_id"])
        at = datetime.fromisoformat(row["created_at"].replace("/", "-"))
        words = f"{row['title']} {row['content']}"
        yield Message(row["message_id"], at.replace(tzinfo=clock.ZONE), words, label["cluster_id"] if label else "")


def taken_down(project: Project, everything: Sequence[Message]) -> dict[int, Message]:
    """A complaint for each message, on the radar, each from a building of its own."""
    known = {}
    for message in sorted(everything, key=lambda one: (one.at, one.number)):
        building = Building.objects.create(project=project, name=message.number)
        place = {"project": project, "building": building, "room": "101"}
        unit = Unit.objects.create(code=message.number, text=message.number, **place)
        record = _complaint(project, unit, message)
        entries.write(record, unit, message.at)
        known[record.pk] = message
    return known


def _complaint(project: Project, unit: Unit, message: Message) -> ComplaintRecord:
    case = Case.objects.create(
        flow="complaints.complaint", number=f"TS-{message.number}", state="registered", project=project, unit=unit,
        region=project.region, property_company=project.property_company, opened_at=message.at,
        title=message.text[:200],
    )  # fmt: skip
    return ComplaintRecord.objects.create(case=case, channel=Channel.MESSAGE, demand=message.text)


def points_between(
    known: Mapping[int, Message], labelled: Mapping[int, str], *, bare: bool = False
) -> dict[Pair, float]:
    """The points of every pair of labelled messages, however far apart in time, by the product's own statement."""
    if bare:
        sql("DELETE FROM complaints_radarweight")
        sql("UPDATE complaints_radarentry SET norm = sqrt(cardinality(grams))")
    found: dict[Pair, float] = {}
    likeness.MOST_COMPARED = len(known)
    units = {entry.pk: entry.unit_id for entry in RadarEntry.objects.filter(pk__in=labelled)}
    places = Unit.objects.in_bulk(list(units.values()))
    with rulebook.rehearsing(EVERYTHING):
        book = rulebook.book(clock.now())
        for pk in labelled:
            probe = Probe(known[pk].text, places[units[pk]], pk)
            for one in likeness.alike(probe, clock.now(), book):
                if one.complaint_id in labelled:
                    found[min(pk, one.complaint_id), max(pk, one.complaint_id)] = one.points
    return found


def linked(labels: Mapping[int, str], points: Mapping[Pair, float], threshold: float) -> set[Pair]:
    """The pairs that end in one cluster when whoever reaches the threshold is joined."""
    leader = {pk: pk for pk in labels}

    def lead(pk: int) -> int:
        while leader[pk] != pk:
            pk = leader[pk]
        return pk

    for (one, other), value in points.items():
        if value >= threshold and one in labels and other in labels:
            leader[lead(one)] = lead(other)
    return {(a, b) for a, b in combinations(sorted(labels), 2) if lead(a) == lead(b)}


def among(pairs: set[Pair], labels: Mapping[int, str]) -> set[Pair]:
    return {(a, b) for a, b in pairs if a in labels and b in labels}


def score(pairs: set[Pair], labels: Mapping[int, str]) -> Score:
    """Pairwise, over the labelled messages alone: of the others nobody knows what they are."""
    wanted = {(a, b) for a, b in combinations(sorted(labels), 2) if labels[a] == labels[b]}
    right = len(pairs & wanted)
    return Score(right / len(pairs) if pairs else 1.0, right / len(wanted) if wanted else 1.0)


def as_the_product_links(known: Mapping[int, Message], tune: Mapping[int, str], held: Mapping[int, str]) -> None:
    """The whole way: the points chosen by how the tuning half is linked, the figures told for the other half."""
    with rulebook.rehearsing(ALWAYS):
        weights.weigh(clock.now())
    found = {points: score(pairs_of(played(known, tune, points), tune), tune) for points in LINKING}
    for points, figures in found.items():
        print(f"as the product links, {points} points, tuning half: {figures}")
    best = max(found, key=lambda points: found[points].f1)
    joined = played(known, held, best)
    print(f"as the product links, {best} points, held-out half: {score(pairs_of(joined, held), held)}")
    print(f"  per problem: {per_problem(joined, held)}")
    mixed = [members for members in joined.values() if any(pk in held for pk in members)]
    print(f"  unlabelled messages beside labelled ones: {sum(pk not in held for m in mixed for pk in m)} of {NOISE}")


def played(known: Mapping[int, Message], labels: Mapping[int, str], points: int) -> dict[int, list[int]]:
    """These messages among unlabelled ones, each taken in as it came; the members of every cluster."""
    dice = random.Random(5)
    unlabelled = sorted(pk for pk, message in known.items() if not message.cluster)
    order = sorted([*labels, *dice.sample(unlabelled, min(NOISE, len(unlabelled)))], key=lambda pk: known[pk].at)
    RadarEntry.objects.all().delete()
    RadarCluster.objects.all().delete()
    records = ComplaintRecord.objects.select_related("case__unit").in_bulk(order)
    with rulebook.rehearsing(ALWAYS | {"complaints.radar.points": str(points)}):
        book = rulebook.book(clock.now())
        for pk in order:
            unit = records[pk].case.unit
            if unit is not None:
                clusters.take_in(records[pk], unit, known[pk].at, book)
    joined: dict[int, list[int]] = {}
    for cluster_id, complaint_id in ClusterMember.objects.values_list("cluster_id", "complaint_id"):
        joined.setdefault(cluster_id, []).append(complaint_id)
    return joined


def pairs_of(joined: Mapping[int, Sequence[int]], labels: Mapping[int, str]) -> set[Pair]:
    """The labelled pairs that stand in one cluster."""
    found: set[Pair] = set()
    for members in joined.values():
        mine = sorted(pk for pk in members if pk in labels)
        found |= set(combinations(mine, 2))
    return found


def per_problem(joined: Mapping[int, Sequence[int]], labels: Mapping[int, str]) -> str:
    """For each problem the cluster that holds most of it: how pure it is, how much of the problem it holds."""
    sizes = Counter(labels.values())
    purity, share = [], []
    for name, size in sizes.items():
        best = max(joined.values(), key=lambda members: sum(labels.get(pk) == name for pk in members), default=[])
        mine = sum(labels.get(pk) == name for pk in best)
        others = sum(pk in labels for pk in best)
        purity.append(mine / others if others else 0.0)
        share.append(mine / size)
    found = sum(part >= 0.5 for part in share)
    return (
        f"precision {statistics.mean(purity):.3f}  recall {statistics.mean(share):.3f}  ({found} of {len(sizes)} found)"
    )


# ---- speed -----------------------------------------------------------------------------------------------------------


def speed(count: int) -> None:
    """p50 and p95 of a comparison, while typing, in a project with an ordinary month, among ``count`` entries."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # the entries stand alone here
    sql(FILL, count)
    sql("VACUUM ANALYZE complaints_radarentry")
    weights.weigh(clock.now())
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = origin")
    book, dice = rulebook.book(clock.now()), random.Random(3)
    unit = Unit(pk=1, room="1501", building_id=7, project_id=1)
    likeness.MOST_COMPARED = 2_000
    taken = []
    for _round in range(ROUNDS):
        unit.project_id = dice.randint(1, 100)
        words = "".join(dice.choice(SYLLABLES) for _ in range(45))
        started = time.perf_counter()
        likeness.alike(Probe(words, unit), clock.now(), book)
        taken.append((time.perf_counter() - started) * 1000)
    taken.sort()
    near = RadarEntry.objects.filter(project_id=1, at__gt=clock.now() - timedelta(days=30)).count()
    figures = f"p50 {taken[ROUNDS // 2]:.1f} ms, p95 {taken[int(ROUNDS * 0.95)]:.1f} ms"
    print(f"{count:,} entries, {near} of a project's month: {figures}")


SYLLABLES = (
    "卫生间渗水厨房漏电梯故障墙面开裂门窗损坏物业费停车位噪音扰民下水道堵塞"
    "绿化垃圾清运保安态度收费合同延期交房办证学校燃气供暖充电桩积水油烟"
)
FILL = f"""
INSERT INTO complaints_radarentry (complaint_id, project_id, unit_id, building_id, stack, type, trade, at, grams, norm)
SELECT 10000000 + n, 1 + n %% 100, n, n %% 4000, lpad((n %% 4)::text, 2, '0'), 'maintenance', 'leak',
       now() - n * interval '95 seconds',
       (SELECT array_agg(DISTINCT substr('{SYLLABLES}', 1 + ((n * 7 + k * k * 13) %% 60), 2))
        FROM generate_series(1, 44) AS k), 6.5
FROM generate_series(1, %s) AS n
"""


if __name__ == "__main__":
    main()
