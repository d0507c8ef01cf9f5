"""The monthly ranking of the specialists by what customers said of their reception (第十六条).

By default the month's ratings at the window; a sample survey may weigh in as well (Q20).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db.models import Count
from django.utils.translation import gettext as _

from shouwen.complaints import rules, sources
from shouwen.complaints.models import AgentRanking, Sanction
from shouwen.complaints.sanctions import propose
from shouwen.complaints.sources import NOTHING, Mean
from shouwen.kernel import clock, rulebook
from shouwen.kernel.notices.outbox import NoticeDraft, post
from shouwen.kernel.rulebook import Book
from shouwen.kernel.wording import listed
from shouwen.people.queries import holders
from shouwen.people.roles import Role


@dataclass(frozen=True)
class Rated:
    """What a specialist was given: the score that ranks, and on how many opinions it rests."""

    agent_id: int
    score: Decimal | None
    sample: int
    window: Mean = NOTHING
    survey: Mean = NOTHING


def ranks(rated: Sequence[Rated]) -> dict[int, int]:
    """Agent to rank, the best is 1; equal scores share the rank and the next one skips (并列同名次).

    Whoever was not rated at all has no rank.
    """
    scores = sorted((r.score for r in rated if r.score is not None), reverse=True)
    return {r.agent_id: scores.index(r.score) + 1 for r in rated if r.score is not None}


def publish(month: date, at: datetime) -> list[AgentRanking]:
    """Write the month's ranking, once: an existing one is returned as it is (S3-16c).

    The population is every specialist in office at ``at`` (Q13). The bottom ten are those whose rank lies beyond the
    number of ranked people less ten, so people who share a rank are in it together or not at all; where ten or fewer
    are ranked nobody is.
    """
    existing = AgentRanking.objects.filter(month=month)
    if not existing.exists():
        book = rulebook.book(at)
        rated = _all_rated(month, book, at)
        places, bottom = ranks(rated), book.value(rules.RANKING_BOTTOM)
        first_of_bottom = len(places) - bottom + 1 if len(places) > bottom else None
        AgentRanking.objects.bulk_create(
            AgentRanking(
                month=month,
                agent_id=r.agent_id,
                rank=places.get(r.agent_id),
                score=r.score,
                sample=r.window.sample,
                window_score=r.window.score,
                survey_score=r.survey.score,
                survey_sample=r.survey.sample,
                window_weight=book.value(rules.RANKING_WINDOW_WEIGHT),
                is_sample_small=r.sample < book.value(rules.RANKING_SAMPLE),
                is_bottom_ten=first_of_bottom is not None and places.get(r.agent_id, 0) >= first_of_bottom,
            )
            for r in rated
        )
    return list(existing.order_by("rank", "agent_id"))


def _all_rated(month: date, book: Book, at: datetime) -> list[Rated]:
    window = sources.of_the_window(month)
    survey = sources.of_the_survey(month, book.value(rules.RANKING_SURVEY_MONTHS))
    weight = Decimal(book.value(rules.RANKING_WINDOW_WEIGHT))
    return [
        weighed(pk, window.get(pk, NOTHING), survey.get(pk, NOTHING), weight) for pk in holders(Role.PROJECT_AGENT, at)
    ]


def weighed(agent_id: int, window: Mean, survey: Mean, weight: Decimal) -> Rated:
    """Both sources by their weights (``weight``: the window's share in percent); one that is missing leaves the other.

    A survey without weight never ranks anybody.
    """
    parts = [(mean, share) for mean, share in ((window, weight), (survey, 100 - weight)) if mean.sample and share]
    sample = sum(mean.sample for mean, _share in parts)
    if not parts:
        return Rated(agent_id, None, sample, window, survey)
    whole = sum(share for _mean, share in parts)
    score = sum((mean.total / mean.sample * share for mean, share in parts), Decimal(0)) / whole
    return Rated(agent_id, sources.cents(score), sample, window, survey)


def propose_for_the_bottom(month: date, at: datetime) -> list[Sanction]:
    """连续三个月排名倒数后十名 (P4): a proposal for a person to decide; the next not before three months more."""
    months = _months_back(month, rulebook.value(rules.RANKING_MONTHS, at))
    flagged = AgentRanking.objects.filter(month__in=months, is_bottom_ten=True).values("agent_id")
    people = flagged.annotate(times=Count("id")).filter(times=len(months)).values_list("agent_id", flat=True)
    first_of_them = clock.at_time((months[-1] + timedelta(days=32)).replace(day=1), time())
    lately = Sanction.objects.filter(code="P4", proposed_at__gte=first_of_them)
    already = set(lately.values_list("person_id", flat=True))
    facts = _("in the bottom ten of {months}").format(months=listed(f"{m:%Y-%m}" for m in reversed(months)))
    return [propose(None, "P4", "第十六条", pk, facts, at) for pk in people if pk not in already]


def _months_back(month: date, count: int) -> list[date]:
    """The month and those before it, newest first."""
    found = [month]
    while len(found) < count:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return found


def announce(month: date, rows: Sequence[AgentRanking], proposals: Sequence[Sanction], at: datetime) -> None:
    """Tell the group centre of the ranking, and its general manager of the proposals."""
    data = {"month": f"{month:%Y-%m}", "people": len(rows), "bottom": sum(row.is_bottom_ten for row in rows)}
    centre = [pk for role in (Role.GROUP_GM, Role.GROUP_DGM, Role.GROUP_AGENT) for pk in holders(role, at)]
    post(
        NoticeDraft("ranking_published", f"ranking:{month}:s{pk}", at, staff_id=pk, data=data)
        for pk in dict.fromkeys(centre)
    )
    if proposals:
        many = {"month": f"{month:%Y-%m}", "people": len(proposals)}
        post(
            NoticeDraft("ranking_proposals", f"ranking:{month}:proposals:s{pk}", at, staff_id=pk, data=many)
            for pk in holders(Role.GROUP_GM, at)
        )
