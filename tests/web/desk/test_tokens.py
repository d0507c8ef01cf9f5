"""My account: programs with a token of mine."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shouwen.kernel.api.identity import new_token, owner_of
from shouwen.kernel.errors import Refused
from shouwen.kernel.models import ApiToken
from shouwen.people.models import Staff
from tests.factories import centre
from tests.web.desk.conftest import Browser

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"
TYPED = {"purpose": "monthly report", "days": "30", "old": PASSWORD}


@pytest.fixture
def me() -> Staff:
    made = centre.staff()
    made.set_password(PASSWORD)
    made.save()
    return made


def shown_in(page: str) -> str:
    found = re.search(r'value="(sw_[^"]+)"', page)
    assert found
    return found[1]


def test_a_token_is_shown_once_and_may_only_read_unless_said_otherwise(me: Staff, browser_of: Browser) -> None:
    client = browser_of(me)
    answer = client.post("/account/tokens/", TYPED)
    token = shown_in(answer.content.decode())
    assert answer.status_code == 201
    assert "no-store" in answer.headers["Cache-Control"]
    assert owner_of(token) == me
    with pytest.raises(Refused):
        owner_of(token, writing=True)
    page = client.get("/account/").content.decode()
    assert "monthly report" in page
    assert "sw_" not in page


def test_one_that_takes_steps_is_asked_for(me: Staff, browser_of: Browser) -> None:
    answer = browser_of(me).post("/account/tokens/", {**TYPED, "takes_steps": "on"})
    assert owner_of(shown_in(answer.content.decode()), writing=True) == me


def test_a_form_sent_twice_makes_one_token_and_shows_it_twice(me: Staff, browser_of: Browser) -> None:
    client = browser_of(me)
    key = re.search(r'action="/account/tokens/".*?name="key" value="([^"]+)"', client.get("/account/").content.decode())
    assert key
    sent = {**TYPED, "key": key[1]}
    first, again = (shown_in(client.post("/account/tokens/", sent).content.decode()) for _ in range(2))
    assert first == again
    assert owner_of(first) == me
    assert ApiToken.objects.count() == 1


@pytest.mark.parametrize("change", [{"key": "another"}, {"purpose": "another"}, {"days": "31"}, {"takes_steps": "on"}])
def test_what_differs_is_another_token(me: Staff, browser_of: Browser, change: dict[str, str]) -> None:
    client = browser_of(me)
    for sent in ({**TYPED, "key": "k"}, {**TYPED, "key": "k", **change}):
        assert client.post("/account/tokens/", sent).status_code == 201
    assert ApiToken.objects.count() == 2


def test_the_same_key_of_two_people_makes_two_tokens(me: Staff) -> None:
    assert new_token(me, "report", key="k") != new_token(centre.staff(), "report", key="k")


def test_a_form_sent_again_after_its_token_was_shut_out_does_not_show_it(me: Staff, browser_of: Browser) -> None:
    client, sent = browser_of(me), {**TYPED, "key": "k"}
    client.post("/account/tokens/", sent)
    client.post(f"/account/tokens/{ApiToken.objects.get().pk}/revoke/")
    answer = client.post("/account/tokens/", sent)
    assert answer.status_code in (409, 422)
    assert "sw_" not in answer.content.decode()
    assert "is over" in answer.content.decode()
    assert ApiToken.objects.count() == 1


@pytest.mark.parametrize(
    "wrong", [{"old": "somebody at an open browser"}, {"days": "0"}, {"days": "4000"}, {"purpose": " "}]
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(me: Staff, browser_of: Browser, wrong: dict[str, str]) -> None:
    answer = browser_of(me).post("/account/tokens/", {**TYPED, **wrong})
    assert answer.status_code == 422
    assert "sw-field-wrong" in answer.content.decode()
    assert ("monthly report" in answer.content.decode()) is ("purpose" not in wrong)
    assert not ApiToken.objects.exists()


def test_a_program_is_shut_out_by_the_tokens_owner_only(me: Staff, browser_of: Browser) -> None:
    text = new_token(me, "lost laptop")
    address = f"/account/tokens/{ApiToken.objects.get().pk}/revoke/"
    assert browser_of(centre.staff()).post(address).status_code == 404
    client = browser_of(me)
    assert client.post(address).status_code == 302
    assert owner_of(text) is None
    assert client.post(address).status_code == 404
    assert Client().get("/api/flows", headers={"Authorization": f"Bearer {text}"}).status_code == 401


def test_many_tokens_cost_no_more_questions_than_one(me: Staff, browser_of: Browser) -> None:
    client = browser_of(me)

    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/account/").status_code == 200
        return len(asked)

    new_token(me, "1")
    few = questions()
    for number in range(30):
        new_token(me, str(number))
    assert questions() == few


@pytest.mark.django_db(transaction=True)
def test_two_sendings_at_the_same_instant_make_one_token(me: Staff) -> None:
    together = Barrier(2)

    def send() -> str:
        try:
            together.wait()
            return new_token(me, "report", key="k")
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        first, second = (pool.submit(send) for _ in range(2))
        assert first.result() == second.result()
    assert ApiToken.objects.count() == 1
