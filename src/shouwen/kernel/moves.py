"""The one door: ``start`` opens a case, ``take`` takes a step. Nothing else changes a case.

Both do everything in one transaction: lock, check, effects, state, obligations, event, notices. A refusal
(``Refused``) writes nothing. With a ``key`` a repeated request has one effect and gets the same answer.

The lock protocol: a case's row is the lock of everything that hangs on it; a parent's row is taken before its
child's, in one statement; the engine never waits for a lock (SKIP LOCKED), so it cannot be part of a deadlock.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Max, Model, TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from shouwen.common.remembering import remembering_each_instant
from shouwen.customers.models import Customer
from shouwen.database.bundle import Bundle, Rows
from shouwen.estate.models import Project, Unit
from shouwen.kernel import clock, evidence, opening, rows, rulebook, taking_back
from shouwen.kernel.access import Actor, scope_of
from shouwen.kernel.errors import Refused, Why, absent, stale
from shouwen.kernel.events import EventDraft
from shouwen.kernel.flows import Act, Flow, Given, Nothing, Step, flow_named, step_named
from shouwen.kernel.models import Case, Event, Evidence, Obligation
from shouwen.kernel.opening import Answered
from shouwen.kernel.payloads import read
from shouwen.kernel.sitting import current
from shouwen.kernel.wording import listed
from shouwen.kernel.work import Work, changed_fields, field_values
from shouwen.people.models import Staff

G = TypeVar("G", bound=Given)


@dataclass(frozen=True)
class Place:
    """Where a new case belongs. ``project`` is enough; the unit's is taken when only the unit is given."""

    project: Project
    unit: Unit | None = None
    customer: Customer | None = None
    agent: Staff | None = None
    parent: Case | None = None
    title: str = ""


@dataclass(frozen=True)
class Done:
    """A step was taken. ``repeated``: the same request had been answered before, and this is that answer.

    ``opened``: the numbers of the cases it opened.
    """

    case: Case
    event_id: int
    repeated: bool = False
    opened: Sequence[str] = ()


@dataclass(frozen=True)
class Offer:
    """A step this person may take now; ``missing`` says in words what is still missing for it."""

    step: Step[Any]
    missing: Sequence[str | Promise] = ()


def start(
    step: Step[G],
    place: Place,
    *,
    by: Actor,
    given: G | Mapping[str, Any] | None = None,
    proofs: Sequence[int] = (),
    key: str | None = None,
    occurred_at: datetime | None = None,
) -> Done:
    """Open a case by one of its flow's starting steps. Raises Refused, and then nothing is written."""
    with _one_transaction():
        opened = opening.for_a_new_case(key, by)
        if isinstance(opened, Answered):
            return _the_same(step, opened)
        now = clock.now()
        at = min(occurred_at or now, now)
        case = _new_case(step, place, by, at, opened)
        principal = _check_actor(step, case, by, at)
        payload = read(step.takes, given)
        record = step.flow.record(case=case)
        work = Work(case, step.flow, record, at, now, by, principal)
        return _carry_out(step, work, payload, proofs, key, fresh=True)


def take(
    step: Step[G],
    case_id: int,
    *,
    by: Actor,
    given: G | Mapping[str, Any] | None = None,
    proofs: Sequence[int] = (),
    key: str | None = None,
    version: int | None = None,
    occurred_at: datetime | None = None,
) -> Done:
    """Take a step of an open case. ``version`` is that of the page it was taken from; an older one is refused.

    ``occurred_at`` (a device's late report) counts only for steps that trust a delay, and only within it.
    Raises Refused, and then nothing is written.
    """
    with _one_transaction():
        case = opening.for_a_step(step.flow, case_id, key, by)
        if isinstance(case, Answered):
            return _the_same(step, case)
        now = clock.now()
        at = _believed(step, case, occurred_at, now)
        principal = _check_actor(step, case, by, at)
        _check_state(step, case, version)
        payload = read(step.takes, given)
        record, owed = _belongings(step.flow, case)
        work = Work(case, step.flow, record, at, now, by, principal, owed)
        work.catch_up()
        return _carry_out(step, work, payload, proofs, key, fresh=False)


def take_back(event_id: int, *, by: Actor) -> Case:
    """Undo a decision of the actor's own within ten seconds, if nothing has happened to the case since.

    Record, obligations and state are again what they were; both the decision and this stay on record. Raises Refused.
    """
    with _one_transaction():
        event = Event.objects.filter(pk=event_id).first()
        step = step_named(event.code) if event is not None and "undo" in event.data else None
        if event is None or step is None:
            raise absent()
        case, now = opening.locked(step.flow, event.case_id, by), clock.now()
        event = taking_back.check(event, case.events_count, by.staff_id, now)
        record, _owed = _belongings(step.flow, case)
        before = field_values(record)
        work = Work(case, step.flow, record, now, now, by)
        from_state = case.state
        taking_back.restore(work, event)
        moved = {"from_state": from_state, "to_state": case.state} if case.state != from_state else {}
        facts = {"event": event.pk, "step": step.code}
        made = work.event(taking_back.CODE, facts, by=by.by, staff_id=by.staff_id, **moved)
        _write(work, Act(case, record, by, Nothing(), now, (), work), made, before, fresh=False)
        return case


