"""Login, logout, theme and language."""

from __future__ import annotations

import pytest
from django.test import Client

from shouwen.people.models import Staff
from tests.web.conftest import SECRET

pytestmark = pytest.mark.django_db


def log_in(client: Client, name: str, password: str = SECRET) -> int:
    return client.post("/login/", {"username": name, "password": password}).status_code


@pytest.mark.parametrize("name", ["A100", "13800000001"])
def test_the_staff_number_and_the_phone_open_the_door(client: Client, person: Staff, name: str) -> None:
    assert log_in(client, name) == 302
    assert client.get("/gallery/").status_code == 200


def test_a_wrong_password_is_refused_in_words_and_the_number_stays(client: Client, person: Staff) -> None:
    answer = client.post("/login/", {"username": "A100", "password": "guessed-1"}, headers={"Accept-Language": "en"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'role="alert"' in page
    assert 'value="A100"' in page
    assert "guessed-1" not in page


def test_an_unknown_number_reads_the_same_as_a_wrong_password(client: Client, person: Staff) -> None:
    def alert(name: str) -> str:
        page = client.post("/login/", {"username": name, "password": "wrong"}).content.decode()
        return page.split('role="alert"')[1].split("</div>")[0]

    assert alert("A100") == alert("A999")


def test_whoever_is_not_logged_in_is_led_to_the_door(client: Client) -> None:
    answer = client.get("/gallery/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/login/")


def test_login_brings_the_language_and_the_theme_of_the_person(client: Client, person: Staff) -> None:
    Staff.objects.filter(pk=person.pk).update(language="en", dark=True)
    log_in(client, "A100")
    page = client.get("/gallery/").content.decode()
    assert '<html lang="en" data-bs-theme="dark"' in page


def test_the_theme_is_remembered_with_the_person(client: Client, person: Staff) -> None:
    log_in(client, "A100")
    client.post("/theme/", {"dark": "1"})
    assert Staff.objects.get(pk=person.pk).dark
    assert 'data-bs-theme="dark"' in client.get("/gallery/").content.decode()


def test_the_language_is_remembered_and_an_unknown_one_changes_nothing(client: Client, person: Staff) -> None:
    log_in(client, "A100")
    client.post("/language/", {"language": "en"})
    client.post("/language/", {"language": "xx"})
    assert Staff.objects.get(pk=person.pk).language == "en"
    assert '<html lang="en"' in client.get("/gallery/").content.decode()


def test_a_switch_never_leads_to_another_site(client: Client) -> None:
    answer = client.post("/theme/", {"dark": "1", "next": "https://elsewhere.example/"})
    assert answer["Location"] == "/"
    assert client.post("/theme/", {"next": "/gallery/"})["Location"] == "/gallery/"


def test_logout_needs_a_post_and_closes_the_door(client: Client, person: Staff) -> None:
    log_in(client, "A100")
    assert client.get("/logout/").status_code == 405
    client.post("/logout/")
    assert client.get("/gallery/").status_code == 302


def test_pages_that_are_not_there_say_so_in_the_house_s_words(client: Client, chinese: None) -> None:
    answer = client.get("/nothing/here/", headers={"Accept-Language": "zh-CN"})
    assert answer.status_code == 404
    assert "找不到这张单，或不在您的范围内。" in answer.content.decode()


def test_after_too_many_tries_the_door_stays_shut_even_for_the_right_password(client: Client, person: Staff) -> None:
    client.cookies["django_language"] = "en"
    for _try in range(6):
        log_in(client, "A100", "guessed-1")
    answer = client.post("/login/", {"username": "A100", "password": SECRET})
    assert answer.status_code == 429
    assert "Too many tries" in answer.content.decode()
