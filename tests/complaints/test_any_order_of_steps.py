"""Any order of on-time and late steps costs what the text says, however often the engine ran (S3-36e)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from shouwen.complaints.flows import Order
from shouwen.kernel.models import BonusBase, PenaltyLine
from tests.complaints import recomputed
from tests.complaints.recomputed import Bill, Deeds
from tests.factories.story import Story, drafted

pytestmark = pytest.mark.django_db

HEAD, LEADER = "head_marketing", "leader_marketing"
LEFT = datetime(2024, 5, 6, 10)
UNTIL = datetime(2024, 5, 31, 10)
minutes = st.sampled_from([1, 4, 5, 29, 30, 31, 34, 35, 47, 60, 61, 95, 600]).map(lambda n: timedelta(minutes=n))
walls = st.sampled_from([None, "09:00", "17:59", "18:00", "18:01", "23:59"])


@st.composite
def stories(draw: st.DrawFn) -> Deeds:
    """A story that can happen: every step after the one before, some of them late."""
    submitted = LEFT + draw(minutes)
    back = submitted + draw(minutes)
    returned = (back, back + draw(minutes)) if draw(st.booleans()) else None
    endorsed = (returned[1] if returned else submitted) + draw(minutes)
    issued = endorsed + draw(minutes)
    arrived = issued + draw(minutes)
    agreed = arrived + draw(minutes)
    due = datetime(2024, 5, 7 + draw(st.integers(0, 3)), 18)
    applied = draw(_applications(agreed))
    away = [(at, until or UNTIL) for at, until in applied]
    said = [_at(agreed.date() + timedelta(days=day), wall) for day in range(12) if (wall := draw(walls))]
    reports = [at for at in said if at > agreed and not any(since <= at <= until for since, until in away)]
    return Deeds(LEFT, submitted, returned, endorsed, issued, arrived, agreed, due, reports, applied)


@st.composite
def _applications(draw: st.DrawFn, agreed: datetime) -> list[tuple[datetime, datetime | None]]:
    """None, one, or one that was returned and another; some a few minutes after midnight."""
    hours = st.sampled_from([1, 5, 20, 44, 70, 150])
    first = _at(agreed.date() + timedelta(days=draw(st.integers(1, 9))), draw(st.sampled_from(["00:02", "11:00"])))
    back = first + timedelta(hours=draw(hours))
    second = back + timedelta(hours=draw(hours))
    return draw(st.sampled_from([[], [(first, None)], [(first, back)], [(first, back), (second, None)]]))


def _at(day: date, wall: str) -> datetime:
    hour, minute = wall.split(":")
    return datetime.combine(day, datetime.min.time()).replace(hour=int(hour), minute=int(minute))


def steps_of(deeds: Deeds) -> Iterator[tuple[datetime, str, str, tuple[str, ...], dict[str, object] | None]]:
    yes = {"opinion": "同意"}
    yield deeds.submitted, "submit", "agent", (), None
    if deeds.returned:
        yield deeds.returned[0], "return_for_edit", "dgm", (), {"reason": "缺附件"}
        yield deeds.returned[1], "submit", "agent", (), None
    yield deeds.endorsed, "endorse", "dgm", (), yes
    yield deeds.issued, "issue", "gm", (), yes
    yield deeds.arrived, "check_in", HEAD, ("doorstep_photo",), None
    plan = {"findings": "属实", "plan": "退还资料", "negotiated_finish_at": "2024-05-30 18:00"}
    yield deeds.agreed, "agree_plan", HEAD, ("customer_signature", "problem_photo"), plan
    for at in deeds.reports:
        yield at, "report_progress", HEAD, (), {"note": "办理中", "percent": 50}
    for applied, back in deeds.applied:
        yield applied, "apply_closure", HEAD, ("completion_signed",), {"site_cleared": True}
        if back:
            yield back, "return_closure", "agent", (), {"reason": "资料不符"}


def charged(deeds: Deeds, runs: Iterator[datetime]) -> Bill:
    """The story through the real moves, the engine at these instants; the lines by person, article and day."""
    told = drafted(type="marketing_contract", required_finish_at=f"{deeds.due:%Y-%m-%d %H:%M}")
    BonusBase.objects.create(person=told.cast.staff[HEAD], month=date(2024, 5, 1), amount=recomputed.BONUS)
    turn = next(runs, UNTIL)
    for at, step, by, proofs, given_ in sorted(steps_of(deeds), key=lambda found: found[0]):
        while turn < at:
            told.sweep(str(turn))
            turn = next(runs, UNTIL)
        told.take(Order.steps[step], by, str(at), proofs, given=given_)
    for later in [turn, *runs, UNTIL]:
        told.sweep(str(later))
    return lines_of(told)


def lines_of(told: Story) -> Bill:
    found: Bill = Counter()
    for person, clause, on, amount in PenaltyLine.objects.values_list("person_id", "clause", "on", "amount"):
        assert amount == int(amount)
        found[str(told.cast.name_of(person)), clause, on] += int(amount)
    return Counter({key: amount for key, amount in found.items() if amount})


def often() -> Iterator[datetime]:
    """Every minute of the first two hours, every half hour and five past every hour of the weeks after."""
    yield from (LEFT + timedelta(minutes=n) for n in range(120))
    yield from (LEFT + timedelta(hours=2, minutes=35 * n) for n in range(1, 1020))


LATE_AT_EVERY_STEP = Deeds(
    LEFT,
    LEFT + timedelta(minutes=47),
    (LEFT + timedelta(minutes=60), LEFT + timedelta(minutes=120)),
    LEFT + timedelta(minutes=127),
    LEFT + timedelta(minutes=132),
    LEFT + timedelta(minutes=240),
    LEFT + timedelta(days=1),
    datetime(2024, 5, 7, 18),
    [datetime(2024, 5, 8, 18, 0), datetime(2024, 5, 9, 18, 1)],
    [(datetime(2024, 5, 10, 0, 2), datetime(2024, 5, 13, 9, 0)), (datetime(2024, 5, 17, 0, 2), None)],
)


@pytest.mark.requirement("S3-36e", "S3-18a", "S3-18b", "S3-35d", "S3-36a")
@example(LATE_AT_EVERY_STEP)
@given(stories())
@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_story_costs_what_the_text_says_whether_the_engine_ran_every_minute_or_once_after_weeks(
    db: None, deeds: Deeds
) -> None:
    expected = recomputed.bill(deeds, HEAD, LEADER, UNTIL)
    for runs in (often(), iter(())):
        point = transaction.savepoint()
        found = charged(deeds, runs)
        transaction.savepoint_rollback(point)
        assert found == expected


def test_the_reckoning_itself_gives_the_examples_of_the_regulation() -> None:
    """S3 §3.1 and §4.1, row by row, so that nothing rests on one reckoning alone."""
    due = datetime(2024, 5, 6, 10, 30)
    late = {0: 0, 299: 0, 300: 1, 17 * 60: 3, 7200: 24}
    assert {s: len(list(recomputed.full_blocks(due, due + timedelta(seconds=s)))) for s in late} == late
    ladder = {3: (300, 150), 7: (700, 350), 8: (900, 450), 10: (1300, 650), 15: (2300, 1150), 20: (2300, 1150)}
    for days, sums in ladder.items():
        node = datetime(2024, 5, 10, 18)
        done = node + timedelta(days=days)
        deeds = Deeds(node, node, None, node, node, node, node, node, [], [(done, None)])
        found = recomputed.bill(deeds, "head", "leader", datetime(2024, 6, 9))
        late_sums = Counter({"head": 0, "leader": 0})
        for (person, clause, _day), amount in found.items():
            late_sums[person] += amount if clause == "第三十六条" else 0
        assert (late_sums["head"], late_sums["leader"]) == sums
