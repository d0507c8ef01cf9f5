"""What the tests of pages hand in: small pictures, recordings, and a browser's session of a cast member."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from shouwen.kernel import clock
from shouwen.kernel.models import Case
from tests.factories.story import Story, at
from tests.kernel.files import PDF, WAV, image


def picture(name: str = "photo.jpg", colour: str = "red") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, image(colour=colour), "image/jpeg")


def signature() -> SimpleUploadedFile:
    return SimpleUploadedFile("signature.png", image("PNG", colour="white"), "image/png")


def recording() -> SimpleUploadedFile:
    return SimpleUploadedFile("call.wav", WAV, "audio/wav")


def scan() -> SimpleUploadedFile:
    return SimpleUploadedFile("letter.pdf", PDF, "application/pdf")


def client_of(told: Story, who: str) -> Client:
    """A browser in which this member of the cast is logged in; pages speak English."""
    made = Client(headers={"accept-language": "en"})
    made.force_login(told.cast.staff[who], backend="shouwen.people.login.StaffNumberOrPhone")
    return made


@contextmanager
def when(text: str) -> Iterator[None]:
    """Pages are asked for at this wall time."""
    with clock.moved_to(at(text)):
        yield


def typed(told: Story, **changes: Any) -> dict[str, Any]:
    """The form of the counter as filled in for the cast's first customer."""
    unit = told.cast.unit("agent", "1-1-101")
    assert unit is not None
    return {
        "unit": unit.pk,
        "customer": told.cast.customers["customer"].pk,
        "room": "P1 1-1-101",
        "customer_name": "陈女士",
        "phone": "199****0000",
        "demand": "卫生间顶板渗水,吊顶发霉",
        "required_finish_at": "2024-05-10T18:00",
        "comfort_note": "已致歉,说明先止水",
        "channel": "phone",
        "contact_ended_at": "2024-05-06T10:00:00",
        "type": "maintenance",
        "key": "intake-1",
        **changes,
    }


def only_case(flow: str) -> Case:
    """The one case of that flow."""
    return Case.objects.get(flow=flow)
