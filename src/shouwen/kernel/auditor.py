"""The auditor: every night it looks for what the rules say cannot be (engine.md R15), and says so loudly.

A finding is a fault of the software or of the data, never of a person. Findings stand in the job's run, and in the
log as errors.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import DateField, Exists, F, OuterRef, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast, TruncDate

from shouwen.kernel import clock, evidence
from shouwen.kernel.models import Case, Event, JobRun, Notice, Obligation, ObligationPause, PenaltyLine

log = logging.getLogger(__name__)

JOB = "audit"
NIGHTLY_AT = time(3, 0)  # on the wall of the rulebook's zone
LATE_AFTER = timedelta(minutes=5)
STUCK_AFTER = timedelta(hours=1)
LOOKS_BACK = timedelta(days=3)  # facts older than this have been audited before
NAMED = 20  # rows a finding names


@dataclass(frozen=True)
class Finding:
    """One rule that does not hold: how many rows break it, and the first of them by id."""

    rule: str
    count: int
    ids: Sequence[int]


def audit(now: datetime | None = None) -> list[Finding]:
    """Every rule that does not hold at ``now``; an empty list is a good night."""
    now = now or clock.now()
    return [finding for check in CHECKS if (finding := _finding(check, now))]


def audit_when_due() -> JobRun | None:
    """Audit, if tonight's slot has come and no copy of the engine is at it or done. The run, if this was the one.

    A run that was broken off, whatever ended it, is taken up again from its beginning.
    """
    now = clock.now()
    slot = clock.at_time(clock.day_of(now), NIGHTLY_AT)
    if now < slot or JobRun.objects.filter(job=JOB, slot=slot, finished_at__isnull=False).exists():
        return None
    JobRun.objects.get_or_create(job=JOB, slot=slot, defaults={"started_at": now})
    try:
        run = _carry_out(slot)
    except (OperationalError, InterfaceError):
        raise  # the database itself is in trouble: it is tried again
    except Exception as error:
        _finish(slot, error=type(error).__name__)
        raise
    if run is not None:
        _finish(slot, result={**run.result, "strays_removed": evidence.remove_strays()})
        run.refresh_from_db()
    return run


def _carry_out(slot: datetime) -> JobRun | None:
    """Audit under the lock of the run's row, which ends with whoever holds it; None where another holds it."""
    with transaction.atomic():
        open_runs = JobRun.objects.select_for_update(skip_locked=True).filter(job=JOB, slot=slot, finished_at=None)
        run = open_runs.first()
        if run is None:
            return None
        findings = audit(run.started_at)
        run.result, run.finished_at = {"findings": [asdict(f) for f in findings]}, clock.now()
        run.save(update_fields=["result", "finished_at"])
    for finding in findings:
        log.error("audit: %s: %s rows, first %s", finding.rule, finding.count, list(finding.ids))
    return run


def _finish(slot: datetime, **values: Any) -> None:
    JobRun.objects.filter(job=JOB, slot=slot).update(finished_at=clock.now(), **values)


def _finding(check: Callable[[datetime], QuerySet[Any]], now: datetime) -> Finding | None:
    rows = check(now)
    count = rows.count()
    if not count:
        return None
    return Finding(check.__name__, count, list(rows.order_by("pk").values_list("pk", flat=True)[:NAMED]))


# ---- the rules; each gives the rows that break it ------------------------------------------------------------------

_open = Q(settled_at=None)


def nothing_fires_next(_now: datetime) -> QuerySet[Obligation]:
    """Open, neither suspended, held nor paused, steps left, and yet no instant at which the next one fires."""
    paused = ObligationPause.objects.filter(obligation=OuterRef("pk"), to_at=None)
    return (
        Obligation.objects.filter(_open, next_fire_at=None, suspended_at=None, held_at=None)
        .exclude(next_step="")
        .exclude(Exists(paused))
    )


def settled_yet_firing(_now: datetime) -> QuerySet[Obligation]:
    """Settled, suspended or held, and yet something would fire."""
    resting = Q(settled_at__isnull=False) | Q(suspended_at__isnull=False) | Q(held_at__isnull=False)
    return Obligation.objects.filter(resting, next_fire_at__isnull=False)


