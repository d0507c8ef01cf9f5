"""The pages of the counter and of the gate, per role, without script (S2-59 … S2-65)."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from shouwen.frontdesk import dues
from shouwen.frontdesk.flows import SlipReconciliation
from shouwen.frontdesk.models import ItemSlip, SlipBatch
from shouwen.frontdesk.words import ReleaseState
from shouwen.kernel import clock, moves
from shouwen.kernel.models import Case, Event, Evidence
from shouwen.people.models import Staff
from shouwen.people.roles import Role
from tests.factories import centre
from tests.factories.release import PHONE, Desk, slip_of
from tests.kernel.files import PDF, ink
from tests.kernel.files import image as photo

BACKEND = "shouwen.people.login.StaffNumberOrPhone"


@pytest.fixture(autouse=True)
def _english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


def as_(who: Staff) -> Client:
    client = Client()
    client.force_login(who, backend=BACKEND)
    return client


def new(counter: Desk) -> str:
    return f"{reverse('frontdesk:new_release')}?unit={counter.unit.pk}&customer={counter.owner.pk}"


def typed(**changes: object) -> dict[str, object]:
    now = clock.local(clock.now())
    return {
        "applicant": "陈晓兰",
        "phone": PHONE,
        "relation": "owner",
        "document": "identity_card",
        "document_no": "110101199003070038",
        "vehicle": "浙A12345",
        "valid_from": now.strftime("%Y-%m-%dT%H:%M"),
        "valid_until": now.strftime("%Y-%m-%dT18:00"),
        "item_name": ["双人沙发", "", ""],
        "item_quantity": ["1", "", ""],
        "item_remark": ["米色", "", ""],
        "key": "form-1",
        **changes,
    }


def picture(name: str, content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or photo())


# — the counter —


@pytest.mark.requirement("S2-59")
def test_the_counter_finds_the_owner_and_takes_the_application(counter: Desk) -> None:
    client = as_(counter.clerk)
    assert "陈晓兰" not in client.get(reverse("frontdesk:new_release"), {"q": "1502"}).content.decode()
    found = client.post(reverse("frontdesk:new_release"), {"q": "1502"})
    assert f'method="post" action="{reverse("frontdesk:new_release")}"' in found.content.decode()
    assert "陈晓兰" in found.content.decode()
    assert PHONE not in found.content.decode()
    answer = client.post(new(counter), typed())
    slip = ItemSlip.objects.get()
    assert answer.headers["Location"] == reverse("web:case", args=[slip.case.number])
    assert (slip.applicant, slip.items) == ("陈晓兰", [{"name": "双人沙发", "quantity": 1, "remark": "米色"}])


def test_a_form_sent_twice_makes_one_release(counter: Desk) -> None:
    client = as_(counter.clerk)
    assert [client.post(new(counter), typed()).status_code for _ in range(2)] == [302, 302]
    assert ItemSlip.objects.count() == 1


@pytest.mark.requirement("S2-61")
def test_a_refused_form_keeps_everything_typed_and_every_file(counter: Desk) -> None:
    client = as_(counter.clerk)
    sent = typed(has_annex="on", annex=picture("list.pdf", PDF), item_quantity=["", "", ""])
    answer = client.post(new(counter), sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert all(word in page for word in ("双人沙发", "浙A12345", "110101199003070038"))
    kept = Evidence.objects.get(kind="item_list")
    assert f'name="kept" value="{kept.pk}"' in page
    again = typed(has_annex="on", kept=[kept.pk], owner_signature=picture("pen.png", ink()))
    assert client.post(new(counter), again).status_code == 302
    assert Evidence.objects.filter(case=slip_of(Case.objects.get()).case).count() == 2


@pytest.mark.requirement("S2-59")
def test_what_cannot_be_read_is_marked_at_its_field(counter: Desk) -> None:
    answer = as_(counter.clerk).post(new(counter), typed(valid_until="tomorrow", document_no=""))
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"valid_until", "document_no"}


@pytest.mark.requirement("S2-65")
def test_dues_are_shown_at_the_counter_and_on_the_case_as_a_warning(counter: Desk) -> None:
    def note(_unit: object) -> str:
        return "312.00"

    dues.source(note)
    try:
        client = as_(counter.clerk)
        case = counter.apply()
        pages = [client.get(new(counter)), client.get(reverse("web:case", args=[case.number]))]
        assert all("312.00" in page.content.decode() for page in pages)
        assert client.post(new(counter), typed()).status_code == 302
    finally:
        dues.forget(note)


def test_the_days_list_shows_the_own_projects_only(counter: Desk) -> None:
    counter.issued()
    client = as_(counter.clerk)
    page = client.get(reverse("frontdesk:releases")).content.decode()
    assert slip_of(counter.case).slip_number in page  # type: ignore[operator]
    stranger = as_(centre.holder(Role.RECEPTION, centre.project()))
    assert "双人沙发" not in stranger.get(reverse("frontdesk:releases")).content.decode()
    assert "双人沙发" not in client.get(reverse("frontdesk:releases"), {"day": "2026-04-01"}).content.decode()
    assert "双人沙发" not in client.get(reverse("frontdesk:releases"), {"state": "applied"}).content.decode()


def test_only_a_front_desk_takes_applications_and_only_for_its_units(counter: Desk) -> None:
    assert as_(counter.guard).get(new(counter)).status_code == 404
    stranger = as_(centre.holder(Role.RECEPTION, centre.project()))
    assert "document_no" not in stranger.get(new(counter)).content.decode()
    stranger.post(new(counter), typed())
    assert not Case.objects.exists()


@pytest.mark.requirement("S2-60")
def test_the_case_page_shows_the_call_with_time_and_masked_number(counter: Desk) -> None:
    case = counter.apply(relation="proxy", applicant="林代办")
    client = as_(counter.clerk)
    form = client.get(reverse("web:step", args=[case.number, "verify"]))
    assert "called_number" in form.content.decode()
    sent = {
        "given-is_identified": "True",
        "given-called_at": "2026-05-06T09:00",
        "given-called_number": PHONE,
        "given-owner_agrees": "True",
        "given-owner_said": "同意放行",
        "key": "v1",
    }
    answer = client.post(reverse("web:step", args=[case.number, "verify"]), sent)
    assert answer.status_code == 302, answer.content.decode()
    page = client.get(reverse("web:case", args=[case.number])).content.decode()
    assert "139****5678" in page
    assert "双人沙发 1 米色布艺, 餐椅 4" in page
    assert "同意放行" in page


# — the gate —


def gate(counter: Desk) -> str:
    return reverse("gate:slip", args=[slip_of(counter.case).token])


def seen(**changes: object) -> dict[str, object]:
    return {"decision": "out", "photo": picture("p.jpg"), "signature": picture("s.png", ink()), "key": "g1", **changes}


@pytest.mark.requirement("S2-63")
def test_the_guard_scans_compares_photographs_signs_and_the_slip_is_used_up(counter: Desk) -> None:
    counter.issued()
    client = as_(counter.guard)
    page = client.get(gate(counter)).content.decode()
    assert "双人沙发" in page
    assert "餐椅" in page
    assert client.post(gate(counter), seen()).status_code == 302
    assert Case.objects.get(pk=counter.case.pk).state == ReleaseState.PASSED  # type: ignore[union-attr]
    second = client.get(gate(counter)).content.decode()
    assert "Do not let out" in second
    assert 'name="decision"' not in second


@pytest.mark.requirement("S2-63")
def test_a_second_scan_from_a_stale_page_is_refused_in_words_and_on_record(counter: Desk) -> None:
    counter.issued()
    client = as_(counter.guard)
    client.post(gate(counter), seen())
    answer = client.post(gate(counter), seen(key="g2"))
    assert answer.status_code == 409
    assert "used" in answer.content.decode()
    assert Event.objects.filter(code="frontdesk.item_release.turn_back", staff=counter.guard).count() == 1


@pytest.mark.requirement("S2-63")
def test_the_guard_keeps_goods_that_differ_inside_with_a_reason(counter: Desk) -> None:
    counter.issued()
    client = as_(counter.guard)
    assert client.post(gate(counter), seen(decision="back", reason="")).status_code == 422
    assert client.post(gate(counter), seen(decision="back", reason="多了一台电视", key="g3")).status_code == 302
    assert "多了一台电视" in client.get(gate(counter)).content.decode()


def test_without_a_photo_the_page_says_so_and_keeps_the_signature(counter: Desk) -> None:
    counter.issued()
    client = as_(counter.guard)
    sent = seen()
    del sent["photo"]
    answer = client.post(gate(counter), sent)
    assert answer.status_code == 422
    signature = Evidence.objects.get(kind="guard_signature")
    again = {"decision": "out", "photo": picture("p.jpg"), "kept": [signature.pk], "key": "g1"}
    assert client.post(gate(counter), again).status_code == 302


def test_without_a_decision_nothing_happens(counter: Desk) -> None:
    counter.issued()
    assert as_(counter.guard).post(gate(counter), seen(decision="")).status_code == 422
    assert Case.objects.get(pk=counter.case.pk).state == ReleaseState.ISSUED  # type: ignore[union-attr]


@pytest.mark.requirement("S2-63")
def test_a_slip_can_be_opened_by_its_number(counter: Desk) -> None:
    counter.issued()
    client = as_(counter.guard)
    number = slip_of(counter.case).slip_number or ""
    answer = client.get(reverse("gate:door"), {"number": f" {number.lower()} "})
    assert answer.headers["Location"] == gate(counter)
    assert client.get(reverse("gate:door"), {"number": "FX-9"}).status_code == 404
    assert number[:3] in client.get(reverse("gate:door")).content.decode()


def test_another_gate_does_not_learn_whether_the_slip_exists(counter: Desk) -> None:
    counter.issued()
    stranger = as_(centre.holder(Role.GATE_GUARD, centre.project()))
    there = stranger.get(gate(counter))
    nowhere = stranger.get(reverse("gate:slip", args=["nonsense"]))
    assert (there.status_code, nowhere.status_code) == (404, 404)
    assert "双人沙发" not in there.content.decode()


def test_the_counter_may_look_but_not_decide_at_the_gate(counter: Desk) -> None:
    counter.issued()
    client = as_(counter.clerk)
    assert 'name="decision"' not in client.get(gate(counter)).content.decode()
    assert client.post(gate(counter), seen()).status_code == 403


def test_nobody_sees_any_of_it_without_a_login(counter: Desk) -> None:
    counter.issued()
    addresses = [gate(counter), reverse("gate:door"), new(counter), reverse("frontdesk:batches")]
    assert {Client().get(address).status_code for address in addresses} == {302}


# — the reconciliation —


@pytest.mark.requirement("S2-64")
def test_security_ticks_the_slips_and_the_centre_sees_the_differences(counter: Desk) -> None:
    first, second = (slip_of(counter.passed()).slip_number for _ in range(2))
    case = Case.objects.get(slip_batch__project=counter.project)
    security, clerk = as_(counter.security), as_(counter.clerk)
    here = reverse("frontdesk:hand_in", args=[case.number])
    page = security.get(here).content.decode()
    assert str(first) in page
    assert str(second) in page
    assert clerk.post(here, {"numbers": [first]}).status_code == 403
    assert security.post(here, {"numbers": [first], "others": "FX-0-2026-0001", "key": "b"}).status_code == 302
    moves.take(SlipReconciliation.reconcile, case.pk, by=counter.actor(counter.clerk))
    batch = SlipBatch.objects.get(case=case)
    assert batch.returned == sorted([str(first), "FX-0-2026-0001"])
    shown = clerk.get(reverse("web:case", args=[case.number])).content.decode()
    assert "Used, not returned" in shown
    assert "FX-0-2026-0001" in shown
    assert "Archive the package" in clerk.get(reverse("frontdesk:batches")).content.decode()
    assert security.get(here).status_code == 404
