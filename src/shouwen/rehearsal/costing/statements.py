"""The SQL of the reckoning, one piece a kind of price: for each matter, person and code, what it cost and would have.

Each piece gives rows (case_id, person_id, code, was, would) of charges whose instants lie in [%(since)s, %(upto)s).
Both sides are reckoned before appeals and without what was taken back because it had not been late; limits and prices
come from the terms each duty opened under, with the draft's value in place of its quantity. Amounts in CNY.
"""

from __future__ import annotations

from typing import Final

# A late block is charged while the duty is open, at the end of the block (full) or a second into it (begun); the
# block that ends at the very instant of the completion counts. It falls to whoever held the matter at that instant:
# where the holder follows the case (%(follows)s), whoever took the step that ended the holding, else the debtor.
BLOCKS: Final = """
WITH owed AS (
    SELECT o.id, o.case_id, o.debtor_id, o.started_at, o.terms->'price'->>'code' AS code,
           coalesce(o.settled_at, %(now)s) AS ended,
           CASE WHEN %(limit)s::int IS NULL THEN o.due_at
                ELSE o.due_at + (%(limit)s::int - (o.terms->'limit'->>'n')::int) * interval '1 minute' END AS due,
           o.due_at AS was_due,
           extract(epoch FROM interval '1 minute') * (o.terms->'price'->>'minutes')::int AS was_length,
           (o.terms->'price'->>'amount')::numeric AS was_amount,
           coalesce(o.terms->'price'->>'round', 'floor') = 'ceil' AS was_begun,
           extract(epoch FROM interval '1 minute') * coalesce(%(minutes)s::int, (o.terms->'price'->>'minutes')::int)
               AS length,
           coalesce(%(amount)s::numeric, (o.terms->'price'->>'amount')::numeric) AS amount,
           coalesce(%(rounding)s::text, o.terms->'price'->>'round', 'floor') = 'ceil' AS begun
    FROM kernel_obligation o JOIN kernel_case c ON c.id = o.case_id
    WHERE o.duty = %(duty)s AND o.started_at < %(upto)s AND o.due_at IS NOT NULL AND NOT c.state = ANY(%(forgiven)s)
      AND (o.settled_at IS NULL OR o.settled_at >= %(since)s) AND (o.debtor_id IS NOT NULL)
), handed AS (
    SELECT o.id, coalesce(e.on_behalf_of_id, e.staff_id) AS person_id, e.occurred_at AS held_upto,
           coalesce(lag(e.occurred_at) OVER (PARTITION BY o.id ORDER BY e.seq), o.started_at) AS held_since
    FROM owed o JOIN kernel_event e ON e.case_id = o.case_id
    WHERE %(follows)s AND least(o.due, o.was_due) < o.ended AND e.to_state <> '' AND e.staff_id IS NOT NULL
      AND e.occurred_at > o.started_at AND e.occurred_at <= o.ended
), holding AS (
    SELECT id, person_id, held_since, held_upto FROM handed
    UNION ALL
    SELECT o.id, o.debtor_id, coalesce((SELECT max(h.held_upto) FROM handed h WHERE h.id = o.id), o.started_at),
           'infinity'
    FROM owed o WHERE least(o.due, o.was_due) < o.ended
), late AS (
    SELECT case_id, person_id, code, amount, was_amount,
           greatest(0, {was_upto} - {was_since}) AS was_blocks,
           greatest(0, {upto} - {since}) AS blocks
    FROM owed JOIN holding USING (id)
)
SELECT case_id, person_id, code, sum(was_blocks * was_amount) AS was, sum(blocks * amount) AS would
FROM late WHERE was_blocks > 0 OR blocks > 0 GROUP BY case_id, person_id, code
"""
_COUNT: Final = (
    "greatest(0, CASE WHEN {begun} THEN ceil(extract(epoch FROM {instant} - {due}) / {length})"
    " ELSE floor(extract(epoch FROM {instant} - {due}) / {length}) END)"
)


def blocks() -> str:
    """The statement for late blocks: those charged while held, up to the end, less those charged before the month."""
    ended = "least(ended, held_upto, %(upto)s::timestamptz - interval '1 second')"
    before = "least(ended, greatest(held_since, %(since)s::timestamptz - interval '1 second'))"
    was = {"begun": "was_begun", "due": "was_due", "length": "was_length"}
    would = {"begun": "begun", "due": "due", "length": "length"}
    return BLOCKS.format(
        was_upto=_COUNT.format(instant=ended, **was),
        was_since=_COUNT.format(instant=before, **was),
        upto=_COUNT.format(instant=ended, **would),
        since=_COUNT.format(instant=before, **would),
    )


