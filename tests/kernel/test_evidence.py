"""Evidence: what is accepted, how it is kept, to whom it belongs, and what a signature binds."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from io import BytesIO
from threading import Thread
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.core.signals import request_finished
from django.db import IntegrityError, close_old_connections, connection, transaction
from django.http import FileResponse, Http404
from django.test import RequestFactory
from PIL import Image

from shouwen.kernel import clock
from shouwen.kernel.access import ENGINE, Actor
from shouwen.kernel.errors import Refused
from shouwen.kernel.evidence import (
    Group,
    Proof,
    attach,
    content_hash,
    is_known,
    kind_named,
    proof_kind,
    receive,
    remove_strays,
    signature_counts,
)
from shouwen.kernel.evidence_views import serve, serve_to
from shouwen.kernel.models import Case, Evidence
from shouwen.people.models import Staff
from shouwen.people.roles import Role
from tests.factories import centre
from tests.kernel import files
from tests.kernel.cases import case, event

NOON = datetime(2026, 5, 6, 4, 0, tzinfo=UTC)


@pytest.fixture
def me(db: None) -> Actor:
    return Actor.of(centre.staff())


def photo(by: Actor, content: bytes | None = None, **more: Any) -> Evidence:
    return receive(files.upload(content or files.image(), "photo.jpg"), Proof.SITE_PHOTO, by, **more)


def stored() -> set[str]:
    def below(folder: str) -> set[str]:
        if not default_storage.exists(folder):
            return set()
        folders, names = default_storage.listdir(folder)
        return {f"{folder}/{n}" for n in names}.union(*(below(f"{folder}/{f}") for f in folders))

    return below("evidence")


def shown(evidence: Evidence) -> Image.Image:
    with evidence.display.open() as file:
        return Image.open(BytesIO(file.read()))


# — what is accepted —


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (files.image("JPEG"), "image/jpeg"),
        (files.image("PNG"), "image/png"),
        (files.image("WEBP"), "image/webp"),
        (files.image("HEIF"), "image/heic"),
        (files.PDF, "application/pdf"),
        (files.WAV, "audio/wav"),
        (files.AMR, "audio/amr"),
        (files.OGG, "audio/ogg"),
        (files.MP3, "audio/mpeg"),
        (files.M4A, "audio/mp4"),
        (files.MP4, "video/mp4"),
        (files.workbook(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (
            files.archive("[Content_Types].xml", "word/document.xml"),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
    ],
)
def test_the_content_decides_the_type(me: Actor, content: bytes, content_type: str) -> None:
    kept = receive(files.upload(content, "x.html"), Proof.ATTACHMENT, me)
    assert (kept.content_type, kept.size) == (content_type, len(content))
    assert kept.sha256 == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize(
    "content",
    [
        files.HTML,
        files.SVG,
        files.EXE,
        files.ELF,
        files.SCRIPT,
        files.TEXT,
        b"",
        b"\n\n  " + files.HTML,
        files.archive("anything.txt"),
        files.archive("xl/workbook.xml", "xl/vbaProject.bin"),
        files.image("PNG")[:40],
        b"\xff\xd8\xff\xe0 not really",
        b"\x00\x00\x00\x18ftypXXXX" + bytes(40),
    ],
)
def test_pages_programs_and_damaged_files_are_refused(me: Actor, content: bytes) -> None:
    before = stored()
    with pytest.raises(Refused):
        receive(files.upload(content, "photo.jpg"), Proof.ATTACHMENT, me)
    assert stored() == before
    assert not Evidence.objects.exists()


def test_a_kind_accepts_only_its_own_content(me: Actor) -> None:
    with pytest.raises(Refused):
        receive(files.upload(files.PDF), Proof.CUSTOMER_SIGNATURE, me)
    with pytest.raises(Refused):
        receive(files.upload(files.image()), Proof.CALL_RECORDING, me)


def test_an_unknown_kind_and_nobody_as_sender_are_refused(me: Actor) -> None:
    with pytest.raises(Refused):
        receive(files.upload(files.image()), "no_such_kind", me)
    with pytest.raises(Refused):
        photo(ENGINE)


def test_a_file_above_its_limit_is_refused_while_it_streams(me: Actor, settings: Any) -> None:
    settings.SHOUWEN_EVIDENCE_LIMITS = {"call_recording": 100, "image": 5000}
    assert photo(me).size < 5000
    with pytest.raises(Refused, match="MB"):
        receive(files.upload(files.WAV + bytes(100)), Proof.CALL_RECORDING, me)


def test_a_large_recording_is_never_held_in_memory(me: Actor) -> None:
    largest = 0

    class Watched(BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            nonlocal largest
            found = super().read(size)
            largest = max(largest, len(found))
            return found

    content = files.WAV + bytes(3_000_000)
    kept = receive(File(Watched(content), name="call.wav"), Proof.CALL_RECORDING, me)
    assert kept.size == len(content)
    assert largest <= 64 * 1024


# — how it is kept —


@pytest.mark.requirement("S3-22e")
def test_a_photo_is_shown_without_metadata_and_upright_while_the_original_is_kept(me: Actor) -> None:
    content = files.photo_with_metadata()
    kept = photo(me, content)
    with kept.file.open() as original:
        assert original.read() == content
    copy = shown(kept)
    assert copy.size == (200, 400)
    assert not copy.getexif()


def test_the_shown_copy_has_a_long_side_of_two_thousand_pixels(me: Actor) -> None:
    assert shown(photo(me, files.image(size=(4000, 1000)))).size == (2000, 500)


def test_ink_on_transparent_paper_is_shown_on_white(me: Actor) -> None:
    kept = receive(files.upload(files.ink()), Proof.CUSTOMER_SIGNATURE, me)
    grey = shown(kept).convert("L").tobytes()
    assert max(grey) == 255
    assert min(grey) < 128


def test_it_lies_under_its_hash_in_the_month_of_receipt(me: Actor) -> None:
    with clock.moved_to(datetime(2026, 4, 30, 16, 30, tzinfo=UTC)):  # already May in Shanghai
        kept = photo(me)
    assert kept.file.name == f"evidence/2026/05/{kept.sha256}"


def test_equal_files_are_stored_once_and_recorded_twice(me: Actor) -> None:
    content = files.image(colour="orange")
    first, second = photo(me, content), photo(me, content)
    assert first.file.name == second.file.name
    assert first.pk != second.pk
    assert len([path for path in stored() if first.sha256 in path]) == 2  # the original and the shown copy


@pytest.mark.requirement("S3-13c")
def test_the_instant_of_receipt_is_the_servers_and_the_devices_clock_is_capped(me: Actor) -> None:
    with clock.moved_to(NOON):
        ahead = photo(me, captured_at=NOON + timedelta(hours=3))
        late = photo(me, captured_at=NOON - timedelta(hours=3))
    assert (ahead.received_at, ahead.captured_at) == (NOON, NOON)
    assert late.captured_at == NOON - timedelta(hours=3)


def test_an_instant_without_a_zone_is_refused(me: Actor) -> None:
    with pytest.raises(Refused):
        photo(me, captured_at=datetime(2026, 5, 6, 12, 0))


def test_a_place_is_kept_to_a_tenth_of_a_metre_and_must_be_on_earth(me: Actor) -> None:
    kept = photo(me, location=(30.27408512, 120.15507))
    assert (kept.latitude, kept.longitude) == (Decimal("30.274085"), Decimal("120.155070"))
    for nowhere in ((91, 0), (0, 181), (float("nan"), 0)):
        with pytest.raises(Refused):
            photo(me, location=nowhere)


def test_the_name_is_a_name_and_no_path(me: Actor) -> None:
    assert photo(me, name="../../etc/passwd").name == "passwd"


@pytest.mark.django_db(transaction=True)
def test_when_the_row_fails_the_stored_file_is_deleted() -> None:
    before = stored()
    nobody = Actor.of(Staff(pk=999_999, staff_no="X", name="X"))
    with pytest.raises(IntegrityError):
        photo(nobody, files.image(colour="blue"))
    assert stored() == before


@pytest.mark.django_db(transaction=True)
def test_a_failure_does_not_delete_what_another_row_needs() -> None:
    content = files.image(colour="green")
    kept = photo(Actor.of(centre.staff()), content)
    with pytest.raises(IntegrityError):
        photo(Actor.of(Staff(pk=999_999, staff_no="X", name="X")), content)
    assert default_storage.exists(str(kept.file.name))


@pytest.mark.django_db(transaction=True)
def test_two_who_send_the_same_file_at_once_share_one_copy() -> None:
    content, senders = files.image(colour="yellow"), [Actor.of(centre.staff()) for _ in range(2)]
    names: list[str | None] = []

    def send(sender: Actor) -> None:
        names.append(photo(sender, content).file.name)
        connection.close()

    threads = [Thread(target=send, args=(sender,)) for sender in senders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(names) == 2
    assert len(set(names)) == 1


@pytest.mark.django_db(transaction=True)
def test_a_stray_of_a_rolled_back_request_is_removed_after_a_day_and_nothing_else() -> None:
    me = Actor.of(centre.staff())
    kept = photo(me)
    with transaction.atomic():
        stray = photo(me, files.image(colour="purple")).file.name
        transaction.set_rollback(True)  # the request fails later
    assert stray is not None
    assert remove_strays() == 0
    with clock.moved_to(clock.now() + timedelta(days=2)):
        assert remove_strays() >= 2
    assert not default_storage.exists(stray)
    assert default_storage.exists(str(kept.file.name))
    assert default_storage.exists(str(kept.display.name))


# — to which move it belongs —


def test_a_move_takes_what_its_actor_uploaded(me: Actor) -> None:
    matter = case()
    kept = photo(me)
    step = event(matter)
    assert attach([kept.pk, kept.pk], matter, step, me) == [kept]
    kept.refresh_from_db()
    assert (kept.case, kept.event) == (matter, step)


def test_a_customers_signature_for_this_case_counts_for_the_agents_move(me: Actor) -> None:
    matter = case()
    assert matter.customer is not None
    signed = receive(
        files.upload(files.ink()), Proof.CUSTOMER_SIGNATURE, Actor.customer_of(matter.customer), matter, binds="0" * 64
    )
    assert attach([signed.pk], matter, event(matter), me) == [signed]


def test_evidence_of_others_of_another_case_or_already_used_is_refused_alike(me: Actor) -> None:
    matter, other = case(), case()
    foreign = photo(Actor.of(centre.staff()))
    elsewhere = photo(me, case=other)
    used = photo(me)
    attach([used.pk], matter, event(matter), me)
    mine = photo(me)
    step = event(matter, 2)
    words = set()
    for piece in (foreign.pk, elsewhere.pk, used.pk, 999_999):
        with pytest.raises(Refused) as refusal:
            attach([mine.pk, piece], matter, step, me)
        words.add((refusal.value.code, str(refusal.value)))
    assert len(words) == 1
    mine.refresh_from_db()
    assert mine.event is None


@pytest.mark.django_db(transaction=True)
def test_one_piece_of_evidence_serves_one_of_two_moves_at_once() -> None:
    me = Actor.of(centre.staff())
    matter = case()
    kept = photo(me)
    steps = [event(matter, 1), event(matter, 2)]
    outcomes: list[str] = []

    def use(step: Any) -> None:
        try:
            with transaction.atomic():
                attach([kept.pk], matter, step, me)
            outcomes.append("used")
        except Refused:
            outcomes.append("refused")
        connection.close()

    threads = [Thread(target=use, args=(step,)) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["refused", "used"]


# — what a signature binds —


@pytest.mark.requirement("S3-13b")
def test_a_signature_counts_only_for_the_content_it_was_given_for(me: Actor) -> None:
    content = {"demand": "修好漏水", "phone": "13800000001"}
    signed = receive(files.upload(files.ink()), Proof.CUSTOMER_SIGNATURE, me, binds=content_hash(content))
    assert signature_counts(signed, content_hash(content))
    assert not signature_counts(signed, content_hash(content | {"demand": "赔偿"}))
    unbound = receive(files.upload(files.ink()), Proof.CUSTOMER_SIGNATURE, me)
    assert not signature_counts(unbound, "")


@pytest.mark.parametrize(
    ("one", "same"),
    [
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
        ({"name": "caf\u00e9"}, {"name": "cafe\u0301"}),
        ({"at": NOON}, {"at": NOON.astimezone(timezone(timedelta(hours=8)))}),
        ({"sum": Decimal("10.50")}, {"sum": Decimal("10.5")}),
        ({"list": [1, 2]}, {"list": (1, 2)}),
    ],
)
def test_the_same_content_has_the_same_hash(one: Mapping[str, Any], same: Mapping[str, Any]) -> None:
    assert content_hash(one) == content_hash(same)


def test_different_content_has_a_different_hash() -> None:
    different: list[dict[str, Any]] = [
        {"a": "1"},
        {"a": 1},
        {"a": None},
        {"a": ""},
        {},
        {"a": [1]},
        {"a": date(2026, 5, 6)},
        {"a": NOON},
    ]
    assert len({content_hash(content) for content in different}) == len(different)


def test_what_has_no_canonical_form_is_not_hashed() -> None:
    with pytest.raises(TypeError):
        content_hash({"a": object()})
    with pytest.raises(ValueError, match="zone"):
        content_hash({"at": datetime(2026, 5, 6)})


# — kinds —


def test_a_domain_adds_a_kind_once() -> None:
    added = proof_kind("tests_water_sample", "Water sample", [Group.IMAGE])
    assert kind_named("tests_water_sample") is added
    assert added == "tests_water_sample"
    with pytest.raises(ValueError, match="two kinds"):
        proof_kind("tests_water_sample", "Again")
    assert is_known("gate_photo")
    assert not is_known("nonsense")


# — who may see it —


@pytest.fixture
def answers_keep_the_connection() -> Iterator[None]:
    """Closing an answer ends the request and with it the connection; Django's test client holds that back alike."""
    request_finished.disconnect(close_old_connections)
    yield
    request_finished.connect(close_old_connections)


