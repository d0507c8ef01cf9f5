"""The customer's page: reads, signs, rates, follows, confirms, says more; sees nothing that is not theirs."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from shouwen.complaints.flows import Complaint, Order
from shouwen.complaints.models import ComplaintRecord, OrderRecord
from shouwen.kernel.models import Event, Evidence, Notice
from shouwen.portal import links, talk, views
from shouwen.portal.models import PortalLink
from tests.factories.pages import client_of, picture, scan, signature, when
from tests.factories.story import Story, agreed, issued, registered, submitted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("story_time")]
Purpose = PortalLink.Purpose
NOON = "2024-05-06 12:40"


def door(told: Story, purpose: PortalLink.Purpose = Purpose.SIGN, at: str = NOON) -> str:
    """The path of a new link."""
    assert told.complaint is not None
    with when(at):
        address = links.make(told.complaint, purpose)
    return "/" + address.split("/", 3)[3]


def visitor() -> Client:
    """A customer's phone: no login, English."""
    return Client(headers={"accept-language": "en"})


def read(path: str, at: str = NOON) -> str:
    with when(at):
        return visitor().get(path).content.decode()


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None
    return found[1]


def sign(path: str, at: str = NOON, **changes: str) -> int:
    with when(at):
        binds = hidden(visitor().get(path).content.decode(), "signature_binds")
        fields = {"signature": signature(), "signature_binds": binds, **changes}
        return visitor().post(f"{path}sign/", fields).status_code


@pytest.mark.requirement("S3-13d")
@pytest.mark.requirement("S3-13b")
def test_the_customer_reads_what_was_noted_and_signs_on_the_own_phone() -> None:
    told = registered()
    path = door(told)
    page = read(path)
    for shown in ("卫生间顶板渗水", "19900000001", "陈女士"):
        assert shown in page
    assert sign(path) == 302
    event = Event.objects.get(code="complaints.complaint.sign")
    assert event.customer == told.cast.customers["customer"]
    assert event.data["proofs"][0]["binds"] != ""
    assert ComplaintRecord.objects.get().is_signed


@pytest.mark.requirement("S3-13d")
def test_a_link_for_signing_signs_once_even_after_a_correction() -> None:
    told = registered()
    path = door(told)
    assert sign(path) == 302
    told.take(Complaint.correct, "agent", "2024-05-06 12:45", given={"demand": "阳台渗水"})
    with when("2024-05-06 12:50"):
        refused = visitor().post(f"{path}sign/", {"signature": signature()})
    assert refused.status_code == 409
    assert "ask us for a new one" in refused.content.decode()
    assert not ComplaintRecord.objects.get().is_signed


@pytest.mark.requirement("S3-13b")
def test_what_changed_since_it_was_read_cannot_be_signed() -> None:
    told = registered()
    path = door(told)
    binds = hidden(read(path), "signature_binds")
    told.take(Complaint.correct, "agent", "2024-05-06 12:45", given={"demand": "阳台渗水"})
    with when("2024-05-06 12:50"):
        refused = visitor().post(f"{path}sign/", {"signature": signature(), "signature_binds": binds})
    assert refused.status_code == 422
    assert "阳台渗水" in refused.content.decode()
    assert Evidence.objects.filter(kind="customer_signature").count() == 0


def test_an_expired_link_says_so_kindly_and_tells_nothing() -> None:
    told = registered()
    path = door(told)
    with when("2024-05-10 12:40"):
        answer = visitor().get(path)
        posted = visitor().post(f"{path}rate/", {"score": "5"})
    assert (answer.status_code, posted.status_code) == (410, 410)
    assert "valid until" in answer.content.decode()
    assert "渗水" not in answer.content.decode()


def test_a_tampered_link_opens_nothing() -> None:
    told = registered()
    path = door(told)
    answer = visitor().get(path[:-2] + ("a/" if path[-2] != "a" else "b/"))
    assert answer.status_code == 404
    assert "渗水" not in answer.content.decode()


