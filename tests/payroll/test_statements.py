"""The monthly statement: windows without gap, once a month, frozen, capped, reproducible to the cent (S3-36e, Q12)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shouwen.database.bundle import Bundle
from shouwen.kernel import clock, jobs, penalties, rulebook
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.models import BonusBase, JobRun, Notice, PenaltyLine
from shouwen.kernel.penalties import LineDraft
from shouwen.payroll import statements
from shouwen.payroll.models import PersonTotal, Receipt, Statement, StatementLine
from tests.factories.story import Story, at, issued

pytestmark = pytest.mark.django_db

MAY, JUNE = at("2024-05-31 23:50"), at("2024-06-30 23:50")
HEAD = "head_property_repair"


def charge(told: Story, who: str, amount: str, when: str, key: str, percent: str | None = None) -> PenaltyLine:
    """A line of that instant, as the engine writes one."""
    assert told.order is not None
    person = told.cast.staff[who].pk
    share = Decimal(percent) if percent else None
    words = f"{percent} %" if percent else f"1 × {amount}"
    code, clause = ("P11", "第三十五条") if percent else ("P14", "第三十五条")
    line = LineDraft(told.order.pk, person, code, clause, at(when), words, key, Decimal(amount), percent=share)
    bundle = Bundle()
    penalties.accrue([line], bundle)
    bundle.send()
    return PenaltyLine.objects.get(key=key)


def base(told: Story, who: str, amount: int, month: date = date(2024, 5, 1)) -> BonusBase:
    return BonusBase.objects.create(person=told.cast.staff[who], month=month, amount=amount)


def made(slot: datetime) -> Statement:
    with clock.moved_to(slot):
        return statements.make(slot)


@pytest.fixture
def told() -> Story:
    return issued()


@pytest.mark.requirement("S3-36e")
def test_the_last_evening_of_the_month_brings_the_statement_to_both_centres(told: Story) -> None:
    charge(told, HEAD, "200", "2024-05-20 18:00", "a")
    charge(told, "agent", "100", "2024-05-21 10:35", "b")
    with clock.moved_to(MAY):
        jobs.run_due(MAY, since=at("2024-05-31 23:49"))
    found = Statement.objects.get()
    assert (found.month, found.slot, found.since) == (date(2024, 5, 1), MAY, None)
    assert (found.people, found.lines, found.amount, found.executed) == (2, 2, Decimal(300), Decimal(300))
    told_ = {n.staff.name for n in Notice.objects.filter(code="penalty_statement", channel="inbox") if n.staff}
    assert told_ == {"hr_centre", "finance_centre"}
    assert {n.staff.name for n in Notice.objects.filter(code="statement_to_sign", channel="inbox") if n.staff} == {"gm"}
    assert found.amount == StatementLine.objects.aggregate(sum=Sum("line__amount"))["sum"]


@pytest.mark.requirement("S3-36e")
def test_windows_join_without_gap_and_every_line_is_in_exactly_one(told: Story) -> None:
    """The slot itself belongs to its own month; one second later, to the next."""
    for n, when in enumerate(["2024-05-06 18:00", "2024-05-31 23:50", "2024-05-31 23:50:01", "2024-06-30 23:50"]):
        charge(told, HEAD, "200", when, f"line{n}")
    first, second = made(MAY), made(JUNE)
    assert (first.lines, second.lines) == (2, 2)
    assert (second.since, second.since_id) == (first.slot, first.upto_id)
    assert StatementLine.objects.count() == PenaltyLine.objects.count()


@pytest.mark.requirement("S3-36e")
def test_a_line_recorded_after_its_months_statement_goes_into_the_next(told: Story) -> None:
    charge(told, HEAD, "200", "2024-05-06 18:00", "in time")
    first = made(MAY)
    late = charge(told, HEAD, "200", "2024-05-30 18:00", "recorded late")
    assert first.lines == 1
    assert made(JUNE).items.get().line == late


@pytest.mark.requirement("S3-36e")
def test_the_same_month_again_is_the_same_statement_untouched(told: Story) -> None:
    charge(told, HEAD, "200", "2024-05-06 18:00", "a")
    first = made(MAY)
    before = Statement.objects.values().get()
    charge(told, HEAD, "300", "2024-05-07 18:00", "b")
    with clock.moved_to(at("2024-06-01 00:10")):
        assert statements.make(MAY) == first
        JobRun.objects.filter(job="payroll.statement").delete()
        jobs.run_due(clock.now(), since=at("2024-05-31 23:49"), only=["payroll.statement"])
    assert Statement.objects.values().get() == before
    assert StatementLine.objects.count() == 1
    assert Notice.objects.filter(code="penalty_statement", channel="inbox").count() == 2


@pytest.mark.requirement("S3-36e")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE payroll_statement SET amount = 0",
        "UPDATE payroll_statement SET month = '2024-01-01'",
        "DELETE FROM payroll_statement",
        "UPDATE payroll_statementline SET executed = 0",
        "DELETE FROM payroll_statementline",
        "UPDATE payroll_persontotal SET executed = 0",
        "DELETE FROM payroll_persontotal",
        "TRUNCATE payroll_statementline",
    ],
)
def test_the_database_lets_nobody_change_a_statement(told: Story, statement: str) -> None:
    charge(told, HEAD, "200", "2024-05-06 18:00", "a")
    made(MAY)
    with pytest.raises(DatabaseError, match="append-only|frozen"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_signature_stays_what_it_is(told: Story) -> None:
    made(MAY)
    with clock.moved_to(at("2024-06-01 08:00")):
        statements.sign(date(2024, 5, 1), told.cast.actor("gm"))
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        Statement.objects.update(signed_by=told.cast.staff["dgm"])


def test_the_general_manager_signs_off_once_and_the_centres_are_told(told: Story) -> None:
    made(MAY)
    with clock.moved_to(at("2024-06-01 08:00")):
        for name in ("dgm", "hr_centre", HEAD):
            with pytest.raises(Refused) as refusal:
                statements.sign(date(2024, 5, 1), told.cast.actor(name))
            assert refusal.value.code == Why.WRONG_ROLE
        assert statements.sign(date(2024, 5, 1), told.cast.actor("gm")).signed_by == told.cast.staff["gm"]
        with pytest.raises(Refused) as again:
            statements.sign(date(2024, 5, 1), told.cast.actor("gm"))
    assert again.value.code == Why.WRONG_STATE
    assert Notice.objects.filter(code="statement_signed", channel="inbox").count() == 2


@pytest.mark.requirement("S3-36e")
def test_each_centre_acknowledges_once(told: Story) -> None:
    made(MAY)
    with clock.moved_to(at("2024-06-01 08:00")):
        statements.acknowledge(date(2024, 5, 1), told.cast.actor("hr_centre"))
        statements.acknowledge(date(2024, 5, 1), told.cast.actor("finance_centre"))
        for name in ("hr_centre", "gm"):
            with pytest.raises(Refused):
                statements.acknowledge(date(2024, 5, 1), told.cast.actor(name))
    assert set(Receipt.objects.values_list("centre", "staff__name")) == {
        ("hr_centre", "hr_centre"), ("finance_centre", "finance_centre"),
    }  # fmt: skip


# ---- shares of a bonus ---------------------------------------------------------------------------------------------


@pytest.mark.requirement("S3-35a")
def test_a_share_is_reckoned_of_the_months_bonus_and_twice_is_twice(told: Story) -> None:
    base(told, HEAD, 5000)
    charge(told, HEAD, "0", "2024-05-06 12:10", "once", percent="20")
    charge(told, HEAD, "0", "2024-05-07 12:10", "twice", percent="20")
    assert made(MAY).executed == Decimal(2000)


@pytest.mark.requirement("S3-35a")
def test_without_a_base_the_share_is_pending_and_its_amount_comes_in_the_next_statement(told: Story) -> None:
    charge(told, HEAD, "0", "2024-05-06 12:10", "share", percent="20")
    first = made(MAY)
    assert (first.lines, first.pending, first.amount) == (1, 1, Decimal(0))
    with clock.moved_to(at("2024-06-05 10:00")):
        assert penalties.supply([base(told, HEAD, 5000)]) == 1
        assert penalties.supply(list(BonusBase.objects.all())) == 0
    second = made(JUNE)
    line = second.items.get().line
    assert (second.pending, second.executed, line.amount, line.base) == (0, Decimal(1000), Decimal(1000), Decimal(5000))
    assert line.on == date(2024, 5, 6)


def test_a_share_that_was_taken_back_gets_no_amount_when_the_base_arrives(told: Story) -> None:
    line = charge(told, HEAD, "0", "2024-05-06 12:10", "share", percent="20")
    penalties.reverse(PenaltyLine.objects.filter(pk=line.pk), "到场及时")
    assert penalties.supply([base(told, HEAD, 5000)]) == 0
    assert made(MAY).executed == 0


@pytest.mark.requirement("S3-35a")
def test_shares_of_one_month_are_listed_in_full_and_executed_up_to_the_whole_bonus(told: Story) -> None:
    base(told, HEAD, 5000)
    for n in range(6):
        charge(told, HEAD, "0", f"2024-05-{6 + n:02} 12:10", f"share{n}", percent="20")
    charge(told, HEAD, "200", "2024-05-20 18:00", "fixed")
    found = made(MAY)
    assert (found.amount, found.executed) == (Decimal(6200), Decimal(5200))
    assert [item.executed for item in found.items.order_by("line__at")] == [1000] * 5 + [0, 200]


def test_the_cap_can_be_switched_off_in_the_rulebook(told: Story) -> None:
    base(told, HEAD, 5000)
    for n in range(6):
        charge(told, HEAD, "0", f"2024-05-{6 + n:02} 12:10", f"share{n}", percent="20")
    with rulebook.rehearsing({"payroll.percent_cap": "off"}):
        found = made(MAY)
    assert (found.is_capped, found.executed) == (False, Decimal(6000))
    assert statements.is_reproduced(found, statements.recompute(found))


def test_what_earlier_statements_executed_of_a_bonus_counts_and_a_waiver_gives_room_again(told: Story) -> None:
    """Five shares of May in May's statement fill the bonus; one more of the 31st late at night finds nothing left."""
    base(told, HEAD, 5000)
    shares = [charge(told, HEAD, "0", f"2024-05-{6 + n:02} 12:10", f"s{n}", percent="20") for n in range(5)]
    assert made(MAY).executed == 5000
    charge(told, HEAD, "0", "2024-05-31 23:55", "after the slot", percent="20")
    penalties.reverse(PenaltyLine.objects.filter(pk=shares[0].pk), "系统故障", at=at("2024-06-10 09:00"))
    second = made(JUNE)
    assert (second.amount, second.executed) == (Decimal(0), Decimal(0))
    assert statements.is_reproduced(second, statements.recompute(second))


