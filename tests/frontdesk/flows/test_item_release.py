"""Goods release: who may apply with what, what each step lacks, one way out (S2-59 … S2-63, S2-65)."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from shouwen.frontdesk import dues
from shouwen.frontdesk.flows import ItemRelease, at_the_gate, item_release
from shouwen.frontdesk.models import OwnerCard
from shouwen.frontdesk.words import CardState, ReleaseState
from shouwen.kernel import clock, engine, jobs, moves
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.events import verify
from shouwen.kernel.models import Case, Event, Evidence, Notice, Obligation
from shouwen.people.roles import Role
from tests.factories import centre
from tests.factories.release import COUNTER_PROOFS, GATE_PROOFS, MORNING, PHONE, Desk, slip_of


def state_of(case: Case | None) -> str:
    assert case is not None
    return Case.objects.get(pk=case.pk).state


# — the application —


@pytest.mark.requirement("S2-59")
@pytest.mark.parametrize("missing", ["document", "document_no", "applicant", "valid_from", "valid_until"])
def test_an_application_without_one_of_its_fields_is_refused(counter: Desk, missing: str) -> None:
    with pytest.raises(Refused) as refusal:
        counter.apply(**{missing: ""})
    assert refusal.value.code == Why.BAD_PAYLOAD
    assert list(refusal.value.fields) == [missing]
    assert not Case.objects.exists()


@pytest.mark.requirement("S2-59")
def test_the_application_keeps_document_unit_time_and_vehicle(counter: Desk) -> None:
    slip = slip_of(counter.apply())
    assert (slip.document, slip.document_no) == ("identity_card", "110101199003070038")
    assert (slip.case.unit, slip.vehicle) == (counter.unit, "浙A12345")
    assert (slip.valid_from, slip.valid_until) == (MORNING, MORNING + timedelta(hours=8))


@pytest.mark.requirement("S2-59")
@pytest.mark.parametrize(
    ("status", "expires_on", "accepted"),
    [
        (CardState.ACTIVE, None, True),
        (CardState.ACTIVE, date(2026, 5, 7), True),
        (CardState.ACTIVE, date(2026, 5, 6), False),
        (CardState.LOST, None, False),
        (CardState.VOID, None, False),
    ],
)
def test_an_owners_card_counts_only_while_it_is_valid(
    counter: Desk, status: str, expires_on: date | None, accepted: bool
) -> None:
    OwnerCard.objects.create(
        unit=counter.unit, holder=counter.owner, number="YZ0001", status=status, expires_on=expires_on
    )
    if accepted:
        counter.apply(document="owner_card", document_no="yz-0001")
        return
    with pytest.raises(Refused) as refusal:
        counter.apply(document="owner_card", document_no="YZ0001")
    assert list(refusal.value.fields) == ["document_no"]


@pytest.mark.requirement("S2-59")
def test_the_card_of_another_unit_proves_nothing(counter: Desk) -> None:
    OwnerCard.objects.create(unit=centre.unit(counter.project), number="YZ0002")
    with pytest.raises(Refused) as refusal:
        counter.apply(document="owner_card", document_no="YZ0002")
    assert list(refusal.value.fields) == ["document_no"]


def test_the_history_keeps_only_the_ends_of_the_number(counter: Desk) -> None:
    case = counter.apply()
    event = Event.objects.get(case=case, code="frontdesk.item_release.apply")
    assert event.data["given"]["document_no"] == "110***********0038"


def test_the_owner_applies_from_the_own_phone(counter: Desk) -> None:
    case = counter.apply(counter.owner)
    event = Event.objects.get(case=case, to_state=ReleaseState.APPLIED)
    assert (event.by, event.customer) == (Event.By.CUSTOMER, counter.owner)
    assert Notice.objects.filter(code="release_applied", staff=counter.clerk).exists()


def test_nobody_applies_for_a_unit_that_is_not_theirs(counter: Desk) -> None:
    stranger = centre.customer(centre.unit(counter.project))
    with pytest.raises(Refused) as refusal:
        counter.apply(stranger, customer=stranger)
    assert list(refusal.value.fields) == ["relation"]


def test_a_tenant_cannot_apply_as_the_owner(counter: Desk) -> None:
    tenant = counter.tenant()
    with pytest.raises(Refused):
        counter.apply(customer=tenant, relation="owner")


@pytest.mark.requirement("S2-65")
@pytest.mark.parametrize(
    ("starts", "ends"),
    [(timedelta(hours=2), timedelta(hours=1)), (timedelta(0), timedelta(days=4)), (-timedelta(2), -timedelta(1))],
)
def test_a_window_that_ends_before_it_begins_is_over_or_is_too_long_is_refused(
    counter: Desk, starts: timedelta, ends: timedelta
) -> None:
    with pytest.raises(Refused) as refusal:
        counter.apply(valid_from=MORNING + starts, valid_until=MORNING + ends)
    assert list(refusal.value.fields) == ["valid_until"]


# — the goods —


@pytest.mark.requirement("S2-61")
@pytest.mark.parametrize("items", [[], [{"name": "", "quantity": 1}], [{"name": "沙发", "quantity": 0}]])
def test_an_empty_or_careless_list_of_items_is_refused(counter: Desk, items: list[dict[str, object]]) -> None:
    with pytest.raises(Refused) as refusal:
        counter.apply(items=items)
    assert refusal.value.code == Why.BAD_PAYLOAD


@pytest.mark.requirement("S2-61")
@pytest.mark.parametrize("proofs", [(), ("item_list",), ("owner_signature",)])
def test_an_annex_without_the_list_or_the_owners_signature_is_refused(counter: Desk, proofs: tuple[str, ...]) -> None:
    with pytest.raises(Refused) as refusal:
        counter.apply(proofs=proofs, has_annex=True)
    assert refusal.value.code == Why.MISSING_EVIDENCE


@pytest.mark.requirement("S2-61")
def test_the_owners_signature_is_bound_to_what_the_application_says(counter: Desk) -> None:
    case = counter.apply(proofs=("item_list", "owner_signature"), has_annex=True)
    signature = Evidence.objects.get(case=case, kind="owner_signature")
    assert len(signature.binds) == 64
    assert Evidence.objects.filter(case=case, kind="item_list").exists()


# — the identity —


@pytest.mark.requirement("S2-60")
def test_without_an_identity_check_no_slip_is_issued(counter: Desk) -> None:
    counter.apply()
    with pytest.raises(Refused) as refusal:
        counter.take(ItemRelease.issue, counter.clerk, COUNTER_PROOFS)
    assert refusal.value.code == Why.WRONG_STATE
    with pytest.raises(Refused):
        counter.take(ItemRelease.verify, counter.clerk, is_identified=False)
    assert state_of(counter.case) == ReleaseState.APPLIED


def call(**changes: object) -> dict[str, object]:
    made = {"called_at": MORNING, "called_number": PHONE, "owner_agrees": True, "owner_said": "同意搬出"}
    return {"is_identified": True, **made, **changes}


@pytest.mark.requirement("S2-60")
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"called_at": None}, "called_number"),
        ({"called_number": ""}, "called_number"),
        ({"called_number": "13800138000"}, "called_number"),
        ({"called_at": MORNING + timedelta(hours=1)}, "called_at"),
        ({"owner_agrees": False}, "owner_agrees"),
        ({"owner_said": ""}, "owner_agrees"),
    ],
)
def test_a_proxy_without_the_record_of_a_call_to_the_registered_number_is_refused(
    counter: Desk, changes: dict[str, object], field: str
) -> None:
    counter.apply(relation="proxy", applicant="林代办")
    with pytest.raises(Refused) as refusal:
        counter.take(ItemRelease.verify, counter.clerk, **call(**changes))
    assert list(refusal.value.fields) == [field]


@pytest.mark.requirement("S2-60")
def test_the_record_of_the_call_stays_visible_with_time_and_number(counter: Desk) -> None:
    counter.apply(relation="proxy", applicant="林代办")
    counter.take(ItemRelease.verify, counter.clerk, **call())
    slip = slip_of(counter.case)
    assert (slip.called_at, slip.called_number, slip.owner_said) == (MORNING, PHONE, "同意搬出")
    assert slip.verified_by == counter.clerk


@pytest.mark.requirement("S2-60")
def test_the_identity_check_is_owed_within_half_an_hour(counter: Desk) -> None:
    case = counter.apply()
    owed = Obligation.objects.get(case=case, code="VERIFY")
    assert (owed.due_at, owed.debtor) == (MORNING + timedelta(minutes=30), counter.clerk)
    with clock.moved_to(MORNING + timedelta(minutes=31)):
        engine.sweep(clock.now())
    owed.refresh_from_db()
    assert owed.outcome == Obligation.Outcome.BREACHED


@pytest.mark.requirement("S2-65")
def test_a_tenant_needs_the_owners_consent(counter: Desk) -> None:
    tenant = counter.tenant()
    counter.apply(customer=tenant, relation="tenant", applicant="赵租客")
    with pytest.raises(Refused) as refusal:
        counter.take(ItemRelease.verify, counter.clerk, is_identified=True)
    assert refusal.value.code == Why.MISSING_EVIDENCE
    counter.take(ItemRelease.verify, counter.clerk, ("owner_consent",), is_identified=True)
    assert state_of(counter.case) == ReleaseState.VERIFIED


@pytest.mark.requirement("S2-65")
def test_dues_are_a_note_and_block_nothing(counter: Desk) -> None:
    def note(_unit: object) -> str:
        return "欠 2026 年 4 月物业费 312 元"

    dues.source(note)
    try:
        assert dues.notes_for(counter.unit) == [note(None)]
        assert state_of(counter.issued()) == ReleaseState.ISSUED
    finally:
        dues.forget(note)
    assert dues.notes_for(counter.unit) == []


# — the slip —


@pytest.mark.requirement("S2-62")
@pytest.mark.parametrize("missing", COUNTER_PROOFS)
def test_a_slip_lacking_one_of_its_three_proofs_is_not_issued(counter: Desk, missing: str) -> None:
    counter.verified()
    with pytest.raises(Refused) as refusal:
        counter.take(ItemRelease.issue, counter.clerk, [kind for kind in COUNTER_PROOFS if kind != missing])
    assert refusal.value.code == Why.MISSING_EVIDENCE
    assert slip_of(counter.case).slip_number is None


@pytest.mark.requirement("S2-62")
def test_every_proof_names_who_gave_it_and_when(counter: Desk) -> None:
    case = counter.issued()
    rows = Evidence.objects.filter(case=case).order_by("kind").values_list("kind", "staff", "received_at")
    assert list(rows) == [(kind, counter.clerk.pk, MORNING) for kind in sorted(COUNTER_PROOFS)]
    slip = slip_of(case)
    assert (slip.issued_by, slip.issued_at) == (counter.clerk, MORNING)


def test_slips_are_numbered_without_a_gap_per_project_and_year(counter: Desk) -> None:
    first, second = slip_of(counter.issued()), slip_of(counter.issued())
    assert first.slip_number == f"FX-{counter.project.pk}-2026-0001"
    assert second.slip_number == f"FX-{counter.project.pk}-2026-0002"


@pytest.mark.requirement("S2-63")
def test_the_gate_is_told_with_number_and_window(counter: Desk) -> None:
    slip = slip_of(counter.issued())
    told = Notice.objects.get(code="slip_at_the_gate", staff=counter.guard)
    assert told.data["number"] == slip.slip_number
    assert told.data["valid_until_at"] == slip.valid_until.isoformat()
    owner = Notice.objects.get(code="release_issued", customer=counter.owner)
    assert owner.data["number"] == slip.slip_number


def test_what_was_planned_for_a_time_that_is_over_is_not_issued(counter: Desk) -> None:
    counter.verified()
    with clock.moved_to(MORNING + timedelta(hours=9)), pytest.raises(Refused):
        counter.take(ItemRelease.issue, counter.clerk, COUNTER_PROOFS)


# — the gate —


@pytest.mark.requirement("S2-63")
def test_the_guard_lets_the_goods_out_once_with_photo_and_signature(counter: Desk) -> None:
    case = counter.passed()
    slip = slip_of(case)
    assert (state_of(case), slip.passed_by, slip.passed_at) == (ReleaseState.PASSED, counter.guard, MORNING)
    assert Evidence.objects.get(case=case, kind="guard_signature").binds


@pytest.mark.requirement("S2-63")
@pytest.mark.parametrize("missing", GATE_PROOFS)
def test_without_photo_or_signature_the_gate_stays_shut(counter: Desk, missing: str) -> None:
    counter.issued()
    with pytest.raises(Refused) as refusal:
        counter.take(ItemRelease.pass_gate, counter.guard, [k for k in GATE_PROOFS if k != missing], items_match=True)
    assert refusal.value.code == Why.MISSING_EVIDENCE


def scan(counter: Desk) -> moves.Done:
    assert counter.case is not None
    proofs = [counter.piece(kind, counter.guard) for kind in GATE_PROOFS]
    return at_the_gate.scan(counter.case, counter.actor(counter.guard), {"items_match": True}, proofs, None)


@pytest.mark.requirement("S2-63")
def test_a_second_use_is_refused_and_goes_on_record(counter: Desk) -> None:
    case = counter.passed()
    with pytest.raises(Refused, match=r".+") as refusal:
        scan(counter)
    assert "2026-05-06 09:00" in str(refusal.value)
    event = Event.objects.get(case=case, code="frontdesk.item_release.turn_back")
    assert (event.data["given"]["why"], event.staff) == ("used", counter.guard)
    assert list(verify([case.pk])) == []


@pytest.mark.requirement("S2-63")
def test_a_mismatch_keeps_the_goods_inside_and_goes_on_record(counter: Desk) -> None:
    case = counter.issued()
    with pytest.raises(Refused):
        counter.take(ItemRelease.pass_gate, counter.guard, GATE_PROOFS, items_match=False)
    counter.take(ItemRelease.turn_back, counter.guard, why="mismatch", reason="多出一台电视")
    event = Event.objects.get(case=case, code="frontdesk.item_release.turn_back")
    assert event.data["given"]["reason"] == "多出一台电视"
    assert state_of(case) == ReleaseState.ISSUED
    assert Notice.objects.filter(code="slip_turned_back", staff=counter.clerk).exists()


@pytest.mark.requirement("S2-63", "S2-65")
@pytest.mark.parametrize(("minutes", "why"), [(-1, "too_early"), (0, None), (8 * 60, None), (8 * 60 + 1, "expired")])
def test_the_slip_opens_the_gate_only_within_its_window(counter: Desk, minutes: int, why: str | None) -> None:
    starts = MORNING + timedelta(hours=1)
    case = counter.issued(valid_from=starts, valid_until=starts + timedelta(hours=8))
    with clock.moved_to(starts + timedelta(minutes=minutes)):
        if why is None:
            scan(counter)
            assert state_of(case) == ReleaseState.PASSED
            return
        with pytest.raises(Refused):
            scan(counter)
    event = Event.objects.get(case=case, code="frontdesk.item_release.turn_back")
    assert event.data["given"]["why"] == why


@pytest.mark.requirement("S2-65")
def test_the_system_closes_a_slip_whose_window_is_over(counter: Desk) -> None:
    case = counter.issued()
    with clock.moved_to(MORNING + timedelta(hours=8)):
        jobs.run_due(clock.now())
        assert state_of(case) == ReleaseState.ISSUED
    with clock.moved_to(MORNING + timedelta(hours=8, minutes=15)):
        jobs.run_due(clock.now())
    assert state_of(case) == ReleaseState.EXPIRED
    event = Event.objects.get(case=case, code="frontdesk.item_release.expire")
    assert event.by == Event.By.ENGINE


def test_a_void_slip_keeps_its_number_and_opens_nothing(counter: Desk) -> None:
    case = counter.issued()
    counter.take(ItemRelease.void, counter.clerk, reason="写错房号")
    with pytest.raises(Refused):
        scan(counter)
    assert slip_of(case).slip_number is not None


def test_an_application_can_be_turned_down_until_the_slip_is_issued(counter: Desk) -> None:
    case = counter.verified()
    counter.take(ItemRelease.turn_down, counter.clerk, reason="业主电话撤回")
    assert state_of(case) == ReleaseState.TURNED_DOWN


# — who —


@pytest.mark.requirement("S2-63")
def test_a_guard_of_another_project_cannot_even_see_the_slip(counter: Desk) -> None:
    counter.issued()
    stranger = centre.holder(Role.GATE_GUARD, centre.project(serviced_by=counter.project.property_company))
    with pytest.raises(Refused) as refusal:
        counter.take(ItemRelease.pass_gate, stranger, GATE_PROOFS, items_match=True)
    assert refusal.value.code == Why.NOT_FOUND


def test_the_counter_is_not_the_gate_and_the_gate_not_the_counter(counter: Desk) -> None:
    counter.apply()
    with pytest.raises(Refused) as at_the_counter:
        counter.take(ItemRelease.verify, counter.guard, is_identified=True)
    counter.issued()
    with pytest.raises(Refused) as gate:
        counter.take(ItemRelease.pass_gate, counter.clerk, GATE_PROOFS, items_match=True)
    assert (at_the_counter.value.code, gate.value.code) == (Why.WRONG_ROLE, Why.WRONG_ROLE)


def test_the_front_desk_of_the_property_company_serves_all_its_projects(counter: Desk) -> None:
    head_office = centre.holder(Role.RECEPTION, counter.project.property_company)
    counter.apply(head_office)
    counter.take(ItemRelease.verify, head_office, is_identified=True)
    assert state_of(counter.case) == ReleaseState.VERIFIED


# — the house —


def test_the_whole_procedure_reads_on_one_screen_and_the_one_door_knows_nothing_of_it() -> None:
    declared = Path(item_release.__file__).read_text(encoding="utf-8")
    assert len(declared.splitlines()) <= 65
    assert "frontdesk" not in Path(moves.__file__).read_text(encoding="utf-8")
