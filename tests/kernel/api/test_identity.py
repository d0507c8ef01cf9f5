"""Tokens that may only read, and how a token ends."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client

from shouwen.kernel.api.identity import new_token, owner_of, revoke, tokens_of
from shouwen.kernel.errors import Refused
from shouwen.kernel.models import Event, Evidence
from shouwen.people.models import Staff
from tests.factories import centre, story
from tests.factories.pages import picture

pytestmark = pytest.mark.django_db
STEP = "/api/complaints.complaint/{}/request_signature"


def program(staff: Staff, *, read_only: bool) -> Client:
    token = new_token(staff, "reports", read_only=read_only)
    return Client(headers={"Authorization": f"Bearer {token}", "Accept-Language": "en"})


def test_with_a_token_that_may_only_read_a_step_is_refused_in_words_and_nothing_is_written() -> None:
    told = story.registered()
    assert told.complaint is not None
    agent, address = told.cast.staff["agent"], STEP.format(told.complaint.number)
    reader, before = program(agent, read_only=True), Event.objects.count()
    assert reader.get(f"/api/complaints.complaint/{told.complaint.number}").status_code == 200
    refused = reader.post(address, {}, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (403, "wrong_role")
    assert "may only read" in refused.json()["message"]
    upload = reader.post("/api/evidence", {"kind": "site_photo", "file": picture()})
    assert (upload.status_code, Evidence.objects.count(), Event.objects.count()) == (403, 0, before)


def test_with_any_other_token_of_the_same_person_the_step_is_taken() -> None:
    told = story.registered()
    assert told.complaint is not None
    writer = program(told.cast.staff["agent"], read_only=False)
    done = writer.post(STEP.format(told.complaint.number), {}, content_type="application/json")
    assert done.status_code == 200, done.content


def test_the_command_makes_a_token_that_may_only_read() -> None:
    staff, said = centre.staff(), StringIO()
    call_command("api-token", staff.staff_no, "--read-only", stdout=said)
    assert owner_of(said.getvalue().strip()) == staff
    with pytest.raises(Refused):
        owner_of(said.getvalue().strip(), writing=True)


def test_a_token_is_revoked_by_its_owner_once_and_by_nobody_else() -> None:
    owner, other = centre.staff(), centre.staff()
    text = new_token(owner, "reports")
    pk = tokens_of(owner).get().pk
    with pytest.raises(Refused):
        revoke(pk, by=other)
    assert owner_of(text) == owner
    revoke(pk, by=owner)
    assert owner_of(text) is None
    with pytest.raises(Refused):
        revoke(pk, by=owner)
