"""What a survey found: response rate, mean and confidence band by project, by region and for the whole (第四十四条).

A score is the mean of a person's five answers, 1 to 5. Strata (projects) are weighted by their customers; the band is
the 95 % interval of the mean, with the correction for a finite population. One answer alone has no band.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, variance
from typing import Any, Final

from shouwen.improvement.models import Survey
from shouwen.improvement.survey_questions import QUESTIONS

_Z: Final = 1.96


@dataclass(frozen=True)
class Stratum:
    """One project: its customers, how many were asked, and the scores that came back."""

    population: int
    asked: int
    scores: Sequence[float]


def of(survey: Survey) -> dict[str, Any]:
    """The whole result, as it is frozen."""
    answers = _answers(survey)
    places = list(survey.places.select_related("project__region").order_by("project__region_id", "project_id"))
    strata = {
        place.project_id: Stratum(place.population, place.sampled, [fmean(one) for one in answers[place.project_id]])
        for place in places
    }
    regions: dict[int, list[Any]] = defaultdict(list)
    for place in places:
        regions[place.project.region_id].append(place)
    return {
        "all": estimate(list(strata.values())),
        "questions": _by_question([one for given in answers.values() for one in given]),
        "regions": [
            {
                "name": members[0].project.region.name,
                **estimate([strata[place.project_id] for place in members]),
                "projects": [{"name": p.project.name, **estimate([strata[p.project_id]])} for p in members],
            }
            for members in regions.values()
        ],
    }


def _answers(survey: Survey) -> Mapping[int, list[list[int]]]:
    found: dict[int, list[list[int]]] = defaultdict(list)
    rows = survey.invitations.filter(answered_at__isnull=False).order_by("pk")
    for project, scores in rows.values_list("project_id", "scores"):
        found[project].append(scores)
    return found


def _by_question(answers: Sequence[Sequence[int]]) -> list[float | None]:
    if not answers:
        return [None] * len(QUESTIONS)
    return [round(fmean(one[number] for one in answers), 2) for number in range(len(QUESTIONS))]


def estimate(strata: Sequence[Stratum]) -> dict[str, Any]:
    """Customers asked, answers, response rate in percent, mean score and half the width of its band."""
    asked, answers = sum(s.asked for s in strata), sum(len(s.scores) for s in strata)
    answered = [s for s in strata if s.scores]
    weight = sum(s.population for s in answered)
    mean = sum(s.population * fmean(s.scores) for s in answered) / weight if weight else None
    return {
        "population": sum(s.population for s in strata),
        "asked": asked,
        "answers": answers,
        "rate": round(100 * answers / asked, 2) if asked else None,
        "mean": None if mean is None else round(mean, 2),
        "band": _band(answered, weight),
    }


def _band(strata: Sequence[Stratum], weight: int) -> float | None:
    if not strata or any(len(s.scores) < 2 for s in strata):
        return None
    spread = sum(
        (s.population / weight) ** 2 * variance(s.scores) / len(s.scores) * _left_over(s.population, len(s.scores))
        for s in strata
    )
    return round(_Z * sqrt(spread), 2)


def _left_over(population: int, answers: int) -> float:
    """The correction for a finite population: who was all asked leaves nothing to guess."""
    return max(0.0, 1 - answers / population) if population else 0.0
