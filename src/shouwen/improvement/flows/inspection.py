"""The quarterly inspection on site of every company and every project in its service period (第四十条)."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from shouwen.improvement import checklist, duties, parties, payloads, quarters
from shouwen.improvement.models import Inspection, InspectionMark
from shouwen.improvement.refusals import wrong
from shouwen.improvement.words import InspectionState as S
from shouwen.improvement.words import UnitKind
from shouwen.kernel.access import SYSTEM
from shouwen.kernel.evidence import Proof
from shouwen.kernel.flows import Act, Flow, Given, Nothing, Step, start
from shouwen.people.models import OrgUnit


class Planned(Given):
    """Which unit in which quarter; the quarterly job knows."""

    org: int
    kind: UnitKind
    quarter: payloads.Day


class SiteInspection(Flow[Inspection]):
    """每季首日建计划 → 现场检查、打分 → 发现问题出整改单 → 全部复查通过后关闭；季末未检即超期。(S3-40)"""

    code, record, title, prefix = "improvement.inspection", Inspection, _("Inspection on site"), "JC"
    State, INSPECT = S, duties.INSPECT

    plan = start(
        to=S.PLANNED, by=SYSTEM, takes=Planned, title=_("Plan the inspection"),
        opens=[INSPECT], clause="第四十条", hidden=True,
    )  # fmt: skip
    carry_out = Step(
        [S.PLANNED], S.CARRIED_OUT, parties.GROUP, payloads.Marks, _("Carry out the inspection"),
        meets=[INSPECT], clause="第四十条",
    )  # fmt: skip
    note_finding = Step(
        [S.CARRIED_OUT], None, parties.GROUP, payloads.Finding, _("Note a finding, demand that it is put right"),
        needs=[Proof.PROBLEM_PHOTO], clause="第四十条",
    )  # fmt: skip
    conclude = Step(
        [S.CARRIED_OUT], [S.RECTIFYING, S.CLOSED], parties.GROUP, Nothing, _("Conclude the inspection"),
        clause="第四十条",
    )  # fmt: skip
    close = Step(
        [S.RECTIFYING], S.CLOSED, SYSTEM, Nothing, _("Everything is put right"), clause="第四十条", hidden=True
    )


@SiteInspection.plan.does
def name_the_unit(inspection: Inspection, act: Act[Planned]) -> None:
    given = act.given
    inspection.org = OrgUnit.objects.get(pk=given.org)
    inspection.kind, inspection.quarter_on = given.kind.value, quarters.day(given.quarter)


@SiteInspection.carry_out.does
def give_every_line_its_mark(inspection: Inspection, act: Act[payloads.Marks]) -> None:
    """全面: no line is left out; the score is the share of the points."""
    items = {item.pk: item for item in checklist.items_for(UnitKind(inspection.kind))}
    given = {mark.item: mark for mark in act.given.marks}
    if set(given) != set(items) or len(given) != len(act.given.marks):
        raise wrong("marks", now_("Every line of the checklist needs its points."))
    if any(given[pk].points > item.most for pk, item in items.items()):
        raise wrong("marks", now_("A line has more points than it can have."))
    InspectionMark.objects.bulk_create(
        InspectionMark(
            inspection_id=act.case.pk,
            item=item,
            text=item.text,
            standard=item.standard,
            most=item.most,
            points=given[pk].points,
            remark=given[pk].remark,
        )
        for pk, item in items.items()
    )
    inspection.score = score_of([(given[pk].points, item.most) for pk, item in items.items()])
    act.facts["score"] = str(inspection.score)


@SiteInspection.carry_out.does
def note_who_inspected(inspection: Inspection, act: Act[payloads.Marks]) -> None:
    inspection.inspected_at, inspection.inspector = act.at, act.actor.staff
    inspection.companions, inspection.summary = act.given.companions, act.given.summary


def score_of(marks: list[tuple[int, int]]) -> Decimal:
    """Percent of the points, two decimals; ``marks`` are (points, most)."""
    most = sum(top for _points, top in marks)
    share = Decimal(100 * sum(points for points, _top in marks)) / Decimal(most or 1)
    return share.quantize(Decimal("0.01"), ROUND_HALF_UP)
