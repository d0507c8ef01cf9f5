"""What reaches a centre beside its counter: leads of colleagues and messages on the hotline (第六、八条)."""

from __future__ import annotations

from typing import Any

import pytest

from shouwen.centres import leads
from shouwen.centres.flows import Voice
from shouwen.centres.leads import Told
from shouwen.centres.models import Lead, VoiceMessage
from shouwen.complaints.models import ComplaintRecord
from shouwen.kernel import clock, moves
from shouwen.kernel.errors import Refused
from shouwen.kernel.models import Case, Notice, Obligation
from shouwen.kernel.rulebook import rehearsing
from shouwen.rehearsal.scenario import instant_of
from tests.centres.stage import act, story
from tests.factories.pages import client_of, recording, typed, when
from tests.factories.story import Story

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def left(told: Story, at: str = "2024-05-06 02:12", **given: Any) -> Case:
    """A message left at ten past two at night, taken in by the hotline's account."""
    with clock.moved_to(instant_of(at)):
        by = told.cast.actor("group_agent")
        given = {"caller": "19900000000", "ended_at": "2024-05-06 02:10", **given}
        place = moves.Place(told.cast.projects["P1"])
        return moves.start(
            Voice.leave, place, by=by, given=given, proofs=[told.piece("hotline_message", "group_agent")]
        ).case


def reported(told: Story, by: str = "finance_centre", at: str = "2024-05-06 10:00", **changes: Any) -> Lead:
    project = told.cast.projects["P1"].pk
    with clock.moved_to(instant_of(at)):
        told_of = Told(**{"project_id": project, "room": "1-1-101", "words": "楼道灯坏了两周", **changes})
        return leads.submit(told_of, told.cast.staff[by], f"{by}:{at}")


# — the hotline —


@pytest.mark.requirement("S3-08b")
def test_a_message_keeps_caller_instant_recording_and_who_listened() -> None:
    told = story()
    case = left(told)
    act(told, Voice.listen, case, "agent", "2024-05-06 08:30", said="厨房漏水，请尽快来人")
    act(told, Voice.listen, case, "agent2", "2024-05-06 08:40", said="厨房漏水，请今天来人")
    message = VoiceMessage.objects.get(pk=case.pk)
    assert (message.caller, message.ended_at) == ("19900000000", instant_of("2024-05-06 02:10"))
    assert (message.listened_by, message.listened_at) == (told.cast.staff["agent"], instant_of("2024-05-06 08:30"))
    assert case.evidence.get().kind == "hotline_message"
    assert "19900000000" not in str(list(case.events.values_list("case__title", flat=True)))
    assert Notice.objects.filter(code="voice_left", staff=told.cast.staff["agent"]).exists()


@pytest.mark.requirement("S3-08b")
def test_a_message_has_its_recording() -> None:
    told = story()
    given, place = {"ended_at": "2024-05-06 02:10"}, moves.Place(told.cast.projects["P1"])
    with clock.moved_to(instant_of("2024-05-06 08:00")), pytest.raises(Refused) as refused:
        moves.start(Voice.leave, place, by=told.cast.actor("agent"), given=given)
    assert refused.value.code == "missing_evidence"


@pytest.mark.requirement("S3-08b")
def test_a_message_becomes_a_complaint_whose_half_hour_runs_from_its_end() -> None:
    told = story()
    case = left(told)
    act(told, Voice.listen, case, "agent", "2024-05-06 08:30", said="厨房漏水")
    browser = client_of(told, "agent")
    with when("2024-05-06 08:31"):
        listed = browser.get("/centres/messages/").content.decode()
        assert "not yet a complaint" in listed
        shown = browser.get(f"/complaints/intake/?from=voice%3A{case.pk}").content.decode()
        assert "厨房漏水" in shown
        assert case.number in shown
        form = typed(told, channel="phone", contact_ended_at="2024-05-06T08:30", **{"from": f"voice:{case.pk}"})
        answer = browser.post("/complaints/intake/", form)
    assert answer.status_code == 302
    complaint = ComplaintRecord.objects.get()
    assert (complaint.channel, complaint.contact_ended_at) == ("message", instant_of("2024-05-06 02:10"))
    owed = Obligation.objects.get(case=complaint.case, code="T1")
    assert owed.due_at == instant_of("2024-05-06 02:40")
    case.refresh_from_db()
    assert (case.state, case.voice_message.complaint) == ("turned", complaint.case)
    with when("2024-05-06 08:35"):
        assert complaint.case.number in browser.get("/centres/messages/?show=all").content.decode()


@pytest.mark.requirement("S3-08b")
def test_the_rulebook_may_let_the_half_hour_run_from_when_somebody_listened() -> None:
    told = story()
    case = left(told)
    act(told, Voice.listen, case, "agent", "2024-05-06 08:30", said="厨房漏水")
    with rehearsing({"centres.voice.t1_from": "listened"}), when("2024-05-06 08:31"):
        client_of(told, "agent").post("/complaints/intake/", typed(told, **{"from": f"voice:{case.pk}"}))
    assert ComplaintRecord.objects.get().contact_ended_at == instant_of("2024-05-06 08:30")


@pytest.mark.requirement("S3-08b")
def test_a_message_becomes_one_complaint_and_not_two() -> None:
    told = story()
    case = left(told)
    source = {"from": f"voice:{case.pk}"}
    with when("2024-05-06 08:31"):
        client_of(told, "agent").post("/complaints/intake/", typed(told, **source))
        shown = client_of(told, "agent2").get(f"/complaints/intake/?from=voice%3A{case.pk}")
        assert case.number not in shown.content.decode()
    assert ComplaintRecord.objects.count() == 1


