"""Years of complaints and their orders, written by the database itself: a million cases in a few minutes.

    python -m benchmarks.history CASES

Two in a hundred cases are open: most of them young, some old. However many cases there are, one person's open work is
the same: fifty open orders for every project and head of department in use, two dozen orders waiting for the group's
general manager and deputy. What grows is the history, and how many people are at work.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
import time

from django.db import connection

from benchmarks.filling import bare, insert
from benchmarks.ground import migrated, sql
from benchmarks.group import PROJECTS_EACH, REGIONS, Company, Office
from shouwen.complaints import duties
from shouwen.complaints.models import ComplaintRecord, OrderRecord
from shouwen.kernel import clock, rulebook
from shouwen.kernel.duties import Duty
from shouwen.kernel.models import Case, Event, Notice, Obligation, PenaltyLine

PLACES = REGIONS * PROJECTS_EACH
OPEN_EACH = 50
YEARS = 3
FILLED = (Case, ComplaintRecord, OrderRecord, Obligation, Event, Notice, PenaltyLine)
USED: list[Duty] = [duties.T1, duties.T2, duties.T3, duties.T6, duties.T7, duties.T8, duties.T16, duties.URGE]

# One row is one complaint with its order. ``k`` counts the open ones from the newest, ``j`` those of one project.
PAIRS = """
CREATE TABLE bench_pair AS
WITH numbered AS (SELECT i, i > %(pairs)s * 0.985 OR i %% 200 = 0 AS is_open
                  FROM generate_series(1, %(pairs)s::bigint) i),
used AS (SELECT least(ceil(count(*) / %(each)s::numeric), %(places)s)::int AS n FROM numbered WHERE is_open),
ranked AS (SELECT i, is_open, row_number() OVER (PARTITION BY is_open ORDER BY i DESC) - 1 AS k FROM numbered),
placed AS (SELECT i, is_open, k, (k / used.n)::int AS j, %(now)s::timestamptz - (%(pairs)s - i) * %(apart)s::interval
             - interval '3 hours' AS opened_at,
           (CASE WHEN is_open THEN k %% used.n ELSE i * 7919 %% %(places)s END)::int AS n FROM ranked, used)
SELECT i::bigint, is_open, k, j, opened_at, 2 * i - 1 AS complaint, 2 * i AS order_id,
       CASE WHEN NOT is_open THEN opened_at + %(took)s::interval END AS closed_at,
       CASE WHEN NOT is_open THEN 'closed' WHEN k < 12 THEN 'pending_gm_issue' WHEN k < 24 THEN 'pending_dgm_issue'
            WHEN j %% 50 < 4 THEN 'issued' WHEN j %% 50 = 4 THEN 'visit_blocked' WHEN j %% 50 = 5 THEN 'closure_applied'
            WHEN j %% 50 = 6 THEN 'returned_for_edit' ELSE 'in_progress' END AS state,
       CASE WHEN j %% 10 = 7 THEN %(now)s::timestamptz - (1 + j %% 20) * interval '1 day'
            WHEN j %% 25 = 8 THEN %(now)s::timestamptz + interval '59 minutes'
            ELSE %(now)s::timestamptz + (1 + j %% 20) * interval '1 day' END AS due_at,
       (%(where)s::text[])[1 + i %% 12] || (%(what)s::text[])[1 + i / 12 %% 10]
         || CASE WHEN i %% (%(pairs)s / 60) = 0 THEN '，外墙渗油'
                 WHEN i %% 7 = 0 THEN '，约' || i || '户受影响' ELSE '' END AS title,
       (%(types)s::text[])[1 + i %% 5] AS type,
       p.*, p.agents[1 + i %% 2] AS agent_id, p.units[1 + i %% 100] AS unit_id, p.customers[1 + i %% 100] AS customer_id
