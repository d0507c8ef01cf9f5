"""What nobody fired for days or years: recorded in full, in bounded time, told once (engine.md, case 16)."""

from __future__ import annotations

import time
from collections import Counter
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from shouwen.complaints.flows import Order
from shouwen.kernel import auditor, clock, engine, events, plan, runs
from shouwen.kernel.fired import Firing
from shouwen.kernel.models import Event, Notice, Obligation, PenaltyLine
from tests.factories.story import Story, agreed, at, submitted

DUE = at("2024-05-06 11:20")
roundings = st.sampled_from(["floor", "ceil"])


def terms(minutes: int, rounding: str) -> plan.Terms:
    price = {
        "kind": "block",
        "minutes": minutes,
        "amount": "100",
        "round": rounding,
        "code": "P8",
        "clause": "第十八条",
    }
    return plan.Terms("第十四条", "S3-14e", {"kind": "minutes", "n": 60}, price=price)


def one_by_one(of: plan.Terms, first: int, until: datetime) -> list[plan.Step]:
    """The blocks from ``first`` on as the plan names them, one after the other."""
    step = plan.same_step(of, DUE - timedelta(hours=1), DUE, f"block:{first}")
    found = []
    while step is not None and step.at <= until:
        found.append(step)
        step = plan.step_after(of, DUE - timedelta(hours=1), DUE, step.name)
    return found


@given(st.integers(1, 90), roundings, st.integers(1, 40), st.timedeltas(timedelta(0), timedelta(days=4)))
def test_a_run_by_days_has_the_same_blocks_on_every_day_as_one_by_one(
    minutes: int, rounding: str, first: int, late: timedelta
) -> None:
    of, until = terms(minutes, rounding), (DUE + late).replace(microsecond=0)
    blocks = one_by_one(of, first, until)
    last = plan.last_block_by(of, DUE, until)
    assert max(last - first + 1, 0) == len(blocks)
    days = list(plan.block_days(of, DUE, first, last))
    assert {clock.day_of(step.at): n for n, step in days} == Counter(clock.day_of(step.at) for step in blocks)
    assert [step for _n, step in days] == [s for s in blocks if s.number in {step.number for _n, step in days}]


def sums() -> dict[tuple[int, str, date], Decimal]:
    found: Counter[tuple[int, str, date]] = Counter()
    for line in PenaltyLine.objects.all():
        found[line.person_id, line.code, line.on] += line.amount  # type: ignore[assignment] # sums of money
    return dict(found)  # type: ignore[arg-type]


def days() -> dict[tuple[str, date], Decimal]:
    """Whoever held it: of two casts' deputies the case's number picks one."""
    found: Counter[tuple[str, date]] = Counter()
    for (_person, code, on), amount in sums().items():
        found[code, on] += amount  # type: ignore[assignment] # sums of money
    return dict(found)  # type: ignore[arg-type]


def endorsed(told: Story, when: str) -> None:
    told.take(Order.endorse, "dgm", when, given={"opinion": "同意"})


@pytest.mark.django_db
def test_a_move_after_days_charges_the_same_as_block_by_block(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "LONG_RUN", 288)
    told = submitted()
    endorsed(told, "2024-05-09 10:43")
    by_the_day, lines = days(), PenaltyLine.objects.count()
    assert list(events.verify()) == []
    assert told.order is not None
    monkeypatch.setattr(runs, "LONG_RUN", 10**9)
    again = submitted()
    endorsed(again, "2024-05-09 10:43")
    assert again.order is not None
    assert days() == {what: 2 * amount for what, amount in by_the_day.items()}
    assert lines < 20


@pytest.mark.requirement("S3-46a")
@pytest.mark.django_db
def test_a_price_that_began_within_a_long_run_is_charged_from_its_first_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "LONG_RUN", 288)
    told = submitted()
    priced = Obligation.objects.get(case=told.order, terms__price__code="P8")
    priced.terms["price"]["since"] = "2024-05-08"
    priced.save(update_fields=["terms"])
    endorsed(told, "2024-05-09 10:43")
    blocks_of_the_last_day = (10 * 60 + 43) // 5 + 1
    assert days() == {
        ("P8", date(2024, 5, 8)): Decimal(28_800),
        ("P8", date(2024, 5, 9)): Decimal(100) * (blocks_of_the_last_day),
    }
    accrued = Event.objects.filter(case=told.order, code="obligation.accrued")
    assert sum(Decimal(event.data["amount"]) for event in accrued) == sum(days().values())
    assert list(events.verify()) == []


@pytest.mark.django_db
def test_the_engine_after_days_charges_the_same_and_goes_on_block_by_block(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "LONG_RUN", 288)
    told = submitted()
    told.sweep("2024-05-09 10:43")
    before = sum(sums().values())
    told.sweep("2024-05-09 10:51")
    assert sum(sums().values()) == before + 200
    assert Event.objects.filter(code="obligation.accrued", data__blocks__gt=1).count() == 1
    assert list(events.verify()) == []


@pytest.mark.django_db
def test_a_week_without_an_engine_gives_a_line_for_every_block_as_the_engine_would() -> None:
    told = submitted()
    endorsed(told, "2024-05-13 11:20")
    assert PenaltyLine.objects.filter(code="P8").count() == 7 * 288


@pytest.mark.django_db
def test_a_case_that_nobody_touched_for_three_years_moves_in_few_statements() -> None:
    told = submitted()
    with CaptureQueriesContext(connection) as asked:
        endorsed(told, "2027-05-06 10:40")
    assert len(asked) < 100
    assert PenaltyLine.objects.filter(code="P8").count() == 1096


