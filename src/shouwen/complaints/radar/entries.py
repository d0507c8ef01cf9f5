"""What the radar compares: one narrow row per complaint, written when it is taken down, dropped when it is too old."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import QuerySet

from shouwen.complaints.models import ComplaintRecord, RadarEntry
from shouwen.complaints.radar.trades import trade_of
from shouwen.complaints.words import ComplaintState
from shouwen.estate.models import Unit

KEPT_FOR = timedelta(days=400)  # longer than any window somebody would set

# The vector's length in today's weights: an unknown piece weighs as the row "" says; without weights all weigh 1.
# Two counters of one estate register at once: the second waits, so that both do not begin a cluster.
_INSERT = """
SELECT pg_advisory_xact_lock(hashtextextended('radar:' || %(project)s, 0));
INSERT INTO complaints_radarentry
    (complaint_id, project_id, unit_id, building_id, stack, type, trade, at, grams, norm)
SELECT %(complaint)s, %(project)s, %(unit)s, %(building)s, %(stack)s, %(type)s, %(trade)s, %(at)s, pieces.grams,
       coalesce((SELECT sqrt(sum(power(coalesce(w.weight, u.weight, 1), 2)))
                 FROM unnest(pieces.grams) AS g(gram)
                 LEFT JOIN complaints_radarweight w ON w.gram = g.gram
                 LEFT JOIN complaints_radarweight u ON u.gram = ''), 0)
FROM (SELECT coalesce(array_agg(DISTINCT two), '{}') AS grams FROM unnest(shouwen_bigrams(%(text)s)) AS two) AS pieces
ON CONFLICT (complaint_id) DO UPDATE SET
    type = excluded.type, trade = excluded.trade, grams = excluded.grams, norm = excluded.norm
RETURNING xmax = 0
"""


def stack_of(unit: Unit) -> str:
    """The stack of a flat: the last two characters of its room (1502 stands above 1402)."""
    return unit.room[-2:]


def write(complaint: ComplaintRecord, unit: Unit, at: datetime) -> bool:
    """Put the complaint on the radar, or renew it after a correction; whether it is new there.

    Until the transaction's end nobody else's complaint of the project is compared.
    """
    values = {
        "complaint": complaint.pk,
        "project": unit.project_id,
        "unit": unit.pk,
        "building": unit.building_id,
        "stack": stack_of(unit),
        "type": complaint.type,
        "trade": trade_of(complaint.demand),
        "at": at,
        "text": complaint.demand,
    }
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, values)
        cursor.nextset()
        (is_new,) = cursor.fetchone()
    return bool(is_new)


def missing(since: datetime, until: datetime, projects: Collection[int] | None = None) -> list[ComplaintRecord]:
    """Complaints taken down between the two instants that the radar does not know yet, oldest first: imports, stories
    played fast. What came later is no part of the past (a rehearsal plays in it).

    ``projects`` narrows it to some.
    """
    found = shown().filter(case__opened_at__gt=since, case__opened_at__lte=until, radar_entry=None)
    if projects is not None:
        found = found.filter(case__project__in=projects)
    return list(found.select_related("case__unit").order_by("case__opened_at", "case_id"))


def shown() -> QuerySet[ComplaintRecord]:
    """The complaints that belong on the radar: of a unit, said, and neither void nor merged into another."""
    found = ComplaintRecord.objects.filter(case__unit__isnull=False, merged_into=None)
    return found.exclude(demand="").exclude(case__state__in=[ComplaintState.VOIDED, ComplaintState.DRAFT])


def drop_old(at: datetime) -> int:
    """Forget what no window reaches any more; returns how many."""
    return RadarEntry.objects.filter(at__lt=at - KEPT_FOR).delete()[0]
