"""The creed and the words at the counter, worded by the group (第一、九条); the implementing rules (第四十一条)."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from shouwen.centres import implementing, texts
from shouwen.centres.models import ImplementingRules, PolicyText
from shouwen.complaints.order_paper import order_paper
from shouwen.kernel.errors import Refused
from shouwen.kernel.models import Event
from shouwen.people.models import OrgUnit
from shouwen.people.roles import OrgKind
from shouwen.portal import links
from shouwen.portal.links import Purpose
from tests.factories import story as stories
from tests.factories.pages import client_of, when
from tests.factories.story import Story
from tests.kernel.files import PDF

pytestmark = pytest.mark.django_db

NOON = "2024-05-06 12:00"


def shown(told: Story, creed: str) -> list[bool]:
    """Whether login, workbench, customer's page and the order's paper show the creed."""
    assert told.complaint is not None
    assert told.order is not None
    with when(NOON):
        customers = links.make(told.complaint, Purpose.FOLLOW).split("8000", 1)[-1]
        pages = [
            Client().get("/login/"),
            client_of(told, "agent").get("/"),
            Client(headers={"accept-language": "en"}).get(customers),
        ]
        paper = order_paper(told.order, told.cast.actor("agent"), "http://127.0.0.1/")
        assert paper is not None
        return [*(creed in page.content.decode() for page in pages), creed == paper.data["creed"]]


@pytest.mark.requirement("S3-01a")
def test_the_creed_stands_at_the_door_on_the_desk_on_the_customers_page_and_on_the_order() -> None:
    told = stories.issued()
    texts.word_anew("creed", "以人为本、客户至上", told.cast.staff["gm"])
    assert shown(told, "以人为本、客户至上") == [True] * 4
    with when(NOON):
        answer = client_of(told, "group_agent").post("/centres/texts/", {"code": "creed", "text": "客户第一"})
    assert answer.status_code == 302
    assert shown(told, "客户第一") == [True] * 4
    assert shown(told, "以人为本、客户至上") == [False] * 4
    assert list(PolicyText.objects.order_by("id").values_list("text", flat=True)) == ["以人为本、客户至上", "客户第一"]


@pytest.mark.requirement("S3-01a")
def test_until_somebody_words_it_anew_the_creed_of_the_regulation_stands() -> None:
    with when(NOON):
        page = Client(headers={"accept-language": "zh-hans"}).get("/login/").content.decode()
    assert "以人为本、客户至上" in page


@pytest.mark.requirement("S3-01a")
def test_only_the_group_words_it() -> None:
    told = stories.story()
    with pytest.raises(Refused) as refused:
        texts.word_anew("creed", "随便", told.cast.staff["agent"])
    assert refused.value.code == "wrong_role"
    with when(NOON):
        assert client_of(told, "chairman_region").post("/centres/texts/", {"code": "creed"}).status_code == 403
        for wrong in ("", "长" * 601):
            answer = client_of(told, "gm").post("/centres/texts/", {"code": "creed", "text": wrong})
            assert answer.status_code == 422


@pytest.mark.requirement("S3-09b")
def test_the_counter_shows_the_greeting_the_group_has_worded() -> None:
    told = stories.story()
    browser = client_of(told, "agent")
    with when(NOON):
        assert "Good day, this is the customer service centre" in browser.get("/complaints/intake/").content.decode()
        texts.word_anew("counter_greeting", "您好，欢迎来到客户服务中心", told.cast.staff["group_agent"])
        assert "您好，欢迎来到客户服务中心" in browser.get("/complaints/intake/").content.decode()


@pytest.mark.requirement("S3-09b")
def test_the_customer_rates_warmth_friendliness_and_professionalism_beside_the_whole() -> None:
    told = stories.agreed()
    assert told.complaint is not None
    with when(NOON):
        path = links.make(told.complaint, Purpose.RATE).split("8000", 1)[-1]
        browser = Client()
        page = browser.get(path).content.decode()
        for name in ("score", "warmth", "friendliness", "professionalism"):
            assert page.count(f'type="radio" name="{name}"') == 5
        browser.post(f"{path}rate/", {"score": 5, "warmth": 4, "friendliness": 5, "professionalism": 3, "key": "r1"})
    given = Event.objects.get(code="complaints.complaint.rate").data["given"]
    assert (given["score"], given["warmth"], given["friendliness"], given["professionalism"]) == (5, 4, 5, 3)


# — the implementing rules —


def filed(told: Story, who: str, org: OrgUnit, version: str = "V1", effective_on: str = "2024-01-01") -> int:
    form = {
        "org": org.pk,
        "version": version,
        "effective_on": effective_on,
        "approval": "集团售服〔2024〕1号",
        "approved_on": "2023-12-20",
        "file": SimpleUploadedFile("rules.pdf", PDF, "application/pdf"),
    }
    with when(NOON):
        return client_of(told, who).post("/centres/rules/", form).status_code


def missing() -> set[str]:
    return {one.org.name for one in implementing.standings(date(2024, 5, 6)) if one.in_force is None}


@pytest.mark.requirement("S3-41a")
def test_a_regional_company_without_rules_is_on_the_missing_list() -> None:
    told = stories.story()
    region = told.cast.projects["P1"].region
    assert missing() == {region.name}
    with when(NOON):
        assert 'id="missing"' in client_of(told, "gm").get("/centres/rules/").content.decode()
    assert filed(told, "chairman_region", region) == 302
    assert missing() == set()
    with when(NOON):
        page = client_of(told, "agent").get("/centres/rules/")
        assert "集团售服〔2024〕1号" in page.content.decode()
        file = client_of(told, "agent").get(f"/centres/rules/{ImplementingRules.objects.get().pk}/file/")
    assert b"".join(file.streaming_content) == PDF  # type: ignore[arg-type] # a file response


@pytest.mark.requirement("S3-41b")
def test_the_property_groups_rules_keep_their_history() -> None:
    told = stories.story()
    group = OrgUnit.objects.create(
        kind=OrgKind.PROPERTY_GROUP, name="物业集团", parent=OrgUnit.objects.get(parent=None)
    )
    assert group.name in missing()
    assert filed(told, "group_agent", group, "V1", "2024-01-01") == 302
    assert filed(told, "group_agent", group, "V2", "2024-05-01") == 302
    assert filed(told, "group_agent", group, "V3", "2024-06-01") == 302
    standing = next(one for one in implementing.standings(date(2024, 5, 6)) if one.org == group)
    assert [one.version for one in standing.versions] == ["V3", "V2", "V1"]
    assert standing.in_force is not None
    assert standing.in_force.version == "V2"
    assert filed(told, "group_agent", group, "V2") == 422


@pytest.mark.requirement("S3-41a")
def test_rules_are_filed_by_the_companys_chairman_or_the_group_and_completely() -> None:
    told = stories.story()
    region = told.cast.projects["P1"].region
    assert filed(told, "agent", region) == 422
    assert filed(told, "chairman_property", region) == 422
    with pytest.raises(Refused, match="version, dates, approval and file"):
        implementing.file_rules(region, implementing.Filing("V1", None, "", None, None), told.cast.staff["gm"])
    assert not ImplementingRules.objects.exists()
