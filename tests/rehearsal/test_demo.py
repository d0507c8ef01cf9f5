"""The demo: made once, small, for most of these tests; always up to the same instant."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import override
from pytest_django.plugin import DjangoDbBlocker

from shouwen.complaints.models import RadarCluster
from shouwen.complaints.words import ComplaintType
from shouwen.customers.models import Customer, CustomerPhone
from shouwen.estate.models import Project, Unit
from shouwen.kernel import clock, engine, events
from shouwen.kernel.models import Case, Event, Evidence, JobRun, Notice, Obligation, PenaltyLine
from shouwen.people.models import Appointment, OrgUnit, Staff
from shouwen.people.roles import OrgKind, Role
from shouwen.rehearsal.demo import PASSWORD, demo_logins, making, one_matter, releases, resetting
from shouwen.rehearsal.demo.making import NotEmpty, Size
from shouwen.rehearsal.demo.texts import read_texts, type_of
from tests.factories import centre

END = datetime(2026, 6, 15, 7, 0, tzinfo=UTC)
SMALL = Size(complaints=60, units=360, seed=7)


@pytest.fixture(scope="class")
def made(swept: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A small demo, rolled back after the last test of the class: other tests empty all tables at their end."""
    with django_db_blocker.unblock(), transaction.atomic():
        making.make(SMALL, END)
        yield
        transaction.set_rollback(True)


@pytest.mark.usefixtures("made")
class TestADemo:
    def test_has_one_group_three_regions_one_property_company_and_twelve_projects(self) -> None:
        kinds = list(OrgUnit.objects.exclude(kind=OrgKind.DEPARTMENT).values_list("kind", flat=True))
        counted = {kind: kinds.count(kind) for kind in set(kinds)}
        companies = {"regional_company": 3, "property_group": 1, "property_company": 1}
        assert counted == {"group": 1, "group_centre": 1, **companies, "project": 12}
        property_company = OrgUnit.objects.get(kind=OrgKind.PROPERTY_COMPANY)
        assert property_company.children.filter(kind=OrgKind.DEPARTMENT).count() == 2
        assert Project.objects.exclude(pinyin="").count() == 12

    def test_fills_every_role(self) -> None:
        assert set(Appointment.objects.values_list("role", flat=True)) == set(Role.values)

    def test_lets_everybody_in_it_names(self) -> None:
        for number, _who in demo_logins():
            assert Staff.objects.get(staff_no=number).check_password(PASSWORD)
        assert (Path(settings.HOME) / "demo-logins.txt").read_text(encoding="utf-8").count("\n") > len(demo_logins())

    def test_has_units_with_owners_who_can_be_called(self) -> None:
        assert Unit.objects.count() == SMALL.units
        assert Customer.objects.count() >= SMALL.units
        assert not CustomerPhone.objects.exclude(number__startswith="199").exists()

    def test_has_played_its_complaints_and_left_some_open(self) -> None:
        several_households_one_matter = 10
        played = Case.objects.filter(flow="complaints.complaint").count()
        assert played == SMALL.complaints + several_households_one_matter
        orders = Case.objects.filter(flow="complaints.order")
        assert orders.filter(closed_at=None).exists()
        assert orders.exclude(closed_at=None).exists()
        assert Obligation.objects.filter(settled_at=None, due_at__gt=END).exists()
        assert PenaltyLine.objects.exists()

    def test_lets_no_duty_lie_for_days(self) -> None:
        """What is charged by the five minutes day and night would otherwise ruin its specialists in a week."""
        late = Obligation.objects.filter(settled_at=None, due_at__lt=END, case__flow__startswith="complaints.")
        assert late.exists()
        assert all(END - duty.due_at < timedelta(days=2) for duty in late if duty.due_at)
        by_the_five_minutes = late.filter(code__in=["T1", "T2"])
        assert all(END - duty.due_at < timedelta(hours=2) for duty in by_the_five_minutes if duty.due_at)

    def test_charges_no_more_than_a_house_could_pay(self) -> None:
        days = PenaltyLine.objects.filter(on__gt=clock.day_of(END) - timedelta(days=31)).values("on")
        dearest = days.annotate(charged=Sum("amount")).order_by("-charged")[0]
        assert dearest["charged"] < 6_000, f"{dearest['on']} costs {dearest['charged']} yuan"

    def test_has_a_matter_of_several_households_nobody_has_decided(self) -> None:
        assert RadarCluster.objects.filter(households=len(one_matter.LIFT), suggested__gt="").exists()

    def test_leaves_nothing_to_fire_and_nothing_to_send(self) -> None:
        with clock.moved_to(END):
            assert engine.sweep(END).fired == 0
        assert not Notice.objects.exclude(status="sent").exists()
        assert not Notice.objects.filter(sent_at__gt=END).exists()

    def test_has_its_monthly_statements_and_rankings(self) -> None:
        jobs = list(JobRun.objects.exclude(finished_at=None).values_list("job", flat=True))
        assert {job: jobs.count(job) for job in set(jobs)} == {
            "demo": 1, "payroll.statement": 6, "complaints.ranking": 6, "complaints.indicators": 6,
            "complaints.service_centres": 6, "complaints.overdue": 8, "complaints.carry_over": 2, "complaints.clues": 1,
        }  # fmt: skip
        assert not JobRun.objects.exclude(error="").exists()

    def test_has_nothing_after_its_end(self) -> None:
        assert not Event.objects.filter(occurred_at__gt=END).exists()
        assert not Event.objects.filter(recorded_at__gt=END).exists()
        assert Case.objects.order_by("opened_at").values_list("opened_at", flat=True)[0] > END - timedelta(days=184)

    def test_verifies(self) -> None:
        assert list(events.verify()) == []

    def test_stores_a_few_files_for_all_its_evidence(self) -> None:
        pieces = Evidence.objects.all()
        assert pieces.filter(event=None).exclude(kind="rules_file").count() == 0
        assert pieces.values("sha256").distinct().count() <= 40 < pieces.count()
        assert all(piece.file.size == piece.size for piece in pieces[:5])

    def test_is_not_made_twice(self) -> None:
        with pytest.raises(NotEmpty):
            making.make(SMALL, END)

    def test_is_made_anew_only_on_request(self) -> None:
        with pytest.raises(CommandError, match="--reset"):
            call_command("demo", "--complaints", "5", stdout=io.StringIO())


