"""A month is counted, counted again, published and then kept by the database itself (S3-16c, S3-38)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from shouwen.complaints.indicators import reading
from shouwen.complaints.indicators.formulae import COUNTED
from shouwen.complaints.indicators.freezing import freeze
from shouwen.complaints.models import MonthFigure, MonthReport
from shouwen.kernel import clock, jobs
from shouwen.kernel.models import JobRun, RulebookEntry
from shouwen.people.models import OrgUnit
from tests.complaints.indicators.making import FIRST_OF_JUNE, HOUR, Place, closed_after
from tests.factories import centre
from tests.factories.story import at

MAY = date(2024, 5, 1)
SIX = Decimal("0.000001")
CENT = Decimal("0.01")


def two_projects() -> tuple[Place, Place]:
    """Two projects of one region: the first did better than the second."""
    region = centre.regional_company()
    good, bad = Place(centre.project(region)), Place(centre.project(region))
    for _ in range(6):
        good.order(**closed_after(48, 24, score=5))  # type: ignore[arg-type]
        bad.order(**closed_after(24, 48, score=3))  # type: ignore[arg-type]
    return good, bad


@pytest.mark.django_db
@pytest.mark.requirement("S3-38a", "S3-38b")
def test_the_job_of_the_first_counts_and_ranks_the_month_before() -> None:
    good, bad = two_projects()
    with clock.moved_to(FIRST_OF_JUNE):
        jobs.run_due(clock.now(), since=at("2024-06-01 01:29"), only=["complaints.indicators"])
    assert JobRun.objects.get(job="complaints.indicators").result == {
        "month": "2024-05", "projects": 2, "published": False,
    }  # fmt: skip
    scores = MonthFigure.objects.filter(code="composite_score", region__isnull=False).order_by("rank")
    assert [(row.org_id, row.rank, row.value) for row in scores] == [
        (good.project.org_id, 1, Decimal("100.00")),
        (bad.project.org_id, 2, Decimal("33.00")),
    ]


@pytest.mark.django_db
@pytest.mark.requirement("S3-38a")
def test_a_company_and_the_group_are_the_sums_of_their_projects() -> None:
    good, bad = two_projects()
    report = freeze(MAY, FIRST_OF_JUNE)
    region = good.project.region
    group = OrgUnit.objects.get(pk=int(region.path.split(".")[0]))
    for node in (region, group):
        row = report.figures.get(code="satisfaction_score", org=node)
        assert (row.numerator, row.denominator, row.value) == (48, 60, Decimal("80.00"))
    assert report.figures.get(code="on_time_rate", org=bad.project.property_company).value == 0


@pytest.mark.django_db
def test_counting_twice_gives_the_same_rows() -> None:
    two_projects()

    def rows() -> list[tuple[object, ...]]:
        found = freeze(MAY, FIRST_OF_JUNE).figures.order_by("code", "org_id", "agent_id")
        return list(found.values_list("code", "org_id", "agent_id", "numerator", "denominator", "value", "cases"))

    first = rows()
    assert first
    assert rows() == first


@pytest.mark.django_db
@pytest.mark.requirement("S3-38b")
def test_changed_weights_change_the_score_until_it_is_published() -> None:
    good, bad = two_projects()
    by, other = centre.staff(), centre.staff()
    assert freeze(MAY, FIRST_OF_JUNE).figures.get(code="composite_score", org=bad.project.org).value == 33
    for code, weight in (("on_time", "20"), ("satisfaction", "50")):
        RulebookEntry.objects.create(
            quantity=f"complaints.composite.{code}", value=weight, valid_from=at("2024-05-20 00:00"), reason="改权重",
            status=RulebookEntry.Status.APPROVED, proposed_by=by, decided_by=other, proposed_at=at("2024-05-19 00:00"),
            decided_at=at("2024-05-19 12:00"),
        )  # fmt: skip
    report = freeze(MAY, FIRST_OF_JUNE)
    assert report.figures.get(code="composite_score", org=bad.project.org).value == 45
    report.published_at = FIRST_OF_JUNE
    report.save()
    bad.order(**closed_after(48, 24, score=5))  # type: ignore[arg-type]
    freeze(MAY, FIRST_OF_JUNE)
    assert report.figures.get(code="composite_score", org=bad.project.org).value == 45


@pytest.mark.django_db
@pytest.mark.requirement("S3-38b", "S3-16c")
def test_the_database_refuses_to_change_what_is_published() -> None:
    two_projects()
    report = freeze(MAY, FIRST_OF_JUNE)
    MonthReport.objects.filter(pk=report.pk).update(published_at=FIRST_OF_JUNE)
    row = report.figures.earliest("id")
    attempts = (
        lambda: MonthFigure.objects.filter(pk=row.pk).update(value=100),
        lambda: MonthFigure.objects.filter(pk=row.pk).delete(),
        lambda: MonthFigure.objects.create(report=report, code="x", org=row.org, numerator=1, denominator=1, sample=1),
        lambda: MonthReport.objects.filter(pk=report.pk).update(published_at=None),
        lambda: MonthReport.objects.filter(pk=report.pk).delete(),
    )
    for attempt in attempts:
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()


@pytest.mark.django_db
def test_figures_of_few_cases_are_marked_and_those_of_many_are_not() -> None:
    place, other = Place(), Place()
    for n in range(9):
        (place if n < 4 else other).order(**closed_after(48, 24, score=5))  # type: ignore[arg-type]
    report = freeze(MAY, FIRST_OF_JUNE)
    small = {row.org_id: row.is_small for row in report.figures.filter(code="on_time_rate", region__isnull=False)}
    assert small == {place.project.org_id: True, other.project.org_id: False}


@pytest.mark.django_db
def test_a_month_under_way_knows_nothing_of_what_comes() -> None:
    place = Place()
    place.order(due="2024-05-20 18:00")
    place.order(due="2024-05-08 18:00")
    report = freeze(MAY, at("2024-05-10 05:00"))
    assert report.figures.get(code="overdue_rate", org=place.project.org).denominator == 1
    assert not reading.is_whole(report)
    assert reading.is_whole(freeze(MAY, FIRST_OF_JUNE))


@pytest.mark.django_db
@pytest.mark.requirement("S3-38a")
def test_every_number_opens_into_the_cases_that_make_it() -> None:
    good, bad = two_projects()
    first = good.complaint(closed="2024-05-20 10:00", state="closed_on_spot", score=4)
    bad.complaint("2024-05-28 10:00", repeats=first)
    good.clock(good.order().case, "complaints.order.T2", at("2024-05-06 11:00"), 60, 20)
    report = freeze(MAY, FIRST_OF_JUNE)
    places = {org.pk: org for org in OrgUnit.objects.all()}
    seen = set()
    for row in report.figures.filter(code__in=[f.code for f in COUNTED], org__isnull=False):
        behind = reading.behind_a_place(report, [row.code], places[row.org_id or 0], None, limit=10_000)
        assert (sum(b.top for b in behind), sum(b.bottom for b in behind)) == (row.numerator, row.denominator)
        seen.add(row.code)
    assert {"on_time_rate", "handling_efficiency", "recomplaint_rate", "issue_in_60m_rate"} <= seen


# ---- the same month counted by plain Python -------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """One order as a person would tell it: hours from its issue to the date, to the application, to the approval."""

    due: int
    applied: int | None
    approved: int | None
    score: int | None


ISSUED = at("2024-05-06 08:00")
MONTH = (at("2024-05-01 00:00"), at("2024-06-01 00:00"))
orders = st.lists(
    st.builds(
        lambda due, applied, wait, score, stage: Told(
            due, applied if stage else None, applied + wait if stage == 2 else None, score if stage == 2 else None
        ),
        st.integers(1, 700), st.integers(0, 500), st.integers(1, 200),
        st.one_of(st.none(), st.integers(1, 5)), st.integers(0, 2),
    ),
    max_size=12,
)  # fmt: skip


def in_may(instant: datetime) -> bool:
    return MONTH[0] <= instant < MONTH[1]


def by_hand(told: Sequence[Told]) -> dict[str, tuple[Decimal, int]]:
    """Numerator and denominator of the month's formulae, by the words of S3 §5."""
    on_time = on_time_of = overdue = 0
    ratios: list[Decimal] = []
    scores: list[int] = []
    for one in told:
        approved = one.approved is not None and ISSUED + one.approved * HOUR <= FIRST_OF_JUNE
        applied = one.applied is not None and ISSUED + one.applied * HOUR <= FIRST_OF_JUNE
        if in_may(ISSUED + one.due * HOUR):
            on_time_of += 1
            on_time += approved and one.applied <= one.due  # type: ignore[operator]
            overdue += one.applied > one.due if applied else True  # type: ignore[operator]
        if one.approved is not None and in_may(ISSUED + one.approved * HOUR):
            taken = one.applied or 0
            share = Decimal("1.5") if taken == 0 else min(Decimal("1.5"), Decimal(one.due) / Decimal(taken))
            ratios.append(share.quantize(SIX, ROUND_HALF_UP))
            scores.extend([one.score] if one.score else [])
    return {
        "on_time_rate": (Decimal(on_time), on_time_of),
        "overdue_rate": (Decimal(overdue), on_time_of),
        "handling_efficiency": (sum(ratios, Decimal(0)), len(ratios)),
        "satisfaction_score": (Decimal(sum(scores)), 5 * len(scores)),
    }


@pytest.mark.requirement("S3-38a")
class TestAgainstAPlainRecount(TestCase):
    @settings(max_examples=25)
    @given(orders)
    def test_whatever_happens_the_database_counts_as_a_person_would(self, told: list[Told]) -> None:
        place = Place()
        for one in told:
            place.order(**_as_arguments(one))  # type: ignore[arg-type]
        report = freeze(MAY, FIRST_OF_JUNE)
        for code, (top, bottom) in by_hand(told).items():
            row = report.figures.filter(code=code, org=place.project.org).first()
            assert ((row.numerator, row.denominator) if row else (0, 0)) == (top, bottom), code
            expected = (100 * top / bottom).quantize(CENT, ROUND_HALF_UP) if bottom else None
            assert (row.value if row else None) == expected


def _as_arguments(one: Told) -> dict[str, object]:
    def wall(hours: int | None) -> str:
        return "" if hours is None else f"{clock.local(ISSUED + hours * HOUR):%Y-%m-%d %H:%M}"

    return {
        "issued": wall(0), "due": wall(one.due), "applied": wall(one.applied), "closed": wall(one.approved),
        "score": one.score,
    }  # fmt: skip
