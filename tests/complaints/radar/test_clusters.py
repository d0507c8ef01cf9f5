"""The radar links households of one matter, proposes at the third and the fifth, and never decides (article 33, Q7)."""

from __future__ import annotations

import pytest
from django.db import connection

from shouwen.complaints.flows import Complaint
from shouwen.complaints.models import ClusterMember, LevelProposal, OrderRecord, RadarCluster, RadarEntry, RadarWeight
from shouwen.complaints.radar import entries, weights
from shouwen.complaints.radar.clusters import sight
from shouwen.complaints.radar.jobs import survey
from shouwen.complaints.radar.likeness import Probe, alike
from shouwen.complaints.radar.trades import trade_of
from shouwen.kernel import clock, following, moves, rulebook
from shouwen.kernel.models import Case, Notice
from tests.complaints.test_similar import complain, flat
from tests.factories.story import Story, at, registration, story

pytestmark = pytest.mark.django_db

LEAK = "卫生间顶板渗水,楼上管道漏水"


def leaks(told: Story, *rooms: str) -> list[str]:
    """One complaint about the same leak from each of these rooms, a day apart."""
    return [complain(told, room, f"2024-05-{n:02} 10:00", demand=LEAK) for n, room in enumerate(rooms, start=1)]


def only() -> RadarCluster:
    return RadarCluster.objects.get()


@pytest.mark.requirement("S3-33a")
def test_the_third_household_proposes_a_common_issue_and_the_fifth_a_group_complaint() -> None:
    told = story()
    leaks(told, "101")
    assert not RadarCluster.objects.exists()
    leaks(told, "102")
    assert (only().households, only().status, only().suggested) == (2, "watched", "")
    leaks(told, "103")
    assert (only().households, only().status, only().suggested) == (3, "proposed", "common")
    leaks(told, "104")
    assert (only().households, only().suggested) == (4, "common")
    leaks(told, "105")
    assert (only().households, only().suggested) == (5, "group")
    told_gm = Notice.objects.filter(code="radar_proposed", staff__name="gm", channel=Notice.Channel.INBOX)
    assert [notice.data["households"] for notice in told_gm.order_by("id")] == [3, 5]
    assert not OrderRecord.objects.exclude(level="general").exists()


@pytest.mark.requirement("S3-33a")
def test_how_many_households_it_takes_stands_in_the_rulebook() -> None:
    told = story()
    with rulebook.rehearsing({"complaints.level.common.households": "2", "complaints.level.group.households": "3"}):
        leaks(told, "101", "102")
        assert only().suggested == "common"
        leaks(told, "103")
    assert only().suggested == "group"


def test_one_household_that_complains_again_and_again_is_one_household() -> None:
    told = story()
    leaks(told, "101", "101", "101", "101")
    assert (only().households, only().suggested, only().members.count()) == (1, "", 4)


@pytest.mark.parametrize(
    ("demand", "when"),
    [("入户门锁坏了打不开", "2024-05-03 10:00"), (LEAK, "2024-06-03 10:01")],
    ids=["another matter", "longer ago than the window"],
)
def test_another_matter_and_what_is_too_old_stay_apart(demand: str, when: str) -> None:
    told = story()
    leaks(told, "101", "102")
    complain(told, "103", when, demand=demand)
    assert only().households == 2
    assert ClusterMember.objects.count() == 2


def test_while_the_third_household_is_typing_the_radar_says_so_and_writes_nothing() -> None:
    told = story()
    numbers = leaks(told, "101", "102")
    now = at("2024-05-06 10:00")
    seen = sight(Probe("卫生间顶板一直渗水", flat(told, "103")), now, rulebook.book(now))
    assert (seen.households, seen.suggested, seen.cluster) == (3, "common", only())
    assert {record.case.number for record in seen.records} == set(numbers)
    assert RadarEntry.objects.count() == 2


def test_a_corrected_demand_is_compared_anew_and_a_void_complaint_leaves_the_cluster() -> None:
    told = story()
    leaks(told, "101", "102")
    complain(told, "103", "2024-05-03 10:00", demand="门锁坏了")
    third = Case.objects.latest("id")
    assert only().households == 2
    told.complaint = third
    told.take(Complaint.correct, "agent", "2024-05-03 11:00", given={"demand": LEAK})
    following.catch_up()
    assert only().households == 3
    told.take(Complaint.void, "group_agent", "2024-05-03 12:00", given={"reason": "误录"})
    assert (only().households, RadarEntry.objects.count()) == (2, 2)