FROM placed JOIN bench_place p USING (n)
"""
WHERE = ["主卫", "次卫", "厨房", "客厅", "阳台", "地下车库", "电梯厅", "外墙", "入户门", "楼道", "会所", "屋面"]
WHAT = [
    "漏水",
    "渗水到楼下",
    "墙面开裂",
    "灯不亮多日",
    "设备异响",
    "积水",
    "瓷砖脱落",
    "门锁损坏",
    "管道堵塞",
    "验收未整改",
]
TYPES = ["maintenance", "property_service", "title_certificate", "planning_change", "design_defect"]


def main() -> None:
    started = time.perf_counter()
    migrated()
    fill(int(sys.argv[1]))
    print(f"  {sys.argv[1]} cases filled in {time.perf_counter() - started:.0f} s", flush=True)


def fill(cases: int, days: int = YEARS * 365) -> None:
    """The group, then so many cases of so many days with records, obligations, events, notices and penalties."""
    office = Company().office
    book = rulebook.book(clock.now())
    sql("CREATE TABLE bench_duty (code text PRIMARY KEY, duty text, terms jsonb)")
    for duty in USED:
        sql(
            "INSERT INTO bench_duty VALUES (%s, %s, %s)",
            duty.code,
            duty.full_code,
            json.dumps(duty.terms(book).as_json()),
        )
    with bare(FILLED):
        _pairs(cases // 2, days)
        _cases()
        _records()
        _obligations(office)
        _events()
        _notices_and_penalties()


def _pairs(pairs: int, days: int) -> None:
    values = {
        "pairs": pairs,
        "each": OPEN_EACH,
        "places": PLACES,
        "now": clock.now(),
        "apart": f"{days * 86400 / pairs} seconds",
        "took": f"{days * 86400 / 180} seconds",
        "where": WHERE,
        "what": WHAT,
        "types": TYPES,
    }
    with connection.cursor() as cursor:
        cursor.execute(PAIRS, values)
        cursor.execute("ANALYZE bench_pair")


def _cases() -> None:
    shared = {
        "title": "title", "opened_at": "opened_at", "closed_at": "closed_at", "region_id": "region_id",
        "property_company_id": "company_id", "project_id": "project_id", "unit_id": "unit_id",
        "customer_id": "customer_id", "agent_id": "agent_id", "head_hash": "sha256(i::text::bytea)",
    }  # fmt: skip
    insert(
        Case,
        "(SELECT * FROM bench_pair ORDER BY i) pair",
        id="complaint",
        flow="'complaints.complaint'",
        number="'TS-' || to_char(opened_at, 'YYMMDD') || '-' || lpad(i::text, 6, '0')",
        state="CASE WHEN is_open THEN 'order_raised' ELSE 'closed' END",
        events_count="2",
        **shared,
    )
    insert(
        Case,
        "(SELECT * FROM bench_pair ORDER BY i) pair",
        id="order_id",
        flow="'complaints.order'",
        number="'DD-' || to_char(opened_at, 'YYMMDD') || '-' || lpad(i::text, 6, '0')",
        state="state",
        parent_id="complaint",
        events_count="4",
        **shared,
    )


def _records() -> None:
    insert(
        ComplaintRecord,
        "bench_pair",
        case_id="complaint",
        type="type",
        channel="'phone'",
        customer_name="'业主'",
        phone="'19900000000'",
        demand="title",
        contact_ended_at="opened_at",
        is_signed="true",
        score="1 + i %% 5",
        rated_at="opened_at + interval '50 minutes'",
    )
    insert(
        OrderRecord,
        "bench_pair",
        case_id="order_id",
        type="type",
        first_department="department",
        company_id="region_id",
        responsible_id="CASE WHEN k >= 24 OR NOT is_open THEN head_id END",
        leader_id="leader_id",
        ordered_finish_at="coalesce(closed_at + (i %% 5 - 1) * interval '1 day', due_at)",
        applied_at="closed_at - interval '2 hours'",
        score="CASE WHEN NOT is_open THEN 1 + i %% 5 END",
        submitted_at="opened_at",
        issued_at="CASE WHEN k >= 24 OR NOT is_open THEN opened_at + interval '1 hour' END",
        percent="j %% 100",
    )


# Which duties a pair has: code, case, who owes, since when, until when, settled when.
OWED = """
(SELECT 'T1' AS code, complaint AS case_id, agent_id AS debtor_id, opened_at + interval '30 minutes' AS due,
        opened_at + interval '20 minutes' AS settled, opened_at FROM bench_pair
 UNION ALL SELECT 'T2', order_id, %(gm)s, opened_at + interval '60 minutes', opened_at + interval '40 minutes',
        opened_at FROM bench_pair WHERE NOT is_open OR k >= 24
 UNION ALL SELECT 'T3', order_id, head_id, opened_at + interval '2 hours', opened_at + interval '90 minutes', opened_at
   FROM bench_pair WHERE NOT is_open OR k >= 24
 UNION ALL SELECT 'T6', order_id, head_id, closed_at - interval '1 day', closed_at - interval '26 hours', opened_at
   FROM bench_pair WHERE NOT is_open
 UNION ALL SELECT 'T8', order_id, head_id, closed_at + interval '1 day', closed_at, opened_at
   FROM bench_pair WHERE NOT is_open
 UNION ALL SELECT 'T2', order_id, CASE WHEN k < 12 THEN %(gm)s ELSE %(dgm)s END, %(now)s + k * interval '5 minutes',
        NULL, opened_at FROM bench_pair WHERE is_open AND k < 24
 UNION ALL SELECT 'T7', order_id, agent_id, %(now)s + interval '29 minutes', NULL, opened_at
   FROM bench_pair WHERE state = 'closure_applied'
 UNION ALL SELECT 'T8', order_id, head_id, due_at, NULL, opened_at FROM bench_pair WHERE is_open AND k >= 24
 UNION ALL SELECT 'T6', order_id, head_id, %(tonight)s, NULL, opened_at
   FROM bench_pair WHERE state IN ('issued', 'in_progress')
 UNION ALL SELECT 'T16', order_id, head_id, NULL, NULL, opened_at FROM bench_pair WHERE is_open AND k >= 24
 UNION ALL SELECT 'URGE', order_id, %(gm)s, NULL, NULL, opened_at FROM bench_pair WHERE is_open AND k >= 24
) owed JOIN bench_duty USING (code)
"""


def _obligations(office: Office) -> None:
    now = clock.now()
    values = {"gm": office.gm, "dgm": office.dgm, "now": now, "tonight": clock.next_time(now, dt.time(18))}
    insert(
        Obligation,
        OWED,
        values,
        case_id="case_id",
        duty="duty",
        code="code",
        debtor_id="debtor_id",
        terms="terms",
        started_at="opened_at",
        due_at="due",
        next_fire_at="CASE WHEN settled IS NULL THEN coalesce(due, %(tonight)s) END",
        next_step="CASE WHEN settled IS NULL THEN 'breach' ELSE '' END",
        met_at="settled",
        settled_at="settled",
        outcome="CASE WHEN settled IS NULL THEN 'open' ELSE 'met' END",
    )


STEPS = """
bench_pair, LATERAL (VALUES
  (complaint, 1, 'complaints.complaint.register', '', 'awaiting_signature', interval '0', agent_id),
  (complaint, 2, 'complaints.complaint.raise_order', 'registered', 'order_raised', interval '10 minutes', agent_id),
  (order_id, 1, 'complaints.order.draft', '', 'order_drafting', interval '11 minutes', agent_id),
  (order_id, 2, 'complaints.order.issue', 'pending_gm_issue', 'issued', interval '1 hour', head_id),
  (order_id, 3, 'complaints.order.agree_plan', 'issued', 'in_progress', interval '3 hours', head_id),
  (order_id, 4, 'complaints.order.apply_closure', 'in_progress', 'closed', interval '6 days', head_id)
) step (case_id, seq, code, from_state, to_state, after, staff_id)
WHERE opened_at + after <= %(now)s ORDER BY opened_at, step.case_id, seq
"""


def _events() -> None:
    insert(
        Event,
        STEPS,
        {"now": clock.now()},
        case_id="step.case_id",
        seq="seq",
        code="step.code",
        by="'staff'",
        staff_id="step.staff_id",
        occurred_at="opened_at + after",
        recorded_at="opened_at + after",
        from_state="from_state",
        to_state="to_state",
        data="jsonb_build_object('given', jsonb_build_object('demand', title))",
        prev_hash="sha256((step.case_id || '/' || seq - 1)::bytea)",
        hash="sha256((step.case_id || '/' || seq)::bytea)",
    )


def _notices_and_penalties() -> None:
    insert(
        Notice,
        "bench_pair, (VALUES ('inbox'), ('sms')) way (channel)",
        case_id="order_id",
        staff_id="head_id",
        channel="channel",
        code="'order_issued'",
        key="'bench:' || order_id",
        at="opened_at",
        status="'sent'",
        sent_at="opened_at",
        read_at="closed_at",
    )
    insert(
        PenaltyLine,
        "bench_pair, generate_series(1, 3) day WHERE i %% 20 = 0 OR (is_open AND due_at < %(now)s)",
        {"now": clock.now()},
        case_id="order_id",
        code="'P15'",
        clause="'第三十六条'",
        amount="200",
        on="least(due_at, %(now)s)::date",
        at="least(due_at, %(now)s)",
        arithmetic="'200'",
        key="'bench:' || order_id || ':' || day",
        person_id="head_id",
    )


if __name__ == "__main__":
    main()
