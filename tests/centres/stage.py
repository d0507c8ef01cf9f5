"""A service centre in the rehearsal's cast: opened, set up, with what each test needs beside it."""

from __future__ import annotations

from datetime import date
from typing import Any

from shouwen.centres.flows import Centre
from shouwen.centres.models import ServiceCentre
from shouwen.estate.models import Phase, Project
from shouwen.kernel import clock, jobs, moves
from shouwen.kernel.flows import Step
from shouwen.kernel.models import Case
from shouwen.rehearsal.scenario import instant_of
from tests.factories.story import Story, story

JOBS = ("centres.video_checks", "centres.periods", "centres.rotation")


def centre_of(told: Story, at: str = "2024-01-10 09:00", project: str = "P1", **given: Any) -> Case:
    """The centre of a project of the cast, opened by the group on the day of ``at``."""
    instant = instant_of(at)
    opening = {"opened_on": clock.day_of(instant), "hotline": "057188880000", "office": "1栋大堂", **given}
    with clock.moved_to(instant):
        place = moves.Place(told.cast.projects[project])
        return moves.start(Centre.open, place, by=told.cast.actor("group_agent"), given=opening).case


def act(told: Story, step: Step[Any], case: Case, by: str, at: str, proofs: tuple[str, ...] = (), **given: Any) -> Case:
    """Take a step of any of the centres' cases at a wall time."""
    with clock.moved_to(instant_of(at)):
        pieces = [told.piece(kind, by) for kind in proofs]
        return moves.take(step, case.pk, by=told.cast.actor(by), given=given or None, proofs=pieces).case


def jobs_at(at: str, *only: str, since: str = "") -> None:
    """The centres' jobs whose slots have come by a wall time (of the day before, unless since longer)."""
    instant = instant_of(at)
    with clock.moved_to(instant):
        jobs.run_due(instant, since=instant_of(since) if since else None, only=only or JOBS)


def estate(told: Story, launched: str, **phases: str | None) -> Project:
    """The dates of project P1: launched on, and each phase's actual handover (None: not yet)."""
    project = told.cast.projects["P1"]
    project.launched_on = date.fromisoformat(launched)
    project.save(update_fields=["launched_on"])
    for name, day in phases.items():
        Phase.objects.create(project=project, name=name, handed_over_on=date.fromisoformat(day) if day else None)
    return project


def record_of(case: Case) -> ServiceCentre:
    return ServiceCentre.objects.get(pk=case.pk)


__all__ = ["act", "centre_of", "estate", "jobs_at", "record_of", "story"]
