"""What the generic case pages show of the group's improvement work, and what it offers on those of others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse

from shouwen.estate.models import Project
from shouwen.exchange import lessons
from shouwen.improvement import addressees, casestudies, parties
from shouwen.improvement.flows import (
    MonthlyTraining,
    OptimisationMeasures,
    RectificationDemand,
    SatisfactionSurvey,
    SiteInspection,
    SystemicProblem,
)
from shouwen.improvement.models import Inspection, LibraryItem, Optimisation, Rectification, SystemicIssue
from shouwen.kernel import clock
from shouwen.kernel.access import Actor
from shouwen.kernel.models import Case, Evidence
from shouwen.people.models import OrgUnit
from shouwen.people.roles import OrgKind
from shouwen.web.cases import panels

_LINKS = 30


def _inspection(case: Case, _actor: Actor) -> Mapping[str, Any]:
    inspection = Inspection.objects.select_related("org", "inspector").get(pk=case.pk)
    findings = inspection.findings.select_related("case__agent").order_by("pk")
    return {"inspection": inspection, "marks": list(inspection.marks.order_by("pk")), "findings": list(findings)}


def _finding(case: Case, _actor: Actor) -> Mapping[str, Any]:
    finding = Rectification.objects.select_related("inspection__org", "inspection__case").get(pk=case.pk)
    return {"finding": finding, "photos": list(Evidence.objects.filter(pk__in=finding.photos).order_by("pk"))}


def _issue(case: Case, _actor: Actor) -> Mapping[str, Any]:
    issue = SystemicIssue.objects.get(pk=case.pk)
    linked = issue.links.select_related("case__project").order_by("-case_id")
    sent = issue.optimisations.select_related("case__agent").order_by("pk")
    return {"issue": issue, "linked": linked.count(), "links": list(linked[:_LINKS]), "sent": list(sent)}


def _optimisation(case: Case, _actor: Actor) -> Mapping[str, Any]:
    found = Optimisation.objects.select_related("issue__case").get(pk=case.pk)
    return {"optimisation": found, "issue": found.issue, "items": list(found.items.order_by("number"))}


def _own_page(name: str) -> panels.ContextOf:
    return lambda case, _actor: {"address": reverse(name, args=[case.number])}


def _study(case: Case, actor: Actor) -> Mapping[str, Any] | None:
    """On a closed complaint, for the group: put it into the library, or see it there."""
    if case.flow not in lessons.flows() or case.closed_at is None:
        return None
    if not casestudies.may_tell(actor, case, clock.now()):
        return None
    return {"case": case, "study": casestudies.study_of(case.pk)}


def _people_of_the_unit(case: Case) -> panels.Choices:
    org = Inspection.objects.get(pk=case.parent_id or case.pk).org_id
    return _as_choices(parties.people_at([org], clock.now()))


def _addressees(_case: Case) -> panels.Choices:
    return _as_choices(addressees.choices_at(clock.now()))


def _units(kind: OrgKind) -> panels.Choices:
    return _as_choices(list(OrgUnit.objects.filter(kind=kind, is_active=True).order_by("pk").values_list("pk", "name")))


def _projects(_case: Case) -> panels.Choices:
    rows = Project.objects.filter(org__is_active=True).select_related("region").order_by("region_id", "pk")
    return _as_choices([(one.pk, f"{one.region.name} · {one.name}") for one in rows])


def _library(_case: Case) -> panels.Choices:
    found = LibraryItem.objects.order_by("category", "-pk")[:200]
    return _as_choices([(one.pk, f"{one.get_category_display()} · {one.title}") for one in found])


def _as_choices(rows: Sequence[tuple[int, str]]) -> panels.Choices:
    return [(str(pk), text) for pk, text in rows]


def _score_chip(case: Case) -> Sequence[panels.Chip]:
    score = case.inspection.score
    return [] if score is None else [panels.Chip(str(score))]


def _open_items(case: Case) -> panels.Choices:
    items = Optimisation.objects.get(pk=case.pk).items.filter(done_at=None).order_by("number")
    return [(str(one.number), f"{one.number} · {one.text}") for one in items]


_FILES = "improvement/panels"
panels.register(
    SiteInspection.code,
    panels.Panel(
        f"{_FILES}/inspection.html", _inspection, chips=_score_chip, deadline="INSPECT", in_lists=["inspection"]
    ),
)
panels.register(RectificationDemand.code, panels.Panel(f"{_FILES}/finding.html", _finding, deadline="RECTIFY"))
panels.register(SystemicProblem.code, panels.Panel(f"{_FILES}/issue.html", _issue))
panels.register(OptimisationMeasures.code, panels.Panel(f"{_FILES}/optimisation.html", _optimisation, deadline="T12"))
panels.register(
    SatisfactionSurvey.code,
    panels.Panel(f"{_FILES}/survey.html", _own_page("improvement:survey"), deadline="SURVEY"),
)
panels.register(
    MonthlyTraining.code,
    panels.Panel(f"{_FILES}/training.html", _own_page("improvement:training"), deadline="TRAINING"),
)
panels.add_section(panels.Section(f"{_FILES}/study.html", _study))
panels.has_own_page(SiteInspection.carry_out.code, lambda case: reverse("improvement:carry_out", args=[case.number]))
panels.offer_choices(SiteInspection.note_finding.code, "owner", _people_of_the_unit)
for _code in (RectificationDemand.hand_on.code, RectificationDemand.pursue.code):
    panels.offer_choices(_code, "to", _people_of_the_unit)
for _code in (SystemicProblem.dispatch.code, OptimisationMeasures.hand_on.code):
    panels.offer_choices(_code, "to", _addressees)
panels.offer_choices(OptimisationMeasures.finish_item.code, "number", _open_items)
panels.offer_choices(SatisfactionSurvey.prepare.code, "host", lambda _case: _units(OrgKind.GROUP_CENTRE))
panels.offer_choices(SatisfactionSurvey.prepare.code, "co_host", lambda _case: _units(OrgKind.PROPERTY_GROUP))
panels.offer_choices(SatisfactionSurvey.prepare.code, "projects", _projects)
panels.offer_choices(MonthlyTraining.plan.code, "from_library", _library)