# ---- reckoned anew --------------------------------------------------------------------------------------------------


def independent(lines: Sequence[PenaltyLine], since: datetime | None, slot: datetime) -> dict[int, tuple[int, Decimal]]:
    """Lines and executed cents by person: plain Python over a plain list, nothing of the production code."""
    per_person: dict[int, list[Decimal]] = defaultdict(list)
    used: dict[tuple[int, int, int], Decimal] = defaultdict(Decimal)
    for line in sorted(lines, key=lambda one: (one.at, one.pk)):
        if line.at > slot:
            continue
        executed = line.amount
        if line.percent is not None:
            month = (line.person_id, line.on.year, line.on.month)
            most = line.base if line.base is not None else Decimal("Infinity")
            before = min(used[month], most)
            used[month] += line.amount
            executed = min(used[month], most) - before
        if since is None or line.at > since:
            per_person[line.person_id].append(executed)
    return {person: (len(found), sum(found, Decimal(0))) for person, found in per_person.items()}


facts = st.tuples(
    st.sampled_from(["agent", "dgm", HEAD]),
    st.integers(min_value=0, max_value=61 * 24 * 60),
    st.one_of(st.none(), st.sampled_from(["20", "50", "33.33"])),
    st.integers(min_value=1, max_value=400),
    st.booleans(),
)