def told() -> str:
    """Everything that happened, without the ids that the database gave."""
    rows = Event.objects.order_by("recorded_at", "case__number", "seq")
    lines = [f"{code} {at} {staff}" for code, at, staff in rows.values_list("code", "occurred_at", "staff__staff_no")]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def made_and_forgotten(size: Size) -> tuple[int, int, str]:
    with transaction.atomic():
        making.make(size, END)
        found = Event.objects.count(), Unit.objects.count(), told()
        transaction.set_rollback(True)
    return found


@pytest.mark.django_db
def test_the_same_seed_makes_the_same_demo_and_another_one_another() -> None:
    first = made_and_forgotten(Size(30, 120, seed=1))
    assert first == made_and_forgotten(Size(30, 120, seed=1))
    assert first != made_and_forgotten(Size(30, 120, seed=2))


@pytest.mark.django_db(transaction=True)
def test_two_processes_make_one_sound_demo_which_a_reset_removes() -> None:
    making.make(Size(24, 120, seed=3, processes=2), END)
    assert Case.objects.filter(flow="complaints.complaint").count() >= 24
    assert list(events.verify()) == []
    assert resetting.reset()
    assert not Staff.objects.exists()
    assert not Event.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_interrupted_demo_is_made_anew() -> None:
    making.make(Size(4, 24, seed=3), END)
    JobRun.objects.filter(job="demo").update(finished_at=None)
    call_command(
        "demo", "--complaints=6", "--units=24", "--processes=1", f"--until={END:%Y-%m-%dT%H:%M}", stdout=io.StringIO()
    )
    assert Case.objects.filter(flow="complaints.complaint").count() >= 6
    assert JobRun.objects.get(job="demo").finished_at is not None


@pytest.mark.django_db
def test_a_database_of_others_is_neither_filled_nor_reset() -> None:
    centre.project()
    person = centre.staff()
    with override("en"), pytest.raises(CommandError, match="something else"):
        call_command("demo", "--reset", stdout=io.StringIO())
    assert Staff.objects.get() == person


def test_the_bundled_texts_cover_every_type_of_complaint() -> None:
    texts = read_texts()
    assert {demand.type for demand in texts.demands} == set(ComplaintType)
    assert len(texts.demands) >= 150


def test_the_words_of_a_message_tell_its_type() -> None:
    assert type_of("交房两年了还不给办房产证") is ComplaintType.TITLE_CERTIFICATE
    assert type_of("卫生间漏水没人修") is ComplaintType.MAINTENANCE
    assert type_of("你好") is ComplaintType.PROPERTY_SERVICE


def test_real_messages_take_the_place_of_the_bundled_ones(tmp_path: Path) -> None:
    rows = ["message_id,title,content,property_related", "1,电梯坏了,三号楼的电梯坏了一个星期,1", "2,路灯,不相干,0"]
    (tmp_path / "messages.csv").write_text("\n".join(rows), encoding="utf-8")
    assert [(one.text, one.type) for one in read_texts(tmp_path).demands] == [
        ("电梯坏了：三号楼的电梯坏了一个星期", ComplaintType.MAINTENANCE)
    ]


@pytest.mark.usefixtures("made")
class TestTheReleasesOfADemo:
    def test_stand_at_every_stage_today_and_their_slips_were_reconciled(self) -> None:
        states = set(Case.objects.filter(flow="frontdesk.item_release").values_list("state", flat=True))
        assert {"applied", "verified", "issued", "passed"} <= states
        archived = Case.objects.filter(flow="frontdesk.slip_reconciliation", state="archived")
        assert archived.count() == releases.PROJECTS
        assert all(case.slip_batch.lines.filter(outcome="missing").count() == 1 for case in archived)
