"""The daily check by video: planned at five past midnight, recorded by the group, or missed (第九、十条)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from shouwen.centres import checklist, daily_checks
from shouwen.centres.flows import VideoChecks
from shouwen.centres.models import CheckItem, VideoCheck
from shouwen.complaints.models import Sanction
from shouwen.exchange.violations import Violation
from shouwen.kernel import clock, crossing, moves
from shouwen.kernel.errors import Refused
from shouwen.kernel.models import Case, Event, Evidence, JobRun, Notice, Obligation
from shouwen.rehearsal.scenario import instant_of
from tests.centres.stage import centre_of, jobs_at, story
from tests.factories.story import Story

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

PLAN = "centres.video_checks"


def planned(told: Story) -> Case:
    """The check of the eleventh of January at project P1."""
    centre_of(told)
    jobs_at("2024-01-11 00:05", PLAN)
    return Case.objects.get(flow=VideoChecks.code)


def finding(told: Story, **changes: Any) -> dict[str, Any]:
    """Everything as it should be, unless said otherwise."""
    lines = [{"item": item.pk, "ok": True} for item in checklist.items()]
    return {
        "agent": told.cast.staff["agent"].pk,
        "watched_from": "2024-01-11 09:00",
        "watched_until": "2024-01-11 09:30",
        "results": lines,
        "conclusion": "good",
        "finding": "在岗，着装规范",
        **changes,
    }


def record(told: Story, case: Case, at: str = "2024-01-11 10:00", by: str = "group_agent", **changes: Any) -> Case:
    with clock.moved_to(instant_of(at)):
        proofs = [told.piece(kind, by) for kind in changes.pop("proofs", ())]
        given = finding(told, **changes)
        return moves.take(VideoChecks.record_check, case.pk, by=told.cast.actor(by), given=given, proofs=proofs).case


@pytest.mark.requirement("S3-10a")
def test_every_operating_centre_gets_one_check_at_five_past_midnight() -> None:
    told = story()
    centre_of(told)
    centre_of(told, project="P3")
    jobs_at("2024-01-11 00:04", PLAN)
    assert not VideoCheck.objects.filter(on=date(2024, 1, 11)).exists()
    jobs_at("2024-01-11 00:05", PLAN)
    jobs_at("2024-01-11 12:00", PLAN)
    assert sorted(Case.objects.filter(flow=VideoChecks.code).values_list("project__name", flat=True)) == ["P1", "P3"]
    owed = Obligation.objects.filter(code="CHECK")
    assert {one.debtor for one in owed} == {told.cast.staff["group_agent"]}
    assert {one.due_at for one in owed} == {instant_of("2024-01-11 23:59:59")}


@pytest.mark.requirement("S3-10a")
def test_the_next_morning_says_how_many_were_due_done_and_missed() -> None:
    told = story()
    centre_of(told, project="P3")
    case = planned_beside(told)
    record(told, case)
    jobs_at("2024-01-12 00:05", PLAN)
    covered = daily_checks.covered(date(2024, 1, 11))
    assert (covered.due, covered.done, covered.missed) == (2, 1, 1)
    missed = VideoCheck.objects.exclude(case=case).get(on=date(2024, 1, 11)).case
    assert missed.state == "missed"
    with pytest.raises(Refused) as refused:
        record(told, missed, "2024-01-12 08:00")
    assert refused.value.code == "wrong_state"


def planned_beside(told: Story) -> Case:
    centre_of(told)
    jobs_at("2024-01-11 00:05", PLAN)
    return Case.objects.get(flow=VideoChecks.code, project__name="P1")


@pytest.mark.requirement("S3-10a")
def test_days_the_engine_slept_through_are_planned_and_missed_one_by_one() -> None:
    told = story()
    centre_of(told)
    jobs_at("2024-01-13 08:00", PLAN, since="2024-01-10 12:00")
    states = dict(VideoCheck.objects.values_list("on", "case__state"))
    assert states == {date(2024, 1, 11): "missed", date(2024, 1, 12): "missed", date(2024, 1, 13): "due"}
    assert JobRun.objects.filter(job=PLAN).exclude(error="").count() == 0


@pytest.mark.requirement("S3-08d")
def test_a_check_names_the_slice_of_time_the_specialist_and_the_conclusion() -> None:
    told = story()
    case = planned(told)
    for gone in ("agent", "watched_from", "watched_until", "conclusion", "finding"):
        with pytest.raises(Refused) as refused:
            record(told, case, **{gone: None})
        assert refused.value.code == "bad_payload"
    with pytest.raises(Refused, match="did not serve"):
        record(told, case, agent=told.cast.staff["agent3"].pk)
    with pytest.raises(Refused, match="not in the future"):
        record(told, case, watched_until="2024-01-11 11:00")
    record(told, case)
    check = VideoCheck.objects.get(pk=case.pk)
    assert (check.agent, check.inspector) == (told.cast.staff["agent"], told.cast.staff["group_agent"])
    assert check.watched_from == instant_of("2024-01-11 09:00")
    assert Obligation.objects.get(case=case, code="CHECK").outcome == "met"


@pytest.mark.requirement("S3-08d")
def test_a_specialist_can_neither_record_nor_change_a_check() -> None:
    told = story()
    case = planned(told)
    for by in ("agent", "agent2", "head_engineering"):
        with pytest.raises(Refused) as refused:
            record(told, case, by=by)
        assert refused.value.code == "wrong_role"
    record(told, case)
    assert not moves.offers(Case.objects.get(pk=case.pk), told.cast.actor("agent"))


@pytest.mark.requirement("S3-08d")
def test_the_group_may_check_beyond_the_plan() -> None:
    told = story()
    centre_of(told)
    with clock.moved_to(instant_of("2024-01-11 10:00")):
        place = moves.Place(told.cast.projects["P1"])
        given = finding(told)
        done = moves.start(VideoChecks.inspect, place, by=told.cast.actor("group_agent"), given=given)
    check = VideoCheck.objects.get(pk=done.case.pk)
    assert (check.case.state, check.is_daily, check.on) == ("done", False, date(2024, 1, 11))


@pytest.mark.requirement("S3-09a")
def test_the_checklist_has_dress_etiquette_and_procedure_beside_discipline_and_every_line_is_scored() -> None:
    told = story()
    case = planned(told)
    groups = {item.group for item in checklist.items()}
    assert {"dress", "etiquette", "procedure"} <= groups
    assert "discipline" in groups
    lines = [{"item": item.pk, "ok": item.group != "dress", "note": "未戴工牌"} for item in checklist.items()]
    record(told, case, results=lines, conclusion="improve")
    check = VideoCheck.objects.get(pk=case.pk)
    assert {line.got for line in check.results.all() if line.group == "dress"} == {0}
    assert {line.got for line in check.results.all() if line.group != "dress"} == {10}
    assert str(check.score) == "85.7"


@pytest.mark.requirement("S3-09a")
def test_what_is_not_as_it_should_be_needs_a_note_and_no_line_is_left_out() -> None:
    told = story()
    case = planned(told)
    first, *others = finding(told)["results"]
    with pytest.raises(Refused, match="not as it should be"):
        record(told, case, results=[{**first, "ok": False}, *others])
    with pytest.raises(Refused, match="Every line"):
        record(told, case, results=others)


@pytest.mark.requirement("S3-09a")
def test_an_earlier_check_keeps_the_words_it_was_made_with() -> None:
    told = story()
    case = planned(told)
    record(told, case)
    CheckItem.objects.update(text="换了说法")
    assert "换了说法" not in VideoCheck.objects.get(pk=case.pk).results.values_list("text", flat=True)


@pytest.mark.requirement("S3-10b")
def test_a_violation_needs_a_clip_and_proposes_a_sanction_for_neglect(monkeypatch: pytest.MonkeyPatch) -> None:
    told = story()
    case = planned(told)
    heard: list[Violation] = []
    monkeypatch.setitem(crossing._receivers, Violation, [heard.append])
    with pytest.raises(Refused) as refused:
        record(told, case, conclusion="violation", finding="上班玩手机")
    assert refused.value.code == "missing_evidence"
    record(told, case, conclusion="violation", finding="上班玩手机", proofs=("check_clip",))
    clip = Evidence.objects.get(case=case, kind="check_clip")
    assert len(heard) == 1
    said = heard[0]
    assert (said.person_id, said.code, said.kind) == (told.cast.staff["agent"].pk, "P2", "失职问责")
    assert (said.clause, said.ref, said.evidence_ids) == ("第十条", "S3-10b", (clip.pk,))
    assert "上班玩手机" in said.facts
    assert said.at == instant_of("2024-01-11 09:00")
    assert Event.objects.get(case=case, code=Violation.CODE).data["key"] == said.key
    assert Notice.objects.filter(code="check_violation", staff=told.cast.staff["agent"]).exists()


@pytest.mark.requirement("S3-10b")
def test_the_proposal_stands_in_the_register_of_sanctions_once() -> None:
    told = story()
    case = planned(told)
    record(told, case, conclusion="violation", finding="上班玩手机", proofs=("check_clip",))
    proposed = Sanction.objects.get(person=told.cast.staff["agent"])
    assert (proposed.code, proposed.clause) == ("P2", "第十条")
    said = Event.objects.get(case=case, code=Violation.CODE).data
    again = {**said, "at": datetime.fromisoformat(said["at"]), "evidence_ids": tuple(said["evidence_ids"])}
    crossing.deliver(Violation(**again))
    assert Sanction.objects.count() == 1


@pytest.mark.requirement("S3-10b")
def test_a_check_without_a_violation_proposes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    told = story()
    case = planned(told)
    heard: list[Violation] = []
    monkeypatch.setitem(crossing._receivers, Violation, [heard.append])
    record(told, case, conclusion="improve")
    assert heard == []
