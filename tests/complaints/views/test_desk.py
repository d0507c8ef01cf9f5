"""After registering: signature or reason, solved on the spot, order raised and submitted; each with one press."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from shouwen.complaints.flows import Complaint
from shouwen.complaints.models import ComplaintRecord, OrderRecord
from shouwen.kernel.evidence import content_hash
from shouwen.kernel.models import Case, Event, Evidence, Notice, Obligation
from tests.factories.pages import client_of, recording, scan, signature, typed, when
from tests.factories.story import Story, drafted, registered, story

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("story_time")]


def address(told: Story, action: str = "") -> str:
    assert told.complaint is not None
    tail = f"{action}/" if action else ""
    return f"/complaints/intake/{told.complaint.number}/{tail}"


def hidden(page: str, name: str) -> str:
    """The value of a hidden field of the page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None
    return found[1]


def sign(told: Story, browser: Client, **changes: str) -> str:
    page = browser.get(address(told)).content.decode()
    fields = {"signature_binds": hidden(page, "signature_binds"), "signature_outcome": "signed", "key": "sign-1"}
    answer = browser.post(address(told, "sign"), {**fields, **changes, "signature": signature()})
    return str(answer.status_code)


def state_of(told: Story) -> str:
    assert told.complaint is not None
    return Case.objects.get(pk=told.complaint.pk).state


@pytest.mark.requirement("S3-13b")
@pytest.mark.requirement("S3-13c")
def test_the_signature_is_bound_to_what_was_shown() -> None:
    told = registered()
    with when("2024-05-06 10:00"):
        assert sign(told, client_of(told, "agent")) == "302"
    record = ComplaintRecord.objects.get()
    content = {
        "unit": record.case.unit_id,
        "customer_name": record.customer_name,
        "phone": record.phone,
        "demand": record.demand,
        "required_finish_at": record.required_finish_at,
    }
    assert state_of(told) == "registered"
    assert Evidence.objects.get(kind="customer_signature").binds == content_hash(content)


@pytest.mark.requirement("S3-13b")
def test_a_signature_for_other_content_is_refused_and_the_page_asks_for_a_new_one() -> None:
    told = registered()
    browser = client_of(told, "agent")
    with when("2024-05-06 10:00"):
        page = browser.get(address(told)).content.decode()
        told.take(Complaint.correct, "agent", "2024-05-06 10:00", given={"demand": "阳台渗水"})
        fields = {"signature_binds": hidden(page, "signature_binds"), "signature_outcome": "signed"}
        answer = browser.post(address(told, "sign"), {**fields, "signature": signature()})
        assert answer.status_code == 422
        assert "must be signed again" in answer.content.decode()
        assert "阳台渗水" in answer.content.decode()
        again = {"kept": hidden(answer.content.decode(), "kept"), "key": "sign-2"}
        assert sign(told, browser, **again) == "302"
    assert state_of(told) == "registered"


def test_an_older_page_is_refused_and_shows_the_case_as_it_stands() -> None:
    told = registered()
    browser = client_of(told, "agent")
    told.take(Complaint.correct, "agent", "2024-05-06 10:00", given={"demand": "阳台渗水"})
    with when("2024-05-06 10:00"):
        answer = browser.post(address(told, "sign"), {"version": "1", "signature": signature()})
    assert answer.status_code == 409
    assert "阳台渗水" in answer.content.decode()
    assert state_of(told) == "awaiting_signature"


@pytest.mark.requirement("S3-13d")
@pytest.mark.parametrize(("field", "file"), [("recording", recording), ("letter", scan)])
def test_who_cannot_sign_leaves_a_reason_and_a_recording_or_a_letter(field: str, file: object) -> None:
    told = registered()
    assert callable(file)
    answer = client_of(told, "agent").post(address(told, "sign"), {"unsigned_reason": "来电", field: file()})
    assert answer.status_code == 302
    assert ComplaintRecord.objects.get().unsigned_reason == "来电"


@pytest.mark.requirement("S3-13d")
def test_a_reason_alone_is_not_enough() -> None:
    told = registered()
    answer = client_of(told, "agent").post(address(told, "sign"), {"unsigned_reason": "来电"})
    assert answer.status_code == 422
    assert 'value="来电"' in answer.content.decode()
    assert state_of(told) == "awaiting_signature"


@pytest.mark.requirement("S3-13d")
def test_the_signing_link_goes_to_the_customers_phone() -> None:
    told = registered()
    client_of(told, "agent").post(address(told, "link"), {"key": "link-1"})
    notice = Notice.objects.get(code="sign_requested")
    assert (notice.channel, notice.customer) == ("sms", told.cast.customers["customer"])


@pytest.mark.requirement("S3-15a")
@pytest.mark.requirement("S3-15b")
def test_solved_on_the_spot_needs_the_solution_and_a_second_signature() -> None:
    told = registered()
    browser = client_of(told, "agent")
    with when("2024-05-06 10:00"):
        sign(told, browser)
        refused = browser.post(address(told, "spot"), {"solution": "当场关阀并更换接头"})
        assert refused.status_code == 422
        assert "当场关阀并更换接头" in refused.content.decode()
        browser.post(address(told, "spot"), {"solution": "当场关阀并更换接头", "signature": signature()})
    assert state_of(told) == "closed_on_spot"
    assert Obligation.objects.get(code="T1").outcome == "met"
    assert Evidence.objects.filter(kind="customer_signature").exclude(binds="").count() == 2


