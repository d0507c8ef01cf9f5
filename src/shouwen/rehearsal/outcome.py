"""What was expected against what happened, line by line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, Sum

from shouwen.complaints.models import Sanction
from shouwen.kernel import clock
from shouwen.kernel.models import Case, Notice, Obligation, PenaltyLine
from shouwen.rehearsal.cast import Cast
from shouwen.rehearsal.scenario import Expectation, MoneyLine, NoticeLine, ObligationLine, SanctionLine


@dataclass(frozen=True)
class Check:
    """One thing expected and what happened instead, or the same."""

    what: str
    expected: str
    happened: str
    ok: bool = False


def compare(expect: Expectation, cast: Cast, named: Mapping[str, int], case_ids: Sequence[int]) -> list[Check]:
    """Every expectation of the scenario as a check."""
    return [
        *_states(expect.states, named),
        *_obligations(expect.obligations, cast, case_ids),
        *_penalties(expect.penalties, cast, case_ids),
        *_penalty_lines(expect.penalty_lines, cast, case_ids),
        *_sanctions(expect.sanctions, cast, case_ids),
        *_notices(expect.notices, cast, case_ids),
    ]


def _check(what: str, expected: object, happened: object) -> Check:
    return Check(what, str(expected), str(happened), ok=expected == happened)


def _states(expected: Mapping[str, str], named: Mapping[str, int]) -> Iterator[Check]:
    states = dict(Case.objects.filter(pk__in=named.values()).values_list("id", "state"))
    for name, state in expected.items():
        yield _check(f"state of {name}", state, states.get(named.get(name, 0), "—"))


def _obligations(lines: Sequence[ObligationLine], cast: Cast, case_ids: Sequence[int]) -> Iterator[Check]:
    rows = list(Obligation.objects.filter(case_id__in=case_ids, due_at__isnull=False).order_by("due_at", "id"))
    for line in lines:
        wanted = line.model_dump(exclude_none=True)
        found = [row for row in rows if wanted.items() <= _facts(row, cast).items()]
        happened = "1" if len(found) == 1 else _nearest(rows, line, cast)
        shown = ", ".join(f"{k}={v:%m-%d %H:%M:%S}" if k == "due_at" else f"{k}={v}" for k, v in wanted.items())
        yield Check(f"obligation {shown}", "1", happened, ok=len(found) == 1)


def _facts(row: Obligation, cast: Cast) -> dict[str, object]:
    return {"code": row.code, "owner": cast.name_of(row.debtor_id), "due_at": row.due_at, "outcome": row.outcome}


def _nearest(rows: Sequence[Obligation], line: ObligationLine, cast: Cast) -> str:
    alike = [_facts(row, cast) for row in rows if line.code in (None, row.code)]
    return (
        "; ".join(
            f"{f['owner']} {clock.local(f['due_at']):%m-%d %H:%M:%S} {f['outcome']}"  # type: ignore[arg-type] # due rows only
            for f in alike
        )
        or "none"
    )


def _penalties(expected: Mapping[str, Decimal] | None, cast: Cast, case_ids: Sequence[int]) -> Iterator[Check]:
    if expected is None:
        return
    sums = PenaltyLine.objects.filter(case_id__in=case_ids).values_list("person_id").annotate(Sum("amount"))
    accrued = {cast.name_of(person): amount for person, amount in sums if amount}
    for name in sorted({*expected, *(str(n) for n in accrued)}):
        yield _check(f"penalties of {name}", Decimal(expected.get(name, 0)), Decimal(accrued.get(name, 0)))


def _penalty_lines(expected: Sequence[MoneyLine] | None, cast: Cast, case_ids: Sequence[int]) -> Iterator[Check]:
    if expected is None:
        return
    Key = tuple[str | None, str, date]  # noqa: N806 — a type
    wanted: dict[Key, Decimal] = {}
    for line in expected:
        key: Key = (line.to, line.clause, line.on)
        wanted[key] = wanted.get(key, Decimal(0)) + line.amount
    rows = PenaltyLine.objects.filter(case_id__in=case_ids).values_list("person_id", "clause", "on")
    accrued: dict[Key, Decimal] = {
        (cast.name_of(person), clause, on): amount
        for person, clause, on, amount in rows.annotate(Sum("amount"))
        if amount
    }
    for key in sorted({*wanted, *accrued}, key=str):
        yield _check(f"line {key[0]} {key[1]} {key[2]}", wanted.get(key, Decimal(0)), accrued.get(key, Decimal(0)))


def _sanctions(expected: Sequence[SanctionLine] | None, cast: Cast, case_ids: Sequence[int]) -> Iterator[Check]:
    if expected is None:
        return
    of_the_cast = Q(order_id__in=case_ids) | Q(case_id__in=case_ids)
    rows = Sanction.objects.filter(of_the_cast).values_list("person_id", "code")
    proposed = sorted(f"{cast.name_of(person)} {code}" for person, code in rows)
    yield _check("sanctions", sorted(f"{line.to} {line.code}" for line in expected), proposed)


def _notices(lines: Sequence[NoticeLine], cast: Cast, case_ids: Sequence[int]) -> Iterator[Check]:
    cast_members = Q(case_id__in=case_ids) | Q(staff__in=cast.staff.values())
    rows = Notice.objects.filter(cast_members).exclude(channel=Notice.Channel.WEBHOOK)
    told = {(row.key, cast.name_of(row.staff_id, row.customer_id), row.code, row.at) for row in rows}
    for line in lines:
        found = [
            one
            for one in told
            if (line.to in (None, one[1])) and (line.code in (None, one[2])) and (line.at in (None, one[3]))
        ]
        when = f" {clock.local(line.at):%m-%d %H:%M:%S}" if line.at else ""
        ok = len(found) == line.count if line.count is not None else bool(found)
        yield Check(
            f"notice {line.code} to {line.to}{when}",
            str(line.count if line.count is not None else "≥ 1"),
            str(len(found)),
            ok,
        )