def test_the_page_is_kept_by_no_cache_and_told_to_no_other_site() -> None:
    told = registered()
    answer = visitor().get(door(told))
    assert answer["Cache-Control"] == "no-store, private"
    assert answer["Referrer-Policy"] == "strict-origin"


@pytest.mark.requirement("S3-16a")
@pytest.mark.requirement("S3-16b")
def test_the_reception_is_rated_once_and_nobody_changes_it() -> None:
    told = registered()
    told.take(Complaint.sign, "agent", "2024-05-06 10:00", ("customer_signature",))
    path = door(told, Purpose.RATE)
    with when(NOON):
        fields = {"score": "4", "warmth": "5", "friendliness": "4", "professionalism": "3"}
        assert visitor().post(f"{path}rate/", fields).status_code == 302
        again = visitor().post(f"{path}rate/", {"score": "1"})
    given = Event.objects.get(code="complaints.complaint.rate").data["given"]
    assert (given["warmth"], given["friendliness"], given["professionalism"]) == (5, 4, 3)
    assert again.status_code == 409
    assert ComplaintRecord.objects.get().score == 4


@pytest.mark.requirement("S3-16a")
def test_a_rating_without_a_number_is_refused_and_the_comment_stays() -> None:
    told = registered()
    told.take(Complaint.sign, "agent", "2024-05-06 10:00", ("customer_signature",))
    with when(NOON):
        refused = visitor().post(f"{door(told, Purpose.RATE)}rate/", {"comment": "很耐心"})
    assert refused.status_code == 422
    assert "很耐心" in refused.content.decode()


@pytest.mark.requirement("S3-20i")
def test_the_customer_has_one_contact_person_to_call() -> None:
    told = issued()
    person = told.cast.staff["head_property_repair"]
    person.phone = "13700000001"
    person.save(update_fields=["phone"])
    page = read(door(told, Purpose.FOLLOW))
    assert person.name in page
    assert 'href="tel:13700000001"' in page
    assert "leader_property_engineering" not in page


@pytest.mark.requirement("S3-08e")
def test_the_promise_and_the_way_to_it_are_told_in_plain_words() -> None:
    told = agreed()
    page = read(door(told, Purpose.FOLLOW))
    for shown in ("Wed 8 May", "done by 12:00", "Seen at your home", "重做防水"):
        assert shown in page


def test_a_visit_that_has_not_been_made_is_not_told_as_made() -> None:
    told = issued()
    page = read(door(told, Purpose.FOLLOW))
    assert "A visit to your home" in page
    assert "Seen at your home" not in page


def test_before_the_order_is_issued_nothing_is_promised() -> None:
    told = submitted()
    page = read(door(told, Purpose.FOLLOW))
    assert "we promise" not in page
    assert "arranging who takes care of it" in page


@pytest.mark.requirement("S3-I02")
def test_no_penalty_no_opinion_and_nobody_elses_matter_is_shown() -> None:
    told = agreed()
    told.sweep("2024-05-09 00:10")
    page = read(door(told, Purpose.FOLLOW, "2024-05-09 09:00"), "2024-05-09 09:00")
    assert "We are late" in page
    for hidden_word in ("CNY", "签发", "同意", "customer2", "第三十六条"):
        assert hidden_word not in page


@pytest.mark.requirement("S3-28a")
def test_the_customer_confirms_the_completion_and_the_department_can_apply_with_it() -> None:
    told = agreed()
    assert told.order is not None
    path = door(told, Purpose.FOLLOW)
    page = read(path)
    fields = {"order": told.order.number, "signature": signature(), "signature_binds": hidden(page, "signature_binds")}
    with when("2024-05-08 10:00"):
        assert visitor().post(f"{path}confirm/", fields).status_code == 302
        proof = Evidence.objects.get(kind="completion_signed")
        assert proof.binds == fields["signature_binds"]
        photos = {name: picture(f"{name}.jpg") for name in ("before", "during", "after")}
        head = client_of(told, "head_property_repair")
        assert "confirmed the completion" in head.get(f"/doorstep/{told.order.number}/").content.decode()
        head.post(f"/doorstep/{told.order.number}/closure/", {**photos, "site_cleared": "1"})
    proof.refresh_from_db()
    assert OrderRecord.objects.get().case.state == "closure_applied"
    assert proof.event is not None


