"""The figures of a month: the overview of a place, one's own, and the cases behind each number (S3-01b, S3-02a)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from shouwen.common.dates import first_of_month
from shouwen.complaints import parties
from shouwen.complaints.indicators import bulletin, composite, overview_of, reading
from shouwen.complaints.indicators.formulae import Formula, formula_named
from shouwen.complaints.indicators.reading import Behind, Reading, Side
from shouwen.complaints.models import AgentRanking, MonthReport
from shouwen.complaints.views.people import actor_of, for_staff
from shouwen.kernel import clock
from shouwen.kernel.access import Actor, scope_of, visible_cases
from shouwen.kernel.errors import absent
from shouwen.kernel.flows import state_title
from shouwen.kernel.models import Case
from shouwen.people.models import OrgUnit
from shouwen.people.roles import Role
from shouwen.web.parts import Tab

MINE = ("window_rating", "on_spot_completion_rate", "submit_in_30m_rate", "verify_in_30m_rate")
SHOWN_MONTHS = 12


def month_named(text: str) -> date:
    """The first of a month written 2024-05; absent for anything else."""
    first = first_of_month(text)
    if first is None:
        raise absent()
    return first


def report_named(text: str) -> MonthReport:
    found = reading.report_of(month_named(text))
    if found is None:
        raise absent()
    return found


@for_staff
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Five tiles, the three goals and the lines of one place in one month; the newest month unless asked otherwise."""
    actor = actor_of(request)
    places, months = reading.places_of(actor), reading.months()[:SHOWN_MONTHS]
    wanted, asked = request.GET.get("month", ""), request.GET.get("place", "")
    report = next((one for one in months if f"{one.month:%Y-%m}" == wanted), months[0] if months else None)
    place = next((org for org in places if str(org.pk) == asked), places[0] if places else None)
    context: dict[str, Any] = {"months": months, "report": report, "place": place, "places": places}
    if report is not None and place is not None:
        context |= overview_of.a_place(report, place, group=scope_of(actor).everything)
        context |= {"is_whole": reading.is_whole(report), "in_the_centre": bulletin.works_in_the_centre(actor)}
        context["may_read"] = bulletin.may_read(report, actor)
    context["is_rated"] = Role.PROJECT_AGENT in parties.roles_of(actor, clock.now())
    return render(request, "complaints/indicators/overview.html", context)


@for_staff
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """A specialist's own score, rank and lines, month by month; nobody else's (S3-16c)."""
    actor = actor_of(request)
    months, staff_id = reading.months()[:SHOWN_MONTHS], actor.staff_id or 0
    ranked = {row.month: row for row in AgentRanking.objects.filter(agent_id=staff_id)}
    rows = [
        {"report": report, "readings": reading.of_person(report, staff_id, MINE), "ranking": ranked.get(report.month)}
        for report in months[:3]
    ]
    return render(request, "complaints/indicators/mine.html", {"rows": rows, "staff_id": staff_id})


@for_staff
@require_safe
def behind(request: HttpRequest, month: str, code: str, pk: int) -> HttpResponse:
    """The cases behind a place's figure; absent for a place the reader has nothing to do with."""
    actor, report = actor_of(request), report_named(month)
    formula = _formula(code)
    place = next((org for org in reading.places_of(actor) if org.pk == pk), None)
    if place is None or (formula.group_only and not scope_of(actor).everything):
        raise absent()
    found = reading.behind_a_place(report, _parts(report, code), place, _after(request), side=_side(request))
    one = reading.of_place(report, place.pk, [code])[code]
    context = {"place": place.name, "back": _overview(report, place)}
    return _page(request, report, one, found, context)


@for_staff
@require_safe
def behind_a_person(request: HttpRequest, month: str, code: str, pk: int) -> HttpResponse:
    """The cases behind a specialist's figure: for the specialist, and for the group's service centre."""
    actor, report = actor_of(request), report_named(month)
    formula = _formula(code)
    if not formula.of_people or (pk != actor.staff_id and not bulletin.works_in_the_centre(actor)):
        raise absent()
    found = reading.behind_a_person(report, code, pk, _after(request), side=_side(request))
    one = reading.of_person(report, pk, [code])[code]
    return _page(request, report, one, found, {"place": "", "back": reverse("complaints:my_figures")})


def _formula(code: str) -> Formula:
    formula = formula_named(code)
    if formula is None:
        raise absent()
    return formula


def _parts(report: MonthReport, code: str) -> Sequence[str]:
    """A score opens into the cases of its parts."""
    return {"composite_score": list(composite.PARTS), "centre_score": list(report.scheme)}.get(code, [code])


def _after(request: HttpRequest) -> int | None:
    after = request.GET.get("after", "")
    return int(after) if after.isdecimal() else None


def _side(request: HttpRequest) -> Side:
    """Which cases are asked for (``side``); whatever else is written means all."""
    asked = request.GET.get("side", "")
    return next((side for side in Side if side == asked), Side.BOTH)


def _tabs(request: HttpRequest) -> list[Tab]:
    """All cases of a share, those that make its numerator, and the others."""
    titles = {Side.BOTH: _("All"), Side.ABOVE: _("Counted above"), Side.ONLY_BELOW: _("Only below")}
    here = _side(request)
    return [
        Tab(title, f"?side={side}" if side else request.path, current=side is here) for side, title in titles.items()
    ]


def _overview(report: MonthReport, place: OrgUnit) -> str:
    return f"{reverse('complaints:indicators')}?month={report.month:%Y-%m}&place={place.pk}"


def _page(
    request: HttpRequest, report: MonthReport, one: Reading, found: Sequence[Behind], context: dict[str, Any]
) -> HttpResponse:
    part, more = found[: reading.PAGE], len(found) > reading.PAGE
    side = _side(request)
    context |= {
        "report": report,
        "one": one,
        "title": overview_of.title_of(one),
        "rows": _rows(actor_of(request), part),
        "more_url": f"?after={part[-1].case_id}{f'&side={side}' if side else ''}" if more else "",
        "tabs": _tabs(request) if one.formula.has_sides else [],
        "is_whole": reading.is_whole(report),
    }
    return render(request, "complaints/indicators/behind.html", context)


def _rows(actor: Actor, part: Sequence[Behind]) -> list[dict[str, Any]]:
    """The cases in their order; of one outside the reader's scope nothing but that it is counted."""
    cases = visible_cases(actor).select_related("project", "unit", "agent").in_bulk([one.case_id for one in part])
    return [{"one": one, "case": cases.get(one.case_id), "state": _state(cases.get(one.case_id))} for one in part]


def _state(case: Case | None) -> Any:
    return state_title(case) if case else _("not yours to see")
