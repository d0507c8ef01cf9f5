"""``shouwen engine``: sweeps, delivers, keeps the heartbeat and audits at night, until it is asked to end.

Any number of copies may run, anywhere: they share the work by the locks of the rows (engine.md R6, R8). It listens to
nothing; a database that goes away is waited for. Delivery, the timed jobs and the followers of events have a thread of
their own each, so that neither a slow provider nor a month's statement ever delays a deadline.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import FrameType

from django.db import InterfaceError, OperationalError, connection
from django.db.models import Min

from shouwen.kernel import auditor, clock, engine, following, jobs
from shouwen.kernel.breaking_off import Breaking
from shouwen.kernel.models import Heartbeat, Obligation
from shouwen.kernel.notices import deliver

log = logging.getLogger(__name__)

EVERY = 1.0  # seconds from the start of one turn to the start of the next
JOBS_EVERY = 15.0  # seconds between two looks for jobs whose slot has come
SWEEP_FOR = 5.0  # seconds after which a sweep makes way for the heartbeat
DELIVER_AT_ONCE = 50
LONGEST_PAUSE = 30.0  # seconds between two attempts to reach the database
FINISHED_WITHIN = 1.0  # seconds the threads have for what is in hand before its statements are cancelled
FORGET_AFTER = timedelta(minutes=10)  # a copy silent for so long is gone, and its lag with it


@dataclass
class Runner:
    """One copy of the engine. ``batch``: rows a transaction locks at most."""

    batch: int = engine.BATCH
    name: str = field(default_factory=lambda: f"engine:{socket.gethostname()[:50]}:{os.getpid()}")
    ended: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self._breaking = Breaking(self.ended)

    def run(self) -> None:
        """Work until ``stop``; what is in hand is finished and written before it returns, or dropped whole."""
        beside = [
            threading.Thread(target=self._repeat, args=(self._deliver,), name="delivery"),
            threading.Thread(target=self._repeat, args=(self.run_jobs, JOBS_EVERY), name="jobs"),
            threading.Thread(target=self._repeat, args=(self._follow,), name="followers"),
        ]
        for thread in beside:
            thread.start()
        try:
            self._repeat(self.turn)
        finally:
            self.stop()
            self._end(beside)
        self._sign_off()

    def _end(self, beside: Sequence[threading.Thread]) -> None:
        for thread in beside:
            thread.join(FINISHED_WITHIN)
        self._breaking.cancel()
        for thread in beside:
            thread.join()

    def stop(self) -> None:
        """Ask the engine to end."""
        self.ended.set()

    def turn(self) -> bool:
        """Sweep once and sign life. True when the time ran out and more may be due."""
        upto = clock.now() - clock.TICK  # who acts within the last second of a limit is in time
        began = time.monotonic()
        swept = engine.sweep(upto, seconds=SWEEP_FOR, batch=self.batch, ended=self.ended)
        if swept.set_aside:
            log.error("%s obligations were set aside", swept.set_aside)
        sign_life(self.name)
        return time.monotonic() - began >= SWEEP_FOR

    def _deliver(self) -> bool:
        """One round of delivery, and the night's audit when its slot has come. True when more may be waiting."""
        done = deliver(DELIVER_AT_ONCE)
        with self._breaking.work():
            auditor.audit_when_due()
        return done.claimed >= DELIVER_AT_ONCE

    def run_jobs(self) -> bool:
        """Run every job whose slot has come, then say which did not run in their grace time (S3 §7)."""
        now = clock.now()
        with self._breaking.work():
            jobs.run_due(now)
            jobs.alarm(now)
        return False

    def _follow(self) -> bool:
        with self._breaking.work():
            if following.catch_up():
                return True
        return False

    def _repeat(self, work: Callable[[], bool], every: float = EVERY) -> None:
        """Do ``work`` every so many seconds, at once again when it asks for it; a lost database is waited for."""
        failures = 0
        while not self.ended.is_set():
            began = time.monotonic()
            try:
                again = work()
                failures = 0
            except (OperationalError, InterfaceError) as lost:
                connection.close()
                pause = min(0.25 * 2**failures, LONGEST_PAUSE)
                failures = min(failures + 1, 10)
                log.warning("the database is away (%s); next attempt in %.1f s", type(lost).__name__, pause)
                self.ended.wait(pause)
            except Exception:
                connection.close()
                log.exception("%s failed; it goes on", work.__name__)
                self.ended.wait(every)
            else:
                self.ended.wait(0 if again else max(0.0, every - (time.monotonic() - began)))
        connection.close()

    def _sign_off(self) -> None:
        try:
            Heartbeat.objects.filter(process=self.name).delete()
        except (OperationalError, InterfaceError):
            log.warning("the database is away; the heartbeat stays until another engine forgets it")
        finally:
            connection.close()


def run(batch: int = engine.BATCH) -> None:
    """Run one copy until SIGTERM or SIGINT."""
    runner = Runner(batch)

    def end(_number: int, _frame: FrameType | None) -> None:
        runner.stop()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    log.info("%s starts", runner.name)
    runner.run()
    log.info("%s has ended", runner.name)


def sign_life(name: str) -> None:
    """Write the heartbeat with the lag, and forget copies that have long been silent."""
    now = clock.now()
    Heartbeat.objects.update_or_create(process=name, defaults={"at": now, "lag_seconds": lag_at(now).total_seconds()})
    Heartbeat.objects.filter(process__startswith="engine:", at__lt=now - FORGET_AFTER).exclude(process=name).delete()


def lag_at(now: datetime) -> timedelta:
    """For how long the oldest due obligation has waited to be fired; zero when nothing waits."""
    oldest = Obligation.objects.filter(next_fire_at__lte=now).aggregate(at=Min("next_fire_at"))["at"]
    return now - oldest if oldest else timedelta()
