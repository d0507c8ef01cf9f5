"""Every half year a specialist goes to another project (第四十三条)."""

from __future__ import annotations

from datetime import date

import pytest

from shouwen.centres.flows import Postings
from shouwen.centres.models import Posting
from shouwen.kernel import clock
from shouwen.kernel.errors import Refused
from shouwen.kernel.models import Case, Notice, Obligation
from shouwen.people.models import PostChange
from shouwen.people.queries import holders
from shouwen.people.roles import Role
from shouwen.rehearsal.scenario import instant_of
from tests.centres.stage import act, centre_of, jobs_at, story
from tests.factories import story as stories
from tests.factories.story import Story

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

SCAN = "centres.rotation"


def posting_of(told: Story, who: str) -> Case:
    return Case.objects.get(posting__person=told.cast.staff[who], state="serving")


@pytest.mark.requirement("S3-43a")
def test_a_posting_begins_with_the_centre_and_is_due_after_six_calendar_months() -> None:
    told = story()
    centre_of(told)
    jobs_at("2024-01-11 08:00", SCAN)
    jobs_at("2024-01-12 08:00", SCAN)
    assert Posting.objects.count() == 2
    posting = Posting.objects.get(person=told.cast.staff["agent"])
    assert (posting.arrived_on, posting.due_on) == (date(2024, 1, 10), date(2024, 7, 10))
    assert Obligation.objects.get(case=posting.case, code="T14").due_at == instant_of("2024-07-10 23:59:59")


@pytest.mark.requirement("S3-43a")
def test_thirty_days_before_the_person_and_the_group_are_reminded_once() -> None:
    told = story()
    centre_of(told)
    jobs_at("2024-01-11 08:00", SCAN)
    mine = Notice.objects.filter(code="rotation_soon", data__name="agent").values_list("staff__name", flat=True)
    jobs_at("2024-06-09 08:00", SCAN)
    assert not mine.exists()
    jobs_at("2024-06-10 08:00", SCAN)
    jobs_at("2024-06-11 08:00", SCAN)
    assert sorted(set(mine)) == ["agent", "dgm", "gm", "group_agent"]
    assert len(set(mine)) == Notice.objects.filter(code="rotation_soon", data__name="agent", channel="inbox").count()


@pytest.mark.requirement("S3-43a")
def test_from_the_day_after_who_was_not_rotated_is_on_the_overdue_list() -> None:
    told = story()
    centre_of(told)
    jobs_at("2024-01-11 08:00", SCAN)
    overdue = Notice.objects.filter(code="rotation_overdue", channel="inbox", staff=told.cast.staff["group_agent"])
    jobs_at("2024-07-10 08:00", SCAN)
    assert not overdue.exists()
    jobs_at("2024-07-11 08:00", SCAN)
    assert "agent" in overdue.get().data["people"]
    told.sweep("2024-07-11 08:00")
    assert Obligation.objects.filter(code="T14", breached_at__isnull=False).count() == 2


@pytest.mark.requirement("S3-43a")
def test_a_rotation_leads_to_another_project_with_a_centre() -> None:
    told = story()
    centre_of(told)
    jobs_at("2024-01-11 08:00", SCAN)
    case = posting_of(told, "agent")
    p1, p3 = told.cast.projects["P1"].pk, told.cast.projects["P3"].pk
    with pytest.raises(Refused, match="no service centre"):
        act(told, Postings.rotate, case, "group_agent", "2024-07-01 10:00", to_project=p3, reason="到期轮换")
    centre_of(told, "2024-02-01 09:00", project="P3")
    with pytest.raises(Refused, match="another project"):
        act(told, Postings.rotate, case, "group_agent", "2024-07-01 10:00", to_project=p1, reason="到期轮换")
    with pytest.raises(Refused) as refused:
        act(told, Postings.rotate, case, "agent", "2024-07-01 10:00", to_project=p3, reason="到期轮换")
    assert refused.value.code == "wrong_role"


@pytest.mark.requirement("S3-43a")
def test_with_the_rotation_the_post_moves_the_open_cases_stay_and_the_next_half_year_begins() -> None:
    told = stories.registered()
    centre_of(told, "2024-05-06 09:30")
    centre_of(told, "2024-05-06 09:30", project="P3")
    jobs_at("2024-05-07 08:00", SCAN)
    case, agent = posting_of(told, "agent"), told.cast.staff["agent"]
    p1, p3 = told.cast.projects["P1"], told.cast.projects["P3"]
    at = "2024-11-01 10:00"
    act(told, Postings.rotate, case, "group_agent", at, to_project=p3.pk, reason="到期轮换")
    assert Obligation.objects.get(case=case, code="T14").outcome == "met"
    with clock.moved_to(instant_of(at)):
        assert agent.pk not in holders(Role.PROJECT_AGENT, clock.now(), orgs=[p1.org_id])
        assert agent.pk in holders(Role.PROJECT_AGENT, clock.now(), orgs=[p3.org_id])
    assert PostChange.objects.filter(appointment__staff=agent, by=told.cast.staff["group_agent"]).count() == 2
    assert told.complaint is not None
    told.complaint.refresh_from_db()
    assert told.complaint.agent == told.cast.staff["agent2"]
    following = Posting.objects.get(case=posting_of(told, "agent"))
    assert (following.case.project, following.arrived_on, following.due_on) == (p3, date(2024, 11, 1), date(2025, 5, 1))
    jobs_at("2024-11-02 08:00", SCAN)
    assert Posting.objects.filter(person=agent, case__state="serving").count() == 1


@pytest.mark.requirement("S3-43a")
def test_who_leaves_the_project_otherwise_leaves_the_list() -> None:
    told = story()
    centre_of(told)
    jobs_at("2024-01-11 08:00", SCAN)
    case = posting_of(told, "agent")
    told.cast.staff["agent"].appointments.update(ends_at=instant_of("2024-03-01 09:00"))
    jobs_at("2024-03-02 08:00", SCAN)
    case.refresh_from_db()
    assert case.state == "left"
    assert Obligation.objects.get(case=case, code="T14").outcome == "cancelled"