def overseer(of: Case) -> Actor:
    return Actor.of(centre.holder(Role.PROJECT_AGENT, of.project))


@pytest.mark.usefixtures("answers_keep_the_connection")
def test_the_original_comes_as_an_attachment_and_the_copy_in_a_sandbox(me: Actor) -> None:
    kept = photo(me)
    for size, disposition in (("original", "attachment"), ("display", "inline")):
        answer = serve_to(me, kept.pk, size)  # type: ignore[arg-type]
        assert isinstance(answer, FileResponse)
        assert answer["Content-Disposition"].startswith(disposition)
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer["Content-Security-Policy"]
        assert b"".join(answer.streaming_content)  # type: ignore[arg-type]
        answer.close()


@pytest.mark.requirement("S3-I02")
@pytest.mark.usefixtures("answers_keep_the_connection")
def test_evidence_follows_the_scope_of_its_case(me: Actor) -> None:
    matter = case()
    kept = photo(me, case=matter)
    serve_to(overseer(matter), kept.pk).close()
    assert matter.customer is not None
    serve_to(Actor.customer_of(matter.customer), kept.pk).close()
    for stranger in (overseer(case()), Actor.customer_of(centre.customer()), Actor.of(centre.staff())):
        with pytest.raises(Http404):
            serve_to(stranger, kept.pk)


@pytest.mark.usefixtures("answers_keep_the_connection")
def test_what_nobody_used_yet_is_seen_by_its_sender_only(me: Actor) -> None:
    kept = photo(me)
    serve_to(me, kept.pk).close()
    for stranger in (overseer(case()), Actor.customer_of(centre.customer())):
        with pytest.raises(Http404):
            serve_to(stranger, kept.pk)


@pytest.mark.usefixtures("answers_keep_the_connection")
def test_absent_evidence_and_a_request_without_login_look_the_same(me: Actor) -> None:
    kept = photo(me)
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    with pytest.raises(Http404):
        serve(request, kept.pk)
    assert me.staff is not None
    request.user = me.staff
    serve(request, kept.pk).close()
    with pytest.raises(Http404):
        serve(request, 999_999)
    recording = receive(files.upload(files.WAV), Proof.CALL_RECORDING, me)
    with pytest.raises(Http404):
        serve(request, recording.pk, "display")