def offers(case: Case, by: Actor) -> list[Offer]:
    """The steps the actor may take in the case's present state, in the flow's order, with what is still missing."""
    if not scope_of(by).covers(case):
        return []
    now, flow = clock.now(), flow_named(case.flow)
    mine = [step for step in flow.steps_from(case.state) if not step.hidden and step.by.may(by, case, now)]
    asks = any(step.conditions or step.occasions for step in mine)
    record = flow.record._default_manager.get(case=case) if asks else None
    return [Offer(step, step.lacking(record)) for step in mine if step.has_occasion(record)]


# The statements of every move, written by hand: building them anew each time cost more than asking them.
_OWED = rows.selection(Obligation, "WHERE case_id = %s AND settled_at IS NULL ORDER BY id")
_SAVE = """
UPDATE kernel_case SET state = %s, title = %s, closed_at = %s, version = %s, events_count = %s, head_hash = %s,
    agent_id = %s WHERE id = %s
"""


# ---- before the step ---------------------------------------------------------------------------------------------


def _the_same(step: Step[Any], before: Answered) -> Done:
    """The answer the request got before. Raises Refused for a key that was used for another step."""
    if before.code != step.code:
        raise Refused(_("This key was used for another request."), Why.BAD_PAYLOAD, {"key": [before.code]})
    return Done(Case.objects.get(pk=before.case_id), before.event_id, repeated=True, opened=before.opened)


def _new_case(step: Step[Any], place: Place, by: Actor, at: datetime, pk: int) -> Case:
    project = place.project
    return Case(
        id=pk,
        flow=step.flow.code,
        number=f"{step.flow.prefix}-{clock.local(at):%y%m%d}-{pk:06d}",
        title=place.title,
        state="",
        region_id=project.region_id,
        property_company_id=project.property_company_id,
        project=project,
        unit=place.unit,
        customer=place.customer,
        agent=place.agent or by.staff,
        parent=place.parent,
        opened_at=at,
    )


_moving: ContextVar[bool] = ContextVar("moving", default=False)


@contextmanager
def _one_transaction() -> Iterator[None]:
    """The move's transaction; a sitting is one already, and nothing is written before its end.

    A move that is part of another has no savepoint of its own: refused, it takes the whole back.
    """
    if current() is not None:
        yield
        return
    part_of_another = _moving.get()
    token = _moving.set(True)
    try:
        with transaction.atomic(savepoint=not part_of_another), remembering_each_instant():
            yield
    finally:
        _moving.reset(token)


def _belongings(flow: type[Flow[Any]], case: Case) -> tuple[Model, list[Obligation]]:
    """The case's record and what is owed on it."""
    sitting = current()
    if sitting is not None:
        return sitting.known(case.pk)[1], sitting.owed(case.pk)
    records: Rows = []
    owed: Rows = []
    bundle = Bundle()
    bundle.add(_record_of(flow.record), [case.pk], records.extend)
    bundle.add(_OWED, [case.pk], owed.extend)
    bundle.send()
    record: Any = rows.made(flow.record, records[0])
    record.case = case  # every record has its case, one to one
    return record, [rows.made(Obligation, row) for row in owed]


@cache
def _record_of(kind: type[Model]) -> str:
    return rows.selection(kind, "WHERE case_id = %s")


def _believed(step: Step[Any], case: Case, occurred_at: datetime | None, now: datetime) -> datetime:
    """When the step happened: the device's instant if this step trusts it, never later than now, never before the
    case came to the state it is in (engine.md, case 15)."""
    if occurred_at is None or step.trusts is None:
        return now
    trusted = timedelta(minutes=rulebook.value(step.trusts, now))
    if now - occurred_at > trusted:
        return now
    last = Event.objects.filter(case=case).exclude(to_state="").aggregate(at=Max("occurred_at"))["at"]
    return max(min(occurred_at, now), last or occurred_at)


def _check_actor(step: Step[Any], case: Case, by: Actor, at: datetime) -> int | None:
    """Whether the actor may take the step now; the member of staff he is or stands in for."""
    if not scope_of(by, at).covers(case):
        raise absent()
    principal = step.by.principal_for(by, case, at)
    if principal is None and not step.by.may_without_a_post(by, case):
        raise Refused(_("“{step}” is for: {who}.").format(step=step.title, who=step.by.label), Why.WRONG_ROLE)
    return principal


def _check_state(step: Step[Any], case: Case, version: int | None) -> None:
    if version is not None and version != case.version:
        raise stale()
    if case.state not in step.sources:
        state = step.flow.State(case.state).label
        raise Refused(
            _("“{step}” is not possible while the case is “{state}”.").format(step=step.title, state=state),
            Why.WRONG_STATE,
        )


# ---- the step ------------------------------------------------------------------------------------------------------


