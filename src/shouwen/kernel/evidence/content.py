"""What a file is, decided by its content and never by its name or by what the sender says."""

from __future__ import annotations

import zipfile
from enum import StrEnum
from typing import IO, Final

import puremagic
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from shouwen.common.workbooks import XLSX
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.evidence import images

HEAD: Final = 4096
MEGABYTE: Final = 1024 * 1024


class Group(StrEnum):
    """The families of content that can be proof."""

    IMAGE = "image"
    DOCUMENT = "document"
    AUDIO = "audio"
    VIDEO = "video"


# What is accepted, and nothing else. HTML, SVG and programs are absent: a browser or a machine would run them.
TYPES: Final[dict[str, Group]] = {
    "image/jpeg": Group.IMAGE,
    "image/png": Group.IMAGE,
    "image/webp": Group.IMAGE,
    "image/heic": Group.IMAGE,
    "application/pdf": Group.DOCUMENT,
    XLSX: Group.DOCUMENT,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": Group.DOCUMENT,
    "audio/mpeg": Group.AUDIO,
    "audio/mp4": Group.AUDIO,
    "audio/wav": Group.AUDIO,
    "audio/amr": Group.AUDIO,
    "audio/ogg": Group.AUDIO,
    "video/mp4": Group.VIDEO,
}
_ALIASES: Final = {
    "audio/wave": "audio/wav",
    "audio/x-wav": "audio/wav",
    "audio/mp3": "audio/mpeg",
    "audio/x-m4a": "audio/mp4",
    "audio/x-opus+ogg": "audio/ogg",
    "application/ogg": "audio/ogg",
}
_LIMITS: Final = {
    Group.IMAGE: 20 * MEGABYTE,
    Group.DOCUMENT: 50 * MEGABYTE,
    Group.AUDIO: 100 * MEGABYTE,
    Group.VIDEO: 500 * MEGABYTE,
}
# Exact beginnings, asked before the general library: it ranks some of them behind formats nobody uses.
_BEGINNINGS: Final = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"#!AMR", "audio/amr"),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
)
_BRANDS: Final = {
    b"M4A ": "audio/mp4",
    b"M4B ": "audio/mp4",
    b"heic": "image/heic",
    b"heix": "image/heic",
    b"mif1": "image/heic",
    b"isom": "video/mp4",
    b"iso2": "video/mp4",
    b"mp41": "video/mp4",
    b"mp42": "video/mp4",
    b"avc1": "video/mp4",
    b"3gp4": "video/mp4",
    b"3gp5": "video/mp4",
    b"qt  ": "video/mp4",
}
_OFFICE: Final = {
    "xl/workbook.xml": XLSX,
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def group_of(content_type: str) -> Group:
    """The family of an accepted content type."""
    return TYPES[content_type]


def identify(file: IO[bytes]) -> str:
    """The content type of a file that can be read from its start; Refused if it is none we accept.

    Reads only the head, except of images and office files, which are opened to see that they are whole.
    """
    file.seek(0)
    head = file.read(HEAD)
    found = _by_beginning(head) or (_office(file) if head.startswith(b"PK\x03\x04") else _by_library(head))
    if found not in TYPES:
        raise _refused()
    if TYPES[found] is Group.IMAGE:
        images.verify(file)
    return found


def limit_for(kind: str, group: Group) -> int:
    """The largest size in bytes: SHOUWEN_EVIDENCE_LIMITS by kind, else by group, else ours; never above the house's."""
    limits: dict[str, int] = getattr(settings, "SHOUWEN_EVIDENCE_LIMITS", {})
    return min(limits.get(kind) or limits.get(group) or _LIMITS[group], house_limit())


def house_limit() -> int:
    """The largest upload of any kind, in bytes."""
    return int(getattr(settings, "UPLOAD_MAX_BYTES", max(_LIMITS.values())))


def _by_beginning(head: bytes) -> str | None:
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12])
    if head[:4] == b"RIFF":
        return {b"WAVE": "audio/wav", b"WEBP": "image/webp"}.get(head[8:12])
    if len(head) > 2 and head[0] == 0xFF and head[1] in (0xFB, 0xF3, 0xF2):
        return "audio/mpeg"
    return next((found for beginning, found in _BEGINNINGS if head.startswith(beginning)), None)


def _by_library(head: bytes) -> str | None:
    """The library's best guess; a text that begins like a page or a script is none."""
    if head.lstrip()[:1] in (b"<", b"#") or not head:
        return None
    try:
        guesses = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return None
    best = str(guesses[0].mime_type) if guesses else ""
    return _ALIASES.get(best, best)


def _office(file: IO[bytes]) -> str | None:
    """A workbook or a text without macros; any other archive is refused."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return None
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return None
    return next((found for part, found in _OFFICE.items() if part in names), None)


def _refused() -> Refused:
    return Refused(
        _("This is no photo, PDF, recording, film, workbook or text document that can be kept as evidence."),
        Why.BAD_PAYLOAD,
    )
