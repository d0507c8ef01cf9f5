"""The quarterly inspection on site and what it demands (第四十条)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from shouwen.complaints.models import DisciplineRecord
from shouwen.estate.models import Phase
from shouwen.exchange import measures
from shouwen.improvement import jobs
from shouwen.improvement.flows import RectificationDemand, SiteInspection
from shouwen.improvement.models import ChecklistItem, Inspection, Rectification
from shouwen.improvement.words import UnitKind
from shouwen.kernel.errors import Refused
from shouwen.kernel.models import Case, Event, Notice
from shouwen.rehearsal.scenario import instant_of
from tests.factories import centre
from tests.factories import improvement as made
from tests.factories.improvement import House

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> House:
    return House()


def fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


@pytest.mark.requirement("S3-40a")
@pytest.mark.requirement("S3-40b")
def test_on_the_first_day_of_a_quarter_every_company_and_every_project_gets_an_inspection(house: House) -> None:
    made.run(jobs.plan_the_inspections, made.FIRST_OF_APRIL)
    planned = {one.org_id: one.kind for one in Inspection.objects.filter(quarter_on=date(2024, 4, 1))}
    assert planned == {
        **{region.pk: "regional_company" for region in house.regions},
        house.property.pk: "property_company",
        **{project.org_id: "project" for project in house.projects},
    }
    assert made.run(jobs.plan_the_inspections, made.FIRST_OF_APRIL) == {"planned": 0}


@pytest.mark.requirement("S3-40b")
def test_a_project_whose_service_period_is_over_is_not_inspected_and_a_new_one_is(house: House) -> None:
    over, new = house.projects
    Phase.objects.filter(project=over).update(handed_over_on=date(2023, 9, 30))  # until 30 March 2024
    new.launched_on = date(2024, 6, 30)
    new.save()
    made.run(jobs.plan_the_inspections, made.FIRST_OF_APRIL)
    assert list(Inspection.objects.filter(kind="project").values_list("org_id", flat=True)) == [new.org_id]
    Phase.objects.filter(project=over).update(handed_over_on=date(2023, 10, 1))  # until 1 April
    made.run(jobs.plan_the_inspections, made.FIRST_OF_APRIL)
    assert Inspection.objects.filter(org=over.org).exists()


@pytest.mark.requirement("S3-40a")
def test_what_is_not_inspected_when_the_quarter_ends_is_late_from_that_instant(house: House) -> None:
    case = made.planned(house)
    duty = made.owed(case, "INSPECT")
    assert duty.due_at == instant_of("2024-07-01 00:00")
    made.sweep("2024-06-30 23:59:59")
    assert made.owed(case, "INSPECT").outcome == "open"
    made.sweep("2024-07-01 00:00:01")
    assert made.owed(case, "INSPECT").outcome == "breached"
    assert fresh(case).state == "planned"


@pytest.mark.requirement("S3-40b")
def test_the_checklist_of_a_project_holds_the_set_up_standards_and_the_group_may_word_it_anew(house: House) -> None:
    case = made.planned(house)
    items = made.checklist.items_for(UnitKind.PROJECT)
    assert sum(item.standard == "第八条" for item in items) == 4
    ChecklistItem.objects.filter(pk=items[0].pk).update(is_active=False)
    ChecklistItem.objects.create(kind=UnitKind.PROJECT, standard="第八条", text="便民药箱", most=5)
    marks = made.marks(UnitKind.PROJECT)
    house.take(SiteInspection.carry_out, case, house.agent, "2024-05-10 15:00", marks=marks, summary="好")
    texts = set(Inspection.objects.get(pk=case.pk).marks.values_list("text", flat=True))
    assert "便民药箱" in texts
    assert items[0].text not in texts


@pytest.mark.requirement("S3-40a")
def test_every_line_needs_its_points_and_the_score_is_their_share(house: House) -> None:
    case, marks = made.planned(house), made.marks(UnitKind.PROJECT, lost=5)
    for wrong in (marks[1:], [*marks, marks[0]], [{**marks[0], "points": 11}, *marks[1:]]):
        with pytest.raises(Refused):
            house.take(SiteInspection.carry_out, case, house.agent, "2024-05-10 15:00", marks=wrong, summary="好")
    house.take(SiteInspection.carry_out, case, house.agent, "2024-05-10 15:00", marks=marks, summary="好")
    found = Inspection.objects.get(pk=case.pk)
    assert found.score == Decimal("95.00")
    assert found.inspector == house.agent
    assert made.owed(case, "INSPECT").outcome == "met"


@pytest.mark.requirement("S3-40c")
def test_a_finding_becomes_a_rectification_with_photo_owner_and_day(house: House) -> None:
    case = made.carried_out(house)
    given = {"problem": "热线电话未公示", "owner": house.specialist.pk, "due_on": "2024-05-20"}
    with pytest.raises(Refused):
        house.take(SiteInspection.note_finding, case, house.agent, "2024-05-10 15:10", **given)
    stranger = {**given, "owner": house.chairman.pk}
    with pytest.raises(Refused):
        house.take(SiteInspection.note_finding, case, house.agent, "2024-05-10 15:10", ["problem_photo"], **stranger)
    house.take(SiteInspection.note_finding, case, house.agent, "2024-05-10 15:10", ["problem_photo"], **given)
    finding = Rectification.objects.get(inspection_id=case.pk)
    duty = made.owed(finding.case, "RECTIFY")
    assert (duty.debtor, duty.due_at) == (house.specialist, instant_of("2024-05-21 00:00"))
    assert len(finding.photos) == 1
    assert Notice.objects.filter(code="rectification_demanded", staff=house.specialist, channel="sms").count() == 1


@pytest.mark.requirement("S3-40c")
def test_the_owner_is_reminded_and_late_after_the_day(house: House) -> None:
    case = made.demanded(house)
    made.sweep("2024-05-21 00:00:01")
    told = Notice.objects.filter(case=case, staff=house.specialist, channel="inbox").order_by("at")
    reminded = [one.at for one in told.filter(code="improvement_due")]
    assert reminded == [instant_of("2024-05-18 00:00"), instant_of("2024-05-20 00:00")]
    assert made.owed(case, "RECTIFY").outcome == "breached"


@pytest.mark.requirement("S3-40c")
def test_only_the_re_check_closes_and_a_poor_job_goes_back(house: House) -> None:
    case = made.demanded(house)
    with pytest.raises(Refused):
        house.take(RectificationDemand.report, case, house.specialist, "2024-05-15 09:00", done="已公示")
    house.take(RectificationDemand.report, case, house.specialist, "2024-05-15 09:00", ["photo_after"], done="已公示")
    with pytest.raises(Refused):
        house.take(RectificationDemand.accept, case, house.specialist, "2024-05-15 10:00", verdict="合格")
    back = {"verdict": "字太小", "due_on": "2024-05-25"}
    house.take(RectificationDemand.send_back, case, house.agent, "2024-05-16 09:00", **back)
    assert fresh(case).state == "demanded"
    assert made.owed(case, "RECTIFY").due_at == instant_of("2024-05-26 00:00")
    assert fresh(case.parent or case).state == "rectifying"
    house.take(RectificationDemand.report, case, house.specialist, "2024-05-20 09:00", ["photo_after"], done="已重做")
    house.take(RectificationDemand.accept, case, house.agent, "2024-05-21 09:00", verdict="合格")
    assert fresh(case).state == "closed"
    assert fresh(case.parent or case).state == "closed"


@pytest.mark.requirement("S3-40c")
def test_an_inspection_without_findings_closes_at_once(house: House) -> None:
    case = made.carried_out(house, house.regions[0])
    house.take(SiteInspection.conclude, case, house.agent, "2024-05-10 16:00")
    assert fresh(case).state == "closed"


def test_a_rectification_given_to_somebody_else_is_owed_by_him_to_the_same_day(house: House) -> None:
    case = made.demanded(house)
    other = centre.holder(made.Role.PROJECT_AGENT, house.projects[0])
    house.take(RectificationDemand.hand_on, case, house.agent, "2024-05-11 09:00", to=other.pk, reason="调岗")
    duty = made.owed(case, "RECTIFY")
    assert (duty.debtor, duty.due_at) == (other, instant_of("2024-05-21 00:00"))
    house.take(RectificationDemand.report, case, other, "2024-05-15 09:00", ["photo_after"], done="已公示")


@pytest.mark.requirement("S3-40d")
def test_the_score_is_published_for_the_quarters_months(house: House) -> None:
    made.carried_out(house)
    figure = measures.figure_named("inspection_score")
    assert figure is not None
    org = house.projects[0].org_id
    for month, expected in ((4, {org: (Decimal("95.00"), 100)}), (6, {org: (Decimal("95.00"), 100)}), (7, {})):
        assert figure.of(date(2024, month, 1), [org, house.regions[1].pk]) == expected
    assert figure.cases_of is not None
    assert len(figure.cases_of(date(2024, 5, 1), org)) == 1


@pytest.mark.requirement("S3-40e")
def test_a_finding_handed_to_discipline_opens_a_case_there_once(house: House) -> None:
    case = made.demanded(house)
    given = {"to": house.specialist.pk, "facts": "多次提醒仍不公示"}
    house.take(RectificationDemand.pursue, case, house.agent, "2024-05-22 09:00", **given)
    clue = DisciplineRecord.objects.get(key=f"improvement.rectification:{case.pk}")
    assert clue.person_id == house.specialist.pk
    assert Event.objects.filter(case=case, code="exchange.violation").count() == 1
    with pytest.raises(Refused):
        house.take(RectificationDemand.pursue, case, house.agent, "2024-05-23 09:00", **given)
    assert DisciplineRecord.objects.count() == 1
