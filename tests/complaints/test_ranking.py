"""The monthly ranking of the specialists and what three bad months lead to (article 16, Q13)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from shouwen.complaints import ranking, sanctions
from shouwen.complaints.jobs import rank_the_specialists
from shouwen.complaints.models import AgentRanking, ComplaintRecord, Sanction
from shouwen.complaints.ranking import Rated, ranks, weighed
from shouwen.complaints.sources import Mean
from shouwen.complaints.supervision_payloads import PersonDecision
from shouwen.complaints.words import PersonMeasure
from shouwen.improvement.models import Survey, SurveyInvitation
from shouwen.kernel import clock, jobs
from shouwen.kernel.errors import Refused
from shouwen.kernel.models import Case, JobRun, Notice, RulebookEntry
from shouwen.people.models import Appointment, Staff
from shouwen.people.roles import Role
from shouwen.rehearsal.cast import LONG_AGO
from tests.factories.story import Story, at, story

pytestmark = pytest.mark.django_db

FIRST_OF_JUNE = "2024-06-01 01:00"


def specialists(told: Story, count: int) -> list[Staff]:
    """So many specialists in office: the cast's three make room for ours."""
    Appointment.objects.filter(role=Role.PROJECT_AGENT).delete()
    org = told.cast.projects["P1"].org
    people = [Staff.objects.create(staff_no=f"s{n:02}", name=f"s{n:02}") for n in range(1, count + 1)]
    Appointment.objects.bulk_create(
        Appointment(staff=person, role=Role.PROJECT_AGENT, org=org, starts_at=LONG_AGO) for person in people
    )
    return people


def rate(told: Story, agent: Staff, scores: Sequence[int], on: str) -> None:
    """What customers gave a specialist, as the rating step leaves it."""
    project = told.cast.projects["P1"]
    for score in scores:
        number = f"T-{Case.objects.count()}"
        case = Case.objects.create(
            flow="complaints.complaint", number=number, title="", state="closed", project=project, agent=agent,
            region=project.region, property_company=project.property_company, opened_at=at(on),
        )  # fmt: skip
        ComplaintRecord.objects.create(case=case, channel="visit", score=score, rated_at=at(on))


def rate_all(told: Story, people: Sequence[Staff], month: int) -> None:
    """The first specialist is the best, each next one a little worse: of thirty ratings n are fours."""
    for n, person in enumerate(people):
        rate(told, person, [4] * n + [5] * (30 - n), f"2024-{month:02}-15 10:00")


def run(month: int) -> None:
    """The job of the first of a month, which ranks the month before."""
    with clock.moved_to(at(f"2024-{month:02}-01 01:00")):
        rank_the_specialists(clock.now())


@pytest.mark.requirement("S3-16c")
def test_of_twenty_five_the_last_ten_are_flagged() -> None:
    told = story()
    people = specialists(told, 25)
    rate_all(told, people, 5)
    with clock.moved_to(at(FIRST_OF_JUNE)):
        jobs.run_due(clock.now(), since=at("2024-06-01 00:59"))
    result = JobRun.objects.get(job="complaints.ranking", slot=at(FIRST_OF_JUNE)).result
    assert result == {"month": "2024-05", "people": 25, "proposals": 0}
    rows = AgentRanking.objects.filter(month=date(2024, 5, 1)).order_by("rank")
    assert [(row.agent_id, row.rank) for row in rows] == [(p.pk, n) for n, p in enumerate(people, start=1)]
    assert [row.rank for row in rows if row.is_bottom_ten] == list(range(16, 26))
    assert (rows[3].score, rows[3].sample) == (Decimal("4.90"), 30)
    told_people = {n.staff.name for n in Notice.objects.filter(code="ranking_published") if n.staff}
    assert told_people == {"gm", "dgm", "group_agent"}


@pytest.mark.requirement("S3-16c")
def test_only_the_months_own_ratings_count_to_the_second() -> None:
    told = story()
    person = specialists(told, 1)[0]
    for instant, score in [
        ("2024-04-30 23:59:59", 1),
        ("2024-05-01", 4),
        ("2024-05-31 23:59:59", 5),
        ("2024-06-01", 1),
    ]:
        rate(told, person, [score], instant if ":" in instant else f"{instant} 00:00")
    run(6)
    row = AgentRanking.objects.get()
    assert (row.score, row.sample, row.is_sample_small) == (Decimal("4.50"), 2, True)


