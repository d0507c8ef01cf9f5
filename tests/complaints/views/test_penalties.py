"""The page of one's own penalties: arithmetic, appeals, what the general manager decides."""

from __future__ import annotations

import pytest

from shouwen.complaints import sanctions
from shouwen.complaints.models import PenaltyAppeal
from shouwen.kernel.models import PenaltyLine
from tests.factories.pages import client_of, when
from tests.factories.story import Story, at, issued, story

pytestmark = pytest.mark.django_db

HERE = "/complaints/penalties/"
HEAD = "head_property_repair"


def charged() -> tuple[Story, PenaltyLine]:
    told = issued()
    told.sweep("2024-05-06 18:01")
    return told, PenaltyLine.objects.get(code="P14")


@pytest.mark.requirement("S3-I05")
def test_everybody_sees_the_own_lines_with_their_arithmetic_and_no_others() -> None:
    told, line = charged()
    own = client_of(told, HEAD).get(HERE).content.decode()
    assert line.arithmetic in own
    assert f"{HERE}{line.pk}/appeal/" in own
    assert line.arithmetic not in client_of(told, "agent").get(HERE).content.decode()


@pytest.mark.requirement("S3-I05")
def test_an_appeal_is_sent_and_decided_on_the_page() -> None:
    told, line = charged()
    with when("2024-05-07 09:00"):
        sent = client_of(told, HEAD).post(f"{HERE}{line.pk}/appeal/", {"reason": "系统故障"})
    assert sent.status_code == 302
    found = PenaltyAppeal.objects.get(line=line)
    assert "系统故障" in client_of(told, "gm").get(HERE).content.decode()
    assert "系统故障" not in client_of(told, "dgm").get(HERE).content.decode()
    with when("2024-05-08 09:00"):
        answer = client_of(told, "gm").post(
            f"{HERE}appeals/{found.pk}/", {"decision": "waived", "reason": "属实"}, follow=True
        )
    assert answer.status_code == 200
    assert PenaltyLine.objects.get(reverses=line).amount == -line.amount
    assert "属实" in client_of(told, HEAD).get(HERE).content.decode()


def test_another_persons_line_does_not_exist_for_me() -> None:
    told, line = charged()
    assert client_of(told, "agent").post(f"{HERE}{line.pk}/appeal/", {"reason": "不服"}).status_code == 404
    assert not PenaltyAppeal.objects.exists()


def test_a_refused_decision_keeps_what_was_typed() -> None:
    told, line = charged()
    with when("2024-05-07 09:00"):
        client_of(told, HEAD).post(f"{HERE}{line.pk}/appeal/", {"reason": "系统故障"})
        found = PenaltyAppeal.objects.get()
        answer = client_of(told, "gm").post(f"{HERE}appeals/{found.pk}/", {"decision": "?", "reason": "想一想"})
    assert answer.status_code == 422
    assert 'value="想一想"' in answer.content.decode()


@pytest.mark.requirement("S3-16d")
def test_the_general_manager_decides_a_proposal_of_the_ranking_on_the_page() -> None:
    told = story()
    person = told.cast.staff["agent"]
    proposal = sanctions.propose(None, "P4", "第十六条", person.pk, "连续三月后十名", at("2024-06-01 01:00"))
    assert "连续三月后十名" in client_of(told, "gm").get(HERE).content.decode()
    url = f"{HERE}proposals/{proposal.pk}/"
    assert client_of(told, "gm").post(url, {"measure": "pay_cut", "opinion": "降薪"}).status_code == 422
    assert client_of(told, "dgm").post(url, {"measure": "fine", "opinion": "罚"}).status_code == 403
    client_of(told, "gm").post(url, {"measure": "pay_cut", "grades": "2", "opinion": "降薪"})
    proposal.refresh_from_db()
    assert (proposal.grades, proposal.decision) == (2, "降薪")


@pytest.mark.requirement("S3-I05")
def test_who_may_not_decide_is_told_so_before_the_form_is_read() -> None:
    told, line = charged()
    with when("2024-05-07 09:00"):
        client_of(told, HEAD).post(f"{HERE}{line.pk}/appeal/", {"reason": "系统故障"})
    found = PenaltyAppeal.objects.get()
    proposal = sanctions.propose(None, "P4", "第十六条", told.cast.staff["agent"].pk, "后十名", at("2024-06-01 01:00"))
    for path in (f"appeals/{found.pk}/", "appeals/0/", f"proposals/{proposal.pk}/"):
        assert client_of(told, "dgm").post(f"{HERE}{path}").status_code == 403
    for path in (f"appeals/{found.pk}/", f"proposals/{proposal.pk}/"):
        assert client_of(told, "gm").post(f"{HERE}{path}").status_code == 422
    complete = {"measure": "fine", "opinion": "罚"}
    assert client_of(told, "gm").post(f"{HERE}proposals/0/", complete).status_code == 404
