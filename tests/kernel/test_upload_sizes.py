"""Large uploads: taken in without holding them in memory, refused in words when they are too large."""

from __future__ import annotations

import tracemalloc
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile

from shouwen.kernel import evidence
from shouwen.kernel.errors import Refused
from shouwen.kernel.evidence import content
from shouwen.kernel.models import Evidence
from tests.factories.pages import client_of, when
from tests.factories.story import agreed
from tests.kernel.files import PDF

pytestmark = pytest.mark.django_db
HEAD = "head_property_repair"
LIMIT = content.limit_for("attachment", content.Group.DOCUMENT)


def on_disk(size: int) -> TemporaryUploadedFile:
    """A document of so many bytes, as Django hands over what it streamed to a temporary file."""
    made = TemporaryUploadedFile("plan.pdf", "application/pdf", size, None)
    made.write(PDF)
    made.seek(size - 1)
    made.write(b"\n")
    made.seek(0)
    return made


def test_a_file_as_large_as_the_limit_is_kept_and_memory_stays_flat() -> None:
    told, file = agreed(), on_disk(LIMIT)
    tracemalloc.start()
    piece = evidence.receive(file, "attachment", told.cast.actor(HEAD), told.order)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    file.close()  # the storage has taken the temporary file over
    assert piece.size == LIMIT
    assert peak < 8 * content.MEGABYTE


def test_one_byte_more_is_refused_with_the_limit_in_words_and_nothing_is_kept() -> None:
    told = agreed()
    with pytest.raises(Refused, match=f"{LIMIT // content.MEGABYTE} MB"):
        evidence.receive(on_disk(LIMIT + 1), "attachment", told.cast.actor(HEAD), told.order)
    assert not Evidence.objects.filter(kind="attachment").exists()


def test_on_the_page_a_file_that_is_too_large_is_named_and_what_was_typed_stays(settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = content.MEGABYTE
    told = agreed()
    assert told.order is not None
    large = SimpleUploadedFile("plan.pdf", PDF + bytes(content.MEGABYTE), "application/pdf")
    typed = {"given-note": "已拆吊顶", "given-percent": "30", "proof-attachment": large, "key": "once"}
    with when("2024-05-06 15:00"):
        answer = client_of(told, HEAD).post(f"/cases/{told.order.number}/report_progress/", typed)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "The file is larger than 1 MB." in html
    assert "已拆吊顶" in html
    assert 'value="30"' in html
