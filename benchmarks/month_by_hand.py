"""The month's indicators written by hand: one statement, each table read once, exactly the product's figures.

Rows of ``code, org_id, agent_id, n, d, s``: numerator, denominator and sample of every place and specialist. What the
measured data hold none of (escalations, concealed receptions, special levels, repeats, signatures) adds no row here
and none there; ``benchmarks/month_end.py`` compares all of it.
"""

from __future__ import annotations

from typing import Final

from shouwen.complaints.indicators.words import TAGS

_TAGS: Final = ", ".join(f"('{kind.value}', '{line.value}:{quality.value}')" for kind, (line, quality) in TAGS.items())

FIGURES: Final = f"""
WITH orders AS (
    SELECT c.project_id, c.agent_id, c.state, c.closed_at, r.issued_at, r.applied_at, r.submitted_at, r.score,
           r.override_reason,
           least(r.ordered_finish_at, r.negotiated_finish_at) AS deadline, up.type AS tag_type,
           owed.due_at AS submit_by,
           CASE WHEN r.applied_at <= %(as_of)s THEN r.applied_at WHEN c.closed_at <= %(as_of)s THEN c.closed_at
                ELSE %(as_of)s END AS ended
    FROM complaints_orderrecord r JOIN kernel_case c ON c.id = r.case_id
    LEFT JOIN complaints_complaintrecord up ON up.case_id = c.parent_id
    LEFT JOIN kernel_obligation owed ON owed.case_id = c.parent_id AND owed.duty = 'complaints.complaint.T1'
), judged AS (
    SELECT *, deadline >= %(start)s AND deadline < %(until)s AND issued_at <= %(as_of)s
              AND (state = 'closed_unreasonable' AND closed_at <= deadline) IS NOT TRUE AS is_due,
           state = 'closed' AND closed_at >= %(start)s AND closed_at < %(until)s AS is_closed,
           submitted_at >= %(start)s AND submitted_at < %(until)s AND submit_by IS NOT NULL AS is_submitted,
           issued_at >= %(start)s AND issued_at < %(until)s AS is_issued,
           extract(epoch FROM applied_at - issued_at) AS took,
           greatest(extract(epoch FROM deadline - issued_at), 0) AS allowed
    FROM orders
), by_order AS (
    SELECT project_id, agent_id, tag_type,
        count(*) FILTER (WHERE is_due) AS due,
        count(*) FILTER (WHERE is_due AND state = 'closed' AND closed_at <= %(as_of)s AND applied_at <= deadline)
            AS timely,
        count(*) FILTER (WHERE is_due AND ended > deadline) AS late,
        sum((ended AT TIME ZONE %(zone)s)::date - (deadline AT TIME ZONE %(zone)s)::date)
            FILTER (WHERE is_due AND ended > deadline) AS days,
        count(*) FILTER (WHERE is_closed) AS closed,
        count(*) FILTER (WHERE is_closed AND issued_at IS NOT NULL AND applied_at IS NOT NULL) AS timed,
        sum(CASE WHEN took <= 0 THEN 1.5 ELSE least(1.5, (allowed / nullif(took, 0))::numeric(18, 6)) END)
            FILTER (WHERE is_closed AND issued_at IS NOT NULL AND applied_at IS NOT NULL) AS efficiency,
        sum((took / 3600)::numeric(18, 6))
            FILTER (WHERE is_closed AND issued_at IS NOT NULL AND applied_at IS NOT NULL) AS hours,
        count(score) FILTER (WHERE is_closed) AS answers, sum(score) FILTER (WHERE is_closed) AS points,
        count(*) FILTER (WHERE is_closed AND score >= 4) AS pleased,
        count(*) FILTER (WHERE is_submitted) AS submitted,
        count(*) FILTER (WHERE is_submitted AND submitted_at <= submit_by) AS submitted_in_time,
        count(*) FILTER (WHERE is_issued) AS issued,
        count(*) FILTER (WHERE is_issued AND override_reason <> '') AS off_matrix
    FROM judged GROUP BY project_id, agent_id, tag_type
), by_complaint AS (
    SELECT c.project_id, c.agent_id, r.type,
        count(*) FILTER (WHERE c.opened_at >= %(start)s AND c.opened_at < %(until)s) AS received,
        count(*) FILTER (WHERE c.opened_at < %(until)s AND (c.closed_at IS NULL OR c.closed_at >= %(start)s)) AS there,
        count(*) FILTER (WHERE c.state = 'closed' AND c.closed_at >= %(start)s AND c.closed_at < %(until)s) AS closed,
        count(*) FILTER (WHERE r.is_signed AND c.state = 'closed'
                         AND c.closed_at >= %(start)s AND c.closed_at < %(until)s) AS signed,
        count(*) FILTER (WHERE r.rated_at >= %(start)s AND r.rated_at < %(until)s) AS rated,
        sum(r.score) FILTER (WHERE r.rated_at >= %(start)s AND r.rated_at < %(until)s) AS points
    FROM complaints_complaintrecord r JOIN kernel_case c ON c.id = r.case_id GROUP BY 1, 2, 3
), by_duty AS (
    SELECT c.project_id, c.agent_id,
        count(*) FILTER (WHERE o.code = 'T2') AS t2,
        count(*) FILTER (WHERE o.code = 'T2' AND o.met_at <= o.due_at) AS t2_met,
        count(*) FILTER (WHERE o.code = 'T3' AND o.started_at = r.issued_at) AS t3,
        count(*) FILTER (WHERE o.code = 'T3' AND o.started_at = r.issued_at AND o.met_at <= o.due_at) AS t3_met,
        count(*) FILTER (WHERE o.code = 'T7') AS t7,
        count(*) FILTER (WHERE o.code = 'T7' AND o.met_at <= o.due_at) AS t7_met
    FROM kernel_obligation o JOIN kernel_case c ON c.id = o.case_id
    LEFT JOIN complaints_orderrecord r ON r.case_id = o.case_id
    WHERE o.duty IN ('complaints.order.T2', 'complaints.order.T3', 'complaints.order.T7')
      AND o.started_at >= %(start)s AND o.started_at < %(until)s AND o.outcome <> 'cancelled' GROUP BY 1, 2
), by_day AS (
    SELECT c.project_id, c.agent_id,
        count(*) FILTER (WHERE o.code = 'T7') AS calls,
        count(*) FILTER (WHERE o.code = 'T7' AND o.met_at <= %(as_of)s) AS called,
        count(*) FILTER (WHERE o.code = 'T6' AND o.outcome IN ('met', 'breached')) AS t6,
        count(*) FILTER (WHERE o.code = 'T6' AND o.outcome = 'met') AS t6_met
    FROM kernel_obligation o JOIN kernel_case c ON c.id = o.case_id
    WHERE o.duty IN ('complaints.order.T7', 'complaints.order.T6') AND o.due_at >= %(start)s AND o.due_at < %(until)s
      AND o.outcome <> 'cancelled' GROUP BY 1, 2
), tags (type, tag) AS (VALUES {_TAGS}
), facts AS (
    SELECT project_id, agent_id, x.* FROM by_order LEFT JOIN tags ON type = tag_type, LATERAL (VALUES
        ('on_time_rate', false, due, timely::numeric, due), ('overdue_rate', false, due, late, due),
        ('overdue_days', false, late, days, late), ('handling_efficiency', false, timed, efficiency, timed),
        ('handling_hours', false, timed, hours, timed), ('satisfaction_score', false, answers, points, answers * 5),
        ('satisfied_share', false, answers, pleased, answers), ('first_time_fix_rate', false, closed, closed, closed),
        ('submit_in_30m_rate', true, submitted, submitted_in_time, submitted),
        ('off_matrix_rate', false, issued, off_matrix, issued),
        ('tag_satisfaction:' || coalesce(tag, ':'), false, answers, points, answers * 5)
    ) AS x (code, of_people, facts, n, d) WHERE facts > 0
    UNION ALL
    SELECT project_id, agent_id, x.* FROM by_complaint LEFT JOIN tags USING (type), LATERAL (VALUES
        ('on_spot_completion_rate', true, received, 0::numeric, received),
        ('window_rating', true, rated, points, rated),
        ('project_completion_rate', false, there, closed, there), ('recomplaint_rate', false, closed, 0, closed),
        ('solved_and_signed', false, signed, signed, 0),
        ('tag_count:' || coalesce(tag, ':'), false, received, received, 0)
    ) AS x (code, of_people, facts, n, d) WHERE facts > 0
    UNION ALL
    SELECT project_id, agent_id, x.* FROM by_duty, LATERAL (VALUES
        ('issue_in_60m_rate', false, t2, t2_met::numeric, t2), ('first_visit_in_60m_rate', false, t3, t3_met, t3),
        ('verify_in_30m_rate', true, t7, t7_met, t7)
    ) AS x (code, of_people, facts, n, d) WHERE facts > 0
    UNION ALL
    SELECT project_id, agent_id, x.* FROM by_day, LATERAL (VALUES
        ('callback_coverage', false, calls, called::numeric, calls), ('daily_update_rate', false, t6, t6_met, t6)
    ) AS x (code, of_people, facts, n, d) WHERE facts > 0
), placed AS (
    SELECT f.*, CASE WHEN d = 0 THEN 0 ELSE facts END AS s, p.org_id, p.region_id, p.property_company_id,
           split_part(o.path, '.', 1)::bigint AS top
    FROM facts f JOIN estate_project p ON p.id = f.project_id JOIN people_orgunit o ON o.id = p.region_id
)
SELECT code, coalesce(org_id, region_id, property_company_id, top) AS org_id, NULL::bigint AS agent_id,
       sum(n) AS n, sum(d) AS d, sum(s) AS s
FROM placed GROUP BY GROUPING SETS ((code, org_id), (code, region_id), (code, property_company_id), (code, top))
UNION ALL
SELECT code, NULL, agent_id, sum(n), sum(d), sum(s) FROM placed WHERE of_people GROUP BY code, agent_id
"""
