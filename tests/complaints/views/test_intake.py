"""The counter: who may use it, what it finds, what it concludes, what it registers and what it refuses."""

from __future__ import annotations

import pytest

from shouwen.complaints.models import ComplaintRecord
from shouwen.customers.models import Customer, Occupancy
from shouwen.kernel.models import Case, Evidence, Notice, Obligation, RevealedDatum
from tests.factories.pages import client_of, typed, when
from tests.factories.story import at, registered, story

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("story_time")]
HERE = "/complaints/intake/"


@pytest.mark.parametrize("who", ["gm", "group_agent", "head_property_repair", "chairman_region", "hr_centre"])
def test_only_specialists_of_a_project_take_complaints(who: str) -> None:
    told = story()
    answer = client_of(told, who).get(HERE)
    assert answer.status_code == 403
    assert "specialists of a project" in answer.content.decode()


def test_nobody_gets_in_without_a_login(client: pytest.FixtureRequest) -> None:
    assert client.get(HERE)["Location"].startswith("/login/")  # type: ignore[attr-defined]


@pytest.mark.requirement("S3-13a")
def test_the_customer_is_found_by_room_without_a_script() -> None:
    told = story()
    answer = client_of(told, "agent").post(f"{HERE}found/", {"q": "1-1-101"})
    unit = told.cast.unit("agent", "1-1-101")
    assert unit is not None
    assert f"?unit={unit.pk}&amp;customer={told.cast.customers['customer'].pk}" in answer.content.decode()


def test_what_is_typed_is_answered_as_rows_alone() -> None:
    told = story()
    text = client_of(told, "agent").post(f"{HERE}found/", {"q": "101"}, headers={"HX-Request": "true"}).content.decode()
    assert "1-1-101" in text
    assert "<html" not in text


def test_another_projects_unit_is_never_shown() -> None:
    told = story()
    unit = told.cast.unit("agent3", "1-1-101")
    assert unit is not None
    browser = client_of(told, "agent")
    for answer in (browser.get(HERE, {"unit": unit.pk}), browser.post(f"{HERE}found/", {"q": "P3"})):
        page = answer.content.decode()
        assert f"unit={unit.pk}" not in page
        assert f'value="{unit.pk}"' not in page


def test_what_is_searched_for_is_never_in_an_address() -> None:
    told = story()
    browser = client_of(told, "agent")
    page = browser.get(HERE, {"q": "1-1-101"})
    assert (page.status_code, page.context["found"]) == (200, [])
    assert "customer3" not in browser.get(f"{HERE}card/", {"q": "1-1-103", "fill": "1"}).content.decode()
    assert browser.get(f"{HERE}found/", {"q": "101"}).status_code == 405
    assert f'hx-post="{HERE}found/"' in page.content.decode()
    assert (
        f'<form method="post" action="{HERE}found/" role="search" hx-post="{HERE}card/?fill=1"' in page.content.decode()
    )


def test_enter_takes_the_first_one_found() -> None:
    told = story()
    text = client_of(told, "agent").post(f"{HERE}card/?fill=1", {"q": "1-1-103"}).content.decode()
    assert "customer3" in text
    assert 'hx-swap-oob="true"' in text


def test_the_phone_is_masked_until_a_reason_is_given() -> None:
    told = story()
    browser = client_of(told, "agent")
    asked = {"unit": typed(told)["unit"], "customer": typed(told)["customer"]}
    assert "19900000000" not in browser.get(HERE, asked).content.decode()
    assert browser.post(f"{HERE}reveal/", {**asked, "reason": ""}).status_code == 422
    assert "19900000000" in browser.post(f"{HERE}reveal/", {**asked, "reason": "回拨确认"}).content.decode()
    datum = RevealedDatum.objects.get()
    assert (datum.subject, datum.reason) == (f"customer:{asked['customer']}:phone", "回拨确认")


@pytest.mark.requirement("S3-I08")
def test_open_cases_and_the_repeat_are_shown_before_registering() -> None:
    told = registered()
    assert told.complaint is not None
    browser = client_of(told, "agent")
    fields = typed(told)
    with when("2024-05-06 11:00"):
        card = browser.get(HERE, {"unit": fields["unit"], "customer": fields["customer"]}).content.decode()
        told_text = browser.post(
            f"{HERE}conclusion/", {"unit": fields["unit"], "demand": "卫生间又渗水"}
        ).content.decode()
    assert told.complaint.number in card
    assert told.complaint.number in told_text
    assert "repeat complaint" in told_text


def test_the_counter_does_not_learn_how_its_reception_was_rated() -> None:
    told = registered()
    browser, unit = client_of(told, "agent"), {"unit": typed(told)["unit"]}
    before = browser.get(f"{HERE}card/", unit).content
    ComplaintRecord.objects.update(score=1)
    assert browser.get(f"{HERE}card/", unit).content == before