def missed_days(told: Story) -> list[Obligation]:
    assert told.order is not None
    return list(Obligation.objects.filter(case=told.order, code="T6").order_by("started_at"))


def facts(of: Obligation) -> tuple[str, str, datetime | None, datetime | None, int | None]:
    return of.code, of.outcome, of.due_at, of.breached_at, of.debtor_id


@pytest.mark.requirement("S3-26a")
@pytest.mark.django_db
def test_days_missed_in_one_go_leave_the_rows_events_and_lines_of_days_missed_one_by_one() -> None:
    """Engine.md, case 16: what the engine did not see exists all the same, each day at its own instant."""
    asleep, awake = agreed(), agreed()
    for day in range(6, 16):
        awake_cases = [awake.order.pk] if awake.order else []
        with clock.moved_to(at(f"2024-05-{day:02} 23:59")):
            engine.sweep(clock.now(), case_ids=awake_cases)
    asleep.sweep("2024-05-15 23:59")
    assert [facts(o)[:4] for o in missed_days(asleep)] == [facts(o)[:4] for o in missed_days(awake)]
    for order in (asleep.order, awake.order):
        fined = PenaltyLine.objects.filter(case=order, code="P14").order_by("at")
        assert [(clock.day_of(line.at).day, line.amount) for line in fined] == [(day, 200) for day in range(6, 16)]
        breaches = Event.objects.filter(case=order, code="obligation.breached", data__code="T6").order_by("seq")
        assert [clock.day_of(event.occurred_at).day for event in breaches] == list(range(6, 16))
    instants = Event.objects.filter(case=asleep.order, by=Event.By.ENGINE).order_by("seq")
    assert list(instants) == sorted(instants, key=lambda event: event.occurred_at)
    assert list(events.verify()) == []


@pytest.mark.django_db
def test_who_missed_many_days_unseen_is_told_once_how_many() -> None:
    told = agreed()
    told.sweep("2024-05-16 09:00")
    inbox = Notice.objects.filter(case=told.order, channel=Notice.Channel.INBOX)
    assert [n.data["days"] for n in inbox.filter(code="days_missed")] == [10]
    assert not inbox.filter(code="obligation_breached", data__obligation="T6").exists()
    assert list(auditor.breach_without_notice(at("2024-05-16 09:00"))) == []
    told.sweep("2024-05-16 20:00")
    assert inbox.filter(code="obligation_breached", data__obligation="T6").count() == 1


@pytest.mark.django_db
def test_managers_get_one_daily_message_for_all_the_days_the_engine_was_down() -> None:
    told = agreed()
    told.sweep("2024-06-20 12:00")
    leader = told.cast.staff["leader_property_engineering"]
    daily = Notice.objects.filter(code="daily_unfinished", staff=leader, channel=Notice.Channel.INBOX)
    assert [clock.local(n.at).strftime("%m-%d %H:%M") for n in daily] == ["06-20 09:30"]
    urged = Notice.objects.filter(code="overdue_urge", staff=told.cast.staff["gm"])
    assert [clock.local(n.at).strftime("%m-%d %H:%M") for n in urged] == ["06-20 08:30"]


@pytest.mark.django_db
def test_an_order_that_nobody_touched_for_three_years_moves_at_once_and_owes_every_day() -> None:
    told = agreed()
    began = time.process_time()
    with CaptureQueriesContext(connection) as asked:
        told.take(Order.report_progress, "head_property_repair", "2027-05-06 12:00", given={"note": "n", "percent": 5})
    took = time.process_time() - began
    assert PenaltyLine.objects.filter(code="P14").count() == len(missed_days(told)) - 2 == 1095
    assert len(asked) < 150
    assert took < 3  # well under one alone on a quiet machine; day by day it was half a minute
    assert Notice.objects.filter(code="days_missed", channel=Notice.Channel.INBOX).count() == 1
    assert list(events.verify()) == []


@pytest.mark.django_db
def test_a_transaction_of_the_engine_ends_after_so_many_days_and_the_next_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(engine, "AT_ONCE", 20)
    told = [agreed() for _ in range(3)]
    swept = told[0].sweep("2024-05-26 12:00")
    for one in told:
        assert PenaltyLine.objects.filter(case=one.order, code="P14").count() == 20
    assert swept.fired >= 60
    assert list(events.verify()) == []


@pytest.mark.django_db
def test_a_fault_among_missed_days_sets_the_row_aside_and_leaves_nothing_half_done(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = agreed()
    sound = runs.day_of_run

    def faulty(firing: Firing, day: Obligation) -> Firing:
        if day.due_at is not None and day.due_at > at("2024-05-10 00:00"):
            raise RuntimeError("a fault in the middle of a run")
        return sound(firing, day)

    monkeypatch.setattr(runs, "day_of_run", faulty)
    told.sweep("2024-05-16 09:00")
    (owed,) = missed_days(told)
    assert (owed.errors, owed.outcome, owed.next_step) == (1, Obligation.Outcome.OPEN, "breach")
    assert owed.next_fire_at == at("2024-05-16 10:00")
    assert not PenaltyLine.objects.filter(code="P14").exists()
    monkeypatch.undo()
    told.sweep("2024-05-16 19:00")
    fined = PenaltyLine.objects.filter(code="P14").order_by("at")
    assert [clock.local(line.at).strftime("%d %H:%M") for line in fined] == [f"{day:02} 18:00" for day in range(6, 17)]
    owed.refresh_from_db()
    assert owed.errors == 0
