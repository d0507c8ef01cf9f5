"""What a case page shows of levels: the red bars at its head, proposals, the special meeting, escalation, the radar."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from shouwen.complaints import parties, special
from shouwen.complaints.models import ComplaintRecord, OrderRecord, RadarCluster, SpecialAssessment
from shouwen.complaints.repeats import times_repeated
from shouwen.kernel import clock, wording
from shouwen.kernel.access import Actor
from shouwen.kernel.models import Case
from shouwen.web import written
from shouwen.web.parts import Words

Facts = list[tuple[Words, Words]]


@dataclass(frozen=True)
class Alarm:
    """One red bar at the head of a case: what is missing, and where it is done (for those who may)."""

    text: Words
    url: str = ""
    link: Words = ""


def of_order(case: Case, actor: Actor) -> Mapping[str, Any]:
    """The level's part of an order's page."""
    order: OrderRecord = case.order
    listed = SpecialAssessment.objects.filter(order=order).select_related("order__case").first()
    row = special.rows_of([listed], clock.now())[0] if listed else None
    return {
        "alarms": list(_alarms(order, row, actor)),
        "proposals": list(order.level_proposals.select_related("by").order_by("id")),
        "special_facts": _special_facts(order, row) if row else [],
        "solution_items": list(order.solution_items.order_by("id")),
        "escalations": list(order.escalations.order_by("id")),
        "cluster": _cluster_of(case.parent_id),
    }


def of_complaint(case: Case, _actor: Actor) -> Mapping[str, Any]:
    """The level's part of a complaint's page: repeats, where it was merged, its cluster."""
    record: ComplaintRecord = case.complaint
    return {
        "repeated_by": times_repeated(record),
        "repeats": record.repeats,
        "merged_into": record.merged_into,
        "merged": list(record.merged.select_related("case").order_by("case_id")),
        "cluster": _cluster_of(case.pk),
    }


def _cluster_of(complaint_id: int | None) -> RadarCluster | None:
    if complaint_id is None:
        return None
    return RadarCluster.objects.filter(members__complaint_id=complaint_id).first()


def _alarms(order: OrderRecord, row: special.Row | None, actor: Actor) -> Iterator[Alarm]:
    case = order.case
    if row is None or row.is_closed:
        return

    def step(name: str) -> str:
        return reverse("web:step", args=[case.number, name])

    now = clock.now()
    is_gm = parties.GM.may(actor, case, now)
    if row.needs_task_force:
        text = _("A task force is mandatory at this level and has not been formed. (第三十三条)")
        yield Alarm(text, step("form_task_force") if is_gm else "", _("Form a task force"))
    if row.meeting is not None and row.meeting.is_running and row.meeting.is_breached:
        chairs = parties.CHAIRMAN.may(actor, case, now)
        text = _("The special meeting of the chairman is overdue. (第三十三条)")
        yield Alarm(text, step("hold_meeting") if chairs else "", _("Record the special meeting"))
    if is_gm and not row.is_urged_today and order.issued_at and clock.day_of(order.issued_at) < clock.day_of(now):
        yield Alarm(
            _("The chairman has not been urged today. (第三十三条)"), step("urge_chairman"), _("Urge in person")
        )


def _special_facts(order: OrderRecord, row: special.Row) -> Facts:
    listed = row.listed
    missed = wording.listed(written.short_day(day) for day in row.missed[-7:])
    facts: Facts = [
        (_("On the special-assessment list"), written.moment(listed.listed_at)),
        (_("Taken off"), _removal(listed)),
        (_("Households involved"), str(listed.households or "")),
        (_("Special meeting"), _meeting(order, row.meeting)),
        (_("Minutes of the meeting"), _standing(row.minutes)),
        (_("Task force"), _task_force(order)),
        (
            _("Days the chairman was not urged"),
            now_("{n}: {days}").format(n=len(row.missed), days=missed) if row.missed else "",
        ),
    ]
    return [fact for fact in facts if fact[1]]


def _removal(listed: SpecialAssessment) -> str:
    if listed.removed_at is None:
        return ""
    return f"{written.moment(listed.removed_at)} · {listed.removal_reason}"


def _meeting(order: OrderRecord, watched: special.Watched | None) -> str:
    if order.met_from is None or watched is None:
        return _standing(watched)
    held = now_("held {at}").format(at=written.moment(order.met_from))
    if order.issued_at and order.met_from > order.issued_at:
        held += " · " + now_("{span} after the issue").format(span=written.span(order.met_from - order.issued_at))
    return f"{held} · {now_('too late')}" if watched.is_breached else held


def _task_force(order: OrderRecord) -> str:
    if order.task_force_at is None:
        return now_("not formed yet")
    formed = now_("formed {at}").format(at=written.moment(order.task_force_at))
    if order.task_force_reported_at is None:
        return formed
    return f"{formed} · {now_('on site {at}').format(at=written.moment(order.task_force_reported_at))}"


def _standing(watched: special.Watched | None) -> str:
    if watched is None:
        return ""
    if watched.met_at is not None:
        done = now_("done {at}").format(at=written.moment(watched.met_at))
        return f"{done} · {now_('too late')}" if watched.is_breached else done
    if not watched.is_running and not watched.is_breached:
        return now_("no longer owed")
    due = now_("due {at}").format(at=written.moment(watched.due_at)) if watched.due_at else ""
    return f"{due} · {now_('overdue')}" if watched.is_breached else due
