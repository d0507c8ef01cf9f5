"""Receptions seen against complaints entered, and what concealing costs (article 17)."""

from __future__ import annotations

import pytest

from shouwen.complaints.flows import Reconciliation
from shouwen.complaints.flows.reconciliation import verified_in_month
from shouwen.complaints.models import ReceptionCheck, Sanction
from shouwen.kernel import clock, moves
from shouwen.kernel.errors import Refused
from shouwen.kernel.flows import Step
from shouwen.kernel.models import Event, Notice
from tests.factories.story import Story, at, registered, story

pytestmark = pytest.mark.django_db

S = Reconciliation.State


def seen(told: Story, seen_at: str, when: str, by: str = "group_agent", project: str = "P1") -> ReceptionCheck:
    """A reception on the video of a project."""
    given = {"seen_at": seen_at, "channel": "visit", "note": "来访一组"}
    place = moves.Place(told.cast.projects[project])
    with clock.moved_to(at(when)):
        done = moves.start(Reconciliation.register, place, by=told.cast.actor(by), given=given)
    return ReceptionCheck.objects.get(case=done.case)


def take(told: Story, check: ReceptionCheck, step: Step, by: str, when: str, **given: object) -> ReceptionCheck:  # type: ignore[type-arg]
    with clock.moved_to(at(when)):
        moves.take(step, check.pk, by=told.cast.actor(by), given=given)
    return ReceptionCheck.objects.select_related("case", "sanction").get(pk=check.pk)


def verified(told: Story, when: str, kind: str = "omitted") -> ReceptionCheck:
    """One more reception of P3 without an entry, verified against its only specialist."""
    check = seen(told, when, when, project="P3")
    return take(told, check, Reconciliation.verify, "group_agent", when, kind=kind, severity="serious", facts="无录入")


@pytest.mark.requirement("S3-17a")
@pytest.mark.parametrize("seen_at", ["2024-05-06 09:10", "2024-05-06 09:40", "2024-05-06 10:10", "2024-05-06 10:30"])
def test_entries_within_half_an_hour_are_offered_and_one_is_matched(seen_at: str) -> None:
    told = registered()  # entered at 09:40, the visitor left at 10:00
    check = seen(told, seen_at, "2024-05-06 17:00")
    assert told.complaint is not None
    assert check.case.state == S.SEEN
    assert Event.objects.get(case=check.case, seq=1).data["candidates"] == [told.complaint.number]
    check = take(told, check, Reconciliation.match, "group_agent", "2024-05-06 17:01", complaint=told.complaint.number)
    assert (check.case.state, check.matched) == (S.MATCHED, told.complaint.complaint)


@pytest.mark.requirement("S3-17a")
@pytest.mark.parametrize(("seen_at", "project"), [("2024-05-06 09:09:59", "P1"), ("2024-05-06 09:40", "P3")])
def test_a_reception_with_nothing_entered_around_it_is_suspected_at_once(seen_at: str, project: str) -> None:
    told = registered()
    check = seen(told, seen_at, "2024-05-06 17:00", project=project)
    assert check.case.state == S.SUSPECTED


@pytest.mark.requirement("S3-17a")
def test_a_complaint_matches_one_reception_only() -> None:
    told = registered()
    assert told.complaint is not None
    first, second = (seen(told, "2024-05-06 09:40", "2024-05-06 17:00") for _ in range(2))
    take(told, first, Reconciliation.match, "group_agent", "2024-05-06 17:01", complaint=told.complaint.number)
    with pytest.raises(Refused) as refusal:
        take(told, second, Reconciliation.match, "group_agent", "2024-05-06 17:02", complaint=told.complaint.number)
    assert list(refusal.value.fields) == ["complaint"]
    second = take(told, second, Reconciliation.suspect, "group_agent", "2024-05-06 17:03")
    assert second.case.state == S.SUSPECTED


@pytest.mark.requirement("S3-17a")
def test_the_project_itself_does_not_reconcile() -> None:
    told = story()
    with pytest.raises(Refused):
        seen(told, "2024-05-06 09:40", "2024-05-06 17:00", by="agent")


