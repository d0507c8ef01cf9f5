"""Who opens the pages of a counted month: the group's centre, a company for its own, a specialist for the own lines."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from shouwen.complaints.indicators import bulletin
from shouwen.complaints.indicators.freezing import freeze
from shouwen.kernel.access import Actor
from tests.house.addresses import World
from tests.house.openings import Opening

MAY = date(2024, 5, 1)


def draft(who: str, method: str = "get", **more: Any) -> Callable[[World], Opening]:
    """An address of the counted month that is not published yet."""

    def opening(world: World) -> Opening:
        freeze(MAY)
        arguments = {name: made(world) if callable(made) else made for name, made in more.items()}
        return Opening(world.told.cast.staff[who], {"month": "2024-05", **arguments}, method)

    return opening


def confirming(world: World) -> Opening:
    """A company's chairman, whom the published bulletin was sent to."""
    freeze(MAY)
    bulletin.publish(MAY, "", Actor.of(world.told.cast.staff["gm"]))
    return Opening(world.told.cast.staff["chairman_region"], {"month": "2024-05"}, "post")


def project(world: World) -> int:
    return int(world.order.project.org_id)


def agent(world: World) -> int:
    return int(world.told.cast.staff["agent"].pk)


MONTHS: Mapping[str, Callable[[World], Opening]] = {
    "complaints:recount_month": draft("group_agent", "post"),
    "complaints:bulletin": draft("dgm"),
    "complaints:publish_bulletin": draft("gm", "post"),
    "complaints:confirm_bulletin": confirming,
    "complaints:bulletin_paper": draft("gm", form="xlsx"),
    "complaints:assessment_paper": draft("chairman_region", pk=project, form="xlsx"),
    "complaints:figure": draft("chairman_region", code="project_completion_rate", pk=project),
    "complaints:person_figure": draft("agent", code="on_spot_completion_rate", pk=agent),
}
