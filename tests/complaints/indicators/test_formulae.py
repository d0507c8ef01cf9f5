"""The formulae of S3 §5 with the catalogue's own numbers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from shouwen.complaints.indicators.composite import Scored, composite, ranks
from shouwen.complaints.indicators.freezing import freeze
from shouwen.complaints.models import MonthFigure, ReceptionCheck
from shouwen.exchange import measures
from tests.complaints.indicators.making import FIRST_OF_JUNE, Place, closed_after
from tests.factories.story import at

pytestmark = pytest.mark.django_db

MAY = date(2024, 5, 1)
SHARES = {"on_time_rate": "40", "handling_efficiency": "30", "satisfaction_score": "30"}


def figure(code: str, place: Place) -> MonthFigure:
    """The project's figure for May, counted on the first of June."""
    report = freeze(MAY, FIRST_OF_JUNE)
    return MonthFigure.objects.get(report=report, code=code, org=place.project.org)


def value(code: str, place: Place) -> Decimal | None:
    return figure(code, place).value


@pytest.mark.requirement("S3-38a")
def test_fifty_due_and_forty_six_on_time_make_92_percent() -> None:
    place = Place()
    for _ in range(46):
        place.order(applied="2024-05-10 18:00", closed="2024-05-11 09:00")
    place.order(applied="2024-05-10 18:00:01", closed="2024-05-11 09:00")
    place.order()
    for due in ("2024-05-31 23:59:59", "2024-05-01 00:00"):
        place.order(due=due, issued="2024-04-20 10:00", applied="2024-06-01 00:30", closed="2024-06-01 01:00")
    place.order(due="2024-06-01 00:00")
    found = figure("on_time_rate", place)
    assert (found.numerator, found.denominator, found.value) == (46, 50, Decimal("92.00"))
    late = figure("overdue_rate", place)
    assert (late.numerator, late.denominator, late.value) == (4, 50, Decimal("8.00"))


def test_the_earlier_of_ordered_and_negotiated_is_the_date_that_counts() -> None:
    place = Place()
    place.order(negotiated="2024-05-09 12:00", applied="2024-05-09 13:00", closed="2024-05-09 15:00")
    assert value("on_time_rate", place) == 0


def test_an_application_that_waits_for_approval_is_neither_on_time_nor_overdue() -> None:
    place = Place()
    place.order(applied="2024-05-10 17:00")
    assert (value("on_time_rate", place), value("overdue_rate", place)) == (0, 0)


def test_an_order_found_unreasonable_before_its_date_owed_nothing() -> None:
    place = Place()
    place.order(closed="2024-05-08 12:00", state="closed_unreasonable")
    assert not MonthFigure.objects.filter(report=freeze(MAY, FIRST_OF_JUNE), code="on_time_rate").exists()


@pytest.mark.requirement("S3-38a")
def test_48_48_and_24_hours_allowed_against_24_48_and_48_taken_make_100_percent() -> None:
    place = Place()
    for allowed, taken in ((48, 24), (48, 48), (24, 48)):
        place.order(**closed_after(allowed, taken))  # type: ignore[arg-type]
    found = figure("handling_efficiency", place)
    assert (found.numerator, found.denominator, found.value) == (3, 3, Decimal("100.00"))
    assert value("handling_hours", place) == 40


@pytest.mark.requirement("S3-38a")
def test_five_four_and_three_points_make_80_percent_with_two_thirds_satisfied() -> None:
    place = Place()
    for score in (5, 4, 3):
        place.order(**closed_after(48, 24, score=score))  # type: ignore[arg-type]
    place.order(**closed_after(48, 24))  # type: ignore[arg-type]
    found = figure("satisfaction_score", place)
    assert (found.numerator, found.denominator, found.value) == (12, 15, Decimal("80.00"))
    assert value("satisfied_share", place) == Decimal("66.67")


