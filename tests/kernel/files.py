"""Small valid files of every type that is accepted, and of some that are not."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

PDF = b"%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n"
WAV = b"RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00" + bytes(20)
AMR = b"#!AMR\n" + bytes(40)
OGG = b"OggS\x00\x02" + bytes(60)
MP3 = b"ID3\x03\x00" + bytes(60)
M4A = b"\x00\x00\x00\x18ftypM4A \x00\x00\x00\x00" + bytes(40)
MP4 = b"\x00\x00\x00\x18ftypisom\x00\x00\x00\x00" + bytes(40)
HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"></svg>'
EXE = b"MZ\x90\x00" + bytes(200)
ELF = b"\x7fELF\x02\x01\x01" + bytes(200)
SCRIPT = b"#!/bin/sh\nrm -rf /\n"
TEXT = "只是一段文字".encode()


def image(kind: str = "JPEG", size: tuple[int, int] = (64, 48), *, colour: str = "red", **options: object) -> bytes:
    """A plain image; ``options`` go to Pillow."""
    made = BytesIO()
    Image.new("RGB", size, colour).save(made, kind, **options)
    return made.getvalue()


def photo_with_metadata(size: tuple[int, int] = (400, 200)) -> bytes:
    """A phone's photo: turned by a quarter (EXIF), with its maker and its place."""
    exif = Image.Exif()
    exif[0x0112] = 6  # orientation: turn right
    exif[0x010F] = "SecretPhone"
    exif.get_ifd(0x8825)[1] = "N"
    return image(size=size, exif=exif)


def ink(size: tuple[int, int] = (40, 20)) -> bytes:
    """A signature: transparent paper, one black dot."""
    made = BytesIO()
    pad = Image.new("RGBA", size, (0, 0, 0, 0))
    pad.putpixel((5, 5), (0, 0, 0, 255))
    pad.save(made, "PNG")
    return made.getvalue()


def workbook() -> bytes:
    made = BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    book.add_worksheet().write(0, 0, "物品")
    book.close()
    return made.getvalue()


def archive(*names: str) -> bytes:
    made = BytesIO()
    with ZipFile(made, "w") as packed:
        for name in names:
            packed.writestr(name, "x")
    return made.getvalue()


def upload(content: bytes, name: str = "file") -> SimpleUploadedFile:
    """As it comes in with a request; the sender's claim about its type is a lie."""
    return SimpleUploadedFile(name, content, content_type="image/png")
