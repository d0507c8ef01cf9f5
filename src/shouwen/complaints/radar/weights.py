"""How much each two-character piece says, learnt from our own complaints every night; below a few hundred, nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection, transaction

from shouwen.complaints import level_rules as rules
from shouwen.kernel import rulebook

NEWEST = 20_000  # more texts change no weight that matters
LEAST_SEEN = 2  # a piece seen once weighs as an unknown one

_COUNT = "SELECT count(*) FROM (SELECT 1 FROM complaints_radarentry ORDER BY at DESC LIMIT %s) AS newest"
_WEIGH = """
INSERT INTO complaints_radarweight (gram, weight)
SELECT gram, ln(%(texts)s::float / count(*)) FROM (
    SELECT unnest(grams) AS gram
    FROM (SELECT grams FROM complaints_radarentry ORDER BY at DESC LIMIT %(newest)s) AS newest
) AS pieces
GROUP BY gram HAVING count(*) >= %(least)s
UNION ALL SELECT '', ln(%(texts)s::float)
"""
_LENGTHS = """
UPDATE complaints_radarentry e SET norm = fresh.norm FROM (
    SELECT complaint_id, sqrt(sum(power(coalesce(w.weight, u.weight, 1), 2))) AS norm
    FROM complaints_radarentry CROSS JOIN LATERAL unnest(grams) AS g(gram)
    LEFT JOIN complaints_radarweight w ON w.gram = g.gram LEFT JOIN complaints_radarweight u ON u.gram = ''
    WHERE at > %s GROUP BY complaint_id
) AS fresh WHERE fresh.complaint_id = e.complaint_id
"""


def weigh(at: datetime) -> int:
    """Learn the weights anew and measure the entries of the window in them; returns how many texts were read.

    While there are too few texts nothing weighs more than anything else (``radar.texts``).
    """
    book = rulebook.book(at)
    since = at - 2 * timedelta(days=book.value(rules.RADAR_DAYS))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_COUNT, [NEWEST])
        texts: int = cursor.fetchone()[0]
        cursor.execute("DELETE FROM complaints_radarweight")
        if texts >= book.value(rules.RADAR_TEXTS):
            cursor.execute(_WEIGH, {"texts": texts, "newest": NEWEST, "least": LEAST_SEEN})
        cursor.execute(_LENGTHS, [since])
    return texts
