"""My account: delegations given and taken back, a new password."""

from __future__ import annotations

import pytest
from django.test import Client

from shouwen.kernel import clock
from shouwen.kernel.api.identity import new_token, owner_of
from shouwen.people.models import Delegation, Staff
from shouwen.people.queries import principals_of
from tests.factories import centre
from tests.factories.story import at
from tests.web.desk.conftest import Browser

pytestmark = pytest.mark.django_db
NOON = at("2024-05-06 12:00")


def give(client: Client, to: str, **changes: str) -> int:
    posted = {
        "delegate": to,
        "starts_at": "2024-05-06T12:00",
        "ends_at": "2024-05-08T18:00",
        "reason": "休假",
        **changes,
    }
    with clock.moved_to(NOON):
        return client.post("/account/delegations/", posted).status_code


@pytest.mark.requirement("S3-I06")
def test_a_colleague_named_by_staff_number_may_act_from_the_instant_on(browser_of: Browser) -> None:
    me, colleague = centre.staff(), centre.staff()
    assert give(browser_of(me), colleague.staff_no) == 302
    assert principals_of(colleague.pk, NOON) == [me.pk]
    assert principals_of(colleague.pk, at("2024-05-08 18:00")) == []


@pytest.mark.parametrize("changes", [{"ends_at": "2024-05-05T12:00"}, {"reason": " "}, {"ends_at": "soon"}])
def test_a_delegation_that_cannot_be_is_refused_next_to_its_field(browser_of: Browser, changes: dict[str, str]) -> None:
    colleague = centre.staff()
    assert give(browser_of(centre.staff()), colleague.staff_no, **changes) == 422
    assert not Delegation.objects.exists()


def test_nobody_stands_in_for_himself_and_only_who_works_here(browser_of: Browser) -> None:
    me, gone = centre.staff(), centre.staff(active=False)
    client = browser_of(me)
    assert give(client, me.staff_no) == 422
    assert give(client, gone.staff_no) == 422
    assert not Delegation.objects.exists()


def test_a_delegation_is_taken_back_by_who_gave_it_and_by_nobody_else(browser_of: Browser) -> None:
    me, colleague = centre.staff(), centre.staff()
    given = centre.delegate(me, colleague, at("2024-05-06 09:00"), at("2024-05-08 18:00"))
    with clock.moved_to(NOON):
        assert browser_of(colleague).post(f"/account/delegations/{given.pk}/end/").status_code == 404
        assert browser_of(me).post(f"/account/delegations/{given.pk}/end/").status_code == 302
    given.refresh_from_db()
    assert given.ends_at == NOON


def change(client: Client, old: str, new: str, again: str) -> int:
    return client.post("/account/password/", {"old": old, "new": new, "again": again}).status_code


def test_the_password_changes_only_with_the_old_one_and_two_equal_good_ones(browser_of: Browser) -> None:
    me = Staff.objects.create_user("P1", "周", "the-old-password-1")
    client = browser_of(me)
    good = "a-much-better-one-2"
    assert change(client, "wrong", good, good) == 422
    assert change(client, "the-old-password-1", good, "another-one-3") == 422
    assert change(client, "the-old-password-1", "short", "short") == 422
    me.refresh_from_db()
    assert me.check_password("the-old-password-1")
    assert change(client, "the-old-password-1", good, good) == 302
    me.refresh_from_db()
    assert me.check_password(good)
    assert client.get("/account/").status_code == 200


def test_who_has_given_out_tokens_may_withdraw_them_with_the_password(browser_of: Browser) -> None:
    me, colleague = Staff.objects.create_user("P1", "周", "the-old-password-1"), centre.staff()
    client = browser_of(me)
    assert "withdraw_tokens" not in client.get("/account/").content.decode()
    mine, theirs = new_token(me, "report"), new_token(colleague, "report")
    box = client.get("/account/").context["password"]["withdraw_tokens"]
    assert (box.field.label, bool(box.value())) == ("Also withdraw my API tokens", False)
    first, second = "a-much-better-one-2", "an-even-better-one-3"
    assert change(client, "the-old-password-1", first, first) == 302
    assert owner_of(mine) == me
    sent = {"old": first, "new": second, "again": second, "withdraw_tokens": "on"}
    refused = client.post("/account/password/", {**sent, "again": "mistyped"})
    assert (refused.status_code, owner_of(mine)) == (422, me)
    assert refused.context["password"]["withdraw_tokens"].value() is True
    page = client.post("/account/password/", sent, follow=True).content.decode()
    assert "Your API tokens open nothing any more." in page
    assert owner_of(mine) is None
    assert owner_of(theirs) == colleague