@pytest.mark.requirement("S3-14a")
@pytest.mark.requirement("S3-14b")
@pytest.mark.requirement("S3-14c")
def test_from_the_signature_one_press_draws_up_the_order_and_one_submits_it() -> None:
    told = registered()
    browser = client_of(told, "agent")
    with when("2024-05-06 10:10"):
        sign(told, browser)
        browser.post(address(told, "raise"), {"key": "raise-1"})
        order = OrderRecord.objects.get()
        browser.post(address(told, "submit"), {"order": order.case.number, "key": "submit-1"})
    order.case.refresh_from_db()
    assert order.first_department == "property_repair"
    assert order.case.state == "pending_dgm_issue"
    assert Obligation.objects.get(code="T1").outcome == "met"


@pytest.mark.requirement("S3-20g")
def test_another_department_needs_a_reason_and_nothing_is_submitted_without() -> None:
    told = drafted()
    assert told.order is not None
    browser = client_of(told, "agent")
    fields = {"order": told.order.number, "first_department": "engineering", "key": "submit-1"}
    with when("2024-05-06 10:10"):
        refused = browser.post(address(told, "submit"), fields)
        assert refused.status_code == 422
        assert Case.objects.get(pk=told.order.pk).state == "order_drafting"
        browser.post(address(told, "submit"), {**fields, "override_reason": "属主体结构问题"})
    order = OrderRecord.objects.get()
    assert (order.first_department, order.override_reason) == ("engineering", "属主体结构问题")
    assert order.case.state == "pending_dgm_issue"


def test_pressing_submit_twice_submits_once() -> None:
    told = drafted()
    assert told.order is not None
    browser = client_of(told, "agent")
    fields = {"order": told.order.number, "ordered_finish_at": "2024-05-09T12:00", "key": "submit-1"}
    with when("2024-05-06 10:10"):
        codes = [browser.post(address(told, "submit"), fields).status_code for _ in range(2)]
    assert codes == [302, 302]
    assert Event.objects.filter(case=told.order, code="complaints.order.submit").count() == 1
    assert Event.objects.filter(case=told.order, code="complaints.order.edit").count() == 1


@pytest.mark.requirement("S3-I02")
@pytest.mark.parametrize(("who", "status"), [("agent3", 404), ("agent2", 403), ("head_property_repair", 403)])
def test_only_the_cases_own_specialist_acts_here(who: str, status: int) -> None:
    told = registered()
    answer = client_of(told, who).post(address(told, "raise"), {"key": "raise-1"})
    assert answer.status_code == status
    assert OrderRecord.objects.count() == 0


def test_an_action_that_does_not_exist_is_absent() -> None:
    told = registered()
    assert client_of(told, "agent").post(address(told, "burn")).status_code == 404


@pytest.mark.requirement("S3-13b")
@pytest.mark.requirement("S3-14c")
def test_the_whole_story_from_the_counter_to_the_submission_needs_no_script() -> None:
    told = story()
    browser = client_of(told, "agent")
    with when("2024-05-06 10:02"):
        there = browser.post("/complaints/intake/", typed(told))["Location"]
        page = browser.get(there).content.decode()
        binds = hidden(page, "signature_binds")
        browser.post(f"{there}sign/", {"signature": signature(), "signature_binds": binds, "key": "s"})
        browser.post(f"{there}raise/", {"key": "r"})
        number = OrderRecord.objects.get().case.number
        said = browser.post(f"{there}submit/", {"order": number, "key": "q"}, follow=True).content.decode()
    assert f"{number} is submitted" in said
    assert OrderRecord.objects.get().submitted_at is not None


@pytest.mark.requirement("S3-20g")
def test_another_department_without_a_reason_is_refused_and_stays_chosen() -> None:
    told = drafted()
    browser = client_of(told, "agent")
    order = OrderRecord.objects.get()
    fields = {"order": order.case.number, "first_department": "marketing", "key": "first"}
    with when("2024-05-06 10:05"):
        refused = browser.post(address(told, "submit"), fields)
        page = refused.content.decode()
        assert refused.status_code == 422
        assert '<option value="marketing" selected>' in page
        browser.post(address(told, "submit"), {**fields, "override_reason": "合同条款由营销部解释", "key": "second"})
    order.refresh_from_db()
    assert order.submitted_at is not None
    assert (order.first_department, order.override_reason) == ("marketing", "合同条款由营销部解释")


@pytest.mark.requirement("S3-12c")
def test_a_result_on_site_is_reported_only_after_somebody_was_asked_to_go_there() -> None:
    told = registered()
    browser = client_of(told, "agent")
    with when("2024-05-06 10:00"):
        before = browser.get(address(told)).content.decode()
        told.take(Complaint.request_onsite, "agent", "2024-05-06 10:00", given={"department": "property_repair"})
        after = browser.get(address(told)).content.decode()
    assert "Ask for handling on site at once" in before
    assert "Report the handling on site" not in before
    assert "Report the handling on site" in after