def test_nobody_takes_down_another_projects_message() -> None:
    told = story()
    case = left(told)
    with when("2024-05-06 08:31"):
        shown = client_of(told, "agent3").get(f"/complaints/intake/?from=voice%3A{case.pk}").content.decode()
    assert case.number not in shown


@pytest.mark.requirement("S3-08b")
def test_a_message_is_taken_in_by_hand_where_the_hotline_does_not_deliver() -> None:
    told = story()
    form = {
        "project": told.cast.projects["P1"].pk,
        "caller": "19900000000",
        "ended_at": "2024-05-06T02:10",
        "recording": recording(),
        "key": "k1",
    }
    with when("2024-05-06 08:00"):
        assert client_of(told, "agent").post("/centres/messages/", form).status_code == 302
    assert VoiceMessage.objects.get().case.evidence.get().content_type.startswith("audio/")


def test_the_caller_is_looked_for_at_the_counter_without_standing_in_an_address() -> None:
    told = story()
    case = left(told)
    browser = client_of(told, "agent")
    with when("2024-05-06 08:31"):
        listed = browser.get("/centres/messages/").content.decode()
        assert f'href="/complaints/intake/?from=voice%3A{case.pk}"' in listed
        shown = browser.get(f"/complaints/intake/?from=voice%3A{case.pk}")
        assert shown.context["q"] == "19900000000"
        assert "1-1-101" in {one.unit.text for one in shown.context["found"]}
        again = browser.post("/complaints/intake/found/", {"q": "1-1-101", "from": f"voice:{case.pk}"}).content.decode()
    assert case.number in again
    assert f"&amp;from=voice%3A{case.pk}" in again


# — leads —


@pytest.mark.requirement("S3-06a")
@pytest.mark.parametrize("who", ["finance_centre", "head_finance", "chairman_property", "agent3"])
def test_any_employee_reports_and_the_projects_counter_has_it(who: str) -> None:
    told = story()
    lead = reported(told, by=who)
    assert list(leads.leads_for(told.cast.staff["agent"])) == [lead]
    assert Notice.objects.filter(code="lead_reported", staff=told.cast.staff["agent"]).exists()
    assert list(leads.leads_for(told.cast.staff[who])) == [lead]
    assert not leads.leads_for(told.cast.staff["head_marketing"]).exists()


@pytest.mark.requirement("S3-06a")
def test_a_report_says_where_and_what_and_is_kept_once() -> None:
    told = story()
    for gone in ({"project_id": None}, {"room": " "}, {"words": ""}):
        with pytest.raises(Refused, match="still empty"):
            reported(told, **gone)
    assert reported(told) == reported(told)
    assert reported(told).unit == told.cast.unit("agent", "1-1-101")


@pytest.mark.requirement("S3-06a")
def test_who_has_left_the_company_reports_nothing() -> None:
    told = story()
    told.cast.staff["head_finance"].is_active = False
    with pytest.raises(Refused, match="active employees"):
        reported(told, by="head_finance")


@pytest.mark.requirement("S3-06a")
def test_a_lead_becomes_a_complaint_and_leaves_the_queue() -> None:
    told = story()
    lead = reported(told)
    browser = client_of(told, "agent")
    with when("2024-05-06 10:05"):
        queue = browser.get("/centres/leads/").content.decode()
        assert "楼道灯坏了两周" in queue
        assert f"from=lead%3A{lead.pk}" in queue
        shown = browser.get(f"/complaints/intake/?from=lead%3A{lead.pk}").content.decode()
        assert "楼道灯坏了两周" in shown
        browser.post("/complaints/intake/", typed(told, **{"from": f"lead:{lead.pk}"}))
        assert "楼道灯坏了两周" not in browser.get("/centres/leads/").content.decode()
    lead.refresh_from_db()
    complaint = ComplaintRecord.objects.get()
    assert (lead.complaint, complaint.channel) == (complaint.case, "lead")
    assert lead.turned_by == told.cast.staff["agent"]


@pytest.mark.requirement("S3-06a")
def test_after_a_day_untreated_a_lead_is_a_possible_omission() -> None:
    told = story()
    reported(told)
    browser = client_of(told, "group_agent")
    with when("2024-05-07 10:00"):
        assert "楼道灯坏了两周" not in browser.get("/centres/omissions/").content.decode()
    with when("2024-05-07 10:00:01"):
        assert "楼道灯坏了两周" in browser.get("/centres/omissions/").content.decode()
        assert client_of(told, "agent").get("/centres/omissions/").status_code == 403


@pytest.mark.requirement("S3-07b")
def test_the_counter_offers_every_channel_and_a_letter_comes_with_its_scan() -> None:
    told = story()
    browser = client_of(told, "agent")
    with when("2024-05-06 10:01"):
        screen = browser.get("/complaints/intake/").content.decode()
        for channel in ("visit", "phone", "letter", "mobile", "message", "other"):
            assert f'name="channel" form="intake" value="{channel}"' in screen
        browser.post("/complaints/intake/", typed(told, channel="letter"))
        case = ComplaintRecord.objects.get().case
        from shouwen.complaints.flows import Complaint  # noqa: PLC0415

        with pytest.raises(Refused, match="Scan of the letter"):
            moves.take(Complaint.sign, case.pk, by=told.cast.actor("agent"), given={"unsigned_reason": "来函"})
        scan = told.piece("letter_scan", "agent")
        moves.take(
            Complaint.sign, case.pk, by=told.cast.actor("agent"), given={"unsigned_reason": "来函"}, proofs=[scan]
        )
