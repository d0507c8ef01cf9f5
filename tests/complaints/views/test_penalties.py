"""What the ranking proposes, on the general manager's page (S3-16d)."""

from __future__ import annotations

import pytest

from shouwen.complaints import sanctions
from tests.factories.pages import client_of
from tests.factories.story import at, story

pytestmark = pytest.mark.django_db

HERE = "/complaints/proposals/"


@pytest.mark.requirement("S3-16d")
def test_the_general_manager_decides_a_proposal_of_the_ranking_on_the_page() -> None:
    told = story()
    person = told.cast.staff["agent"]
    proposal = sanctions.propose(None, "P4", "第十六条", person.pk, "连续三月后十名", at("2024-06-01 01:00"))
    assert "连续三月后十名" in client_of(told, "gm").get(HERE).content.decode()
    url = f"{HERE}{proposal.pk}/"
    assert client_of(told, "gm").post(url, {"measure": "pay_cut", "opinion": "降薪"}).status_code == 422
    assert client_of(told, "dgm").post(url, {"measure": "fine", "opinion": "罚"}).status_code == 403
    client_of(told, "gm").post(url, {"measure": "pay_cut", "grades": "2", "opinion": "降薪"})
    proposal.refresh_from_db()
    assert (proposal.grades, proposal.decision) == (2, "降薪")


@pytest.mark.requirement("S3-16d")
def test_who_may_not_decide_is_told_so_before_the_form_is_read() -> None:
    told = story()
    proposal = sanctions.propose(None, "P4", "第十六条", told.cast.staff["agent"].pk, "后十名", at("2024-06-01 01:00"))
    assert client_of(told, "dgm").get(HERE).status_code == 403
    assert client_of(told, "dgm").post(f"{HERE}{proposal.pk}/").status_code == 403
    assert client_of(told, "gm").post(f"{HERE}{proposal.pk}/").status_code == 422
    assert client_of(told, "gm").post(f"{HERE}0/", {"measure": "fine", "opinion": "罚"}).status_code == 404
