"""一键收入典型案例: a closed case becomes a case study of the library, without its people (第四十五条)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.exchange import lessons
from shouwen.improvement import parties
from shouwen.improvement.models import LibraryItem
from shouwen.improvement.retelling import left_in, retold
from shouwen.improvement.words import Category
from shouwen.kernel import clock
from shouwen.kernel.access import Actor, scope_of
from shouwen.kernel.errors import Refused, Why, absent
from shouwen.kernel.models import Case
from shouwen.kernel.wording import listed


def may_tell(actor: Actor, case: Case, at: datetime) -> bool:
    """Whether this person may put the case into the library."""
    return parties.GROUP.may(actor, case, at) and scope_of(actor, at).covers(case)


def study_of(case_id: int) -> LibraryItem | None:
    """The case study made from a case."""
    return LibraryItem.objects.filter(source_id=case_id).first()


def tell(case: Case, actor: Actor) -> LibraryItem:
    """Put a closed case into the library; the same one again gives the same study.

    Raises Refused: not yours (as absent), not closed, or something in it still tells who it was.
    """
    now = clock.now()
    if actor.staff is None or not may_tell(actor, case, now):
        raise absent()
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=case.pk)
        known = study_of(case.pk)
        if known is not None:
            return known
        title, body, topics = _told(case)
        return LibraryItem.objects.create(
            category=Category.CASES, title=title, body=body, topics=topics, source=case, by=actor.staff, at=now
        )


def _told(case: Case) -> tuple[str, str, list[str]]:
    """Title and text without the people, and the topics it belongs to."""
    story = lessons.story_of(case.flow, case.pk)
    if story is None:
        raise Refused(_("Only a closed complaint becomes a case study."), Why.WRONG_STATE)
    chapters = [(str(head), retold(text, story.hidden)) for head, text in story.chapters]
    body = "\n\n".join(f"{head}\n{text}" for head, text in chapters)
    if left := left_in(body, story.hidden):
        raise Refused(_("Something in it still tells who it was: {what}.").format(what=listed(left)), Why.BAD_PAYLOAD)
    return story.title, body, [story.topic] if story.topic else []
