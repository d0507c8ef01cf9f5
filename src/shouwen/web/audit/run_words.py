"""The log of the timed jobs in the reader's words: what a run is called, what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from shouwen.kernel import auditor, jobs
from shouwen.kernel.models import JobRun
from shouwen.web import written
from shouwen.web.parts import Words

Figures = list[tuple[str, str]]
_EVERY_JOB: Final[Mapping[str, Words]] = {
    jobs.PASSED_OVER: later("Slots it stands for"),
    jobs.SINCE: later("Slots since"),
}
_BESIDE: Final[Mapping[str, tuple[Words, Mapping[str, Words]]]] = {  # runs that no slot begins
    auditor.JOB: (
        later("Nightly audit of the chains"),
        {"findings": later("Things found wrong"), "strays_removed": later("Stray files removed")},
    ),
    "demo": (later("The demo data were made"), {}),
}


def title(code: str) -> str:
    """What the run is called; its code when a later version no longer knows it."""
    try:
        return str(jobs.job_named(code).title)
    except KeyError:
        return str(_BESIDE[code][0]) if code in _BESIDE else code


def figures(code: str, result: Mapping[str, Any]) -> Figures:
    """What came of a run, as label and text; a figure nobody has named keeps its key."""
    names = _names(code)
    return [(str(names.get(key, key)), _text(key, value)) for key, value in result.items()]


def in_a_line(pairs: Sequence[tuple[str, str]]) -> str:
    return " · ".join(_("{label}: {text}").format(label=label, text=text) for label, text in pairs)


def said(run: JobRun) -> str:
    """What came of a run, in one line."""
    return in_a_line(figures(run.job, run.result))


def _names(code: str) -> Mapping[str, Words]:
    try:
        return {**_EVERY_JOB, **jobs.job_named(code).figures}
    except KeyError:
        return _BESIDE[code][1] if code in _BESIDE else {}


def _text(key: str, value: Any) -> str:
    if key == jobs.SINCE:
        return written.moment(datetime.fromisoformat(value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return written.number(len(value))
    return str(value)
