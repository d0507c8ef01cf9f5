"""When somebody leaves a post: what the person owed goes to whoever owes it from then on. Nothing is nobody's.

Cases are taken in batches, under their locks and in the order of their ids (parents before children, as moves do), so a
step taken meanwhile and the handover never see half of each other. Running it twice changes nothing the second time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shouwen.kernel import clock
from shouwen.kernel.access import Actor, scope_of
from shouwen.kernel.events import EventDraft
from shouwen.kernel.flows import all_flows, flow_named
from shouwen.kernel.ledger import Ledger, Message
from shouwen.kernel.models import Case, Event, Notice, Obligation
from shouwen.kernel.notices import messages
from shouwen.kernel.work import changed_fields, field_values
from shouwen.people.models import Staff
from shouwen.people.queries import holders
from shouwen.people.roles import Role
from shouwen.people.superiors import superiors_of

BATCH = 100
# record, case, who leaves, the instant: the domain puts others in that person's place where they no longer belong
Succession = Callable[[Any, Case, int, datetime], None]
_successions: dict[str, Succession] = {}

messages.register(
    messages.Message(
        "duty_handed_on",
        _("%(number)s: %(duty)s is now yours"),
        _("%(duty)s on %(number)s (%(place)s) was handed to you because its holder left the post; its clock runs on."),
        staff=(Notice.Channel.INBOX, Notice.Channel.SMS),
    )
)
messages.register(
    messages.Message(
        "case_handed_over",
        _("%(number)s is in your hands now"),
        _("%(number)s (%(place)s) was handed over to you; what is owed on it runs on."),
        staff=(Notice.Channel.INBOX, Notice.Channel.SMS),
    )
)


def succeed_with(flow_code: str, succession: Succession) -> None:
    """Declare how the persons named in a flow's record are replaced when one of them leaves."""
    _successions[flow_code] = succession


def hand_on_obligations(staff: Staff, at: datetime) -> int:
    """Look again who owes what ``staff`` owed, as of ``at``; returns how many obligations changed hands."""
    changed = 0
    for ids in _batches(staff.pk):
        with transaction.atomic():
            changed += _hand_on(ids, staff, at)
    return changed


def hand_cases_to(case_ids: Sequence[int], heir: Staff, at: datetime, by: Staff) -> None:
    """``heir`` is asked first in these open cases from ``at`` on; each case's chain says from whom and by whose word.

    The caller ends the posts of those who left and hands on what they owed (``hand_on_obligations``).
    """
    for start in range(0, len(case_ids), BATCH):
        with transaction.atomic():
            found = Case.objects.select_for_update().filter(pk__in=case_ids[start : start + BATCH], closed_at=None)
            ledger = Ledger()
            for case in found.order_by("id"):
                facts = {"from": case.agent_id, "to": heir.pk, "name": heir.name}
                case.agent, case.version = heir, case.version + 1
                case.save(update_fields=["agent", "version"])
                ledger.knows(case)
                draft = EventDraft(case.pk, "case.handed_over", Event.By.STAFF, at, clock.now(), by.pk, data=facts)
                event = ledger.event(draft)
                ledger.messages.append(Message("case_handed_over", event, staff_id=heir.pk))
            ledger.flush()


def _batches(staff_id: int) -> Iterator[Sequence[int]]:
    """Open cases that are the person's in any way: owed, or asked first."""
    owing = Obligation.objects.filter(debtor_id=staff_id, settled_at=None).values("case_id")
    found = Case.objects.filter(Q(pk__in=owing) | Q(agent_id=staff_id, closed_at=None))
    ids = list(found.filter(flow__in=[flow.code for flow in all_flows()]).order_by("id").values_list("id", flat=True))
    return (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))


def _hand_on(ids: Sequence[int], staff: Staff, at: datetime) -> int:
    rows = Case.objects.select_related("project__org").select_for_update(of=("self",)).filter(pk__in=ids)
    cases = {case.pk: case for case in rows.order_by("id")}
    owed = Obligation.objects.filter(case_id__in=ids, debtor=staff, settled_at=None).order_by("id")
    by_case: dict[int, list[Obligation]] = {}
    for one in owed:
        by_case.setdefault(one.case_id, []).append(one)
    ledger = Ledger()
    changed = sum(_hand_on_case(case, by_case.get(pk, []), staff, at, ledger) for pk, case in cases.items())
    ledger.flush()
    return changed


def _hand_on_case(case: Case, owed: Sequence[Obligation], staff: Staff, at: datetime, ledger: Ledger) -> int:
    flow = flow_named(case.flow)
    record = flow.record._default_manager.get(case_id=case.pk)
    record.case = case  # type: ignore[attr-defined] # every record has its case, one to one
    before, agent = field_values(record), case.agent_id
    _replace_agent(case, staff, at)
    if case.flow in _successions:
        _successions[case.flow](record, case, staff.pk, at)
    if changed := changed_fields(before, record):
        record.save(update_fields=changed)
    if changed or case.agent_id != agent:
        case.version += 1
        case.save(update_fields=["agent", "version"])
    return sum(_hand_on_one(one, case, staff, at, ledger) for one in owed)


def _hand_on_one(one: Obligation, case: Case, staff: Staff, at: datetime, ledger: Ledger) -> bool:
    duty = flow_named(case.flow).duties.get(one.code)
    debtor = duty.owed_by.debtor(case, at) if duty else None
    if debtor is None or (debtor == staff.pk and not _still_serves(staff, case, at)):
        debtor = superiors_of(staff.pk, case.project.org, at)[0]
    if debtor == staff.pk:
        return False
    one.debtor_id = debtor
    ledger.knows(case)
    ledger.change(one)
    facts = {"code": one.code, "from": staff.pk, "to": debtor, "obligation": one.pk}
    event = ledger.event(EventDraft(case.pk, "obligation.handed_on", Event.By.ENGINE, at, clock.now(), data=facts))
    ledger.messages.append(Message("duty_handed_on", event, staff_id=debtor, data={"obligation": one.code}))
    return True


def _replace_agent(case: Case, staff: Staff, at: datetime) -> None:
    """Who was asked first and no longer serves here gives the case to a colleague of the same counter."""
    if case.agent_id != staff.pk or _still_serves(staff, case, at):
        return
    colleagues = holders(Role.PROJECT_AGENT, at, orgs=[case.project.org_id]) or holders(Role.GROUP_AGENT, at)
    others = [pk for pk in colleagues if pk != staff.pk] or superiors_of(staff.pk, case.project.org, at)
    case.agent_id = others[case.pk % len(others)]


def _still_serves(staff: Staff, case: Case, at: datetime) -> bool:
    """Whether another post still brings the person to this case."""
    return staff.is_active and scope_of(Actor.of(staff), at).covers(case)