@pytest.mark.requirement("S3-16c")
def test_equal_scores_share_a_rank_and_who_was_not_rated_has_none() -> None:
    scores = {1: "4.50", 2: "4.90", 3: "4.50", 4: None, 5: "4.10"}
    rated = [Rated(pk, Decimal(score) if score else None, 5 if score else 0) for pk, score in scores.items()]
    assert ranks(rated) == {1: 2, 2: 1, 3: 2, 5: 4}


@pytest.mark.requirement("S3-16c")
def test_people_who_share_the_last_safe_rank_are_all_safe() -> None:
    told = story()
    people = specialists(told, 12)
    for n, person in enumerate(people):
        rate(told, person, [5 if n < 1 else 4 if n < 4 else 3] * 5, "2024-05-10 10:00")
    run(6)
    safe = AgentRanking.objects.filter(is_bottom_ten=False).order_by("rank", "agent_id")
    assert [row.rank for row in safe] == [1, 2, 2, 2]


@pytest.mark.requirement("S3-16c")
def test_a_published_ranking_is_frozen() -> None:
    told = story()
    person = specialists(told, 1)[0]
    rate(told, person, [5], "2024-05-10 10:00")
    run(6)
    rate(told, person, [1], "2024-05-11 10:00")
    run(6)
    assert AgentRanking.objects.get().score == Decimal("5.00")
    with pytest.raises(DatabaseError), transaction.atomic():
        AgentRanking.objects.update(rank=2)
    with pytest.raises(DatabaseError), transaction.atomic():
        AgentRanking.objects.all().delete()


@pytest.mark.requirement("S3-16d")
def test_three_months_in_the_bottom_ten_open_one_proposal_each_and_the_fourth_adds_none() -> None:
    told = story()
    people = specialists(told, 25)
    for month in (3, 4):
        rate_all(told, people, month)
        run(month + 1)
    assert not Sanction.objects.exists()
    rate_all(told, people, 5)
    run(6)
    assert {s.person for s in Sanction.objects.filter(code="P4")} == set(people[15:])
    assert Sanction.objects.filter(decided_at=None, clause="第十六条").count() == 10
    assert [n.staff.name for n in Notice.objects.filter(code="ranking_proposals") if n.staff] == ["gm"]
    rate_all(told, people, 6)
    run(7)
    assert Sanction.objects.count() == 10


@pytest.mark.requirement("S3-16d")
def test_one_month_outside_the_bottom_ten_resets_the_count() -> None:
    told = story()
    people = specialists(told, 25)
    escaped = people[20]
    for month in (3, 4, 5):
        order = [p for p in people if p != escaped]
        order.insert(14 if month == 4 else 20, escaped)
        rate_all(told, order, month)
        run(month + 1)
    assert AgentRanking.objects.get(agent=escaped, month=date(2024, 4, 1)).rank == 15
    assert not Sanction.objects.filter(person=escaped).exists()
    assert Sanction.objects.filter(person=people[24]).exists()


@pytest.mark.requirement("S3-16d")
def test_where_ten_or_fewer_are_ranked_nobody_is_at_the_bottom() -> None:
    told = story()
    people = specialists(told, 10)
    for month in (3, 4, 5):
        rate_all(told, people, month)
        run(month + 1)
    assert AgentRanking.objects.filter(is_bottom_ten=False).count() == 30
    assert not Sanction.objects.exists()


@pytest.mark.requirement("S3-16d")
def test_the_general_manager_decides_the_proposal_and_nobody_else() -> None:
    told = story()
    person = told.cast.staff["agent"]
    proposal = sanctions.propose(None, "P4", "第十六条", person.pk, "后十名", at(FIRST_OF_JUNE))
    assert sanctions.open_proposals() == [proposal]
    cut = PersonDecision(measure=PersonMeasure.PAY_CUT, grades=1, opinion="降一级")
    with clock.moved_to(at(FIRST_OF_JUNE) + timedelta(hours=9)):
        with pytest.raises(Refused):
            sanctions.decide_proposal(proposal.pk, cut, told.cast.actor("dgm"))
        decided = sanctions.decide_proposal(proposal.pk, cut, told.cast.actor("gm"))
        with pytest.raises(Refused):
            sanctions.decide_proposal(proposal.pk, cut, told.cast.actor("gm"))
    assert (decided.measures, decided.grades, decided.decided_by) == (["pay_cut"], 1, told.cast.staff["gm"])
    assert sanctions.open_proposals() == []