@pytest.mark.requirement("S3-20f")
@pytest.mark.requirement("S3-21d")
def test_the_words_lead_to_type_department_person_and_leader() -> None:
    told = story()
    fields = {"unit": typed(told)["unit"], "demand": "卫生间渗水,吊顶发霉"}
    text = client_of(told, "agent").post(f"{HERE}conclusion/", fields).content.decode()
    for expected in ("渗水", "Property company, repair department", "head_property_repair", "leader_property_engineer"):
        assert expected in text


def test_a_type_chosen_by_hand_wins_over_the_words() -> None:
    told = story()
    fields = {"unit": typed(told)["unit"], "demand": "卫生间渗水", "type": "marketing_contract", "by_hand": "1"}
    text = client_of(told, "agent").post(f"{HERE}conclusion/", fields).content.decode()
    assert "head_marketing" in text
    assert "head_property_repair" not in text


@pytest.mark.requirement("S3-14d")
def test_the_clock_runs_from_the_end_of_the_contact_while_the_form_is_open() -> None:
    told = story()
    with when("2024-05-06 10:22"):
        text = (
            client_of(told, "agent").post(f"{HERE}clock/", {"contact_ended_at": "2024-05-06T10:00:00"}).content.decode()
        )
    assert "sw-cd-soon" in text
    assert 'data-due="2024-05-06T10:30:00+08:00"' in text
    assert "10:35:00" in text


@pytest.mark.requirement("S3-13a")
@pytest.mark.requirement("S3-12a")
def test_registering_takes_down_the_five_fields_and_starts_the_clock() -> None:
    told = story()
    with when("2024-05-06 10:05"):
        answer = client_of(told, "agent").post(HERE, typed(told))
    complaint = ComplaintRecord.objects.get()
    assert answer["Location"] == f"{HERE}{complaint.case.number}/"
    assert (complaint.phone, complaint.demand) == ("19900000000", "卫生间顶板渗水,吊顶发霉")
    assert complaint.required_finish_at == at("2024-05-10 18:00")
    assert complaint.case.customer == told.cast.customers["customer"]
    assert Obligation.objects.get(code="T1").due_at == at("2024-05-06 10:30")


@pytest.mark.requirement("S3-13a")
@pytest.mark.parametrize(
    ("field", "question"),
    [
        ("required_finish_at", "by when would you like it done"),
        ("customer_name", "how may I address you"),
        ("demand", "what the customer wants"),
        ("comfort_note", "explained and comforted"),
    ],
)
def test_a_missing_field_is_refused_with_what_to_ask_and_everything_typed_stays(field: str, question: str) -> None:
    told = story()
    answer = client_of(told, "agent").post(HERE, typed(told, **{field: ""}))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert question in text
    assert 'value="intake-1"' in text
    assert field == "demand" or "吊顶发霉" in text
    assert Case.objects.count() == 0


@pytest.mark.requirement("S3-13a")
def test_without_a_unit_nothing_is_registered() -> None:
    told = story()
    answer = client_of(told, "agent").post(HERE, typed(told, unit="", customer=""))
    assert answer.status_code == 422
    assert "look it up above" in answer.content.decode()


def test_a_double_click_registers_once() -> None:
    told = story()
    browser = client_of(told, "agent")
    first, second = browser.post(HERE, typed(told)), browser.post(HERE, typed(told))
    assert first["Location"] == second["Location"]
    assert Case.objects.count() == 1


def test_a_caller_in_no_ledger_becomes_the_cases_customer() -> None:
    told = story()
    fields = typed(told, customer="", customer_name="何先生", phone="139 0000 1234", relation="tenant")
    client_of(told, "agent").post(HERE, fields)
    caller = Customer.objects.get(name="何先生")
    assert Case.objects.get().customer == caller
    assert caller.phones.get().number == "13900001234"
    assert Occupancy.objects.get(customer=caller).relation == "tenant"


def test_a_refused_registration_leaves_no_caller_behind() -> None:
    told = story()
    fields = typed(told, customer="", customer_name="何先生", phone="13900001234", demand="")
    assert client_of(told, "agent").post(HERE, fields).status_code == 422
    assert not Customer.objects.filter(name="何先生").exists()


@pytest.mark.requirement("S3-13d")
def test_registering_may_send_the_signing_link_at_once() -> None:
    told = story()
    answer = client_of(told, "agent").post(HERE, typed(told, then="link"))
    assert answer["Location"].endswith("#sign")
    notice = Notice.objects.get(code="sign_requested")
    assert notice.customer == told.cast.customers["customer"]
    assert "http" not in str(notice.data)


def test_looking_at_the_counter_writes_nothing() -> None:
    told = story()
    browser = client_of(told, "agent")
    browser.get(HERE, {"unit": typed(told)["unit"]})
    browser.post(f"{HERE}found/", {"q": "101"})
    browser.post(f"{HERE}card/?fill=1", {"q": "101"})
    assert (Case.objects.count(), Evidence.objects.count()) == (0, 0)
