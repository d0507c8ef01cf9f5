"""The yearly satisfaction survey: two owners, several regions, a fair sample, a receipt of the board (第四十四条)."""

from __future__ import annotations

import pytest

from shouwen.improvement import jobs
from shouwen.improvement.flows import SatisfactionSurvey
from shouwen.improvement.models import Survey, SurveyInvitation
from shouwen.improvement.survey_results import Stratum, estimate
from shouwen.kernel.errors import Refused
from shouwen.kernel.models import Case, Notice
from shouwen.people.models import Appointment
from shouwen.rehearsal.scenario import instant_of
from tests.factories import centre
from tests.factories import improvement as made
from tests.factories.improvement import House

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> House:
    made_house = House()
    for project in made_house.projects:
        for _ in range(6):
            centre.customer(centre.unit(project))
    return made_house


def called(year: int = 2024) -> Case:
    made.run(jobs.call_for_the_survey, f"{year}-10-01 08:00")
    return Survey.objects.select_related("case").get(year=year).case


def plan(house: House, **changes: object) -> dict[str, object]:
    both = {"host": house.centre.pk, "co_host": house.property_group.pk}
    return {**both, "projects": [one.pk for one in house.projects], "sample": 4, **changes}


def running(house: House) -> Case:
    case = called()
    house.take(SatisfactionSurvey.prepare, case, house.agent, "2024-10-08 09:00", **plan(house))
    house.take(SatisfactionSurvey.send, case, house.gm, "2024-10-09 09:00")
    return case


def answered(case: Case, *scores: list[int]) -> None:
    """The first customers asked answer."""
    for one, given in zip(SurveyInvitation.objects.filter(survey_id=case.pk).order_by("pk"), scores, strict=False):
        one.scores, one.answered_at = given, instant_of("2024-10-12 10:00")
        one.save()


@pytest.mark.requirement("S3-44a")
def test_every_october_the_survey_is_called_for_once(house: House) -> None:
    slot = jobs.in_months(jobs.time(8, 0), jobs._is_the_survey_month)(instant_of("2024-03-05 12:00"))
    assert slot == instant_of("2024-10-01 08:00")
    case = called()
    assert made.run(jobs.call_for_the_survey, "2024-10-01 08:00") == {"called": 0}
    assert made.owed(case, "SURVEY").due_at == instant_of("2025-01-01 00:00")
    assert Notice.objects.filter(code="survey_due", staff=house.gm).count() == 1


@pytest.mark.requirement("S3-44a")
def test_a_survey_needs_both_owners(house: House) -> None:
    case = called()
    for wrong in ({"co_host": house.centre.pk}, {"host": house.property_group.pk}, {"co_host": house.regions[0].pk}):
        with pytest.raises(Refused):
            house.take(SatisfactionSurvey.prepare, case, house.agent, "2024-10-08 09:00", **plan(house, **wrong))
    house.take(SatisfactionSurvey.prepare, case, house.agent, "2024-10-08 09:00", **plan(house))
    found = Survey.objects.select_related("case").get(pk=case.pk)
    assert (found.host, found.co_host, found.case.agent) == (house.centre, house.property_group, house.partner)


@pytest.mark.requirement("S3-44b")
def test_one_project_or_one_region_is_refused(house: House) -> None:
    case, second = called(), centre.project(house.regions[0], serviced_by=house.property)
    for projects in ([house.projects[0].pk], [house.projects[0].pk, second.pk]):
        with pytest.raises(Refused) as refused:
            house.take(
                SatisfactionSurvey.prepare, case, house.agent, "2024-10-08 09:00", **plan(house, projects=projects)
            )
        assert "projects" in refused.value.fields
    assert Case.objects.get(pk=case.pk).state == "due"


@pytest.mark.requirement("S3-44b")
def test_the_sample_is_random_by_project_and_the_same_for_the_same_seed(house: House) -> None:
    case = called()
    draws = []
    for seed in ("a", "b", "a"):
        house.take(SatisfactionSurvey.prepare, case, house.agent, "2024-10-08 09:00", **plan(house, seed=seed))
        draws.append(list(SurveyInvitation.objects.order_by("customer_id").values_list("project_id", "customer_id")))
    assert draws[0] == draws[2] != draws[1]
    for project in house.projects:
        assert sum(of == project.pk for of, _customer in draws[0]) == 4


@pytest.mark.requirement("S3-44b")
def test_each_customer_is_asked_with_a_link_made_when_the_message_leaves(house: House) -> None:
    running(house)
    told = Notice.objects.filter(code="survey_invited")
    assert told.count() == 8
    assert "link" not in told[0].data


@pytest.mark.requirement("S3-44b")
def test_results_are_by_region_and_project_with_response_rate_and_band(house: House) -> None:
    case = running(house)
    answered(case, [5, 5, 5, 5, 5], [4, 4, 4, 4, 4], [3, 3, 3, 3, 3])
    house.take(SatisfactionSurvey.evaluate, case, house.agent, "2024-11-01 09:00", conclusion="总体满意")
    results = Survey.objects.get(pk=case.pk).results
    first, second = results["regions"]
    assert (first["asked"], first["answers"], first["rate"], first["mean"]) == (4, 3, 75.0, 4.0)
    assert (second["answers"], second["rate"], second["mean"], second["band"]) == (0, 0.0, None, None)
    assert first["projects"][0]["name"] == house.projects[0].name
    assert first["band"] == 0.8  # 1.96 · √(1/3 · (1 − 3/6))
    assert results["all"]["rate"] == 37.5


def test_strata_are_weighted_by_their_customers() -> None:
    found = estimate([Stratum(300, 2, [5.0, 5.0]), Stratum(100, 2, [1.0, 1.0])])
    assert (found["mean"], found["band"]) == (4.0, 0.0)


@pytest.mark.requirement("S3-44c")
def test_the_board_receives_the_report_and_gives_its_receipt(house: House) -> None:
    case = running(house)
    with pytest.raises(Refused):
        house.take(SatisfactionSurvey.evaluate, case, house.agent, "2024-11-01 09:00", conclusion="无人答复")
    answered(case, [5, 4, 5, 4, 5])
    house.take(SatisfactionSurvey.evaluate, case, house.agent, "2024-11-01 09:00", conclusion="总体满意")
    house.take(SatisfactionSurvey.report, case, house.gm, "2024-11-02 09:00")
    assert Notice.objects.filter(code="survey_reported", staff=house.board, channel="inbox").count() == 1
    assert made.owed(case, "SURVEY").outcome == "met"
    with pytest.raises(Refused):
        house.take(SatisfactionSurvey.acknowledge, case, house.gm, "2024-11-03 09:00")
    house.take(SatisfactionSurvey.acknowledge, case, house.board, "2024-11-03 09:00")
    found = Survey.objects.get(pk=case.pk)
    assert (found.reported_at, found.received_at, found.received_by) == (
        instant_of("2024-11-02 09:00"),
        instant_of("2024-11-03 09:00"),
        house.board,
    )


@pytest.mark.requirement("S3-44c")
def test_without_a_board_there_is_nobody_to_report_to(house: House) -> None:
    case = running(house)
    answered(case, [5, 4, 5, 4, 5])
    house.take(SatisfactionSurvey.evaluate, case, house.agent, "2024-11-01 09:00", conclusion="总体满意")
    Appointment.objects.filter(staff=house.board).update(ends_at=instant_of("2024-11-01 00:00"))
    with pytest.raises(Refused):
        house.take(SatisfactionSurvey.report, case, house.gm, "2024-11-02 09:00")
