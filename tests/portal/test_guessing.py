"""Links that were never given out, tried one after the other."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from shouwen.config.logs import PlainLines
from shouwen.portal import links
from shouwen.portal.guessing import MOST, WITHIN
from shouwen.portal.models import PortalLink
from tests.factories.story import registered

pytestmark = pytest.mark.django_db

HERE, ELSEWHERE = "192.0.2.7", "192.0.2.8"
DOORS = ["/p/{}/", "/p/{}/photo/1/", "/p/release/{}/", "/p/release/{}/qr/1/", "/p/survey/{}/"]


def tried(times: int, address: str = "/p/{}/", where: str = HERE) -> int:
    """The status of the last of so many different wrong links."""
    client = Client(REMOTE_ADDR=where)
    return [client.get(address.format(f"guess-{n}")).status_code for n in range(times)][-1]


def own_link() -> str:
    """A link that somebody was given, good for a while from now on."""
    told = registered()
    assert told.complaint is not None
    address = links.make(told.complaint, PortalLink.Purpose.SIGN)
    return address[address.index("/p/") :]


@pytest.mark.parametrize("door", DOORS)
def test_who_tries_too_many_has_to_wait(door: str) -> None:
    assert tried(MOST, door) == 404
    answer = Client(REMOTE_ADDR=HERE).get(door.format("one-more"))
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "900")
    assert "打不开" in answer.content.decode()


def test_wrong_ones_count_together_whichever_page_they_were_tried_at() -> None:
    for door in DOORS:
        tried(MOST // len(DOORS), door)
    assert Client(REMOTE_ADDR=HERE).post("/p/guess/sign/").status_code == 429


def test_a_right_one_waits_too_and_opens_again_after_the_while() -> None:
    mine = own_link()
    visitor = Client(REMOTE_ADDR=HERE)
    assert visitor.get(mine).status_code == 200
    tried(MOST)
    assert visitor.get(mine).status_code == 429
    with time_machine.travel(datetime.now(UTC) + WITHIN + timedelta(seconds=1), tick=False):
        assert visitor.get(mine).status_code == 200


def test_others_are_not_kept_waiting() -> None:
    mine = own_link()
    tried(MOST)
    assert Client(REMOTE_ADDR=ELSEWHERE).get(mine).status_code == 200


def test_right_ones_are_never_counted() -> None:
    mine = own_link()
    visitor = Client(REMOTE_ADDR=HERE)
    assert {visitor.get(mine).status_code for _ in range(MOST + 2)} == {200}


def test_somebody_with_many_addresses_of_one_network_is_one_visitor() -> None:
    for number in range(MOST):
        tried(1, where=f"2001:db8:0:1::{number:x}")
    assert tried(1, where="2001:db8:0:1:ffff::1") == 429
    assert tried(1, where="2001:db8:0:2::1") == 404
    assert tried(1, where="::ffff:192.0.2.9") == 404


def test_neither_the_link_nor_the_visitor_is_written_down(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        tried(MOST + 1)
    lines = [PlainLines().format(record) for record in caplog.records]
    assert any("tried 30 links" in line for line in lines)
    assert not [line for line in lines if "guess-" in line or HERE in line]
