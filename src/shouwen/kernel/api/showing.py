"""Rows as the API shows them. Telephone and identity numbers are masked wherever they stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Model, QuerySet

from shouwen.kernel.access import Actor, readable_events, scope_of
from shouwen.kernel.api import shapes
from shouwen.kernel.explain import explain
from shouwen.kernel.flows import Flow, duty_named, flow_named, state_title
from shouwen.kernel.models import Case, Event, Evidence, Obligation
from shouwen.kernel.moves import evidence_of, offers
from shouwen.kernel.reveal import mask_id, mask_phone
from shouwen.people.models import Staff

_MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_IDENTITY = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
_MASKS: Mapping[str, Callable[[str], str]] = {
    "phone": mask_phone,
    "called_number": mask_phone,
    "document_no": mask_id,
    "token": lambda _: "",  # whoever knows it may use it
}


def masked(value: Any, name: str = "") -> Any:
    """The value with every telephone and identity number masked, however deep it stands."""
    if isinstance(value, Mapping):
        return {key: masked(item, str(key)) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [masked(item, name) for item in value]
    if isinstance(value, str):
        return _MASKS[name](value) if name in _MASKS else _without_numbers(value)
    return value


def _without_numbers(text: str) -> str:
    text = _IDENTITY.sub(lambda found: mask_id(found.group()), text)
    return _MOBILE.sub(lambda found: mask_phone(found.group()), text)


def person(staff: Staff | None) -> shapes.Person | None:
    return shapes.Person(staff_no=staff.staff_no, name=staff.name) if staff else None


def with_what_lines_show(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Cases with everything ``line`` reads, in the one query."""
    return cases.select_related("project", "unit", "agent", "parent")


def _line(case: Case) -> dict[str, Any]:
    return {
        "number": case.number,
        "flow": case.flow,
        "title": masked(case.title),
        "state": case.state,
        "state_title": str(state_title(case)),
        "project": case.project_id,
        "project_name": case.project.name,
        "unit": case.unit_id,
        "unit_text": str(case.unit) if case.unit else "",
        "customer": case.customer_id,
        "agent": person(case.agent),
        "parent": case.parent.number if case.parent else None,
        "opened_at": case.opened_at,
        "closed_at": case.closed_at,
        "version": case.version,
    }


def line(case: Case) -> shapes.CaseLine:
    return shapes.CaseLine(**_line(case))


def whole(case: Case, reader: Actor) -> shapes.CaseWhole:
    """The case with its record, obligations, events, offers to the reader and evidence; a fixed number of queries."""
    flow = flow_named(case.flow)
    mine = Event.objects.filter(readable_events(reader), case=case)
    events = list(mine.select_related("staff", "on_behalf_of", "case").order_by("seq"))
    owed = Obligation.objects.filter(case=case).select_related("debtor", "case").prefetch_related("pauses")
    return shapes.CaseWhole(
        **_line(case),
        record=facts(flow, case, reader),
        obligations=[obligation(each, events) for each in owed.order_by("id")],
        events=[event(each) for each in events],
        offers=[
            shapes.OfferShown(step=o.step.code, title=str(o.step.title), missing=[str(m) for m in o.missing])
            for o in offers(case, reader)
        ],
        evidence=[evidence(each) for each in evidence_of(case)],
        children=list(Case.objects.filter(parent=case).order_by("id").values_list("number", flat=True)),
    )


def facts(flow: type[Flow[Any]], case: Case, reader: Actor) -> dict[str, Any]:
    """The fields of the case's record by name, as far as the reader may; relations by id."""
    record: Model = flow.record._default_manager.get(case_id=case.pk)
    values = {f.name: getattr(record, f.attname) for f in record._meta.concrete_fields if not f.primary_key}
    kept = frozenset() if scope_of(reader).everything else flow.for_the_group
    return {name: masked(value, name) for name, value in values.items() if name not in kept}


def obligation(owed: Obligation, events: Iterable[Event] | None = None) -> shapes.ObligationShown:
    copied = ("id", "duty", "code", "started_at", "due_at", "provisional", "outcome", "met_at", "breached_at")
    more = ("held_at", "suspended_at", "settled_at", "next_step", "next_fire_at")
    return shapes.ObligationShown(
        **{name: getattr(owed, name) for name in (*copied, *more)},
        case=owed.case.number,
        title=str(duty_named(owed.duty).title),
        clause=owed.terms["clause"],
        debtor=person(owed.debtor),
        why=explain(owed, events).data,
    )


def event(of: Event) -> shapes.EventShown:
    copied = ("id", "seq", "code", "by", "occurred_at", "recorded_at", "from_state", "to_state")
    return shapes.EventShown(
        **{name: getattr(of, name) for name in copied},
        case=of.case.number,
        staff=of.staff.staff_no if of.staff else None,
        on_behalf_of=of.on_behalf_of.staff_no if of.on_behalf_of else None,
        data=masked({name: value for name, value in of.data.items() if name != "undo"}),
        hash=bytes(of.hash).hex(),
    )


def evidence(piece: Evidence) -> shapes.EvidenceShown:
    return shapes.EvidenceShown(**{name: getattr(piece, name) for name in shapes.EvidenceShown.model_fields})


def flow_shown(flow: type[Flow[Any]]) -> shapes.FlowShown:
    """A procedure as it is declared."""
    return shapes.FlowShown(
        code=flow.code,
        title=str(flow.title),
        about=(flow.__doc__ or "").strip(),
        states={state.value: str(state.label) for state in flow.State},
        steps=[_step(step) for step in flow.steps.values() if not step.hidden],
        duties={code: str(duty.title) for code, duty in flow.duties.items()},
    )


def _step(step: Any) -> shapes.StepShown:
    needs: Sequence[Any] | None = None if callable(step.needs) else step.needs
    return shapes.StepShown(
        code=step.code,
        name=step.name,
        title=str(step.title),
        starts_case=step.starts_case,
        sources=[state.value for state in step.sources],
        targets=[state.value for state in step.targets],
        by=str(step.by.label),
        needs=None if needs is None else [[str(n)] if isinstance(n, str) else [str(k) for k in n] for n in needs],
        clause=step.clause,
        takes=step.takes.__name__,
    )