@pytest.mark.requirement("S3-38b")
def test_92_100_and_80_make_a_composite_of_90_80() -> None:
    parts = {"on_time_rate": Decimal(92), "handling_efficiency": Decimal(100), "satisfaction_score": Decimal(80)}
    assert composite(parts, SHARES) == Decimal("90.80")
    assert composite({**parts, "handling_efficiency": Decimal("131.25")}, SHARES) == Decimal("90.80")
    assert composite({**parts, "satisfaction_score": None}, SHARES) is None


@pytest.mark.requirement("S3-38b")
def test_equal_scores_are_ranked_by_orders_closed_then_by_fewer_days_overdue() -> None:
    ninety = Decimal("90.00")
    scored = [
        Scored(1, ninety, 10, Decimal(2)),
        Scored(2, Decimal("95.00"), 1, Decimal(9)),
        Scored(3, ninety, 12, Decimal(5)),
        Scored(4, ninety, 10, Decimal(1)),
        Scored(5, ninety, 10, Decimal(2)),
        Scored(6, Decimal("10.00"), 99, Decimal(0)),
    ]
    assert ranks(scored) == {2: 1, 3: 2, 4: 3, 1: 4, 5: 4, 6: 6}


@pytest.mark.requirement("S3-39b")
def test_forty_received_and_twelve_closed_on_the_spot_make_30_percent() -> None:
    place = Place()
    for _ in range(12):
        place.complaint(closed="2024-05-06 10:20", state="closed_on_spot")
    for _ in range(28):
        place.complaint()
    place.complaint(state="voided", closed="2024-05-07 10:00")
    place.complaint(state="draft")
    found = figure("on_spot_completion_rate", place)
    assert (found.numerator, found.denominator, found.value) == (12, 40, Decimal("30.00"))


@pytest.mark.requirement("S3-39c")
def test_ten_left_over_forty_received_and_45_closed_make_90_percent() -> None:
    place = Place()
    for n in range(50):
        opened = "2024-04-28 10:00" if n < 10 else "2024-05-06 10:00"
        place.complaint(opened, closed="2024-05-20 10:00" if n < 45 else "")
    place.complaint("2024-04-02 10:00", closed="2024-04-20 10:00")
    place.complaint("2024-06-01 00:00")
    found = figure("project_completion_rate", place)
    assert (found.numerator, found.denominator, found.value) == (45, 50, Decimal("90.00"))


@pytest.mark.requirement("S3-39a")
def test_190_of_200_inspected_items_make_95_points(monkeypatch: pytest.MonkeyPatch) -> None:
    place = Place()
    place.complaint()
    org = place.project.org_id
    inspected = measures.Figure(
        "service_discipline_score", "inspections", measures.Unit.POINTS, lambda month, orgs: {org: (190, 200)}
    )
    monkeypatch.setattr(measures, "_figures", {"service_discipline_score": inspected})
    assert value("service_discipline_score", place) == Decimal("95.00")


@pytest.mark.parametrize(
    ("code", "duty", "limit", "in_time", "all_", "percent"),
    [
        ("submit_in_30m_rate", "complaints.complaint.T1", 30, 38, 40, "95.00"),
        ("issue_in_60m_rate", "complaints.order.T2", 60, 36, 40, "90.00"),
        ("first_visit_in_60m_rate", "complaints.order.T3", 60, 33, 40, "82.50"),
        ("verify_in_30m_rate", "complaints.order.T7", 30, 44, 45, "97.78"),
        ("daily_update_rate", "complaints.order.T6", 60, 280, 300, "93.33"),
    ],
)
@pytest.mark.requirement("S3-39d")
def test_the_clocks_of_the_month(code: str, duty: str, limit: int, in_time: int, all_: int, percent: str) -> None:
    place = Place()
    for n in range(all_):
        order = place.order(issued="2024-05-06 11:00")
        taken = 20 if n < in_time else 90
        if duty.endswith(".T1"):
            assert order.case.parent is not None
            assert order.submitted_at is not None
            order.submitted_at = at("2024-05-06 11:20" if n < in_time else "2024-05-06 11:31")
            order.save()
            place.clock(order.case.parent, duty, at("2024-05-06 11:00"), limit, taken)
        else:
            place.clock(order.case, duty, at("2024-05-06 11:00"), limit, taken)
    found = figure(code, place)
    assert (found.numerator, found.denominator, found.value) == (in_time, all_, Decimal(percent))