@pytest.mark.requirement("S3-28a")
def test_what_the_customer_confirmed_is_asked_for_no_second_time_on_the_office_form() -> None:
    told = agreed()
    assert told.order is not None
    path = door(told, Purpose.FOLLOW)
    fields = {
        "order": told.order.number,
        "signature": signature(),
        "signature_binds": hidden(read(path), "signature_binds"),
    }
    with when("2024-05-08 10:00"):
        visitor().post(f"{path}confirm/", fields)
        office, form = client_of(told, "head_property_repair"), f"/cases/{told.order.number}/apply_closure/"
        proof = Evidence.objects.get(kind="completion_signed")
        assert f"/evidence/{proof.pk}/" in office.get(form).content.decode()
        photos = {f"proof-photo_{name}": picture(f"{name}.jpg") for name in ("before", "during", "after")}
        assert office.post(form, {**photos, "given-site_cleared": "true"}).status_code == 302
        captions = re.findall(r"<figcaption>(\w+) ·", visitor().get(path).content.decode())
        assert captions == ["before", "during", "after"]
    proof.refresh_from_db()
    assert proof.event is not None


@pytest.mark.requirement("S3-28a")
def test_a_completion_is_confirmed_only_as_it_stands() -> None:
    told = agreed()
    assert told.order is not None
    path = door(told, Purpose.FOLLOW)
    fields = {"order": told.order.number, "signature": signature(), "signature_binds": "0" * 64}
    with when(NOON):
        assert visitor().post(f"{path}confirm/", fields).status_code == 409
    assert Evidence.objects.filter(kind="completion_signed").count() == 0


def test_what_the_customer_adds_reaches_the_specialist_once() -> None:
    told = issued()
    path = door(told, Purpose.FOLLOW)
    with when(NOON):
        for _ in range(2):
            visitor().post(f"{path}remark/", {"text": "周三下午才在家", "photo": picture(), "key": "r1"})
    assert Event.objects.filter(code="complaints.complaint.remark").count() == 1
    assert Evidence.objects.filter(customer=told.cast.customers["customer"], kind="problem_photo").count() == 1
    assert Notice.objects.filter(code="customer_remarked", staff=told.cast.staff["agent"]).exists()


def test_an_empty_remark_and_a_wrong_file_are_refused_kindly() -> None:
    told = issued()
    path = door(told, Purpose.FOLLOW)
    with when(NOON):
        assert visitor().post(f"{path}remark/", {"text": ""}).status_code == 422
        wrong = visitor().post(f"{path}remark/", {"text": "看图", "photo": scan()})
    assert wrong.status_code == 422
    assert "看图" in wrong.content.decode()


def test_pictures_of_the_own_home_are_shown_and_no_other_evidence() -> None:
    told = issued()
    assert told.order is not None
    head = client_of(told, "head_property_repair")
    checks = ["uniform", "wording", "water", "shoe_covers", "tool_box", "protection"]
    with when("2024-05-06 11:50"):
        head.post(f"/doorstep/{told.order.number}/arrive/", {"self_check": checks, "photo": picture("door.jpg")})
        head.post(
            f"/doorstep/{told.order.number}/agree/",
            {
                "point": ["渗水"],
                "verdict_0": "true",
                "plan": "换接口",
                "negotiated_finish_at": "2024-05-08T12:00",
                "problem": picture("stain.jpg", "blue"),
                "signature": signature(),
            },
        )
        path = door(told, Purpose.FOLLOW, "2024-05-06 11:50")
        stain, at_the_door = (Evidence.objects.get(kind=kind) for kind in ("problem_photo", "doorstep_photo"))
        assert Order.agree_plan.code in set(Event.objects.values_list("code", flat=True))
        shown = visitor().get(f"{path}photo/{stain.pk}/")
        assert (shown.status_code, shown.getvalue()[:3]) == (200, b"\xff\xd8\xff")
        assert visitor().get(f"{path}photo/{at_the_door.pk}/").status_code == 404