@pytest.mark.requirement("S3-33a")
def test_an_order_raised_before_the_radar_came_round_carries_the_proposal_as_well() -> None:
    told = story()
    leaks(told, "101", "102")
    unit = flat(told, "103")
    given = registration(contact_ended_at="2024-05-03 10:00", required_finish_at="2024-06-30 18:00", demand=LEAK)
    with clock.moved_to(at("2024-05-03 10:00")):
        told.complaint = moves.start(
            Complaint.register, moves.Place(unit.project, unit), by=told.cast.actor("agent"), given=given
        ).case
    told.take(Complaint.raise_order, "agent", "2024-05-03 10:00")
    assert LevelProposal.objects.get().level == "common"


@pytest.mark.requirement("S3-33a")
def test_an_order_raised_for_a_member_carries_the_proposal() -> None:
    told = story()
    leaks(told, "101", "102", "103")
    told.complaint = Case.objects.latest("id")
    told.take(Complaint.raise_order, "agent", "2024-05-03 10:05")
    proposal = LevelProposal.objects.get()
    assert (proposal.level, proposal.by, proposal.order.level) == ("common", None, "general")
    assert "3" in proposal.grounds


def test_the_same_stack_and_building_speak_for_two_texts_that_alone_would_not() -> None:
    told = story()
    complain(told, "101", "2024-05-01 10:00", demand="厨房吊顶漏水")
    upstairs = flat(told, "101")
    now = at("2024-05-02 10:00")
    probe = Probe("卫生间墙角渗水发霉", upstairs)
    with rulebook.rehearsing({"complaints.radar.points.unweighed": "9"}):
        assert [one.same_stack for one in alike(probe, now, rulebook.book(now))] == [True]
    with rulebook.rehearsing({"complaints.radar.points.unweighed": "9", "complaints.radar.points.stack": "0.01"}):
        assert alike(probe, now, rulebook.book(now)) == []


def test_common_words_weigh_little_once_enough_texts_are_known() -> None:
    told = story()
    with rulebook.rehearsing({"complaints.radar.texts": "4"}):
        for room, demand in zip(
            ("101", "102", "103", "104"),
            ("我们小区电梯停运", "我们小区漏水", "我们小区门禁失灵", "我们小区门禁又失灵"),
            strict=True,
        ):
            complain(told, room, "2024-05-01 10:00", demand=demand)
        weights.weigh(at("2024-05-02 02:40"))
    known = dict(RadarWeight.objects.values_list("gram", "weight"))
    assert known["门禁"] > 0.5
    assert known["我们"] == 0  # in every text: it says nothing
    now = at("2024-05-02 10:00")
    scores = {one.unit_id: one.words for one in alike(Probe("门禁失灵", flat(told, "105")), now, _low())}
    assert set(scores) == {flat(told, "103").pk, flat(told, "104").pk}


def _low() -> rulebook.Book:
    with rulebook.rehearsing({"complaints.radar.points": "5", "complaints.radar.points.building": "0.01"}):
        return rulebook.book(at("2024-05-02 10:00"))


def test_the_night_takes_in_what_came_past_the_counter_and_a_second_run_finds_nothing() -> None:
    told = story()
    leaks(told, "101", "102", "103")
    RadarCluster.objects.all().delete()
    RadarEntry.objects.all().delete()
    assert survey(at("2024-05-04 02:40"))["taken_in"] == 3
    assert (only().households, only().status) == (3, "proposed")
    assert survey(at("2024-05-04 02:40"))["taken_in"] == 0


def test_entries_no_window_reaches_are_forgotten() -> None:
    told = story()
    leaks(told, "101")
    assert entries.drop_old(at("2025-06-01 00:00")) == 0
    assert entries.drop_old(at("2025-06-06 00:00")) == 1


@pytest.mark.parametrize(
    ("words", "trade"), [("卫生间漏水", "leak"), ("电梯困人", "lift"), ("楼下油烟异味", "smell"), ("您好", "")]
)
def test_the_trade_is_read_from_the_words(words: str, trade: str) -> None:
    assert trade_of(words) == trade


def test_the_comparison_reads_one_projects_window_by_its_index() -> None:
    told = story()
    leaks(told, "101", "102")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT 1 FROM complaints_radarentry WHERE project_id = 1 AND at > now() AND at <= now()"
        )
        plan = " ".join(row[0] for row in cursor.fetchall())
    assert "complaints_radar_near" in plan


def test_the_survey_of_a_night_takes_in_nothing_that_was_said_after_it() -> None:
    told = story()
    given = registration(contact_ended_at="2024-05-03 10:00", required_finish_at="2024-06-30 18:00", demand=LEAK)
    unit = flat(told, "101")
    with clock.moved_to(at("2024-05-03 10:00")):
        moves.start(Complaint.register, moves.Place(unit.project, unit), by=told.cast.actor("agent"), given=given)
    assert survey(at("2024-05-03 02:40"))["taken_in"] == 0  # a rehearsal plays in the past
    assert survey(at("2024-05-04 02:40"))["taken_in"] == 1
