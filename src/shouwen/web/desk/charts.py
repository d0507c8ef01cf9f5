"""The board's charts as figures for the drawings of the look, and their finding in words."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from shouwen.kernel import clock
from shouwen.kernel.wording import SEMICOLON, listed
from shouwen.web.desk.figures import LAST_DAY, Day


def regions(day: Day) -> dict[str, Any]:
    """Rows: what runs in each regional company, late and soon apart."""
    found = day.regions
    late, soon = [r.late for r in found], [r.hour for r in found]
    rest = [r.all - r.late - r.hour for r in found]
    return {
        "names": [region.name for region in found],
        "series": [
            _series(_("Late"), "late", late, [_list("late", region=r.id) for r in found]),
            _series(_("Within the hour"), "soon", soon, [_list("hour", region=r.id) for r in found]),
            _series(_("In time"), "calm", rest, [_list("running", region=r.id) for r in found]),
        ],
        "totals": [region.all for region in found],
    }


def regions_finding(day: Day) -> str:
    words = _("{name} {all} running, {late} late")
    return listed((words.format(name=r.name, all=r.all, late=r.late) for r in day.regions), SEMICOLON) or _(
        "Nothing is running"
    )


def hours(day: Day) -> dict[str, Any]:
    """Bars: what falls due today, hour by hour, and where the day stands."""
    here = clock.local(day.now).hour
    wall = range(min([8, here, *day.hours]), max([20, here, *day.hours]) + 1)
    columns = [day.hours.get(hour, (0, 0, 0)) for hour in wall]
    urls = [_list("running", at=hour) for hour in wall]
    names = ((_("Late"), "late"), (_("Within the hour"), "soon"), (_("Later"), "calm"))
    return {
        "labels": [_("{hour}:00").format(hour=hour) for hour in wall],
        "series": [_series(name, colour, [c[n] for c in columns], urls) for n, (name, colour) in enumerate(names)],
        "now": {"at": _("{hour}:00").format(hour=here), "text": _("now")},
    }


def hours_finding(day: Day) -> str:
    left = sum(soon + later for _late, soon, later in day.hours.values())
    return _("{count} more fall due today").format(count=left)


def ladder(day: Day) -> dict[str, Any]:
    """Bars: how many are late by how many days; the last stands for that many or more."""
    labels = [str(n) for n in range(1, LAST_DAY)] + [f"{LAST_DAY}+"]
    return {"labels": labels, "values": list(day.ladder), "strong": [LAST_DAY - 1]}


def ladder_finding(day: Day) -> str:
    steps = day.ladder
    words = _("late 1 to 7 days: {first}, 8 to 15 days: {second}, 16 days and more: {third}")
    return words.format(first=sum(steps[:7]), second=sum(steps[7:15]), third=sum(steps[15:]))


def _series(name: str, colour: str, values: list[int], urls: list[str]) -> dict[str, Any]:
    return {"name": name, "colour": colour, "values": values, "urls": urls}


def _list(figure: str, **where: int) -> str:
    query = "&".join(f"{name}={value}" for name, value in where.items())
    return f"{reverse('web:board_figure', args=[figure])}?{query}"
