"""A customer answers the yearly survey, once (第四十四条)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.common.numbers import number_in
from shouwen.improvement.models import SurveyInvitation
from shouwen.improvement.survey_questions import QUESTIONS
from shouwen.improvement.words import SurveyState
from shouwen.kernel.errors import Refused, Why

_LOWEST, _HIGHEST, _LONGEST = 1, 5, 1000


def is_open(invitation: SurveyInvitation) -> bool:
    """Whether the survey still asks."""
    return invitation.survey.case.state == SurveyState.RUNNING


def answer(invitation: SurveyInvitation, scores: Sequence[str], comment: str, at: datetime) -> None:
    """Keep the five scores. Refused: a question left out, answered before, or the survey is over."""
    given = [score for one in scores if _LOWEST <= (score := number_in(one) or 0) <= _HIGHEST]
    if len(given) != len(QUESTIONS):
        raise Refused(_("Please answer all five questions."), Why.BAD_PAYLOAD)
    with transaction.atomic():
        locked = SurveyInvitation.objects.select_for_update().get(pk=invitation.pk)
        if locked.answered_at is not None:
            raise Refused(_("This link has been used already. Thank you."), Why.WRONG_STATE)
        if not is_open(invitation):
            raise Refused(_("The survey is over. Thank you all the same."), Why.WRONG_STATE)
        locked.scores, locked.comment, locked.answered_at = given, comment.strip()[:_LONGEST], at
        locked.save(update_fields=["scores", "comment", "answered_at"])
