"""The period in which a project must have its service centre, and who is told of it (第七条)."""

from __future__ import annotations

from datetime import date

import pytest

from shouwen.centres import periods, rules
from shouwen.centres.flows import Centre
from shouwen.common.dates import add_months
from shouwen.estate.models import Project
from shouwen.kernel import clock
from shouwen.kernel.errors import Refused
from shouwen.kernel.models import Notice, Obligation
from shouwen.rehearsal.scenario import instant_of
from tests.centres.stage import act, centre_of, estate, jobs_at, record_of, story

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def need_of(project: Project, at: str) -> periods.Need:
    return next(iter(periods.needs(Project.objects.filter(pk=project.pk), instant_of(at))))


def test_months_are_calendar_months_and_safe_at_their_end() -> None:
    assert add_months(date(2026, 3, 15), 6) == date(2026, 9, 15)
    assert add_months(date(2023, 8, 31), 6) == date(2024, 2, 29)
    assert add_months(date(2024, 2, 29), -12) == date(2023, 2, 28)


@pytest.mark.requirement("S3-07a")
def test_a_centre_is_required_until_six_months_after_the_last_actual_handover() -> None:
    told = story()
    project = estate(told, "2024-01-01", first="2025-06-30", last="2026-03-15")
    found = need_of(project, "2025-01-01 09:00")
    assert (found.until, found.is_lacking) == (date(2026, 9, 15), True)
    assert not need_of(project, "2023-12-31 09:00").is_required
    assert need_of(project, "2026-09-15 23:00").is_required
    assert not need_of(project, "2026-09-16 00:00").is_required


@pytest.mark.requirement("S3-07a")
def test_a_planned_handover_ends_nothing() -> None:
    told = story()
    project = estate(told, "2024-01-01", first="2025-06-30", last=None)
    project.phases.filter(name="last").update(handover_planned_on=date(2026, 3, 15))
    found = need_of(project, "2030-01-01 09:00")
    assert (found.until, found.is_lacking) == (None, True)
    assert rules.required_until([], 6) is None


@pytest.mark.requirement("S3-07a")
def test_a_project_that_lacks_its_centre_is_reported_to_the_group_every_day_until_it_has_one() -> None:
    told = story()
    estate(told, "2024-01-01")
    jobs_at("2025-01-01 08:00", "centres.periods")
    said = Notice.objects.filter(code="centre_missing", staff=told.cast.staff["group_agent"])
    assert "P1" in said.get().data["projects"]
    centre_of(told, "2025-01-01 10:00")
    jobs_at("2025-01-02 08:00", "centres.periods")
    assert said.count() == 1


@pytest.mark.requirement("S3-07a")
def test_one_project_has_one_centre() -> None:
    told = story()
    centre_of(told)
    with pytest.raises(Refused, match="already"):
        centre_of(told, "2024-01-11 09:00")


@pytest.mark.requirement("S3-07c")
def test_thirty_days_before_the_end_group_and_project_are_warned_once() -> None:
    told = story()
    estate(told, "2024-01-01", last="2026-03-15")
    case = centre_of(told)
    for day in ("2026-08-15", "2026-08-16", "2026-08-17"):
        jobs_at(f"{day} 08:00", "centres.periods")
        warned = list(Notice.objects.filter(code="centre_period_ends").values_list("staff__name", flat=True))
        assert set(warned) == (set() if day == "2026-08-15" else {"group_agent", "dgm", "gm", "agent", "agent2"})
    owed = Obligation.objects.get(case=case, code="T15")
    assert owed.due_at == instant_of("2026-09-15 23:59:59")


@pytest.mark.requirement("S3-07c")
def test_the_obligation_follows_the_dates_of_the_estate() -> None:
    told = story()
    project = estate(told, "2024-01-01", last="2026-03-15")
    case = centre_of(told)
    jobs_at("2024-02-01 08:00", "centres.periods")
    project.phases.update(handed_over_on=date(2026, 4, 30))
    jobs_at("2024-02-02 08:00", "centres.periods")
    assert Obligation.objects.get(case=case, code="T15").due_at == instant_of("2026-10-30 23:59:59")
    project.phases.update(handed_over_on=None)
    jobs_at("2024-02-03 08:00", "centres.periods")
    assert Obligation.objects.get(case=case, code="T15").outcome == "cancelled"
    assert record_of(case).required_until is None


@pytest.mark.requirement("S3-07c")
def test_a_centre_closes_only_without_open_cases_or_with_each_handed_over() -> None:
    told = story()
    from tests.factories import story as stories  # noqa: PLC0415

    told = stories.registered()
    case = centre_of(told, "2024-05-06 09:45")
    company = told.cast.projects["P1"].region
    closing = {"successor": company.pk, "phone": "057188889999"}
    with pytest.raises(Refused, match="still open"):
        act(told, Centre.close, case, "gm", "2024-05-06 12:00", **closing)
    outsider = told.cast.staff["head_property_repair"].pk
    with pytest.raises(Refused, match="company that customers turn to"):
        act(told, Centre.close, case, "gm", "2024-05-06 12:00", hand_over_to=outsider, **closing)
    heir = told.cast.staff["head_engineering"]
    act(told, Centre.close, case, "gm", "2024-05-06 12:00", hand_over_to=heir.pk, **closing)
    centre = record_of(case)
    assert (centre.closed_on, centre.successor) == (date(2024, 5, 6), company)
    assert told.complaint is not None
    told.complaint.refresh_from_db()
    assert told.complaint.agent == heir
    assert [row.to for row in centre.transfers.all()] == [heir]
    assert told.complaint.events.filter(code="case.handed_over").exists()
    assert told.owed("T1").debtor == heir
    with clock.moved_to(instant_of("2024-05-06 12:01")):
        assert not told.cast.staff["agent"].appointments.filter(ends_at=None).exists()


@pytest.mark.requirement("S3-07c")
def test_a_centre_without_open_cases_closes_and_the_duty_is_met() -> None:
    told = story()
    estate(told, "2024-01-01", last="2026-03-15")
    case = centre_of(told)
    jobs_at("2026-08-16 08:00", "centres.periods")
    closing = {"successor": told.cast.projects["P1"].property_company_id, "phone": "057188889999"}
    act(told, Centre.close, case, "dgm", "2026-09-15 18:00", **closing)
    assert Obligation.objects.get(case=case, code="T15").outcome == "met"
