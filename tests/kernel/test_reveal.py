"""Masks, and the record of who looked behind one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from shouwen.kernel import clock
from shouwen.kernel.access import ENGINE, Actor
from shouwen.kernel.errors import Refused
from shouwen.kernel.models import RevealedDatum
from shouwen.kernel.reveal import mask_id, mask_name, mask_phone, reveal
from tests.factories import centre


@pytest.mark.requirement("S3-I02")
@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("13800000001", "138****0001"),
        ("057188881234", "057****1234"),
        ("88881234", "******34"),
        ("110", "***"),
        ("", ""),
    ],
)
def test_phones(number: str, masked: str) -> None:
    assert mask_phone(number) == masked


@pytest.mark.parametrize(
    ("name", "masked"), [("张三", "张*"), ("欧阳娜娜", "欧***"), ("阿卜杜拉·买买提", "阿***"), ("张", "张"), ("", "")]
)
def test_names(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@pytest.mark.parametrize(("number", "masked"), [("330102199001010011", "330***********0011"), ("E1234567", "********")])
def test_identity_numbers(number: str, masked: str) -> None:
    assert mask_id(number) == masked


@pytest.mark.django_db
def test_a_look_is_recorded_with_its_reason() -> None:
    me = centre.staff()
    at = datetime(2026, 5, 6, 2, 0, tzinfo=UTC)
    with clock.moved_to(at):
        reveal(Actor.of(me), "customer:12:phone", "  客户要求\n回电  ")
    kept = RevealedDatum.objects.get()
    assert (kept.staff, kept.at, kept.subject, kept.reason) == (me, at, "customer:12:phone", "客户要求 回电")


@pytest.mark.django_db
@pytest.mark.parametrize("reason", ["", "   ", "abc", "a      b"])
def test_without_a_reason_nobody_looks(reason: str) -> None:
    with pytest.raises(Refused) as refusal:
        reveal(Actor.of(centre.staff()), "customer:12:phone", reason)
    assert "reason" in refusal.value.fields
    assert not RevealedDatum.objects.exists()


@pytest.mark.django_db
def test_only_staff_look() -> None:
    for actor in (ENGINE, Actor.customer_of(centre.customer())):
        with pytest.raises(Refused):
            reveal(actor, "customer:12:phone", "just curious")
