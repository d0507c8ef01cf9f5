"""Every timed job names the figures it reports, in words people read."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.translation import override

from shouwen.kernel import clock, jobs
from shouwen.web.audit import run_words
from tests.factories import story
from tests.factories.story import at

pytestmark = pytest.mark.django_db


def test_what_a_job_reports_has_a_name_in_the_log() -> None:
    story.issued()
    for job in jobs.all_jobs():
        slot = job.next_slot(at("2025-01-01 12:00"))  # a month, a quarter and a year have ended before
        with clock.moved_to(slot + timedelta(minutes=1)), override("zh-hans"):
            seen = jobs.preview(job, slot)
            labels = [label for label, _text in run_words.figures(job.code, seen.result)]
        assert not seen.error, job.code
        assert seen.result, job.code
        assert set(seen.result) == set(job.figures), job.code
        assert not set(labels) & set(seen.result), f"{job.code}: a label is still the key itself"
