"""What the API takes and gives back, beside the flows' own payloads."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from shouwen.kernel.flows import Given, Instant

Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
Key = Annotated[str, Field(pattern=r"^[!-~]{1,80}$", description="a repeated request with the same key has one effect")]
Version = Annotated[int, Field(ge=1, le=2**31 - 1)]


class DocumentedAs:
    """A JSON object, checked later by the step itself, documented as this payload.

    So wrong scope and wrong role are answered before anything is said about the payload, as on the pages.
    """

    def __init__(self, takes: type[Given]) -> None:
        self.takes = takes

    def __get_pydantic_core_schema__(self, _source: Any, _handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.dict_schema(core_schema.str_schema(), core_schema.any_schema())

    def __get_pydantic_json_schema__(self, _schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return handler(self.takes.__pydantic_core_schema__)


class Person(Schema):
    staff_no: str
    name: str


class CaseLine(Schema):
    """A case as a list shows it."""

    number: str
    flow: str
    title: str
    state: str
    state_title: str
    project: int
    project_name: str
    unit: int | None
    unit_text: str
    customer: int | None
    agent: Person | None
    parent: str | None
    opened_at: datetime
    closed_at: datetime | None
    version: int


class CasePage(Schema):
    """``next`` is the ``after`` of the next page; null on the last."""

    items: list[CaseLine]
    next: int | None


class ObligationShown(Schema):
    """What is owed; ``why`` derives the due instant."""

    id: int
    case: str
    duty: str
    code: str
    title: str
    clause: str
    debtor: Person | None
    started_at: datetime
    due_at: datetime | None
    provisional: bool
    outcome: str
    met_at: datetime | None
    breached_at: datetime | None
    held_at: datetime | None
    suspended_at: datetime | None
    settled_at: datetime | None
    next_step: str
    next_fire_at: datetime | None
    why: dict[str, Any]


class ObligationPage(Schema):
    items: list[ObligationShown]
    next: str | None


class EventShown(Schema):
    """One link of a case's chain. ``hash`` covers every field and the link before."""

    id: int
    case: str
    seq: int
    code: str
    by: str
    staff: str | None
    on_behalf_of: str | None
    occurred_at: datetime
    recorded_at: datetime
    from_state: str
    to_state: str
    data: dict[str, Any]
    hash: str


class EventPage(Schema):
    """``next`` is the cursor to go on from, also when nothing is new. ``settled`` is false: ask again."""

    items: list[EventShown]
    next: int
    settled: bool


class OfferShown(Schema):
    step: str
    title: str
    missing: list[str]


class EvidenceShown(Schema):
    id: int
    kind: str
    name: str
    content_type: str
    size: int
    sha256: str
    binds: str
    captured_at: datetime | None
    received_at: datetime


class CaseWhole(CaseLine):
    """Everything on a case that the reader may see. ``record``: the facts of its procedure, phones masked."""

    record: dict[str, Any]
    obligations: list[ObligationShown]
    events: list[EventShown]
    offers: list[OfferShown]
    evidence: list[EvidenceShown]
    children: list[str]


class Taken(Schema):
    """A step was taken. ``repeated``: this request had been answered before. ``opened``: the cases it opened."""

    number: str
    flow: str
    state: str
    version: int
    event: int
    repeated: bool
    opened: list[str] = []


class PlaceGiven(Schema):
    """Where a new case belongs: the unit, or the project when there is none."""

    project: Id | None = None
    unit: Id | None = None
    customer: Id | None = None
    parent: Annotated[str, Field(max_length=40)] | None = None
    title: Annotated[str, Field(max_length=200)] = ""


class CaseFilter(Schema):
    """Cases: newest first; ``after`` is ``next`` of the page before."""

    state: Annotated[str, Field(max_length=40)] | None = None
    open: bool | None = None
    project: Id | None = None
    unit: Id | None = None
    customer: Id | None = None
    agent: Annotated[str, Field(max_length=40)] | None = None
    opened_from: Instant | None = None
    opened_before: Instant | None = None
    after: Id | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class EvidenceForm(Schema):
    kind: Annotated[str, Field(max_length=40)]
    case: Annotated[str, Field(max_length=40, description="the case's number, if there is one already")] | None = None
    captured_at: Instant | None = None
    latitude: Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)] | None = None
    longitude: Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)] | None = None
    binds: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$", description="hash of what a signature is given for")] = ""


class StepShown(Schema):
    code: str
    name: str
    title: str
    starts_case: bool
    sources: list[str]
    targets: list[str]
    by: str
    needs: list[list[str]] | None = Field(description="kinds of proof, each with alternatives; null: it depends")
    clause: str
    takes: str


class FlowShown(Schema):
    code: str
    title: str
    about: str
    states: dict[str, str]
    steps: list[StepShown]
    duties: dict[str, str]
