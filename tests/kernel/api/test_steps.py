"""Steps through the API: the whole way, every refusal with its status, one effect for repeated requests."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from django.utils.datastructures import MultiValueDict

from shouwen.kernel import clock
from shouwen.kernel.api.answers import StrictParser
from shouwen.kernel.models import Case, Event
from tests.factories import story
from tests.factories.story import MORNING, Story, at, registration
from tests.kernel import files
from tests.kernel.api.calling import Caller

pytestmark = pytest.mark.django_db


def begun(told: Story, **headers: str) -> Any:
    """The answer to the request that registers the story's complaint."""
    unit = told.cast.unit("agent", "1-1-101")
    assert unit is not None
    body = {
        "place": {"unit": unit.pk, "customer": told.cast.customers["customer"].pk},
        "given": registration(),
    }
    with clock.moved_to(MORNING):
        return Caller(told.cast.staff["agent"]).post("complaints.complaint/register", body, **headers)


def caller(told: Story, name: str) -> Caller:
    return Caller(told.cast.staff[name])


def test_a_complaint_goes_from_the_counter_to_an_issued_order() -> None:
    told = story.story()
    answer = begun(told)
    assert answer.status_code == 201, answer.content
    number = answer.json()["number"]
    with clock.moved_to(at("2024-05-06 09:55")):
        agent = caller(told, "agent")
        upload = {"kind": "customer_signature", "file": SimpleUploadedFile("name.png", files.image("PNG"), "image/png")}
        signature = agent.client.post("/api/evidence", upload).json()["id"]
        signed = agent.post(f"complaints.complaint/{number}/sign", {"proofs": [signature]})
        assert (signed.status_code, signed.json()["state"]) == (200, "registered")
        raised = agent.post(f"complaints.complaint/{number}/raise_order", {"given": {}, "key": "raise"}).json()
        again = agent.post(f"complaints.complaint/{number}/raise_order", {"given": {}, "key": "raise"}).json()
        assert again == {**raised, "repeated": True}
        (order,) = agent.get(f"complaints.complaint/{number}").json()["children"]
        assert raised["opened"] == [order]
        assert agent.post(f"complaints.order/{order}/submit").status_code == 200
    with clock.moved_to(at("2024-05-06 10:20")):
        body = {"given": {"opinion": "同意"}}
        assert caller(told, "dgm").post(f"complaints.order/{order}/endorse", body).status_code == 200
        issued = caller(told, "gm").post(f"complaints.order/{order}/issue", body)
    assert issued.json() | {"event": 0} == {
        "number": order,
        "flow": "complaints.order",
        "state": "issued",
        "version": 4,
        "event": 0,
        "repeated": False,
        "opened": [],
    }


def test_a_request_repeated_with_its_key_has_one_effect_and_the_same_answer() -> None:
    told = story.story()
    first = begun(told, **{"Idempotency-Key": "form-1"}).json()
    again = begun(told, **{"Idempotency-Key": "form-1"}).json()
    assert again == {**first, "repeated": True}
    assert Case.objects.count() == 1


def test_a_key_belongs_to_the_one_who_used_it_and_to_one_step() -> None:
    told = story.story()
    number = begun(told, **{"Idempotency-Key": "form-1"}).json()["number"]
    other = Caller(told.cast.staff["agent2"])
    body = {"given": {"reason": "重复"}, "key": "form-1"}
    answer = other.post(f"complaints.complaint/{number}/void", body)
    assert answer.json()["code"] == "wrong_role"  # not the answer that the first one got
    mine = caller(told, "agent").post(f"complaints.complaint/{number}/raise_order", {"given": {}, "key": "form-1"})
    assert (mine.status_code, mine.json()["code"]) == (422, "bad_payload")


def test_each_refusal_has_its_status_and_code() -> None:
    told = story.submitted()
    assert told.order is not None
    here = f"complaints.order/{told.order.number}"
    opinion = {"given": {"opinion": "同意"}}
    expected = [
        ("agent", "submit", None, 409, "wrong_state"),
        ("gm", "endorse", opinion, 403, "wrong_role"),
        ("agent3", "endorse", opinion, 404, "not_found"),
        ("dgm", "endorse", {"given": {}}, 422, "bad_payload"),
        ("dgm", "endorse", {**opinion, "version": 1}, 409, "stale_page"),
        ("dgm", "endorse", {**opinion, "proofs": [999_999_999]}, 422, "missing_evidence"),
    ]
    before = Event.objects.count()
    with clock.moved_to(at("2024-05-06 10:21")):
        for who, step, body, status, code in expected:
            answer = caller(told, who).post(f"{here}/{step}", body)
            assert (answer.status_code, answer.json()["code"]) == (status, code), (who, step)
            assert answer.json()["message"]
    assert Event.objects.count() == before


