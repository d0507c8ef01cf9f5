"""Effects of the reconciliation: what was issued, returned and used is compared once and kept for good (S2-64)."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from shouwen.common.identifiers import tidy
from shouwen.estate.models import Project
from shouwen.frontdesk import payloads
from shouwen.frontdesk.flows.slip_reconciliation import SlipReconciliation
from shouwen.frontdesk.models import ItemSlip, SlipBatch, SlipBatchLine
from shouwen.frontdesk.words import Outcome, ReleaseState
from shouwen.kernel import moves, numbers
from shouwen.kernel.access import ENGINE
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.flows import Act, Nothing

# A slip that was still valid comes again next time; a missing one only when it is found.
_NOT_SETTLED = (Outcome.STILL_VALID, Outcome.MISSING)


def collect_from(project: Project, act: Act[Any]) -> None:
    """With its first slip a project's first period begins. The slip number's series serialises this per project."""
    if not SlipBatch.objects.filter(project=project, handed_in_at=None).exists():
        act.after(lambda: _begin(project))


def _begin(project: Project) -> None:
    moves.start(SlipReconciliation.collect, moves.Place(project, title=project.name), by=ENGINE)


@SlipReconciliation.collect.does
def begin_the_period(batch: SlipBatch, act: Act[Nothing]) -> None:
    batch.project, batch.since = act.case.project, act.at


@SlipReconciliation.hand_in.does
def take_the_bundle(batch: SlipBatch, act: Act[payloads.HandIn]) -> None:
    """安管部定期将物品放行条返回客服中心; the next period begins."""
    batch.handed_in_at, batch.handed_in_by = act.at, act.actor.staff
    batch.returned = sorted({number.strip().upper() for number in act.given.numbers if tidy(number)})
    project = act.case.project
    act.after(lambda: _begin(project))


@SlipReconciliation.reconcile.does
def compare(batch: SlipBatch, act: Act[Nothing]) -> None:
    """进行核对: issued against returned against used."""
    batch.reconciled_at = act.at
    returned = set(batch.returned)
    slips = list(slips_of(batch))
    known = {slip.slip_number for slip in slips}
    lines = [_line(batch, slip, returned) for slip in slips]
    strange = [
        SlipBatchLine(batch=batch, number=number, is_returned=True, is_used=False, outcome=Outcome.UNKNOWN)
        for number in sorted(returned - known)
    ]
    SlipBatchLine.objects.bulk_create([*lines, *strange])
    act.facts["differences"] = sum(line.differs for line in [*lines, *strange])
    act.facts["slips"] = len(slips)


def slips_of(batch: SlipBatch) -> QuerySet[ItemSlip]:
    """Every slip issued until the bundle was handed in that no earlier reconciliation has settled."""
    mine = ItemSlip.objects.filter(case__project=batch.project, issued_at__lte=batch.handed_in_at)
    settled = SlipBatchLine.objects.filter(slip__isnull=False).exclude(outcome__in=_NOT_SETTLED)
    missed = SlipBatchLine.objects.filter(outcome=Outcome.MISSING)
    open_ones = Q(slip_number__in=batch.returned) | ~Q(pk__in=missed.values("slip_id"))
    return (
        mine.exclude(pk__in=settled.values("slip_id")).filter(open_ones).select_related("case").order_by("slip_number")
    )


def _line(batch: SlipBatch, slip: ItemSlip, returned: set[str]) -> SlipBatchLine:
    is_returned, is_used = slip.slip_number in returned, slip.passed_at is not None
    return SlipBatchLine(
        batch=batch,
        slip=slip,
        number=slip.slip_number or "",
        is_returned=is_returned,
        is_used=is_used,
        outcome=_outcome(slip, is_returned=is_returned, is_used=is_used),
    )


def _outcome(slip: ItemSlip, *, is_returned: bool, is_used: bool) -> Outcome:
    if is_used:
        return Outcome.IN_ORDER if is_returned else Outcome.MISSING
    if is_returned:
        return Outcome.RETURNED_UNUSED
    return Outcome.STILL_VALID if slip.case.state == ReleaseState.ISSUED else Outcome.UNUSED


@SlipReconciliation.archive.does
def number_the_package(batch: SlipBatch, act: Act[payloads.Archiving]) -> None:
    """由客服中心存档管理; differences are explained first."""
    differs = any(line.differs for line in batch.lines.all())
    if differs and not act.given.explanation:
        message = _("The differences must be explained before the package is archived.")
        raise Refused(message, Why.BAD_PAYLOAD, {"explanation": [message]})
    batch.package_number = numbers.yearly("FXB", act.case.project_id)
    act.facts["package_number"] = batch.package_number