@pytest.mark.requirement("S3-16a")
def test_the_code_on_the_counter_opens_the_customers_page_for_an_hour() -> None:
    told = registered()
    assert told.complaint is not None
    with when("2024-05-06 10:00"):
        answer = client_of(told, "agent").post(f"/p/code/{told.complaint.number}/")
    link = PortalLink.objects.get()
    assert "<svg" in answer.content.decode()
    assert "style=" not in answer.content.decode()
    assert link.made_by == told.cast.staff["agent"]
    with when("2024-05-06 11:00:01"):
        assert links.is_over(link)


@pytest.mark.parametrize(("who", "status"), [("agent2", 403), ("agent3", 404), ("gm", 403)])
def test_only_the_cases_specialist_shows_the_code(who: str, status: int) -> None:
    told = registered()
    assert told.complaint is not None
    assert client_of(told, who).post(f"/p/code/{told.complaint.number}/").status_code == status
    assert PortalLink.objects.count() == 0


def test_what_is_sent_again_gets_the_same_answer_and_happens_once() -> None:
    """Two taps, or a retry after the connection broke: nobody reads a refusal of what has worked."""
    told = registered()
    path = door(told)
    with when(NOON):
        binds = hidden(visitor().get(path).content.decode(), "signature_binds")
        sent = [
            visitor().post(f"{path}sign/", {"signature": signature(), "signature_binds": binds, "key": "s1"})
            for _ in range(2)
        ]
        said = [visitor().post(f"{path}say/", {"text": "在家", "key": "t1"}) for _ in range(2)]
    assert [answer.status_code for answer in (*sent, *said)] == [302] * 4
    assert Event.objects.filter(code="complaints.complaint.sign").count() == 1
    assert Event.objects.filter(key="say:t1").count() == 1


@pytest.mark.parametrize("action", ["remark", "say"])
def test_the_last_of_the_day_sent_again_is_not_too_many(action: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "MOST_REMARKS_A_DAY", 1)
    monkeypatch.setattr(talk, "MOST_A_DAY", 1)
    told = registered()
    path = door(told)
    with when(NOON):
        sent = [visitor().post(f"{path}{action}/", {"text": "在家", "key": key}) for key in ("a", "a", "b")]
    assert [answer.status_code for answer in sent][:2] == [302, 302]
    assert sent[2].status_code in {409, 422}


def test_a_confirmation_sent_again_is_thanked_for_and_kept_once() -> None:
    told = agreed()
    assert told.order is not None
    path = door(told, Purpose.FOLLOW)
    binds = hidden(read(path), "signature_binds")
    with when("2024-05-08 10:00"):
        for _ in range(2):
            fields = {"order": told.order.number, "signature": signature(), "signature_binds": binds}
            assert visitor().post(f"{path}confirm/", fields).status_code == 302
    assert Evidence.objects.filter(kind="completion_signed").count() == 1


def test_a_page_that_was_open_for_too_long_leads_back_to_the_message_and_to_no_login() -> None:
    path = door(registered())
    with when(NOON):
        answer = Client(enforce_csrf_checks=True, headers={"accept-language": "en"}).post(f"{path}sign/", {})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Open the link in the message on your phone again" in page
    assert "To my obligations" not in page
    assert 'href="/"' not in page


def test_a_colleague_whose_page_was_open_for_too_long_is_led_back_to_the_own_work() -> None:
    answer = Client(enforce_csrf_checks=True, headers={"accept-language": "en"}).post("/payroll/bonus/", {})
    assert answer.status_code == 403
    assert "To my obligations" in answer.content.decode()
