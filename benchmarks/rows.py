"""Many cases, obligations and events, written by the database itself so that a million of them take seconds."""

from __future__ import annotations

import json
from datetime import datetime

from benchmarks.ground import sql
from shouwen.complaints.duties import T6
from shouwen.kernel import rulebook
from shouwen.kernel.duties import Duty
from shouwen.rehearsal.cast import Cast

CASES = """
INSERT INTO kernel_case (flow, number, title, state, region_id, property_company_id, project_id, unit_id, customer_id,
                         agent_id, opened_at, closed_at, version, events_count, head_hash)
SELECT 'complaints.order', 'B' || (SELECT coalesce(max(id), 0) FROM kernel_case) + n, (%s::text[])[1 + n %% %s],
       CASE WHEN n %% 5 = 0 THEN 'in_progress' ELSE 'closed' END,
       %s, %s, %s, %s, %s, %s, %s::timestamptz - n * interval '7 seconds',
       CASE WHEN n %% 5 = 0 THEN NULL ELSE %s::timestamptz END, 1, 0, ''
FROM generate_series(1, %s) n
"""
OBLIGATIONS = """
INSERT INTO kernel_obligation (case_id, duty, code, debtor_id, terms, started_at, due_at, provisional, next_fire_at,
    next_step, plan_version, outcome, settled_at, errors, last_error)
SELECT c.id, %s, %s, %s, %s::jsonb, %s::timestamptz, %s::timestamptz + k * interval '1 day', false,
       CASE WHEN c.closed_at IS NULL THEN %s::timestamptz + k * interval '1 day' END,
       CASE WHEN c.closed_at IS NULL THEN 'breach' ELSE '' END, 1,
       CASE WHEN c.closed_at IS NULL THEN 'open' ELSE 'met' END, c.closed_at, 0, ''
FROM kernel_case c, generate_series(1, %s) k
WHERE NOT EXISTS (SELECT 1 FROM kernel_obligation o WHERE o.case_id = c.id)
"""
TITLES = [
    "卫生间顶板渗水到楼下",
    "电梯困人两次要求检修",
    "外墙渗油影响采光",
    "办证资料退回三次",
    "地下车库积水车辆受损",
    "入户门锁损坏无法关门",
    "会所未按合同开放",
    "楼道灯不亮多日",
]


def cases(people: Cast, count: int, now: datetime) -> None:
    """So many orders of one project; every fifth is open."""
    project, unit = people.projects["P1"], people.unit("agent", "1-1-101")
    assert unit is not None
    sql(
        CASES,
        TITLES,
        len(TITLES),
        project.region_id,
        project.property_company_id,
        project.pk,
        unit.pk,
        people.customers["customer"].pk,
        people.staff["agent"].pk,
        now,
        now,
        count,
    )


def obligations(people: Cast, each: int, due: datetime, now: datetime, duty: Duty = T6) -> None:
    """So many duties for each case, due from the day after ``due`` on; the closed cases' are settled."""
    terms = json.dumps(duty.terms(rulebook.book(now)).as_json())
    debtor = people.staff["head_property_repair"].pk
    sql(OBLIGATIONS, duty.full_code, duty.code, debtor, terms, now, due, due, each)


def make_due(count: int, instant: datetime, duty: Duty = T6) -> None:
    """So many open obligations of a duty fall due at one instant."""
    sql(
        "UPDATE kernel_obligation SET due_at = %s, next_fire_at = %s, next_step = 'breach' WHERE id IN"
        " (SELECT id FROM kernel_obligation WHERE next_fire_at IS NOT NULL AND code = %s ORDER BY id"
        " LIMIT %s)",
        instant,
        instant,
        duty.code,
        count,
    )


def settled_statistics() -> None:
    sql("VACUUM ANALYZE kernel_case")
    sql("VACUUM ANALYZE kernel_obligation")


def records() -> None:
    """A record for every case that has none, after the pattern of the first order that was really opened."""
    sql(
        "INSERT INTO complaints_orderrecord"
        " SELECT (jsonb_populate_record(NULL::complaints_orderrecord,"
        "         (SELECT to_jsonb(r) FROM complaints_orderrecord r ORDER BY case_id LIMIT 1)"
        "         || jsonb_build_object('case_id', c.id))).*"
        " FROM kernel_case c WHERE c.flow = 'complaints.order'"
        " AND NOT EXISTS (SELECT 1 FROM complaints_orderrecord r WHERE r.case_id = c.id)"
    )
