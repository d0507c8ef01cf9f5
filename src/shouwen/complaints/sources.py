"""The two sources of the specialists' ranking: ratings at the window, and answers to a sample survey (Q20)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Count, Sum

from shouwen.complaints.models import ComplaintRecord
from shouwen.exchange import opinions
from shouwen.exchange.opinions import Opinion
from shouwen.kernel import clock

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Mean:
    """The sum of so many scores of 1 to 5."""

    total: Decimal = Decimal(0)
    sample: int = 0

    @property
    def score(self) -> Decimal | None:
        """The mean, rounded to the cent; None of nothing."""
        return cents(self.total / self.sample) if self.sample else None

    def with_(self, score: Decimal) -> Mean:
        return Mean(self.total + score, self.sample + 1)


NOTHING = Mean()


def cents(score: Decimal) -> Decimal:
    return score.quantize(CENT, ROUND_HALF_UP)


def of_the_window(month: date) -> Mapping[int, Mean]:
    """Specialist to the ratings customers gave in the month (window_rating, S3 §5)."""
    rows = (
        ComplaintRecord.objects.filter(rated_at__gte=clock.at_time(month, time()), case__agent__isnull=False)
        .filter(rated_at__lt=_end_of(month))
        .values("case__agent")
        .annotate(sample=Count("pk"), total=Sum("score"))
    )
    return {row["case__agent"]: Mean(Decimal(row["total"]), row["sample"]) for row in rows}


def of_the_survey(month: date, months: int) -> Mapping[int, Mean]:
    """Specialist to what customers said in a sample survey within so many months up to the month's end.

    An answer counts for the specialist who had last received that customer at the project when it was given; what
    people say whom nobody received counts for nobody.
    """
    first = month
    for _ in range(months - 1):
        first = (first - timedelta(days=1)).replace(day=1)
    said = list(opinions.of_the_reception(clock.at_time(first, time()), _end_of(month)))
    received = _receptions(said)
    found: dict[int, Mean] = {}
    for opinion in said:
        agent = _last_before(opinion, received.get((opinion.customer_id, opinion.project_id), ()))
        if agent is not None:
            found[agent] = found.get(agent, NOTHING).with_(opinion.score)
    return found


def _receptions(said: Iterable[Opinion]) -> Mapping[tuple[int, int], list[tuple[datetime, int]]]:
    """Customer and project to the instants somebody took a complaint down, and who; the oldest first."""
    customers = {opinion.customer_id for opinion in said}
    rows = ComplaintRecord.objects.filter(case__customer__in=customers, case__agent__isnull=False)
    found: dict[tuple[int, int], list[tuple[datetime, int]]] = {}
    columns = ("case__customer_id", "case__project_id", "case__opened_at", "case__agent_id")
    for customer, project, at, agent in rows.order_by("case__opened_at", "case_id").values_list(*columns):
        found.setdefault((customer, project), []).append((at, agent))
    return found


def _last_before(opinion: Opinion, receptions: Iterable[tuple[datetime, int]]) -> int | None:
    return next((agent for at, agent in reversed(list(receptions)) if at <= opinion.at), None)


def _end_of(month: date) -> datetime:
    return clock.at_time((month + timedelta(days=32)).replace(day=1), time())
