"""Systemic problems: proposed from the quarter's complaints, dispatched, answered within fifteen days (第四十二条)."""

from __future__ import annotations

from datetime import date

import pytest

from shouwen.complaints.models import ComplaintRecord
from shouwen.improvement import jobs
from shouwen.improvement.flows import OptimisationMeasures, SystemicProblem
from shouwen.improvement.models import IssueLink, Optimisation, SystemicIssue
from shouwen.kernel import clock, moves
from shouwen.kernel.access import Actor
from shouwen.kernel.errors import Refused
from shouwen.kernel.models import Case, Notice
from shouwen.people.roles import Role
from shouwen.rehearsal.scenario import instant_of
from tests.factories import centre
from tests.factories import improvement as made
from tests.factories.improvement import House

pytestmark = pytest.mark.django_db

THIRD_QUARTER = "2024-07-01 02:00"
SENT = "2024-07-05 10:00"
PLAN = ["2024-08-31 修订渗漏验收标准", "2024-09-30 复查在建楼栋"]


@pytest.fixture
def house() -> House:
    return House()


def complained(house: House, kind: str, count: int, region: int = 0, on: str = "2024-05-06 10:00") -> None:
    """So many complaints of one type in a region."""
    project = house.projects[region]
    for number in range(count):
        case = Case.objects.create(
            flow="complaints.complaint",
            number=f"TS-{kind}-{region}-{number}".upper(),
            title=kind,
            state="order_raised",
            region=project.region,
            property_company=project.property_company,
            project=project,
            opened_at=instant_of(on),
        )
        ComplaintRecord.objects.create(case=case, type=kind, channel="visit", demand="渗水")


def proposed(house: House) -> Case:
    complained(house, "maintenance", 12)
    complained(house, "maintenance", 11, region=1)
    made.run(jobs.propose_systemic_problems, THIRD_QUARTER)
    return SystemicIssue.objects.select_related("case").get(topic="maintenance").case


def sent(house: House) -> Case:
    """Dispatched to the property group on 5 July."""
    issue = proposed(house)
    house.take(SystemicProblem.analyse, issue, house.agent, "2024-07-03 10:00", root_cause="防水交底缺失")
    house.take(SystemicProblem.dispatch, issue, house.agent, SENT, to=house.partner.pk)
    return Case.objects.get(parent=issue, flow=OptimisationMeasures.code)


def state(case: Case) -> str:
    return Case.objects.get(pk=case.pk).state


@pytest.mark.requirement("S3-42a")
def test_the_quarters_report_proposes_the_most_frequent_types_with_their_regions_and_complaints(house: House) -> None:
    complained(house, "design_defect", 4)  # too few
    complained(house, "living_amenities", 30, on="2024-07-01 00:00")  # of the next quarter
    case = proposed(house)
    issue = SystemicIssue.objects.get(pk=case.pk)
    assert (issue.frequency, issue.quarter_on, state(case)) == (23, date(2024, 4, 1), "proposed")
    assert [(one["region"], one["count"], one["projects"]) for one in issue.regions] == [
        (house.regions[0].pk, 12, 1),
        (house.regions[1].pk, 11, 1),
    ]
    assert IssueLink.objects.filter(issue=issue).count() == 23
    assert SystemicIssue.objects.count() == 1
    assert made.run(jobs.propose_systemic_problems, THIRD_QUARTER) == {"proposed": 0}


@pytest.mark.requirement("S3-42a")
def test_somebody_at_the_group_proposes_one_from_cases_by_number(house: House) -> None:
    complained(house, "design_defect", 2)
    place = moves.Place(house.projects[0])
    given = {"problem": "飘窗渗水", "numbers": ["TS-DESIGN_DEFECT-0-0", "TS-DESIGN_DEFECT-0-9"]}
    with clock.moved_to(instant_of("2024-05-20 10:00")):
        with pytest.raises(Refused):
            moves.start(SystemicProblem.propose, place, by=Actor.of(house.agent), given=given)
        given["numbers"] = ["TS-DESIGN_DEFECT-0-0", " ts-design_defect-0-1"]
        moves.start(SystemicProblem.propose, place, by=Actor.of(house.agent), given=given)
    issue = SystemicIssue.objects.get()
    assert (issue.frequency, issue.links.count(), issue.regions[0]["count"]) == (2, 2, 2)


@pytest.mark.requirement("S3-42b")
def test_it_is_dispatched_to_several_centres_each_with_its_own_receipt(house: House) -> None:
    first = sent(house)
    issue = Case.objects.get(children=first)
    finance = centre.holder(Role.FINANCE_CENTRE, house.group)
    house.take(SystemicProblem.dispatch, issue, house.agent, "2024-07-06 10:00", to=finance.pk)
    with pytest.raises(Refused):
        house.take(SystemicProblem.dispatch, issue, house.agent, "2024-07-06 11:00", to=finance.pk)
    with pytest.raises(Refused):
        house.take(SystemicProblem.dispatch, issue, house.agent, "2024-07-06 11:00", to=house.specialist.pk)
    assert Notice.objects.filter(code="systemic_issue_sent", staff=house.partner, channel="inbox").count() == 1
    assert made.owed(first, "T12").debtor == house.partner
    house.take(OptimisationMeasures.receive, first, house.partner, "2024-07-05 16:30")
    received = {one.unit: one.received_at for one in Optimisation.objects.all()}
    assert received["物业集团"] == instant_of("2024-07-05 16:30")
    assert None in received.values()


