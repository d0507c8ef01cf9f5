"""Every page and every operation, for every role, within and outside the scope (S3-I02, S3-I06).

Pages are classified in ``addresses.DOORS``; what the API allows is derived from the flows and the scope.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from shouwen.kernel import clock
from shouwen.kernel.access import Actor, scope_of
from shouwen.kernel.api.build import description
from shouwen.kernel.api.identity import new_token
from shouwen.kernel.api.steps import is_offered
from shouwen.kernel.flows import Flow, all_flows
from shouwen.people.models import Appointment
from shouwen.people.roles import Role
from tests.factories import story
from tests.house.addresses import DOORS, Door, For, World, pages
from tests.house.month_openings import MONTHS
from tests.house.openings import OPENINGS, client_of
from tests.house.people import Everybody, a_case, everybody

pytestmark = pytest.mark.django_db

FLOWS = [pytest.param(flow, id=flow.code) for flow in all_flows()]
METHODS = ("get", "post")
PARTS = 6
# A number and who decided it (deciding is another address); the house's own rules, read by everybody who works there.
READ_BY_ALL = {"web:rulebook_entry", "centres:rules_file"}
OVERVIEWS = {"/api/events", "/api/evidence", "/api/evidence/{evidence_id}", "/api/flows", "/api/obligations"} | {
    f"/api/payroll/statements{tail}" for tail in ("", "/{month}", "/{month}/lines")
}


@contextmanager
def undone() -> Iterator[None]:
    """What is done within the block leaves no trace."""
    point = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)


def browser(actor: Actor) -> Client:
    made = Client(raise_request_exception=True)
    assert actor.staff is not None
    made.force_login(actor.staff, backend="shouwen.people.login.StaffNumberOrPhone")
    return made


def logged_in(actors: dict[str, Actor]) -> dict[str, Client]:
    return {name: browser(actor) for name, actor in actors.items() if actor.staff}


def status(client: Client, method: str, address: str) -> int:
    """The answer's status; what a stream would say is read to its end."""
    with undone():
        answer = getattr(client, method)(address)
        if answer.streaming:
            list(answer.streaming_content)
        if answer.status_code == 302 and answer.headers["Location"].startswith("/login/"):
            return 401
    return int(answer.status_code)


def answer_of(client: Client, method: str, address: str, data: Any) -> HttpResponse:
    """The answer; what a stream would say is read to its end."""
    answer: HttpResponse = getattr(client, method)(address, data)
    if answer.streaming:
        list(answer.streaming_content)  # type: ignore[attr-defined] # a stream has it
    return answer


def test_every_page_is_classified() -> None:
    assert sorted(set(pages()) ^ set(DOORS)) == []


@pytest.fixture
def world() -> World:
    told = story.agreed()
    return World(told, everybody(told.cast))


def addresses(world: World) -> Iterator[tuple[str, Door, str]]:
    for name, door in DOORS.items():
        yield name, door, reverse(name, kwargs=door.arguments(world)) if ":" in name else f"/{name}"


@pytest.mark.requirement("S3-I02")
def test_who_is_not_logged_in_opens_nothing_but_what_is_public(world: World) -> None:
    stranger = Client()
    wrong = [
        (name, method, found)
        for name, door, address in addresses(world)
        if name != "web:logout"  # leads everybody to the login
        for method in METHODS
        if ((found := status(stranger, method, address)) == 401) is (door.to is For.ANYONE) or found >= 500
    ]
    assert wrong == []


def test_every_page_that_can_be_read_answers_who_only_asks_whether_it_is_there(world: World) -> None:
    reader = browser(next(iter(world.people.within().values())))
    wrong = [
        (name, read, asked)
        for name, _door, address in addresses(world)
        if name != "web:logout"
        and (read := status(reader, "get", address)) != (asked := status(reader, "head", address))
    ]
    assert wrong == []


@pytest.mark.requirement("S3-I02")
def test_outside_the_scope_there_is_nothing(world: World) -> None:
    others = logged_in(world.people.outside())
    wrong = [
        (name, method, who, found)
        for name, door, address in addresses(world)
        if door.to is For.SCOPE
        for method in METHODS
        for who, client in others.items()
        if (found := status(client, method, address)) not in {404, 405}
    ]
    assert wrong == []


@pytest.mark.requirement("S3-I02")
@pytest.mark.parametrize("part", range(PARTS))
def test_within_the_scope_every_role_opens_what_is_for_it_and_nothing_else(world: World, part: int) -> None:
    """Every so many pages in a test of their own, so that two processes can share the work."""
    held = roles_of(world.people.within())
    mine = {who: client for who, client in logged_in(world.people.within()).items() if who in held}
    wrong = []
    for name, door, address in islice(addresses(world), part, None, PARTS):
        for method in METHODS if door.to is For.POSTS else ["get"]:
            if name == "web:logout" or status(next(iter(mine.values())), method, address) == 405:
                continue
            for who, client in mine.items():
                found = status(client, method, address)
                if found >= 500 or not as_expected(door, held[who], method, found):
                    wrong.append((name, method, who, found))
    assert wrong == []


def as_expected(door: Door, role: Role, method: str, found: int) -> bool:
    denied = found in {401, 403, 404}
    if door.to is For.POSTS:
        if method == "get" and role in door.posts and not door.maybe_empty:
            return found < 400
        return (found in {401, 403} if door.maybe_empty else denied) is (role not in door.posts)
    if door.to is For.STAFF:
        return found < 400
    return found != 404 if door.to is For.SCOPE else found != 401


