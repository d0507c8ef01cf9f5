"""The set-up standard of a centre, its cameras and microphones (第八条)."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from shouwen.centres import periods
from shouwen.centres.flows import Centre
from shouwen.centres.models import Device, Outage
from shouwen.centres.words import SetupItem
from shouwen.kernel.errors import Refused
from shouwen.kernel.models import Case
from shouwen.rehearsal.scenario import instant_of
from tests.centres.stage import act, centre_of, story
from tests.factories.story import Story

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def missing(case: Case) -> set[str]:
    return {str(item) for item in periods.open_items(periods.latest_looks([case.pk]).get(case.pk, {}))}


def look(told: Story, case: Case, item: str, passed: str = "true", photo: bool = True, note: str = "") -> None:
    proofs = ("setup_photo",) if photo else ()
    act(told, Centre.check_setup, case, "group_agent", "2024-01-12 10:00", proofs, item=item, passed=passed, note=note)


@pytest.mark.requirement("S3-08a")
def test_set_up_is_up_to_the_standard_when_every_item_has_passed_with_a_photo() -> None:
    told = story()
    case = centre_of(told)
    assert missing(case) == set(SetupItem.values)
    with pytest.raises(Refused, match="Photo of the set-up"):
        look(told, case, "office", photo=False)
    for item in SetupItem.values:
        look(told, case, item)
    assert missing(case) == set()
    look(told, case, "image", passed="false", photo=False, note="招牌褪色")
    assert missing(case) == {"image"}


@pytest.mark.requirement("S3-08a")
def test_what_fails_is_said_in_words_and_only_the_group_looks() -> None:
    told = story()
    case = centre_of(told)
    with pytest.raises(Refused, match="what is missing"):
        look(told, case, "office", passed="false", photo=False)
    with pytest.raises(Refused) as refused:
        act(told, Centre.check_setup, case, "agent", "2024-01-12 10:00", item="office", passed="false", note="x")
    assert refused.value.code == "wrong_role"


def test_a_look_is_kept_for_good() -> None:
    told = story()
    case = centre_of(told)
    look(told, case, "office")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE centres_setupcheck SET passed = false")


@pytest.mark.requirement("S3-08b")
def test_a_centre_keeps_its_hotline_and_the_proof_of_its_display() -> None:
    told = story()
    case = centre_of(told)
    act(told, Centre.describe, case, "agent", "2024-01-11 10:00", hotline="4008001234")
    look(told, case, "hotline_display")
    case.refresh_from_db()
    assert case.service_centre.hotline == "4008001234"
    assert case.service_centre.setup_checks.get(item="hotline_display").photo.kind == "setup_photo"


@pytest.mark.requirement("S3-08c")
def test_a_silent_camera_is_a_fault_until_it_is_back() -> None:
    told = story()
    case = centre_of(told)
    new = {"code": "CAM-1", "kind": "camera", "location": "接待台"}
    act(told, Centre.add_device, case, "agent", "2024-01-10 10:00", **new)
    with pytest.raises(Refused, match="this number"):
        act(told, Centre.add_device, case, "agent", "2024-01-10 10:00", **new)
    act(told, Centre.report_device, case, "group_agent", "2024-01-11 08:00", code="CAM-1", online="false")
    act(told, Centre.report_device, case, "group_agent", "2024-01-11 08:05", code="CAM-1", online="false")
    fault = Outage.objects.get()
    assert (fault.began_at, fault.repaired_at) == (instant_of("2024-01-11 08:00"), None)
    act(told, Centre.report_device, case, "agent", "2024-01-11 15:30", code="CAM-1", online="true", note="换电源")
    fault.refresh_from_db()
    assert (fault.repaired_at, fault.note) == (instant_of("2024-01-11 15:30"), "换电源")
    assert Device.objects.get().is_online
    with pytest.raises(Refused, match="no such device"):
        act(told, Centre.report_device, case, "agent", "2024-01-11 15:30", code="CAM-2", online="true")
