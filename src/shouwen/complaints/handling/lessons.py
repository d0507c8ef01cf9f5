"""What summarised handlings and reviewed emergencies teach: their story, for the library of case studies (S4-CMP-15).

Their topics are the complaints' own, which are tallied there; counted here again they would weigh double.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from shouwen.complaints.flows import Crisis, Handling
from shouwen.complaints.handling.words import HandlingState
from shouwen.complaints.lessons import hidden_in
from shouwen.complaints.models import CrisisRecord, HandlingRecord
from shouwen.exchange import lessons
from shouwen.exchange.lessons import Story, Tally, Teacher


def of_a_handling(case_id: int) -> Story | None:
    """诉求、原因、处理结果、教训、预防 — once it is summarised."""
    found = HandlingRecord.objects.filter(pk=case_id, case__state=HandlingState.SUMMARISED)
    record = found.select_related("complaint__case__unit", "case__unit").first()
    if record is None:
        return None
    chapters = [
        (_("Customer's demand"), record.complaint.demand),
        (_("What the investigation found"), record.findings),
        (_("Result"), record.result),
        (_("Root cause"), record.root_cause),
        (_("Lesson"), record.lesson),
        (_("Preventive action"), record.prevention),
    ]
    hidden = [*hidden_in(record.complaint), *([record.responsible] if record.responsible else [])]
    told = [(head, text) for head, text in chapters if text]
    return Story(str(record.get_category_display()), told, hidden, topic=record.category)


def of_a_crisis(case_id: int) -> Story | None:
    """What happened, what was done, why, and what changes — once it is reviewed."""
    found = CrisisRecord.objects.filter(pk=case_id, case__state=Crisis.State.REVIEWED)
    record = found.select_related("complaint__case__unit", "commander").first()
    if record is None:
        return None
    chapters = [
        (_("What happens"), record.what),
        (_("How it was brought under control"), record.measures),
        (_("Root cause"), record.root_cause),
        (_("Improvement"), record.improvement),
        (_("Change of the emergency plan"), record.plan_revision),
    ]
    people = [record.spokesperson, record.commander.name if record.commander else "", record.place]
    hidden = [*(hidden_in(record.complaint) if record.complaint else []), *(name for name in people if name)]
    return Story(str(record.get_kind_display()), [(head, text) for head, text in chapters if text], hidden)


def _nothing(_since: datetime, _until: datetime) -> Sequence[Tally]:
    return []


def _no_cases(_topic: str, _since: datetime, _until: datetime) -> Sequence[int]:
    return []


lessons.publish(Teacher(Handling.code, _nothing, _no_cases, of_a_handling))
lessons.publish(Teacher(Crisis.code, _nothing, _no_cases, of_a_crisis))