def roles_of(actors: dict[str, Actor]) -> dict[str, Role]:
    """Of the people of each role the first: what holds for one holds for all."""
    found: dict[str, Role] = {}
    for who, actor in actors.items():
        role = Appointment.objects.filter(staff=actor.staff).values_list("role", flat=True).first()
        if role and Role(role) not in found.values():
            found[who] = Role(role)
    return found


@pytest.mark.requirement("S3-I02")
def test_what_is_somebodys_own_opens_for_that_person_and_for_no_stranger(world: World) -> None:
    stranger = browser(world.people.outside()["gate_guard_elsewhere"])
    wrong = []
    for name in (name for name, door in DOORS.items() if door.to is For.OWNER):
        with undone():
            opening = {**OPENINGS, **MONTHS}[name](world)
            address = reverse(name, kwargs=dict(opening.arguments))
            with undone():
                refused = answer_of(stranger, opening.method, address, opening.data).status_code
            answer = answer_of(client_of(opening.who), opening.method, address, opening.data)
        wrong += [(name, "stranger", refused)] if refused not in {403, 404} and name not in READ_BY_ALL else []
        away = answer.headers.get("Location", "").startswith("/login/")
        wrong += [(name, opening.who.name, answer.status_code)] if answer.status_code not in {200, 302} or away else []
    assert wrong == []


# ---- the API ---------------------------------------------------------------------------------------------------------


def test_every_operation_is_of_a_step_a_flow_or_an_overview() -> None:
    steps = {
        f"/api/{flow.code}{'' if step.starts_case else '/{number}'}/{step.name}"
        for flow in all_flows()
        for step in flow.steps.values()
        if is_offered(step)
    }
    reads = {f"/api/{flow.code}{tail}" for flow in all_flows() for tail in ("", "/{number}")}
    assert set(description()["paths"]) == steps | reads | OVERVIEWS


def callers(actors: dict[str, Actor]) -> dict[str, Client]:
    return {
        who: Client(headers={"Authorization": f"Bearer {new_token(actor.staff, 'tests')}"})
        for who, actor in actors.items()
        if actor.staff
    }


def posted(client: Client, address: str, body: dict[str, Any]) -> int:
    with undone():
        return int(client.post(address, {"given": {}, **body}, content_type="application/json").status_code)


@pytest.fixture
def people() -> Everybody:
    return everybody()


@pytest.mark.requirement("S3-I02")
@pytest.mark.parametrize("flow", FLOWS)
def test_a_step_is_allowed_to_whom_the_flow_names_and_to_nobody_else(flow: type[Flow[Any]], people: Everybody) -> None:
    """Every role at every step is asked at the door itself (test_flows); here, whether each operation leads there."""
    case = a_case(flow, people.cast)
    insiders = callers(people.within())
    who_outside, outsider = next(iter(callers(people.outside()).items()))
    wrong = []
    for step in flow.steps.values():
        if step.starts_case or not is_offered(step):
            continue
        case.state = step.sources[0].value
        case.save(update_fields=["state"])
        address = f"/api/{flow.code}/{case.number}/{step.name}"
        may = {who: step.by.may(people.within()[who], case, clock.now()) for who in insiders}
        for who in [*[w for w in may if may[w]][:2], *[w for w in may if not may[w]][:2]]:
            found = posted(insiders[who], address, {})
            if found >= 500 or (found == 403) is may[who] or found in {401, 404}:
                wrong.append((step.name, who, found))
        if (found := posted(outsider, address, {})) != 404:
            wrong.append((step.name, who_outside, found))
    assert wrong == []


@pytest.mark.requirement("S3-I02")
@pytest.mark.parametrize("flow", FLOWS)
def test_a_case_is_opened_and_read_only_within_the_scope(flow: type[Flow[Any]], people: Everybody) -> None:
    case = a_case(flow, people.cast)
    held = roles_of(people.within())
    within = {who: actor for who, actor in people.within().items() if who in held}
    place = {"place": {"project": case.project_id}}
    wrong = []
    for who, client in callers(within).items():
        sees = scope_of(within[who]).covers(case)  # what is confidential is absent to most who work there
        read = client.get(f"/api/{flow.code}/{case.number}").status_code
        wrong += [(who, "read")] if read != (200 if sees else 404) else []
        for step in filter(is_offered, flow.starts):
            may = step.by.may(within[who], case, clock.now())
            found = posted(client, f"/api/{flow.code}/{step.name}", place)
            wrong += [(who, step.name, found)] if found >= 500 or (found == 403) is may or found == 404 else []
    for who, client in callers(people.outside()).items():
        wrong += [(who, "read")] if client.get(f"/api/{flow.code}/{case.number}").status_code != 404 else []
        wrong += [(who, "listed")] if client.get(f"/api/{flow.code}").json()["items"] else []
        for step in filter(is_offered, flow.starts):
            found = posted(client, f"/api/{flow.code}/{step.name}", place)
            # a confidential case of one's own is nobody else's place: who may not open one is told so
            wrong += [(who, step.name, found)] if found != 404 and not (flow.confidential and found == 403) else []
    assert wrong == []