@pytest.mark.requirement("S3-36e")
@given(st.lists(facts, max_size=25), st.integers(min_value=1, max_value=9999))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_statement_is_the_independent_reckoning_to_the_cent(told: Story, found: list[tuple], bonus: int) -> None:
    with undone():
        for who in ("agent", "dgm"):
            for month in (date(2024, 5, 1), date(2024, 6, 1)):
                BonusBase.objects.create(person=told.cast.staff[who], month=month, amount=Decimal(bonus) / 2)
        for n, (who, minute, percent, amount, waived) in enumerate(found):
            when = clock.local(at("2024-05-01 00:00") + timedelta(minutes=minute))
            line = charge(told, who, "0" if percent else str(amount), f"{when:%Y-%m-%d %H:%M}", f"h{n}", percent)
            if waived:
                penalties.reverse(PenaltyLine.objects.filter(pk=line.pk), "撤销")
        lines = list(PenaltyLine.objects.all())
        first, second = made(MAY), made(JUNE)
        for one, since in ((first, None), (second, MAY)):
            says = {t.person_id: (t.lines, t.executed) for t in PersonTotal.objects.filter(statement=one)}
            assert says == independent(lines, since, one.slot)
            assert statements.is_reproduced(one, statements.recompute(one))


def undone() -> transaction.Atomic:
    """What is done within the block leaves no trace."""
    return _Undone()  # type: ignore[return-value]