def test_the_month_before_the_slot_is_the_one_that_is_ranked() -> None:
    assert ranking._months_back(date(2024, 2, 1), 3) == [date(2024, 2, 1), date(2024, 1, 1), date(2023, 12, 1)]


# ---- the second source (Q20) ----------------------------------------------------------------------------


def surveyed(told: Story, customer: str, score: int, on: str) -> None:
    """What a customer of the cast answered to the survey's question about the reception."""
    survey = Survey.objects.first() or Survey.objects.create(case=_survey_case(told), year=2024)
    SurveyInvitation.objects.create(
        survey=survey, project=told.cast.projects["P1"], customer=told.cast.customers[customer],
        answered_at=at(on), scores=[score, 1, 1, 1, 1],
    )  # fmt: skip


def _survey_case(told: Story) -> Case:
    project = told.cast.projects["P1"]
    return Case.objects.create(
        flow="improvement.survey", number="DC-1", title="", state="running", project=project, region=project.region,
        property_company=project.property_company, opened_at=at("2024-05-01 08:00"),
    )  # fmt: skip


def received(told: Story, agent: Staff, customer: str, on: str) -> None:
    """A customer whose complaint this specialist took down, without a rating."""
    rate(told, agent, [0], on)
    Case.objects.filter(pk=Case.objects.latest("id").pk).update(customer=told.cast.customers[customer])
    ComplaintRecord.objects.filter(case=Case.objects.latest("id")).update(score=None, rated_at=None)


def weigh_the_window(told: Story, percent: str) -> None:
    """The rulebook gives the window this share from the start of 2024."""
    RulebookEntry.objects.create(
        quantity="complaints.ranking.window_weight", value=percent, reason="抽样调查参与排名",
        valid_from=at("2024-01-01 00:00"), proposed_at=at("2023-12-01 00:00"), decided_at=at("2023-12-02 00:00"),
        proposed_by=told.cast.staff["dgm"], decided_by=told.cast.staff["gm"], status=RulebookEntry.Status.APPROVED,
    )  # fmt: skip


@pytest.mark.requirement("S3-16c")
def test_by_default_the_survey_is_shown_and_does_not_rank() -> None:
    told = story()
    first, second = specialists(told, 2)
    rate(told, first, [5] * 5, "2024-05-10 10:00")
    received(told, second, "customer", "2024-05-11 10:00")
    surveyed(told, "customer", 2, "2024-05-20 10:00")
    run(6)
    rows = {row.agent_id: row for row in AgentRanking.objects.all()}
    assert (rows[first.pk].score, rows[first.pk].window_score, rows[first.pk].rank) == (5, 5, 1)
    unrated = rows[second.pk]
    assert (unrated.score, unrated.rank, unrated.survey_score, unrated.survey_sample) == (None, None, 2, 1)


@pytest.mark.requirement("S3-16c")
def test_the_rulebook_may_let_the_survey_weigh_in_and_both_sources_are_kept() -> None:
    told = story()
    weigh_the_window(told, "60")
    first, second = specialists(told, 2)
    rate(told, first, [5, 4], "2024-05-10 10:00")
    received(told, second, "customer", "2024-02-01 10:00")
    received(told, first, "customer", "2024-05-11 10:00")
    received(told, second, "customer", "2024-05-25 10:00")
    surveyed(told, "customer", 2, "2024-05-20 10:00")
    run(6)
    row = AgentRanking.objects.get(agent=first)
    assert (row.window_score, row.survey_score, row.window_weight) == (Decimal("4.50"), 2, 60)
    assert row.score == Decimal("3.50")  # 0.6 · 4.5 + 0.4 · 2
    assert not AgentRanking.objects.get(agent=second).survey_sample


@pytest.mark.requirement("S3-16c")
def test_answers_older_than_the_rulebook_says_and_of_people_nobody_received_count_for_nobody() -> None:
    told = story()
    (only,) = specialists(told, 1)
    received(told, only, "customer", "2023-03-01 10:00")
    surveyed(told, "customer", 1, "2023-05-31 23:59")
    surveyed(told, "customer2", 1, "2024-05-20 10:00")
    run(6)
    assert AgentRanking.objects.get().survey_sample == 0


def test_one_source_that_is_missing_leaves_the_other() -> None:
    window, survey = Mean(Decimal(9), 2), Mean(Decimal(2), 1)
    share = Decimal(60)
    scores = [weighed(1, *pair, share).score for pair in ((window, Mean()), (Mean(), survey), (Mean(), Mean()))]
    assert scores == [Decimal("4.50"), Decimal("2.00"), None]
