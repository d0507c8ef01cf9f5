"""A few dozen small files that serve all demo evidence: drawn photos, signature strokes, a form, a second of sound."""

from __future__ import annotations

import io
import math
import struct
import wave
from dataclasses import dataclass
from datetime import datetime
from random import Random

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from shouwen.kernel import evidence
from shouwen.kernel.access import Actor
from shouwen.kernel.evidence import Proof
from shouwen.kernel.models import Evidence

PHOTOS, SIGNATURES = 12, 16
_WALLS = ((214, 208, 196), (196, 206, 214), (222, 216, 205), (188, 196, 186))
_SIGNED = (Proof.CUSTOMER_SIGNATURE,)
_HEARD = (Proof.CALL_RECORDING,)
_PAPERS = (Proof.COMPLETION_SIGNED, Proof.LETTER_SCAN, "rectification_plan")


@dataclass(frozen=True)
class _Stored:
    """One stored file, as every piece of evidence that shares it names it."""

    file: str
    display: str
    content_type: str
    size: int
    sha256: str


class Album:
    """The stored files by what they can prove. Made once; each was received as any upload is."""

    def __init__(self, by: Actor, rng: Random) -> None:
        self._photos = [_store(_photo(rng), Proof.SITE_PHOTO, by, "photo.jpg") for _ in range(PHOTOS)]
        self._signatures = [_store(_signature(rng), _SIGNED[0], by, "signature.png") for _ in range(SIGNATURES)]
        self._papers = [_store(_paper(rng), Proof.LETTER_SCAN, by, "form.png") for _ in range(4)]
        self._sounds = [_store(_sound(), Proof.CALL_RECORDING, by, "call.wav")]

    def piece(self, kind: str, by: Actor, at: datetime, rng: Random) -> Evidence:
        """A piece of evidence of that kind, not yet written."""
        stored = rng.choice(self._for(kind))
        return Evidence(
            kind=kind,
            file=stored.file,
            display=stored.display,
            content_type=stored.content_type,
            size=stored.size,
            sha256=stored.sha256,
            captured_at=at,
            received_at=at,
            staff=by.staff,
            customer=by.customer,
        )

    def _for(self, kind: str) -> list[_Stored]:
        if kind in _SIGNED:
            return self._signatures
        if kind in _HEARD:
            return self._sounds
        return self._papers if kind in _PAPERS else self._photos


def _store(content: bytes, kind: str, by: Actor, name: str) -> _Stored:
    """Receive the file as an upload, and keep only what it was stored as."""
    piece = evidence.receive(ContentFile(content, name=name), kind, by)
    stored = _Stored(piece.file.name or "", piece.display.name or "", piece.content_type, piece.size, piece.sha256)
    piece.delete()
    return stored


def _encoded(image: Image.Image, kind: str) -> bytes:
    content = io.BytesIO()
    image.save(content, kind, quality=70)
    return content.getvalue()


def _photo(rng: Random) -> bytes:
    """A wall with a stain, as seen on so many complaints."""
    image = Image.new("RGB", (480, 360), rng.choice(_WALLS))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 270, 480, 360), fill=(140, 120, 96))
    x, y = rng.randint(90, 390), rng.randint(50, 200)
    for ring in range(9, 0, -1):
        shade = 150 + ring * 6
        wide, high = ring * rng.randint(6, 9), ring * rng.randint(4, 7)
        draw.ellipse((x - wide, y - high, x + wide, y + high), fill=(shade, shade - 14, shade - 40))
    for _crack in range(rng.randint(1, 4)):
        points = [(x + rng.randint(-140, 140), y + step * 26) for step in range(5)]
        draw.line(points, fill=(92, 84, 74), width=2)
    return _encoded(image, "JPEG")


def _signature(rng: Random) -> bytes:
    """Two or three drawn strokes on white."""
    image = Image.new("RGB", (420, 160), "white")
    draw = ImageDraw.Draw(image)
    for stroke in range(rng.randint(2, 3)):
        left, phase = 30 + stroke * 120, rng.random() * 6
        points = [
            (left + step * 4, 80 + 40 * math.sin(phase + step / rng.uniform(3.2, 3.8)) + rng.randint(-4, 4))
            for step in range(28)
        ]
        draw.line(points, fill=(20, 30, 90), width=4, joint="curve")
    return _encoded(image, "PNG")


def _paper(rng: Random) -> bytes:
    """A filled-in form with a signature line."""
    image = Image.new("RGB", (420, 594), "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((30, 40, 390, 560), outline=(60, 60, 60), width=2)
    for row in range(12):
        y = 90 + row * 34
        draw.line((50, y, rng.randint(180, 370), y), fill=(90, 90, 90), width=3)
    draw.line([(250 + step * 5, 530 + rng.randint(-12, 12)) for step in range(22)], fill=(20, 30, 90), width=3)
    return _encoded(image, "PNG")


def _sound() -> bytes:
    """One second of a tone."""
    content, rate = io.BytesIO(), 8000
    with wave.open(content, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(b"".join(struct.pack("<h", int(9000 * math.sin(n / 9))) for n in range(rate)))
    return content.getvalue()