def due_and_not_fired(now: datetime) -> QuerySet[Obligation]:
    """Should have fired minutes ago: the engine stands still or is too slow."""
    return Obligation.objects.filter(next_fire_at__lt=now - LATE_AFTER)


def nobody_owes(_now: datetime) -> QuerySet[Obligation]:
    """Open, can be missed, and belongs to nobody."""
    return Obligation.objects.filter(_open, debtor=None, due_at__isnull=False)


def set_aside(_now: datetime) -> QuerySet[Obligation]:
    """Poison: open rows whose step failed and waits for its next attempt (R14)."""
    return Obligation.objects.filter(_open, errors__gt=0)


def undelivered(now: datetime) -> QuerySet[Notice]:
    """Messages that should have been tried an hour ago: theirs is the first attempt, or one after a failure."""
    return Notice.objects.filter(next_attempt_at__lt=now - STUCK_AFTER)


def breach_without_line(now: datetime) -> QuerySet[Obligation]:
    """Breached under terms with a price for the breach itself, and nobody was charged."""
    priced = Q(terms__price__kind="percent") | (Q(terms__price__kind="once") & ~Q(terms__price__amount__in=["0", 0]))
    charged = PenaltyLine.objects.filter(obligation=OuterRef("pk"))
    since = Cast(KeyTextTransform("since", KeyTransform("price", "terms")), DateField())
    day = TruncDate("breached_at", tzinfo=clock.ZONE)
    late = Obligation.objects.filter(priced, ~Exists(charged), breached_at__gte=now - LOOKS_BACK, debtor__isnull=False)
    return late.annotate(since=since, day=day).exclude(since__gt=F("day"))


def accrual_without_line(now: datetime) -> QuerySet[Event]:
    """A block of lateness was recorded for a payer, and there is no line with its key."""
    charged = PenaltyLine.objects.filter(key=OuterRef("key"))
    return (
        Event.objects.filter(
            ~Exists(charged),
            code="obligation.accrued",
            recorded_at__gte=now - LOOKS_BACK,
            data__step__startswith="block:",
        )
        .exclude(data__payer=None)
        .exclude(data__amount="0")
    )


def breach_without_notice(now: datetime) -> QuerySet[Event]:
    """A breach was recorded with a debtor who was never told; of days missed in one go the last tells of all."""
    told = Notice.objects.filter(event=OuterRef("pk"), case=OuterRef("case"))  # by the case, which has an index
    breached = Event.objects.filter(~Exists(told), code="obligation.breached", recorded_at__gte=now - LOOKS_BACK)
    unseen = Q(data__contains={"told": False})  # a plain comparison would leave out whoever lacks the key as well
    return breached.exclude(data__debtor=None).exclude(unseen)


def notice_of_nothing(now: datetime) -> QuerySet[Notice]:
    """A message about a case or an event that is not there (the database does not check it: decision 0018)."""
    case, event = Case.objects.filter(pk=OuterRef("case")), Event.objects.filter(pk=OuterRef("event"))
    lost = (Q(case__isnull=False) & ~Exists(case)) | (Q(event__isnull=False) & ~Exists(event))
    return Notice.objects.filter(lost, at__gte=now - LOOKS_BACK)


def line_of_nothing(now: datetime) -> QuerySet[PenaltyLine]:
    """A penalty for a case that is not there (the database does not check it: decision 0018)."""
    case = Case.objects.filter(pk=OuterRef("case"))
    return PenaltyLine.objects.filter(~Exists(case), on__gte=clock.day_of(now - LOOKS_BACK))


CHECKS: tuple[Callable[[datetime], QuerySet[Any]], ...] = (
    nothing_fires_next,
    settled_yet_firing,
    due_and_not_fired,
    nobody_owes,
    set_aside,
    undelivered,
    breach_without_line,
    accrual_without_line,
    breach_without_notice,
    notice_of_nothing,
    line_of_nothing,
)