def test_a_refused_payload_points_at_its_fields() -> None:
    told = story.submitted()
    assert told.order is not None
    answer = caller(told, "dgm").post(f"complaints.order/{told.order.number}/endorse", {"given": {"opinion": ""}})
    assert answer.json()["fields"] == {"opinion": ["This is still empty or too short."]}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b'{"given": 5}',
        b'{"given": {"opinion": "a\\u0000b"}}',
        b'{"given": {"opinion": "\\ud800"}}',
        b'{"given": {"opinion": NaN}}',
        b'{"given": {"opinion": "x"}, "version": 99999999999999999999}',
        b'{"given": {"opinion": "x"}, "version": 1e400}',
        b'{"given": {"opinion": "x"}, "proofs": [-1]}',
        b'{"given": {"opinion": "x"}, "occurred_at": "9999-99-99"}',
        b'{"given": {"opinion": "x"}, "occurred_at": "0001-01-01T00:00:00+14:00"}',
        b'{"given": {"opinion": "x"}, "key": ""}',
        b'{"given": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b"\xff\xfe",
        b'{"given": {"opinion": "' + "长".encode() * 2_000_000 + b'"}}',
    ],
    ids=lambda body: str(body[:40]),
)
def test_what_cannot_be_read_is_refused_and_never_an_error_of_ours(body: bytes) -> None:
    told = story.submitted()
    assert told.order is not None
    agent = caller(told, "dgm").client
    answer = agent.post(f"/api/complaints.order/{told.order.number}/endorse", body, content_type="application/json")
    assert answer.status_code in {400, 409, 413, 422}
    assert {"code", "message", "fields"} == set(json.loads(answer.content))
    told.order.refresh_from_db()
    assert told.order.state == "pending_dgm_issue"


@pytest.mark.parametrize("number", ["DD-240506-%00", "nothing", "DD-240506-999999999999", "%F0%9F%92%A9", "x" * 3000])
def test_a_number_that_no_case_has_is_not_found(number: str) -> None:
    told = story.story()
    assert caller(told, "dgm").get(f"complaints.order/{number}").status_code == 404
    assert caller(told, "dgm").post(f"complaints.order/{number}/issue", {"given": {"opinion": "x"}}).status_code == 404


def test_somebody_who_is_not_logged_in_hears_only_that() -> None:
    told = story.submitted()
    assert told.order is not None
    for headers in ({}, {"Authorization": "Bearer sw_wrong"}, {"Authorization": "Basic xyz"}):
        answer = Client(headers=headers).post(f"/api/complaints.order/{told.order.number}/endorse")
        assert (answer.status_code, answer.json()["code"]) == (401, "not_logged_in")


def test_the_session_of_the_pages_works_and_needs_the_csrf_token() -> None:
    told = story.submitted()
    assert told.order is not None
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(told.cast.staff["dgm"], backend="shouwen.people.login.StaffNumberOrPhone")
    address = f"/api/complaints.order/{told.order.number}"
    assert browser.get(address).status_code == 200
    refused = browser.post(f"{address}/endorse", {"given": {"opinion": "同意"}}, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (403, "csrf")


def test_a_form_instead_of_json_is_refused_in_words() -> None:
    """From the session of the pages, whose token is looked for in the form first."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(story.story().cast.staff["agent"], backend="shouwen.people.login.StaffNumberOrPhone")
    browser.get("/gallery/")
    token = browser.cookies["csrftoken"].value
    answer = browser.post("/api/complaints.complaint/register", {"demand": "漏水"}, headers={"X-CSRFToken": token})
    assert (answer.status_code, answer.json()["code"]) == (415, "not_json")


class Unread(SimpleUploadedFile):
    """A file that must not be walked through."""

    def __iter__(self) -> Any:
        raise AssertionError("the parser of the form read the file")


def test_the_parser_of_a_form_does_not_read_its_files() -> None:
    """Fifty megabytes without a line end took it minutes."""
    sent = MultiValueDict({"file": [Unread("wall.png", files.image("PNG"))]})
    assert StrictParser().parse_querydict(sent, [], RequestFactory().post("/")) == {"file": sent["file"]}