@pytest.mark.requirement("S3-17b")
def test_a_cut_of_two_grades_is_refused_and_three_are_accepted_from_the_general_manager() -> None:
    told = story()
    check = verified(told, "2024-05-10 10:00", kind="concealed")
    assert check.sanction is not None
    assert (check.sanction.code, check.sanction.person) == ("P5", told.cast.staff["agent3"])
    assert (check.kind, check.sanction.decided_at) == ("concealed", None)
    two = {"measure": "pay_cut", "grades": 2, "opinion": "初犯"}
    with pytest.raises(Refused) as refusal:
        take(told, check, Reconciliation.decide, "gm", "2024-05-10 11:00", **two)
    assert list(refusal.value.fields) == ["grades"]
    with pytest.raises(Refused):
        take(told, check, Reconciliation.decide, "dgm", "2024-05-10 11:00", **{**two, "grades": 3})
    check = take(told, check, Reconciliation.decide, "gm", "2024-05-10 11:00", **{**two, "grades": 3})
    assert check.sanction is not None
    assert (check.case.state, check.sanction.grades, check.sanction.measures) == (S.SANCTIONED, 3, ["pay_cut"])
    assert Notice.objects.filter(code="sanction_decided", staff=told.cast.staff["agent3"]).exists()


@pytest.mark.requirement("S3-17b")
def test_with_several_specialists_the_one_answerable_is_chosen_among_them() -> None:
    told = story()
    check = seen(told, "2024-05-10 10:00", "2024-05-10 17:00")
    given = {"kind": "omitted", "severity": "minor", "facts": "无录入"}
    for nobody in ({}, {"to": told.cast.staff["agent3"].pk}):
        with pytest.raises(Refused) as refusal:
            take(told, check, Reconciliation.verify, "group_agent", "2024-05-10 17:10", **given, **nobody)
        assert list(refusal.value.fields) == ["to"]
    chosen = told.cast.staff["agent2"]
    check = take(told, check, Reconciliation.verify, "group_agent", "2024-05-10 17:10", **given, to=chosen.pk)
    assert check.person == chosen


@pytest.mark.requirement("S3-17c")
def test_the_third_of_a_month_proposes_dismissal_and_the_next_month_begins_anew() -> None:
    told = story()
    checks = [verified(told, f"2024-05-{day} 10:00") for day in (10, 20, 31)]
    checks.append(verified(told, "2024-06-01 00:00"))
    proposals = [check.sanction.code for check in checks if check.sanction]
    assert proposals == ["P5", "P5", "P6", "P5"]
    assert verified_in_month(told.cast.staff["agent3"].pk, at("2024-05-15 00:00")) == 3


@pytest.mark.requirement("S3-17c")
def test_dismissal_takes_effect_only_when_the_general_manager_decides_it() -> None:
    told = story()
    third = [verified(told, f"2024-05-{day} 10:00") for day in (10, 11, 12)][-1]
    assert Sanction.objects.get(code="P6").decided_at is None
    with pytest.raises(Refused) as refusal:
        take(told, third, Reconciliation.decide, "gm", "2024-05-12 11:00", measure="pay_cut", grades=5, opinion="从轻")
    assert list(refusal.value.fields) == ["measure"]
    third = take(told, third, Reconciliation.decide, "gm", "2024-05-12 11:00", measure="dismissal", opinion="开除")
    assert third.sanction is not None
    assert (third.sanction.measures, third.sanction.decided_by) == (["dismissal"], told.cast.staff["gm"])
    assert told.cast.staff["agent3"].is_active


@pytest.mark.requirement("S3-17c")
def test_what_the_general_manager_does_not_find_established_counts_for_no_month() -> None:
    told = story()
    first = verified(told, "2024-05-10 10:00")
    take(told, first, Reconciliation.overturn, "gm", "2024-05-10 11:00", reason="录入在另一项目")
    verified(told, "2024-05-11 10:00")
    third = verified(told, "2024-05-12 10:00")
    assert third.sanction is not None
    assert third.sanction.code == "P5"
