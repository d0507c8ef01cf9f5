"""What every story of the demo needs, and the one way a story goes on: time passes, then a real move is taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from random import Random
from typing import Any

from shouwen.complaints import payloads
from shouwen.complaints.flows import Order
from shouwen.complaints.words import OrderState
from shouwen.estate.models import Project
from shouwen.kernel import clock, engine, moves
from shouwen.kernel.access import Actor
from shouwen.kernel.flows import Step
from shouwen.kernel.models import Case
from shouwen.kernel.sitting import Sitting
from shouwen.rehearsal.demo.estates import Home
from shouwen.rehearsal.demo.group import Group
from shouwen.rehearsal.demo.pictures import Album
from shouwen.rehearsal.demo.texts import Demand, Texts

TICK = timedelta(seconds=1)
LATER_STAGES = ("record_blocked", "apply_closure", "verify_closure", "review_closure")
SENT_BACK_FOR = timedelta(hours=2)  # an order that was returned lies no longer: every five minutes are charged
REPORTS_FROM, REPORTS_UNTIL = time(16, 0), time(17, 0)


class Curtain(Exception):
    """The demo's end is reached; what is open stays open."""


@dataclass(frozen=True)
class Stage:
    """The group, its texts and pictures, and the instant at which all stories stop."""

    group: Group
    texts: Texts
    album: Album
    end: datetime


@dataclass(frozen=True)
class Occasion:
    """How a story begins."""

    at: datetime
    project: Project
    home: Home
    demand: Demand


@dataclass
class Player:
    """One story under way: its own chance, its clock and its cases. ``at`` is when the last thing happened.

    ``stays_after`` names the step after which nobody does anything any more, so that every stage has its open cases.
    """

    stage: Stage
    sitting: Sitting
    occasion: Occasion
    rng: Random
    agent: Actor
    at: datetime = field(init=False)
    complaint: Case | None = None
    order: Case | None = None
    reports_at: datetime | None = None
    stays_after: str = ""

    def __post_init__(self) -> None:
        self.at = self.occasion.at
        self.customer = Actor.customer_of(self.occasion.home.customer)
        left = self.stage.end - self.at
        if left < SENT_BACK_FOR and self.chance(0.2):
            self.stays_after = "return_for_edit"
        elif left < timedelta(days=12) and self.chance(0.15):
            self.stays_after = self.rng.choice(LATER_STAGES)

    # ---- chance and words -------------------------------------------------------------------------------------

    def chance(self, probability: float) -> bool:
        return self.rng.random() < probability

    def minutes(self, least: float, most: float) -> timedelta:
        """Some whole seconds between so many minutes."""
        return timedelta(seconds=self.rng.randint(int(least * 60), int(most * 60)))

    def say(self, use: str) -> str:
        return self.stage.texts.say(use, self.rng)

    def staff(self, staff_no: str) -> Actor:
        return self.stage.group.actor(staff_no)

    @property
    def responsible(self) -> Actor:
        """The person responsible for the order."""
        return self.stage.group.person(self.record.responsible_id)

    @property
    def record(self) -> Any:
        """The order's record."""
        if self.order is None:
            raise ValueError("there is no order yet")
        return self.order.order

    # ---- going on ---------------------------------------------------------------------------------------------

    def take(
        self,
        step: Step[Any],
        by: Actor,
        after: timedelta,
        given: dict[str, Any] | None = None,
        proofs: Sequence[str] = (),
    ) -> None:
        """Let the time pass, then take the step of whichever case it belongs to. Raises Curtain at the end."""
        case = self.order if step.flow is Order else self.complaint
        if case is None:
            raise ValueError(f"{step.code}: no case to take it on")
        self.wait(after)
        with clock.moved_to(self.at):
            moves.take(step, case.pk, by=by, given=given, proofs=[self.piece(kind, by) for kind in proofs])
        if step.name == self.stays_after:
            self.wait(self.stage.end - self.at + TICK)

    def piece(self, kind: str, by: Actor) -> int:
        return self.sitting.hand_in(self.stage.album.piece(kind, by, self.at, self.rng))

    def wait(self, duration: timedelta) -> None:
        """Time passes: progress is reported day by day, the engine runs, and at the end the curtain falls."""
        until = self.at + duration
        while self._is_reporting() and self.reports_at is not None and self.reports_at < until:
            self._report(self.reports_at)
        self._run_until(until)

    def until_working_hours(self) -> timedelta:
        """How long until somebody goes about it: at once by day, at night the next morning."""
        local = clock.local(self.at)
        if time(8, 30) <= local.time() < time(18, 0):
            return timedelta()
        morning = clock.next_time(self.at, time(8, 30))
        return morning - self.at + self.minutes(0, 60)

    def _run_until(self, until: datetime) -> None:
        self.at = min(until, self.stage.end)
        cases = [case.pk for case in (self.complaint, self.order) if case is not None and case.closed_at is None]
        with clock.moved_to(self.at):  # what the engine opens by itself is recorded then, too
            engine.sweep(self.stage.end if until > self.stage.end else until - TICK, case_ids=cases)
        if until > self.stage.end:
            raise Curtain

    def _is_reporting(self) -> bool:
        return self.order is not None and self.order.state in (OrderState.ISSUED, OrderState.IN_PROGRESS)

    def begin_reporting(self) -> None:
        """From the issue on progress is due every day; the first day counts when it is early enough."""
        day = clock.day_of(self.at)
        if clock.local(self.at).time() >= REPORTS_UNTIL:
            day += timedelta(days=1)
        self.reports_at = max(clock.at_time(day, REPORTS_FROM), self.at) + self.minutes(5, 50)

    def _report(self, at: datetime) -> None:
        following = clock.at_time(clock.day_of(at) + timedelta(days=1), REPORTS_FROM) + self.minutes(5, 110)
        self.reports_at = following
        if at <= self.at or self.chance(0.06):
            return
        self._run_until(at)
        percent = min(95, int(self.record.percent) + self.rng.randint(5, 30))
        given = payloads.Progress(note=self.say("progress"), percent=percent)
        with clock.moved_to(at):
            moves.take(Order.report_progress, self.order.pk if self.order else 0, by=self.responsible, given=given)
