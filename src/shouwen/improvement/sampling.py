"""Whom the yearly survey asks: a random, reproducible sample of the customers of each project (第四十四条)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from random import Random

from django.utils.translation import gettext as _

from shouwen.customers.queries import occupancies_on
from shouwen.estate.models import Project
from shouwen.improvement import rules
from shouwen.improvement.models import Survey, SurveyInvitation, SurveyPlace
from shouwen.kernel import clock
from shouwen.kernel.rulebook import Book


def projects_named(ids: Sequence[int]) -> list[Project]:
    """These projects, by id."""
    return list(Project.objects.filter(pk__in=ids).order_by("pk"))


def too_narrow(projects: Sequence[Project], book: Book) -> str:
    """Why a plan does not span regions and projects; empty when it does (S3-44b)."""
    regions, least = len({project.region_id for project in projects}), book.value(rules.SURVEY_REGIONS)
    if regions < least or len(projects) < book.value(rules.SURVEY_PROJECTS):
        return _("The survey spans regions and projects: at least {regions} regions and {projects} projects.").format(
            regions=least, projects=book.value(rules.SURVEY_PROJECTS)
        )
    return ""


def draw(survey: Survey, projects: Sequence[Project], at: datetime) -> list[SurveyPlace]:
    """Draw anew; each customer is asked once, in the first of the projects. Raises nothing: a project without
    customers has an empty stratum."""
    SurveyInvitation.objects.filter(survey=survey).delete()
    SurveyPlace.objects.filter(survey=survey).delete()
    places: list[SurveyPlace] = []
    asked: set[int] = set()
    for project in projects:
        people = [pk for pk in _customers_of(project, at) if pk not in asked]
        chosen = Random(f"{survey.seed}:{project.pk}").sample(people, min(survey.sample, len(people)))  # noqa: S311 - a sample, not a secret
        asked.update(chosen)
        places.append(SurveyPlace(survey=survey, project=project, population=len(people), sampled=len(chosen)))
        SurveyInvitation.objects.bulk_create(
            SurveyInvitation(survey=survey, project=project, customer_id=pk) for pk in sorted(chosen)
        )
    return SurveyPlace.objects.bulk_create(places)


def _customers_of(project: Project, at: datetime) -> list[int]:
    """Whoever has a relation to a unit of the project, in a fixed order."""
    found = occupancies_on(clock.day_of(at)).select_related(None).filter(project=project)
    return list(found.order_by("customer_id").values_list("customer_id", flat=True).distinct())
