"""The cards of a unit and of a customer: people and dates, masked numbers, what is open and was, what begins here."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shouwen.customers.models import Customer, Occupancy
from shouwen.estate.models import Unit
from shouwen.kernel import clock
from shouwen.kernel.models import Case, RevealedDatum
from tests.factories import centre, story
from tests.factories.pages import client_of, when
from tests.factories.story import Story

pytestmark = pytest.mark.django_db
NOON = "2024-05-06 12:00"


@pytest.fixture
def told() -> Story:
    """An order of unit 1-1-101, whose customer complained."""
    return story.issued()


def place(told: Story) -> tuple[Unit, Customer]:
    assert told.order is not None
    assert told.order.unit is not None
    assert told.order.customer is not None
    return told.order.unit, told.order.customer


def get(told: Story, who: str, address: str) -> Any:
    with when(NOON):
        return client_of(told, who).get(address)


def test_a_units_card_shows_who_has_to_do_with_it_and_since_when(told: Story) -> None:
    unit, _customer = place(told)
    before = Customer.objects.create(name="欧阳从前")
    Occupancy.objects.create(
        customer=before, unit=unit, project=unit.project, relation="owner",
        starts_on=date(2019, 3, 1), ends_on=date(2022, 6, 30),
    )  # fmt: skip
    html = get(told, "agent", f"/units/{unit.pk}/").content.decode()
    assert "since 2019-03-01" in html
    assert "until 2022-06-30" in html
    assert "欧***" in html
    assert "欧阳从前" not in html
    assert html.index("no longer") > html.index("People of this unit")


@pytest.mark.requirement("S3-I02")
def test_numbers_are_masked_until_a_reason_is_on_record(told: Story) -> None:
    unit, customer = place(told)
    for address in (f"/units/{unit.pk}/", f"/customers/{customer.pk}/"):
        html = get(told, "agent", address).content.decode()
        assert "199****0000" in html
        assert "19900000000" not in html
    browser = client_of(told, "agent")
    refused = browser.post(f"/customers/{customer.pk}/numbers/", {"reason": "x"})
    assert refused.status_code == 422
    assert not RevealedDatum.objects.exists()
    shown = browser.post(f"/customers/{customer.pk}/numbers/", {"reason": "约定上门时间"})
    assert "19900000000" in shown.content.decode()
    assert RevealedDatum.objects.get().subject == f"customer:{customer.pk}:phone"


@pytest.mark.requirement("S3-I02")
def test_absent_and_elsewhere_read_alike(told: Story) -> None:
    unit, customer = place(told)
    addresses = [f"/units/{unit.pk}/", f"/customers/{customer.pk}/", "/units/999999/", "/customers/999999/"]
    answers = [get(told, "agent3", address) for address in addresses]
    assert [answer.status_code for answer in answers] == [404] * 4
    assert client_of(told, "agent3").post(f"/customers/{customer.pk}/numbers/", {"reason": "好奇"}).status_code == 404
    assert not RevealedDatum.objects.exists()


def test_of_a_customer_with_units_elsewhere_only_those_within_the_scope_are_told(told: Story) -> None:
    _unit, customer = place(told)
    far = centre.unit(told.cast.projects["P3"], "7-1-701")
    Occupancy.objects.create(customer=customer, unit=far, project=far.project, relation="owner")
    assert "7-1-701" not in get(told, "agent", f"/customers/{customer.pk}/").content.decode()
    assert far.text in get(told, "gm", f"/customers/{customer.pk}/").content.decode()


def test_what_is_open_and_what_was_stand_on_either_card(told: Story) -> None:
    unit, customer = place(told)
    assert told.order is not None
    assert told.complaint is not None
    Case.objects.filter(pk=told.complaint.pk).update(closed_at=story.at("2024-05-06 11:30"))
    for address in (f"/units/{unit.pk}/", f"/customers/{customer.pk}/"):
        cases = get(told, "agent", address).context["cases"]
        assert [line.case.number for line in cases.open] == [told.order.number]
        assert [line.case.number for line in cases.past] == [told.complaint.number]
        assert cases.open[0].debtor


def test_what_was_is_read_on_by_its_key(told: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shouwen.web.cards.reading.HISTORY", 2)
    unit, _customer = place(told)
    closed = several(told, 5, closed=True)
    seen, address = [], f"/units/{unit.pk}/"
    while address:
        cases = get(told, "agent", address).context["cases"]
        seen += [line.case.pk for line in cases.past]
        address = f"/units/{unit.pk}/{cases.older_url}" if cases.older_url else ""
    assert seen == sorted((case.pk for case in closed), reverse=True)
    assert get(told, "agent", f"/units/{unit.pk}/?before=nonsense").status_code == 200


def test_a_complaint_begins_from_the_card_for_those_who_take_one(told: Story) -> None:
    unit, customer = place(told)
    begin = get(told, "agent", f"/units/{unit.pk}/").context["begin"]
    assert [action.url for action in begin] == [f"/complaints/intake/?unit={unit.pk}"]
    answer = get(told, "agent", begin[0].url)
    assert answer.status_code == 200
    [(relation, actions)] = get(told, "agent", f"/customers/{customer.pk}/").context["begin"]
    assert relation.unit == unit
    assert f"unit={unit.pk}&customer={customer.pk}" in actions[0].url
    assert get(told, "gm", f"/units/{unit.pk}/").context["begin"] == []


def test_the_card_is_reached_from_the_case_the_list_and_the_counter(told: Story) -> None:
    unit, customer = place(told)
    assert told.order is not None
    case = get(told, "agent", f"/cases/{told.order.number}/").content.decode()
    assert f'href="/units/{unit.pk}/"' in case
    assert f'href="/customers/{customer.pk}/"' in case
    assert f'href="/units/{unit.pk}/"' in get(told, "agent", "/cases/?flow=complaints.order").content.decode()
    counter = get(told, "agent", f"/complaints/intake/?unit={unit.pk}&customer={customer.pk}").content.decode()
    assert f'href="/units/{unit.pk}/"' in counter
    assert f'href="/customers/{customer.pk}/"' in counter


def test_the_cards_ask_as_often_for_many_as_for_one(told: Story) -> None:
    unit, customer = place(told)

    def questions() -> list[int]:
        found = []
        for address in (f"/units/{unit.pk}/", f"/customers/{customer.pk}/"):
            with CaptureQueriesContext(connection) as asked:
                get(told, "agent", address)
            found.append(len(asked))
        return found

    Case.objects.filter(pk=several(told, 1, closed=True)[0].pk).exists()
    few = questions()
    several(told, 15, closed=True)
    several(told, 15, closed=False)
    for n in range(10):
        centre.customer(unit, name=f"家人{n}", phone=f"1370000{n:04d}")
        more = centre.unit(unit.project, f"9-1-{900 + n}")
        Occupancy.objects.create(customer=customer, unit=more, project=more.project, relation="owner")
    assert questions() == few


def several(told: Story, count: int, *, closed: bool) -> list[Case]:
    """Further cases of the same unit and customer, as years leave them."""
    assert told.order is not None
    made = []
    for _ in range(count):
        case = Case.objects.get(pk=told.order.pk)
        case.pk, case.number = None, f"DD-230101-8{Case.objects.count():05d}"
        case.closed_at = clock.now() if closed else None
        case.save(force_insert=True)
        made.append(case)
    return made
