"""What surrounds every request: headers, an id, a log without personal data, measures, health."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
import time_machine
from django.test import Client, RequestFactory
from django.urls import ResolverMatch

from shouwen.config.logs import JsonLines, PlainLines
from shouwen.kernel.errors import Refused
from shouwen.kernel.flows import Given
from shouwen.kernel.payloads import read
from shouwen.people.models import Staff

pytestmark = pytest.mark.django_db


def test_every_answer_forbids_inline_scripts_styles_and_frames(client: Client) -> None:
    policy = client.get("/healthz").headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "object-src 'none'" in policy
    assert "unsafe" not in policy


def test_a_request_keeps_the_id_a_proxy_gave_it_and_gets_one_otherwise(client: Client) -> None:
    assert client.get("/healthz", headers={"X-Request-ID": "from-the-proxy-1"}).headers["X-Request-ID"] == (
        "from-the-proxy-1"
    )
    assert client.get("/healthz", headers={"X-Request-ID": "bad\tid"}).headers["X-Request-ID"] != "bad\tid"
    assert len(client.get("/healthz").headers["X-Request-ID"]) == 32


def test_the_log_of_a_request_has_neither_query_string_nor_path(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "shouwen.requests"):
        client.get("/healthz?phone=13800138000")
    line = json.loads(JsonLines().format(caplog.records[-1]))
    assert line["route"] == "/healthz"
    assert (line["method"], line["status"], line["queries"]) == ("GET", 200, 0)
    assert "13800138000" not in json.dumps(line)


def test_the_log_blots_out_phones_paths_and_the_words_of_errors() -> None:
    request = RequestFactory().get("/o/one-time-token/")
    request.resolver_match = ResolverMatch(print, (), {}, route="o/<str:token>/")
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "%s: %s", ("Gone", "/o/one-time-token/"), None)
    record.request = request
    assert json.loads(JsonLines().format(record))["message"] == "Gone: /o/<str:token>/"
    assert PlainLines().format(record) == "Gone: /o/<str:token>/"
    record = logging.LogRecord("x", logging.INFO, "", 0, "call %s back", ("13800138000",), None)
    assert json.loads(JsonLines().format(record))["message"] == "call 138******** back"
    try:
        raise ValueError("Key (phone)=(13800138000) already exists")
    except ValueError as error:
        record = logging.LogRecord("x", logging.ERROR, "", 0, "failed", (), (type(error), error, error.__traceback__))
    line = JsonLines().format(record)
    assert json.loads(line)["error"]["type"] == "ValueError"
    assert "1380" not in line


def test_alive_and_ready_say_so(client: Client) -> None:
    assert client.get("/healthz").content == b"ok\n"
    assert client.get("/readyz").content == b"ready\n"


def test_measures_name_requests_queries_engine_and_outbox(client: Client) -> None:
    client.get("/healthz")
    text = client.get("/metrics").content.decode()
    for name in (
        'shouwen_requests_total{method="GET",status="200"}',
        "shouwen_request_queries_bucket",
        "shouwen_engine_lag_seconds",
        "shouwen_outbox_age_seconds",
    ):
        assert name in text


def test_measures_are_absent_for_strangers(client: Client, settings: object) -> None:
    assert client.get("/metrics", REMOTE_ADDR="192.0.2.7").status_code == 404
    assert client.get("/metrics", headers={"X-Forwarded-For": "192.0.2.7"}).status_code == 404
    settings.METRICS_TOKEN = "t0ken"  # type: ignore[attr-defined]
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer t0ken"}).status_code == 200


def test_login_takes_the_staff_number_or_the_phone(client: Client, rf: RequestFactory) -> None:
    staff = Staff.objects.create_user("S001", "王敏", "correct horse", phone="13800138000")
    for name in ("S001", "13800138000"):
        assert Client().login(request=rf.post("/"), username=name, password="correct horse")
    assert not client.login(request=rf.post("/"), username="S001", password="wrong horse")
    Staff.objects.filter(pk=staff.pk).update(is_active=False)
    assert not client.login(request=rf.post("/"), username="S001", password="correct horse")


def test_a_phone_shared_by_two_opens_nobodys_door(client: Client, rf: RequestFactory) -> None:
    for number in ("S001", "S002"):
        Staff.objects.create_user(number, "王敏", "correct horse", phone="13800138000")
    assert not client.login(request=rf.post("/"), username="13800138000", password="correct horse")


def test_guessing_passwords_locks_the_door_for_a_while(client: Client, settings: object) -> None:
    Staff.objects.create_user("S001", "王敏", "correct horse")
    for _ in range(settings.AXES_FAILURE_LIMIT):  # type: ignore[attr-defined]
        client.post("/login/", {"username": "S001", "password": "guess"})
    assert client.post("/login/", {"username": "S001", "password": "correct horse"}).status_code == 429
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=16), tick=False):
        assert client.post("/login/", {"username": "S001", "password": "correct horse"}).status_code == 302


@pytest.mark.parametrize(
    ("address", "status"),
    [("/cases/%00/", 404), ("/complaints/intake/%00/", 404), ("/login/?next=%00", 400), ("/login/?%00=x", 400)],
)
def test_an_address_that_no_text_can_hold_is_refused(client: Client, address: str, status: int) -> None:
    client.force_login(Staff.objects.create_user("S001", "王敏"), backend="shouwen.people.login.StaffNumberOrPhone")
    assert client.get(address).status_code == status


def test_words_that_no_text_can_hold_are_refused_before_they_are_read(client: Client) -> None:
    client.force_login(Staff.objects.create_user("S001", "王敏"), backend="shouwen.people.login.StaffNumberOrPhone")
    given = urlencode({"old": "a\0b", "new": "c", "again": "c"})
    answer = client.post("/account/password/", given, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 400


class Words(Given):
    text: str
    more: list[str] = []


@pytest.mark.parametrize("given", [{"text": "a\0b"}, {"text": "a", "more": ["b", "\0"]}])
def test_words_beside_files_are_refused_field_by_field(given: dict[str, object]) -> None:
    with pytest.raises(Refused) as refused:
        read(Words, given)
    assert set(refused.value.fields) <= {"text", "more"}
