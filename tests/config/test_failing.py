"""While PostgreSQL restarts: every door says so in its own way, and opens again without a restart of ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.db import IntegrityError, OperationalError, close_old_connections, connection, transaction
from django.test import Client

from shouwen.config.failing import is_away
from shouwen.people.models import Staff
from tests.factories import centre

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = ["/", "/notices/", "/p/nobody-knows-this-one/"]
API = ["/api/flows", "/api/obligations", "/api/openapi.json"]


@contextmanager
def away() -> Iterator[None]:
    """The database's port is closed, and the connection that was kept has been closed with it."""
    port = connection.settings_dict["PORT"]
    connection.close()
    connection.settings_dict["PORT"] = "1"
    try:
        yield
    finally:
        connection.settings_dict["PORT"] = port


@contextmanager
def a_session() -> Iterator[psycopg.Connection]:
    """A second session, beside the one that is tested."""
    values = connection.get_connection_params()
    names = ("dbname", "user", "password", "host", "port")
    with psycopg.connect(**{name: values[name] for name in names}, autocommit=True) as made:
        yield made


def cut() -> None:
    """What a restart does to a connection that is kept: the server ends it, and the client has not noticed."""
    connection.ensure_connection()
    with a_session() as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [connection.connection.info.backend_pid])


def between_requests() -> None:
    """What a server does before the next request; Django's test client leaves it out."""
    close_old_connections()


@pytest.fixture
def client() -> Client:
    """Somebody who is logged in."""
    made = Client(raise_request_exception=False)
    made.force_login(centre.staff(), backend="shouwen.people.login.StaffNumberOrPhone")
    return made


@pytest.mark.parametrize("address", PAGES)
def test_a_page_says_that_the_service_is_back_in_a_moment(client: Client, address: str) -> None:
    with away():
        answer = client.get(address)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert "服务马上恢复" in answer.content.decode()
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Request-ID"]


@pytest.mark.parametrize("address", API)
def test_the_api_says_it_as_json(client: Client, address: str) -> None:
    with away():
        answer = client.get(address)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert answer.json()["code"] == "unavailable"
    assert "稍后" in answer.json()["message"]


def test_a_token_of_a_program_hears_it_too() -> None:
    with away():
        answer = Client(raise_request_exception=False, headers={"Authorization": "Bearer sw_x"}).get("/api/flows")
    assert answer.status_code == 503


def test_a_login_is_not_refused_but_put_off(client: Client) -> None:
    with away():
        answer = Client(raise_request_exception=False).post("/login/", {"username": "S1", "password": "x" * 12})
    assert answer.status_code == 503


def test_a_connection_that_was_cut_is_one_moment_and_the_next_request_is_answered(client: Client) -> None:
    cut()
    assert client.get("/notices/").status_code == 503
    between_requests()
    assert client.get("/notices/").status_code == 200


def test_it_is_not_ready_while_a_connection_is_cut_and_ready_again_with_the_next(client: Client) -> None:
    assert client.get("/readyz").status_code == 200
    cut()
    assert client.get("/readyz").status_code == 503
    between_requests()
    assert client.get("/readyz").status_code == 200


def test_a_fault_of_ours_is_not_called_a_restart() -> None:
    Staff.objects.create_user("S1", "王敏")
    with pytest.raises(IntegrityError) as doubled, transaction.atomic():
        Staff.objects.create_user("S1", "王敏")
    assert not is_away(doubled.value)
    with pytest.raises(OperationalError) as slow, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 1; SELECT pg_sleep(1)")
    assert not is_away(slow.value)
    assert not is_away(None)
