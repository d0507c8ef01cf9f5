"""The day board of the group centre, its wall variant, and the lists its figures open into."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.db.models.functions import ExtractHour
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shouwen.kernel import clock
from shouwen.kernel.flows import all_flows
from shouwen.kernel.models import Case, Event
from shouwen.web import written
from shouwen.web.cases.facts import place_of
from shouwen.web.desk import attention, charts, figures, heat, owed
from shouwen.web.desk.asking import actor_of, person_of, reading, sees_the_group, stands_for
from shouwen.web.desk.figures import Day
from shouwen.web.desk.rows import duty_title, rows

PAGE = 50


@reading
def board(request: HttpRequest) -> HttpResponse:
    """The day within the frame."""
    return render(request, "web/desk/board.html", _day(request))


@reading
def wall(request: HttpRequest) -> HttpResponse:
    """The same for a screen on the wall: dark, large, renewing itself; nobody's name, home or words are on it."""
    return render(request, "web/desk/wall.html", {**_day(request), "always_dark": True, "on_wall": True})


@reading
def behind(request: HttpRequest, figure: str) -> HttpResponse:
    """What is behind one figure."""
    _group_only(request)
    if figure not in _BEHIND:
        raise Http404
    title, make = _BEHIND[figure]
    return render(request, "web/desk/behind.html", {"title": title, **make(request)})


def _group_only(request: HttpRequest) -> None:
    """For others the board does not exist."""
    if not sees_the_group(person_of(request)):
        raise Http404


def _day(request: HttpRequest) -> dict[str, Any]:
    _group_only(request)
    day = Day()
    return {
        "kpis": _kpis(day),
        "regions": charts.regions(day),
        "regions_finding": charts.regions_finding(day),
        "hours": charts.hours(day),
        "hours_finding": charts.hours_finding(day),
        "ladder": charts.ladder(day),
        "ladder_finding": charts.ladder_finding(day),
        "heat": heat.of(day),
        "latest": [
            {"late": one, "row": row, "duty": duty_title(one.owed)}
            for one, row in zip(day.latest, _latest_rows(request, day), strict=True)
        ],
    }


def _latest_rows(request: HttpRequest, day: Day) -> list[Any]:
    return rows([one.owed for one in day.latest], actor_of(request), ())


def _kpis(day: Day) -> list[dict[str, Any]]:
    """Seven figures, each with the list it opens into."""
    found: list[tuple[str, int | str, str]] = [
        ("open", written.number(day.open_cases), ""),
        ("late", written.number(day.late), "late" if day.late else ""),
        ("hour", written.number(day.hour), "soon" if day.hour else ""),
        ("issued", written.number(day.issued), ""),
        ("closed", written.number(day.closed), ""),
        ("blocked", written.number(day.blocked), ""),
        ("fines", written.number(day.fines), ""),
    ]
    return [
        {"title": _BEHIND[name][0], "value": value, "state": state, "url": reverse("web:board_figure", args=[name])}
        for name, value, state in found
    ]


def _obligations(condition: Callable[[], Q]) -> Callable[[HttpRequest], dict[str, Any]]:
    def make(request: HttpRequest) -> dict[str, Any]:
        found = (
            figures.running()
            .filter(condition())
            .select_related("debtor", "case__project", "case__unit", "case__customer")
        )
        if request.GET.get("region", "").isdecimal():
            found = found.filter(case__region_id=int(request.GET["region"]))
        if request.GET.get("at", "").isdecimal():
            day = Q(due_at__gte=Day().midnight, due_at__lt=owed.end_of_day(clock.now()))
            found = (
                found.filter(day)
                .annotate(at=ExtractHour("due_at", tzinfo=clock.ZONE))
                .filter(at=int(request.GET["at"]))
            )
        part, more = owed.page(found, owed.Place.read(request.GET.get("after", "")), PAGE)
        listed = rows(part, actor_of(request), stands_for(person_of(request)))
        return {"owed": listed, "more_url": _again(request, after=str(owed.Place.of(part[-1]))) if more else ""}

    return make


def _cases(condition: Callable[[], Q]) -> Callable[[HttpRequest], dict[str, Any]]:
    def make(request: HttpRequest) -> dict[str, Any]:
        found = Case.objects.filter(condition()).select_related("project", "unit", "customer", "agent")
        part = list(_before(request, found).order_by("-id")[: PAGE + 1])
        more = part[PAGE - 1].pk if len(part) > PAGE else 0
        return {
            "cases": [_case(case) for case in part[:PAGE]],
            "more_url": _again(request, before=more) if more else "",
        }

    return make


def _taken(condition: Callable[[], Q]) -> Callable[[HttpRequest], dict[str, Any]]:
    """Cases with an event of today, the latest event first."""

    def make(request: HttpRequest) -> dict[str, Any]:
        found = figures.events_since(Day().midnight).exclude(to_state="").filter(condition())
        found = found.select_related("case__project", "case__unit", "case__customer", "case__agent")
        part: list[Event] = list(_before(request, found).order_by("-id")[: PAGE + 1])
        more = part[PAGE - 1].pk if len(part) > PAGE else 0
        listed = [{**_case(event.case), "at": event.occurred_at} for event in part[:PAGE]]
        return {"cases": listed, "more_url": _again(request, before=more) if more else ""}

    return make


def _fines(request: HttpRequest) -> dict[str, Any]:
    found = figures.fines_on(clock.now()).select_related("person", "case__project", "case__unit", "case__customer")
    part = list(_before(request, found).order_by("-id")[: PAGE + 1])
    more = part[PAGE - 1].pk if len(part) > PAGE else 0
    return {"lines": part[:PAGE], "more_url": _again(request, before=more) if more else ""}


def _before(request: HttpRequest, found: Any) -> Any:
    before = request.GET.get("before", "")
    return found.filter(pk__lt=int(before)) if before.isdecimal() else found


def _again(request: HttpRequest, **place: str | int) -> str:
    """The same list, from another place on."""
    query = request.GET.copy()
    for name, value in place.items():
        query[name] = str(value)
    return f"{request.path}?{query.urlencode()}"


def _case(case: Case) -> dict[str, Any]:
    flow = next((flow for flow in all_flows() if flow.code == case.flow), None)
    state = flow.State(case.state).label if flow else case.state
    return {"case": case, "place": place_of(case), "state": state, "at": case.opened_at}


def _is_blocked() -> Q:
    found = Q(pk__in=[])
    for code, one in attention.declared().items():
        found |= Q(flow=code, state__in=sorted(one.blocked), closed_at=None)
    return found


def _is_late() -> Q:
    return Q(due_at__lt=clock.now())


def _is_soon() -> Q:
    return Q(due_at__gte=clock.now(), due_at__lte=clock.now() + owed.HOUR)


_BEHIND: dict[str, tuple[str | Promise, Callable[[HttpRequest], dict[str, Any]]]] = {
    "open": (_("Open cases"), _cases(lambda: Q(closed_at=None))),
    "late": (_("Late"), _obligations(_is_late)),
    "hour": (_("Due within the hour"), _obligations(_is_soon)),
    "running": (_("Clocks that run"), _obligations(Q)),
    "issued": (_("Issued today"), _taken(lambda: Q(code__in=sorted(attention.issuing_steps())))),
    "closed": (_("Closed today"), _taken(figures.ending_condition)),
    "blocked": (_("Blocked"), _cases(_is_blocked)),
    "fines": (_("Fines today, CNY"), _fines),
}