# A miss is charged at the due instant if the duty is still open then; the instant itself is in time.
SHARES: Final = """
WITH owed AS (
    SELECT o.id, o.case_id, o.debtor_id, o.terms->'price'->>'code' AS code, o.due_at AS was_due,
           CASE WHEN %(limit)s::int IS NULL THEN o.due_at
                ELSE o.due_at + (%(limit)s::int - (o.terms->'limit'->>'n')::int) * interval '1 minute' END AS due,
           coalesce(o.settled_at, %(now)s) AS ended,
           (o.terms->'price'->>'percent')::numeric AS was_percent,
           coalesce(%(percent)s::numeric, (o.terms->'price'->>'percent')::numeric) AS percent
    FROM kernel_obligation o
    WHERE o.duty = %(duty)s AND o.started_at < %(upto)s AND o.due_at IS NOT NULL AND o.debtor_id IS NOT NULL
      AND (o.settled_at IS NULL OR o.settled_at >= %(since)s)
), missed AS (
    SELECT o.*, o.was_due < o.ended AND o.was_due >= %(since)s AND o.was_due < %(upto)s AS was_missed,
           o.due < o.ended AND o.due >= %(since)s AND o.due < %(upto)s AS missed
    FROM owed o
)
SELECT m.case_id, coalesce(l.person_id, m.debtor_id), m.code,
       sum(CASE WHEN m.was_missed THEN round(coalesce(a.amount, b.amount, 0) * m.was_percent / 100, 2) ELSE 0 END),
       sum(CASE WHEN m.missed THEN round(coalesce(a.amount, b.amount, 0) * m.percent / 100, 2) ELSE 0 END)
FROM missed m
LEFT JOIN kernel_penaltyline l ON l.obligation_id = m.id AND l.percent IS NOT NULL AND l.reverses_id IS NULL
      AND l.key NOT LIKE '%%:base'
LEFT JOIN kernel_bonusbase a ON a.person_id = l.person_id AND a.month = date_trunc('month', l."on")::date
LEFT JOIN kernel_bonusbase b ON b.person_id = m.debtor_id AND l.id IS NULL
      AND b.month = date_trunc('month', m.due AT TIME ZONE %(zone)s)::date
WHERE m.was_missed OR m.missed GROUP BY 1, 2, 3
"""
MISSES: Final = """
SELECT o.case_id, o.debtor_id, o.terms->'price'->>'code', sum((o.terms->'price'->>'amount')::numeric),
       count(*) * %(amount)s::numeric
FROM kernel_obligation o
WHERE o.duty = %(duty)s AND o.debtor_id IS NOT NULL AND o.breached_at >= %(since)s AND o.breached_at < %(upto)s
GROUP BY 1, 2, 3
"""
# What a person judged hangs on no duty: no limit would have changed it, the share of the bonus would.
JUDGED: Final = """
SELECT case_id, person_id, code, amount, CASE WHEN %(percent)s::numeric IS NULL OR percent IS NULL THEN amount
                                   ELSE round(coalesce(base, 0) * %(percent)s::numeric / 100, 2) END
FROM kernel_penaltyline
WHERE at >= %(since)s AND at < %(upto)s AND code = ANY(%(codes)s) AND obligation_id IS NULL AND reverses_id IS NULL
"""
# Which days were late is in the events; each is priced by the tier it falls into, for the person and for the leader.
# Nobody pays twice for one day: a leader who is the person himself pays once (Q5).
DAYS: Final = """
WITH tiers AS (
    SELECT t.n, (t.tier->>0)::int AS last, (t.tier->>1)::numeric AS person, (t.tier->>2)::numeric AS leader,
           coalesce(lag((t.tier->>0)::int) OVER (ORDER BY t.n), 0) AS before
    FROM json_array_elements(%(tiers)s::json) WITH ORDINALITY AS t(tier, n)
), late AS (
    SELECT o.case_id, o.terms, (e.data->>'day')::int AS day, (e.data->>'payer')::bigint AS payer,
           nullif((e.data->>'leader')::bigint, (e.data->>'payer')::bigint) AS leader
    FROM kernel_obligation o JOIN kernel_event e ON e.case_id = o.case_id AND e.code = 'obligation.accrued'
         AND (e.data->>'obligation')::bigint = o.id
    WHERE o.duty = %(duty)s AND o.breached_at < %(upto)s AND e.occurred_at >= %(since)s AND e.occurred_at < %(upto)s
      AND e.data ? 'day'
), priced AS (
    SELECT l.case_id, l.payer, l.leader, w.code AS was_code, w.person AS was_person, w.leader AS was_leader,
           t.person AS would_person, t.leader AS would_leader,
           coalesce(l.terms->'price'->'code'->>(t.n::int - 1), l.terms->'price'->'code'->>-1) AS code
    FROM late l
    LEFT JOIN LATERAL (
        SELECT l.terms->'price'->'code'->>(x.n::int - 1) AS code, (x.tier->>1)::numeric AS person,
               (x.tier->>2)::numeric AS leader
        FROM jsonb_array_elements(l.terms->'price'->'tiers') WITH ORDINALITY AS x(tier, n)
        WHERE (x.tier->>0)::int >= l.day ORDER BY x.n LIMIT 1
    ) w ON true
    LEFT JOIN tiers t ON l.day > t.before AND l.day <= t.last
)
SELECT p.case_id, v.person_id, v.code, sum(v.was), sum(v.would)
FROM priced p CROSS JOIN LATERAL (VALUES
    (p.payer, p.was_code, coalesce(p.was_person, 0), 0::numeric),
    (p.leader, p.was_code, coalesce(p.was_leader, 0), 0::numeric),
    (p.payer, p.code, 0::numeric, coalesce(p.would_person, 0)),
    (p.leader, p.code, 0::numeric, coalesce(p.would_leader, 0))
) v(person_id, code, was, would)
WHERE v.code IS NOT NULL AND v.person_id IS NOT NULL GROUP BY p.case_id, v.person_id, v.code
"""
