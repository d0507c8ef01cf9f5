"""What was expected against what happened, line by line.

The lines are in the scenario's codes, each followed by what people call it (``coding.coded``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shouwen.complaints.discipline.words import SanctionCode
from shouwen.complaints.models import Sanction
from shouwen.kernel import clock
from shouwen.kernel.flows import flow_named
from shouwen.kernel.models import Case, Notice, Obligation, PenaltyLine
from shouwen.kernel.notices.messages import kind_in_words
from shouwen.rehearsal.cast import Cast
from shouwen.rehearsal.coding import coded, labelled
from shouwen.rehearsal.scenario import Expectation, MoneyLine, NoticeLine, ObligationLine, SanctionLine
from shouwen.web.desk.rows import duty_title

NOTHING = "—"


@dataclass(frozen=True)
class Check:
    """One thing expected and what happened instead, or the same."""

    what: str
    expected: str
    happened: str
    ok: bool = False


@dataclass(frozen=True)
class Pair:
    """The same thing under the rulebook in force and under a draft; ``now`` is None where only the draft brings it."""

    now: Check | None
    draft: Check | None

    @property
    def differs(self) -> bool:
        """Whether the draft makes a difference here."""
        return (self.now and self.now.happened) != (self.draft and self.draft.happened)


def beside(now: Sequence[Check], draft: Sequence[Check]) -> list[Pair]:
    """Both performances of a story, line by line: what only one of them brought comes last."""
    left = list(draft)
    pairs = []
    for check in now:
        same = next((one for one in left if (one.what, one.expected) == (check.what, check.expected)), None)
        if same is not None:
            left.remove(same)
        pairs.append(Pair(check, same))
    return [*pairs, *(Pair(None, one) for one in left)]


@dataclass(frozen=True)
class Accrued:
    """What one person was charged under one article for one day, CNY."""

    to: str | None
    clause: str
    on: date
    amount: Decimal


@dataclass(frozen=True)
class Told:
    """One message: to whom, what, about which instant. ``key`` tells two of the same kind apart."""

    key: str
    to: str | None
    code: str
    at: datetime


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


def article(clause: str) -> str:
    """第三十六条 of 第三十六条1: a sum is compared by its article."""
    head, found, _rest = clause.partition("条")
    return head + found


def instant(at: datetime) -> str:
    """An instant as the table shows it; seconds only where there are some."""
    wall = clock.local(at)
    return f"{wall:%m-%d %H:%M:%S}" if wall.second else f"{wall:%m-%d %H:%M}"


def _money(amount: Decimal) -> str:
    """100 for 100.00; cents only where there are some."""
    return f"{amount.quantize(Decimal(1)) if amount == amount.to_integral() else amount.normalize()}"


# ---- states ----------------------------------------------------------------------------------------------------------


def _states(expected: Mapping[str, str], named: Mapping[str, int]) -> Iterator[Check]:
    cases = Case.objects.in_bulk(named.values())
    for name, state in expected.items():
        case = cases.get(named.get(name, 0))
        what, ok = _("state of {name}").format(name=name), case is not None and case.state == state
        yield Check(what, _state(case, state), _state(case, case.state) if case else NOTHING, ok=ok)


def _state(case: Case | None, state: str) -> str:
    return labelled(state, flow_named(case.flow).State) if case else state


# ---- obligations -----------------------------------------------------------------------------------------------------


def _obligations(lines: Sequence[ObligationLine], cast: Cast, case_ids: Sequence[int]) -> Iterator[Check]:
    rows = list(Obligation.objects.filter(case_id__in=case_ids, due_at__isnull=False).order_by("due_at", "id"))
    facts = [_facts(row, cast) for row in rows]
    titles = {row.code: duty_title(row) for row in rows}
    for line in lines:
        wanted = line.model_dump(exclude_none=True)
        found = [one for one in facts if wanted.items() <= one.items()]
        shown = found or [one for one in facts if line.code in (None, one["code"])]
        happened = "; ".join(_obligation_words(one, wanted if found else one) for one in shown) or _("none")
        code = line.code or ""
        what = _("obligation {code}").format(code=coded(code, titles.get(code, "")))
        yield Check(what, _obligation_words(wanted, wanted), happened, ok=len(found) == 1)


def _facts(row: Obligation, cast: Cast) -> dict[str, object]:
    return {"code": row.code, "owner": cast.name_of(row.debtor_id), "due_at": row.due_at, "outcome": row.outcome}


def _obligation_words(facts: Mapping[str, object], asked: Iterable[str]) -> str:
    """Owner, instant and outcome, as far as they were asked for."""
    return " ".join(_fact(name, facts.get(name)) for name in ("owner", "due_at", "outcome") if name in asked) or "1"


def _fact(name: str, value: object) -> str:
    if isinstance(value, datetime):
        return instant(value)
    return labelled(str(value), Obligation.Outcome) if name == "outcome" else str(value)


# ---- money -----------------------------------------------------------------------------------------------------------


def accrued(cast: Cast, case_ids: Sequence[int]) -> list[Accrued]:
    """The penalty lines, summed by person, article and day; what was taken back in full is not there."""
    rows = PenaltyLine.objects.filter(case_id__in=case_ids).values_list("person_id", "clause", "on")
    sums: dict[tuple[str | None, str, date], Decimal] = {}
    for person, clause, on, amount in rows.annotate(Sum("amount")):
        key = (cast.name_of(person), article(clause), on)
        sums[key] = sums.get(key, Decimal(0)) + amount
    return [Accrued(*key, amount) for key, amount in sums.items() if amount]


def _penalties(expected: Mapping[str, Decimal] | None, cast: Cast, case_ids: Sequence[int]) -> Iterator[Check]:
    if expected is None:
        return
    lines = accrued(cast, case_ids)
    for name in sorted({*expected, *(str(line.to) for line in lines)}):
        wanted = expected.get(name, Decimal(0))
        sum_ = sum((line.amount for line in lines if line.to == name), Decimal(0))
        words = _money(sum_) if sum_ in (wanted, 0) else f"{_money(sum_)} ({_lines_in_words(lines, name)})"
        yield Check(_("penalties of {name}").format(name=name), _money(wanted), words, ok=sum_ == wanted)


def _lines_in_words(lines: Sequence[Accrued], name: str) -> str:
    mine = sorted((line.on, line.clause, line.amount) for line in lines if line.to == name)
    return ", ".join(f"{on:%m-%d} {clause} {_money(amount)}" for on, clause, amount in mine)


def _penalty_lines(expected: Sequence[MoneyLine] | None, cast: Cast, case_ids: Sequence[int]) -> Iterator[Check]:
    if expected is None:
        return
    lines = accrued(cast, case_ids)
    wanted: dict[tuple[str | None, str | None, date | None], Decimal] = {}
    for line in expected:
        key = (line.to, article(line.clause) if line.clause else None, line.on)
        wanted[key] = wanted.get(key, Decimal(0)) + line.amount
    unasked = list(lines)
    for (to, clause, on), amount in wanted.items():
        mine = [one for one in lines if to in (None, one.to) and clause in (None, one.clause) and on in (None, one.on)]
        unasked = [one for one in unasked if one not in mine]
        found = sum((one.amount for one in mine), Decimal(0))
        what = " ".join(str(part) for part in (to, clause, on) if part is not None)
        yield Check(_("line {key}").format(key=what), _money(amount), _money(found), ok=amount == found)
    for one in unasked:
        what = f"{one.to} {one.clause} {one.on}"
        yield Check(_("line {key}").format(key=what), "0", _money(one.amount))


# ---- sanctions and notices -------------------------------------------------------------------------------------------


def _sanctions(expected: Sequence[SanctionLine] | None, cast: Cast, case_ids: Sequence[int]) -> Iterator[Check]:
    """Every proposal is expected by exactly one line; a line that says more chooses first."""
    if expected is None:
        return
    of_the_cast = Q(order_id__in=case_ids) | Q(case_id__in=case_ids)
    rows = Sanction.objects.filter(of_the_cast).order_by("id").values_list("person_id", "code")
    proposed = [(cast.name_of(person), code) for person, code in rows]
    left, ok = list(proposed), len(proposed) == len(expected)
    for line in sorted(expected, key=lambda one: (one.to is None) + (one.code is None)):
        found = next((one for one in left if line.to in (None, one[0]) and line.code in (None, one[1])), None)
        if found is None:
            ok = False
        else:
            left.remove(found)
    words = ", ".join(sorted(_sanction(line.to, line.code) for line in expected))
    happened = ", ".join(sorted(_sanction(to, code) for to, code in proposed))
    yield Check(_("sanctions"), words or NOTHING, happened or NOTHING, ok=ok)


def _sanction(to: str | None, code: str | None) -> str:
    return " ".join(filter(None, (to, labelled(code, SanctionCode) if code else "")))


def told(cast: Cast, case_ids: Sequence[int]) -> list[Told]:
    """The messages of the story, once each however many channels they took, by instant."""
    members = Q(case_id__in=case_ids) | Q(staff__in=cast.staff.values())
    rows = Notice.objects.filter(members).exclude(channel=Notice.Channel.WEBHOOK)
    found = {Told(row.key, cast.name_of(row.staff_id, row.customer_id), row.code, row.at) for row in rows}
    return sorted(found, key=lambda one: (one.at, one.key))


def _notices(lines: Sequence[NoticeLine], cast: Cast, case_ids: Sequence[int]) -> Iterator[Check]:
    messages = told(cast, case_ids) if lines else []
    for line in lines:
        alike = [one for one in messages if line.to in (None, one.to) and line.code in (None, one.code)]
        found = [one for one in alike if line.at in (None, one.at)]
        ok = len(found) == line.count if line.count is not None else bool(found)
        code = coded(line.code, kind_in_words(line.code)) if line.code else "…"
        what = _("notice {code} to {name}").format(code=code, name=line.to or "…")
        when = f" {instant(line.at)}" if line.at else ""
        expected = f"{'≥ 1' if line.count is None else line.count}{when}"
        yield Check(what, expected, f"{len(found)}{when}" if ok else _instants(alike), ok)


def _instants(messages: Sequence[Told], most: int = 8) -> str:
    """How many there were, and when the first ones were."""
    count = ngettext("{n} message", "{n} messages", len(messages)).format(n=len(messages))
    shown = ", ".join(instant(one.at) for one in messages[:most])
    return f"{count}: {shown}{' …' if len(messages) > most else ''}" if messages else "0"
