"""The customer's page of the yearly survey (第四十四条)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client

from shouwen.improvement import links
from shouwen.improvement.flows import SatisfactionSurvey
from shouwen.improvement.models import SurveyInvitation
from shouwen.kernel import clock
from shouwen.kernel.models import Case, Notice
from shouwen.kernel.notices.messages import words_for
from shouwen.rehearsal.scenario import instant_of
from tests.factories import centre
from tests.factories.improvement import House
from tests.improvement.flows.test_survey import running

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("S3-44b")]
FIVE = {f"q{number}": "4" for number in range(5)}


@pytest.fixture
def house() -> House:
    made = House()
    for project in made.projects:
        centre.customer(centre.unit(project))
    return made


@pytest.fixture
def in_october() -> Iterator[None]:
    with clock.moved_to(instant_of("2024-10-12 10:00")):
        yield


def address_of(case: Case) -> str:
    """The link as it stands in the message that leaves."""
    notice = Notice.objects.filter(code="survey_invited", case=case).order_by("pk")[0]
    return "/p/survey/" + words_for(notice).body.partition("/p/survey/")[2]


def test_the_link_in_the_message_opens_five_questions_and_takes_one_answer(house: House, in_october: None) -> None:
    case = running(house)
    client, address = Client(headers={"accept-language": "en"}), address_of(case)
    assert client.get(address).content.decode().count("<fieldset") == 5
    missing = client.post(address, {**FIVE, "q3": "", "comment": "服务好"})
    assert missing.status_code == 422
    assert "服务好" in missing.content.decode()
    assert client.post(address, {**FIVE, "q0": "6"}).status_code == 422
    assert client.post(address, {**FIVE, "comment": "服务好"}).status_code == 302
    assert "Your answers have arrived" in client.get(address).content.decode()
    assert client.post(address, {**FIVE, "q0": "1"}).status_code == 409
    kept = SurveyInvitation.objects.get(answered_at__isnull=False)
    assert (kept.scores, kept.comment) == ([4, 4, 4, 4, 4], "服务好")


def test_a_forged_or_old_link_opens_nothing(house: House, in_october: None) -> None:
    address = address_of(running(house))
    assert Client().get(address[:-3] + "x/").status_code == 404
    assert links.read("never-made") is None


def test_after_the_end_nobody_is_asked_any_more(house: House, in_october: None) -> None:
    case = running(house)
    address = address_of(case)
    Client().post(address, FIVE)
    house.take(SatisfactionSurvey.evaluate, case, house.agent, "2024-11-01 09:00", conclusion="好")
    other = SurveyInvitation.objects.get(answered_at=None)
    last = "/p/survey/" + links.survey_page(other.pk).partition("/p/survey/")[2]
    assert Client(headers={"accept-language": "en"}).post(last, FIVE).status_code == 409