def test_only_the_visit_owed_since_the_issue_counts_as_the_first() -> None:
    place = Place()
    order = place.order(issued="2024-05-06 11:00")
    place.clock(order.case, "complaints.order.T3", at("2024-05-06 11:00"), 60, 50)
    place.clock(order.case, "complaints.order.T3", at("2024-05-07 09:00"), 60, None)
    assert value("first_visit_in_60m_rate", place) == 100


@pytest.mark.requirement("S3-23c", "S3-29b")
def test_a_late_call_covers_its_customer_and_a_missing_one_does_not() -> None:
    place = Place()
    for taken, duty in ((10, "T7"), (45, "T7"), (20, "T5"), (None, "T5")):
        place.clock(place.order().case, f"complaints.order.{duty}", at("2024-05-08 10:00"), 30, taken)
    found = figure("callback_coverage", place)
    assert (found.numerator, found.denominator, found.value) == (3, 4, Decimal("75.00"))


@pytest.mark.requirement("S3-01b")
def test_right_at_the_first_application_is_whatever_was_never_sent_back() -> None:
    place = Place()
    for times in (1, 1, 1, 2, 3):
        order = place.order(applied="2024-05-10 17:00", closed="2024-05-11 09:00")
        order.applications = times
        order.save()
    place.order(applied="2024-05-10 17:00")  # not closed yet
    found = figure("first_time_fix_rate", place)
    assert (found.numerator, found.denominator, found.value) == (3, 5, Decimal("60.00"))


def test_overdue_days_are_calendar_days_and_the_same_day_counts_none() -> None:
    place = Place()
    place.order(due="2024-05-10 18:00", applied="2024-05-10 19:00", closed="2024-05-10 20:00")
    place.order(due="2024-05-10 18:00", applied="2024-05-13 00:10", closed="2024-05-13 20:00")
    assert value("overdue_days", place) == Decimal("1.50")


@pytest.mark.requirement("S3-33j")
def test_one_repeat_among_45_closed_makes_2_22_percent() -> None:
    place = Place()
    first = [place.complaint(closed="2024-05-20 10:00") for _ in range(45)][0]
    place.complaint("2024-05-28 10:00", repeats=first)
    found = figure("recomplaint_rate", place)
    assert (found.numerator, found.denominator, found.value) == (1, 45, Decimal("2.22"))


@pytest.mark.requirement("S3-17c")
def test_concealed_receptions_are_counted_by_person_and_month() -> None:
    place = Place()
    for n, verified in enumerate(("2024-05-03 10:00", "2024-05-31 23:59", "2024-05-15 10:00", "2024-06-01 00:00")):
        case = place.case("complaints.reconciliation", "verified", at("2024-05-01 10:00"), None)
        ReceptionCheck.objects.create(
            case=case, seen_at=at("2024-05-01 10:00"), channel="visit", note=f"{n}", kind="concealed",
            person=place.agent, verified_at=at(verified),
        )  # fmt: skip
    found = MonthFigure.objects.get(
        report=freeze(MAY, FIRST_OF_JUNE), code="concealed_omitted_count", agent=place.agent
    )
    assert (found.value, len(found.cases)) == (3, 3)


def test_what_has_no_denominator_has_no_figure_instead_of_nought() -> None:
    place = Place()
    place.complaint("2024-05-28 10:00", repeats=place.complaint("2024-01-01 10:00", closed="2024-01-02 10:00"))
    found = figure("recomplaint_rate", place)
    assert (found.numerator, found.denominator, found.value) == (1, 0, None)
