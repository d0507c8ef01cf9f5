"""The owner's own page: apply without a login, follow it, show the code; one token, one person, one unit (S2-59)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.signing import TimestampSigner
from django.test import Client

from shouwen.customers.models import Occupancy
from shouwen.frontdesk import links
from shouwen.kernel import clock
from shouwen.kernel.models import Event, Notice
from shouwen.kernel.notices.messages import words_for
from tests.factories import centre
from tests.factories.release import MORNING, Desk, desk, slip_of
from tests.frontdesk.test_pages import typed


@pytest.fixture
def counter(db: None) -> Desk:
    with clock.moved_to(clock.now()):
        return desk()


def address(counter: Desk) -> str:
    return links.owners_page(counter.owner.pk, counter.unit.pk)


@pytest.mark.requirement("S2-59")
def test_the_owner_applies_from_the_phone(counter: Desk) -> None:
    now = clock.local(clock.now())
    until = (now + timedelta(hours=3)).strftime("%Y-%m-%dT%H:%M")
    answer = Client().post(address(counter), typed(valid_until=until))
    assert answer.status_code == 302
    event = Event.objects.get(code="frontdesk.item_release.apply")
    assert (event.by, event.customer) == (Event.By.CUSTOMER, counter.owner)
    assert "双人沙发" in Client().get(address(counter)).content.decode()


def test_a_refusal_keeps_what_was_typed(counter: Desk) -> None:
    answer = Client().post(address(counter), typed(item_name=["", "", ""], item_quantity=["", "", ""]))
    assert answer.status_code == 422
    assert "浙A12345" in answer.content.decode()
    assert not Event.objects.exists()


def test_once_issued_the_page_shows_the_code_for_the_gate(counter: Desk) -> None:
    case = counter.issued()
    page = Client().get(address(counter)).content.decode()
    assert (slip_of(case).slip_number or "?") in page
    code = Client().get(f"{address(counter)}qr/{case.pk}/")
    assert (code.status_code, code["Content-Type"]) == (200, "image/svg+xml")


def test_the_message_about_the_slip_leads_there(counter: Desk) -> None:
    case = counter.issued()
    notice = Notice.objects.filter(code="release_issued", customer=counter.owner).get()
    words = words_for(notice)
    assert (slip_of(case).slip_number or "?") in words.body
    assert "/p/release/" in words.body


def test_a_page_opens_only_for_its_own_customer_unit_and_week(counter: Desk) -> None:
    counter.issued()
    assert counter.case is not None
    neighbour = centre.customer(centre.unit(counter.project))
    own = neighbour.occupancies.get().unit
    theirs = links.owners_page(neighbour.pk, own.pk)
    assert Client().get(theirs).status_code == 200
    assert Client().get(f"{theirs}qr/{counter.case.pk}/").status_code == 404
    assert Client().get(links.owners_page(neighbour.pk, counter.unit.pk)).status_code == 404
    assert Client().get(address(counter).replace("/p/release/", "/p/release/x")).status_code == 404


def test_it_ends_after_a_week_and_when_the_unit_is_sold(counter: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    there = address(counter)
    Occupancy.objects.filter(customer=counter.owner).update(ends_on=MORNING.date() - timedelta(days=400))
    assert Client().get(there).status_code == 404
    old = TimestampSigner.timestamp
    monkeypatch.setattr(TimestampSigner, "timestamp", lambda self: "1UgYpa")
    aged = links.owners_page(counter.owner.pk, counter.unit.pk)
    monkeypatch.setattr(TimestampSigner, "timestamp", old)
    assert links.read(aged.rstrip("/").rsplit("/", 1)[-1]) is None
