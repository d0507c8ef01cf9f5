"""A closed complaint retold without its people (第四十五条)."""

from __future__ import annotations

import pytest
from django.test import Client

from shouwen.complaints.flows import Complaint
from shouwen.exchange import lessons
from shouwen.improvement import casestudies
from shouwen.improvement.models import LibraryItem
from shouwen.improvement.retelling import left_in, retold
from shouwen.kernel import clock
from shouwen.kernel.errors import Refused
from shouwen.kernel.models import Case
from tests.factories import story
from tests.factories.story import Story, at

HIDDEN = ["陈建国", "陈女士", "19912345678", "3栋2单元1101", "3-2-1101", "1101", "王工"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("陈建国来访,电话19912345678", "某来访,电话〔号码〕"),
        ("家住3栋2单元1101,赔偿11010元", "家住〔房号〕,赔偿11010元"),
        ("邻居李先生(12幢305室)也漏水", "邻居某先生(〔房号〕)也漏水"),
        ("另一电话 010-8765 4321 或 +86 138 0000 0000", "另一电话 〔号码〕 或 〔号码〕"),
        ("身份证33010119800101001X", "身份证〔号码〕"),
        ("业主5-1-602反映", "业主〔房号〕反映"),
        ("2024-05-06 18:00起,共3处渗水,2.5平方米", "2024-05-06 18:00起,共3处渗水,2.5平方米"),
    ],
)
def test_names_numbers_and_rooms_go_and_the_rest_stays(text: str, told: str) -> None:
    assert retold(text, HIDDEN) == told
    assert left_in(told, HIDDEN) == []


def test_what_is_left_is_found() -> None:
    assert left_in("陈建国,19912345678,8栋101", HIDDEN) == ["19912345678", "陈建国", "19912345678", "8栋101"]


def closed() -> Story:
    """Solved on the spot; the solution names the customer, a colleague, a number and the room."""
    told = story.registered(demand="陈女士反映1-1-101卫生间渗水,请回电19900000001")
    told.take(Complaint.sign, "agent", "2024-05-06 09:55", ("customer_signature",))
    given = {"solution": "customer在场,agent联系13800138000,1-1-101已修复"}
    told.take(Complaint.resolve_on_spot, "agent", "2024-05-06 10:20", ("customer_signature",), given=given)
    return told


@pytest.mark.django_db
@pytest.mark.requirement("S3-45b")
def test_one_click_makes_a_case_study_without_personal_data() -> None:
    told = closed()
    assert told.complaint is not None
    client = Client(headers={"accept-language": "en"})
    client.force_login(told.cast.staff["group_agent"], backend="shouwen.people.login.StaffNumberOrPhone")
    with clock.moved_to(at("2024-05-07 10:00")):
        shown = client.get(f"/cases/{told.complaint.number}/").content.decode()
        assert f"/improvement/case-study/{told.complaint.number}/" in shown
        for _ in range(2):
            assert client.post(f"/improvement/case-study/{told.complaint.number}/").status_code == 302
    study = LibraryItem.objects.get()
    assert (study.category, study.source_id) == ("cases", told.complaint.pk)
    assert study.topics == ["maintenance"], "the counter finds it under the type of its complaint"
    assert "渗水" in study.body
    assert "已修复" in study.body
    for secret in ("陈女士", "customer", "agent", "19900000001", "13800138000", "1-1-101"):
        assert secret not in study.body


@pytest.mark.django_db
@pytest.mark.requirement("S3-45b")
def test_an_open_complaint_teaches_nothing_yet_and_only_the_group_tells_it() -> None:
    told = story.registered()
    assert told.complaint is not None
    assert lessons.story_of(told.complaint.flow, told.complaint.pk) is None
    case = Case.objects.get(pk=told.complaint.pk)
    for who, code in (("group_agent", "wrong_state"), ("agent", "not_found")):
        with pytest.raises(Refused) as refused:
            casestudies.tell(case, told.cast.actor(who))
        assert refused.value.code == code
