"""One operation for every step that a member of staff can take; the one door is ``kernel.moves``."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import NinjaAPI, Schema, Status
from ninja.params.functions import Header
from pydantic import Field, create_model

from shouwen.customers.models import Customer
from shouwen.customers.queries import customer_within
from shouwen.database.bundle import Bundle, Rows, ask
from shouwen.estate.models import Project, Unit
from shouwen.kernel import moves, rows
from shouwen.kernel.access import CUSTOMER, Actor
from shouwen.kernel.api import shapes
from shouwen.kernel.api.answers import PROBLEMS
from shouwen.kernel.api.cases import NUMBER, case_numbered
from shouwen.kernel.api.identity import actor_of
from shouwen.kernel.errors import absent
from shouwen.kernel.flows import Flow, Instant, Step


class Common(Schema):
    """What comes with every step. ``version``: that of the case the caller looked at; an older one is refused."""

    proofs: Annotated[list[shapes.Id], Field(max_length=100, description="ids of uploaded evidence")] = []
    key: shapes.Key | None = None
    occurred_at: Annotated[Instant | None, Field(description="a device's late report; trusted by some steps")] = None


def is_offered(step: Step[Any]) -> bool:
    """Whether staff can take the step by itself: not the engine's, not the customer's alone, not part of another."""
    return not (step.hidden or step.by.system or step.by is CUSTOMER)


def add(api: NinjaAPI, flow: type[Flow[Any]]) -> None:
    """The operations of one flow."""
    for step in flow.steps.values():
        if is_offered(step):
            (_add_start if step.starts_case else _add_step)(api, step)


def _add_start(api: NinjaAPI, step: Step[Any]) -> None:
    def start(request: HttpRequest, body: Any, idempotency_key: str | None) -> Status[shapes.Taken]:
        actor = actor_of(request)
        place = _place(body.place, actor)
        key = _key(actor, body.key or idempotency_key)
        done = moves.start(
            step, place, by=actor, given=body.given, proofs=body.proofs, key=key, occurred_at=body.occurred_at
        )
        return Status(201, _taken(done))

    _register(api, step, f"/{step.flow.code}/{step.name}", start, 201, place=(shapes.PlaceGiven, ...))


def _add_step(api: NinjaAPI, step: Step[Any]) -> None:
    def take(request: HttpRequest, number: str, body: Any, idempotency_key: str | None) -> shapes.Taken:
        actor = actor_of(request)
        done = moves.take(
            step,
            _case_id(number),
            by=actor,
            given=body.given,
            proofs=body.proofs,
            key=_key(actor, body.key or idempotency_key),
            version=body.version,
            occurred_at=body.occurred_at,
        )
        return _taken(done)

    path = f"/{step.flow.code}/{{number}}/{step.name}"
    _register(api, step, path, take, 200, version=(shapes.Version | None, None))


def _register(api: NinjaAPI, step: Step[Any], path: str, view: Any, status: int, **fields: Any) -> None:
    asks = any(field.is_required() for field in step.takes.model_fields.values())
    given = Annotated[dict[str, Any], shapes.DocumentedAs(step.takes)]
    name = "".join(word.title() for word in step.code.replace("_", ".").split("."))
    body = create_model(name, __base__=Common, **fields, given=(given, ...) if asks else (given, {}))
    view.__annotations__ = {
        "request": HttpRequest,
        **({} if step.starts_case else {"number": str}),
        "body": body,
        "idempotency_key": Annotated[shapes.Key | None, Header(None, alias="Idempotency-Key")],
    }
    view.__defaults__ = (None,)
    api.post(
        path,
        response={status: shapes.Taken, **PROBLEMS},
        operation_id=step.code,
        url_name=step.code,
        summary=step.title,  # type: ignore[arg-type] # words of the reader's language
        description=_about(step),
        tags=[step.flow.code],
    )(view)


def _about(step: Step[Any]) -> str:
    """Where the regulation says so."""
    return step.clause or (step.flow.__doc__ or "").strip()


def _case_id(number: str) -> int:
    """Its scope is checked by the door itself, under the case's lock."""
    if not NUMBER.fullmatch(number):
        raise absent()
    found = ask("SELECT id FROM kernel_case WHERE number = %s", [number])
    if not found:
        raise absent()
    return int(found[0][0])


def _key(actor: Actor, key: str | None) -> str | None:
    """The caller's key is the caller's own: nobody gets another's answer."""
    return None if key is None else f"s{actor.staff_id}:{key}"


def _place(given: shapes.PlaceGiven, actor: Actor) -> moves.Place:
    """The place, as far as it holds together; whether the actor may open a case there is the door's question."""
    project, unit = _project_and_unit(given)
    return moves.Place(
        project=project,
        unit=unit,
        customer=_customer(given.customer, project) if given.customer else None,
        parent=case_numbered(given.parent, actor) if given.parent else None,
        title=given.title,
    )


# Both in one message: asking for them one by one through the ORM cost more (docs/performance.md).
_UNIT = rows.selection(Unit, "WHERE id = %s")
_PROJECT = rows.selection(Project, "WHERE id = coalesce((SELECT project_id FROM estate_unit WHERE id = %s), %s)")


def _project_and_unit(given: shapes.PlaceGiven) -> tuple[Project, Unit | None]:
    units: Rows = []
    projects: Rows = []
    bundle = Bundle()
    if given.unit:
        bundle.add(_UNIT, [given.unit], units.extend)
    bundle.add(_PROJECT, [given.unit, given.project], projects.extend)
    bundle.send()
    if not projects or bool(given.unit) != bool(units):
        raise absent()
    project = rows.made(Project, projects[0])
    if given.project not in (None, project.pk):
        raise absent()
    unit = rows.made(Unit, units[0]) if units else None
    if unit is not None:
        unit.project = project
    return project, unit


def _customer(pk: int, project: Project) -> Customer:
    found = customer_within(pk, [project.pk])
    if found is None:
        raise absent()
    return found


def _taken(done: moves.Done) -> shapes.Taken:
    case = done.case
    return shapes.Taken(
        number=case.number,
        flow=case.flow,
        state=case.state,
        version=case.version,
        event=done.event_id,
        repeated=done.repeated,
        opened=list(done.opened),
    )