def _carry_out(
    step: Step[Any], work: Work, given: Given, proofs: Sequence[int], key: str | None, *, fresh: bool
) -> Done:
    before = {} if fresh else field_values(work.record)
    owed = taking_back.begin(step.can_be_taken_back, work)
    act = Act(work.case, work.record, work.actor, given, work.at, evidence.claim(proofs, work.case, work.actor), work)
    if fresh:
        work.case.state = step.targets[0]
        _admit(work.case, work.record)
    from_state = "" if fresh else work.case.state
    step.expect_possible(work.record)
    _check_needs(step, act)
    for effect in step.effects:
        effect(work.record, act)
    _sign(step, act)
    _settle_duties(step, work)
    work.enter(_target(step, act))
    _open_duties(step, work, act)
    work.hand_on()
    if owed is not None:
        act.facts["undo"] = taking_back.undo_facts(work.record, before, work.owed, owed)
    event = _record_event(step, act, from_state, key)
    for tell in step.tells:
        work.tell(tell, event)
    for code, people in act.told:
        work.notify(code, event, people)
    _write(work, act, event, before, fresh=fresh)
    for action in act.afterwards:
        action()
    return Done(work.case, event.id, opened=act.facts.get("opened", ()))


def _admit(case: Case, record: Model) -> None:
    """A sitting must know the case before its effects. Elsewhere its row is written once, at the move's end: what
    effects hang on it refers to it by deferred constraints."""
    sitting = current()
    if sitting is not None:
        sitting.admit(case, record)


def _check_needs(step: Step[Any], act: Act[Any]) -> None:
    have = {proof.kind for proof in act.proofs}
    missing = [need for need in step.needed(act.record, act.given) if not have & set(need)]
    if missing:
        words = listed(" / ".join(str(evidence.kind_named(kind).label) for kind in need) for need in missing)
        raise Refused(
            _("“{step}” still lacks: {missing}.").format(step=step.title, missing=words), Why.MISSING_EVIDENCE
        )


def _sign(step: Step[Any], act: Act[Any]) -> None:
    """Bind each signature to the content it was given for; a signature given for other content is refused."""
    for kind, content in step.signs.items():
        bound = evidence.content_hash(content(act.record, act.given))
        for proof in act.proofs_of(kind):
            if proof.binds and proof.binds != bound:
                raise Refused(
                    _("The content has changed since it was signed; it must be signed again."), Why.MISSING_EVIDENCE
                )
            proof.binds = bound


def _settle_duties(step: Step[Any], work: Work) -> None:
    for duty in step.meets:
        work.meet(duty)
    for duty in step.holds:
        work.hold(duty)
    for duty in step.releases:
        work.release(duty)
    for duty in step.cancels:
        work.cancel(duty)


def _target(step: Step[Any], act: Act[Any]) -> TextChoices | None:
    targets = step.targets
    if act.target is not None:
        if act.target not in targets and act.target != act.case.state:
            raise ValueError(f"{step.code} does not lead to {act.target}")
        return act.target
    return targets[0] if len(targets) == 1 else None


def _open_duties(step: Step[Any], work: Work, act: Act[Any]) -> None:
    for duty in step.opens:
        if duty.owed_if is None or duty.owed_if(act.record, act):
            work.open(duty, started_at=duty.starts(act.record, act) if duty.starts else None)


def _record_event(step: Step[Any], act: Act[Any], from_state: str, key: str | None) -> EventDraft:
    work, actor = act.work, act.actor
    facts: dict[str, Any] = {"given": act.given.model_dump(mode="json", exclude_none=True), **act.facts}
    if act.proofs:
        facts["proofs"] = [{"id": p.pk, "kind": p.kind, "sha256": p.sha256, "binds": p.binds} for p in act.proofs]
    return work.event(
        step.code,
        facts,
        by=actor.by,
        staff_id=actor.staff_id,
        on_behalf_of_id=work.principal_id if work.principal_id != actor.staff_id else None,
        customer_id=actor.customer_id,
        from_state=from_state,
        to_state=work.case.state if work.case.state != from_state else "",
        key=key,
    )


def _write(work: Work, act: Act[Any], event: EventDraft, before: Mapping[str, Any], *, fresh: bool) -> None:
    case, record, sitting = work.case, work.record, current()
    case.version += 0 if fresh else 1
    if sitting is not None:
        work.flush()
        sitting.use(act.proofs, case, event)
        return

    def save(bundle: Bundle) -> None:
        if fresh:
            rows.insert(case, bundle)
            rows.insert(record, bundle)
            return
        if changed := changed_fields(before, record):
            rows.update(record, changed, bundle)
        head: list[Any] = [case.version, case.events_count, bytes(case.head_hash), case.agent_id, case.pk]
        bundle.add(_SAVE, [case.state, case.title, case.closed_at, *head])

    work.flush(save)
    if act.proofs:
        evidence.keep(act.proofs, case, event.id)


def evidence_of(case: Case) -> list[Evidence]:
    """Everything handed in for the case, oldest first."""
    return list(Evidence.objects.filter(case=case).order_by("id"))