class _Undone:
    def __enter__(self) -> None:
        self.point = transaction.savepoint()

    def __exit__(self, *_raised: object) -> None:
        transaction.savepoint_rollback(self.point)


def test_recompute_sees_a_statement_that_says_something_else(told: Story) -> None:
    charge(told, HEAD, "200", "2024-05-06 18:00", "a")
    found = made(MAY)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE payroll_statementline DISABLE TRIGGER payroll_statementline_keeps_rows")
        cursor.execute("UPDATE payroll_statementline SET executed = 199.99")
    again = statements.recompute(found)
    assert again.wrong_lines == 1
    assert not statements.is_reproduced(found, again)


# ---- preview and alarm ----------------------------------------------------------------------------------------------


@pytest.mark.requirement("S3-I05")
def test_at_six_in_the_evening_everybody_concerned_sees_the_preview(told: Story) -> None:
    charge(told, HEAD, "200", "2024-05-20 18:00", "a")
    evening = at("2024-05-31 18:00")
    with clock.moved_to(evening):
        jobs.run_due(evening, since=at("2024-05-31 17:59"), only=["payroll.preview"])
    whole = {n.staff.name for n in Notice.objects.filter(code="statement_preview", channel="inbox") if n.staff}
    assert whole == {"hr_centre", "finance_centre"}
    own = Notice.objects.get(code="own_penalties_preview", channel="inbox")
    assert (own.staff, own.data["amount"]) == (told.cast.staff[HEAD], "200.00")
    assert not Statement.objects.exists()


def test_the_preview_is_what_the_statement_says_when_nothing_comes_between(told: Story) -> None:
    base(told, HEAD, 5000)
    for n in range(6):
        charge(told, HEAD, "0", f"2024-05-{6 + n:02} 12:10", f"share{n}", percent="20")
    with clock.moved_to(MAY):
        foretold = [(one.person_id, one.lines, one.amount, one.executed) for one in statements.foretold(MAY)]
    found = made(MAY)
    assert foretold == list(found.totals.values_list("person_id", "lines", "amount", "executed"))


@pytest.mark.requirement("S3-36e")
def test_a_missing_statement_is_told_before_the_month_is_over(told: Story) -> None:
    alarm = at("2024-05-31 23:55")
    with clock.moved_to(alarm):
        jobs.run_due(alarm, since=at("2024-05-31 23:54"), only=["payroll.statement_alarm"])
    people = {n.staff.name for n in Notice.objects.filter(code="statement_missing", channel="inbox") if n.staff}
    assert people == {"gm", "hr_centre", "finance_centre"}


def test_a_statement_that_came_late_is_told_and_one_in_time_is_not(told: Story) -> None:
    alarm = at("2024-05-31 23:55")
    with clock.moved_to(at("2024-06-01 02:00")):
        statements.make(MAY)
        assert statements.sound_the_alarm(alarm)["in_time"] is False
    assert Notice.objects.filter(code="statement_late", channel="inbox").exists()
    made(JUNE)
    assert statements.sound_the_alarm(at("2024-06-30 23:55"))["in_time"] is True