@pytest.mark.requirement("S3-42c")
def test_fifteen_days_run_to_the_end_of_the_fifteenth_with_two_reminders(house: House) -> None:
    case = sent(house)
    assert made.owed(case, "T12").due_at == instant_of("2024-07-21 00:00")
    made.sweep("2024-07-21 00:00:00")
    told = Notice.objects.filter(case=case, staff=house.partner, channel="inbox", code="deadline_warning")
    assert [one.at for one in told.order_by("at")] == [instant_of("2024-07-15 10:00"), instant_of("2024-07-19 10:00")]
    made.sweep("2024-07-21 00:00:01")
    assert made.owed(case, "T12").outcome == "breached"


@pytest.mark.requirement("S3-42c")
def test_measures_and_plan_on_the_fifteenth_day_are_in_time(house: House) -> None:
    case = sent(house)
    house.take(OptimisationMeasures.give_measures, case, house.partner, "2024-07-20 23:50", measures="加强闭水试验")
    house.take(
        OptimisationMeasures.file_plan, case, house.partner, "2024-07-21 00:00", ["rectification_plan"], items=PLAN
    )
    assert made.owed(case, "T12").outcome == "met"


@pytest.mark.requirement("S3-42d")
def test_measures_without_the_filed_plan_are_not_filed(house: House) -> None:
    case = sent(house)
    with pytest.raises(Refused):
        house.take(
            OptimisationMeasures.file_plan, case, house.partner, "2024-07-10 10:00", ["rectification_plan"], items=PLAN
        )
    house.take(OptimisationMeasures.give_measures, case, house.partner, "2024-07-10 10:00", measures="加强闭水试验")
    assert state(case) == "measures_given"
    assert made.owed(case, "T12").outcome == "open"
    for proofs, items in (
        ((), PLAN),
        (("rectification_plan",), ["八月底前修订"]),
        (("rectification_plan",), ["2024-07-01 过去"]),
    ):
        with pytest.raises(Refused):
            house.take(OptimisationMeasures.file_plan, case, house.partner, "2024-07-11 10:00", proofs, items=items)
    house.take(
        OptimisationMeasures.file_plan, case, house.partner, "2024-07-12 10:00", ["rectification_plan"], items=PLAN
    )
    assert state(case) == "filed"
    assert Notice.objects.filter(code="rectification_plan_filed", staff=house.agent).exists()


@pytest.mark.requirement("S3-42d")
def test_the_plans_items_are_followed_to_the_last_which_closes_the_problem(house: House) -> None:
    case = sent(house)
    house.take(OptimisationMeasures.give_measures, case, house.partner, "2024-07-10 10:00", measures="加强闭水试验")
    house.take(
        OptimisationMeasures.file_plan, case, house.partner, "2024-07-12 10:00", ["rectification_plan"], items=PLAN
    )
    assert made.owed(case, "ITEMS").due_at == instant_of("2024-10-01 00:00")
    house.take(OptimisationMeasures.finish_item, case, house.partner, "2024-08-30 10:00", number=1, note="已发布")
    with pytest.raises(Refused):
        house.take(OptimisationMeasures.finish_item, case, house.partner, "2024-08-31 10:00", number=1, note="再次")
    assert state(case) == "filed"
    with clock.moved_to(instant_of("2024-10-02 09:00")):
        assert [item.is_late for item in Optimisation.objects.get(pk=case.pk).items.order_by("number")] == [False, True]
    house.take(OptimisationMeasures.finish_item, case, house.partner, "2024-09-29 10:00", number=2, note="已复查")
    assert state(case) == "done"
    assert made.owed(case, "ITEMS").outcome == "met"
    assert state(Case.objects.get(children=case)) == "closed"


def test_whoever_leaves_hands_the_problem_on_with_its_day(house: House) -> None:
    case = sent(house)
    successor = centre.holder(Role.CHAIRMAN, house.property_group)
    house.take(OptimisationMeasures.hand_on, case, house.gm, "2024-07-08 10:00", to=successor.pk, reason="调任")
    duty = made.owed(case, "T12")
    assert (duty.debtor, duty.due_at) == (successor, instant_of("2024-07-21 00:00"))
    with pytest.raises(Refused):
        house.take(OptimisationMeasures.receive, case, house.partner, "2024-07-08 11:00")
    house.take(OptimisationMeasures.receive, case, successor, "2024-07-08 11:00")
