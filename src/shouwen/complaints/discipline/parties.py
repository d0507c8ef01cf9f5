"""Who states, decides, files and carries out."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from shouwen.complaints.discipline.rules import bounds_of
from shouwen.kernel.access import Who, appointed
from shouwen.kernel.models import Case
from shouwen.people.queries import holders
from shouwen.people.roles import Role

if TYPE_CHECKING:
    from shouwen.complaints.models import Sanction


def _person(case: Case, _at: datetime) -> list[int]:
    """A sanction asks the person concerned first."""
    return [case.agent_id] if case.agent_id else []


def deciders_of(sanction: Sanction, at: datetime) -> list[int]:
    """Those whose line of the table it is; nobody decides about himself, then the vice-president does."""
    role = bounds_of(sanction.code).decided_by if sanction.code else Role.GROUP_GM
    found = [pk for pk in holders(role, at) if pk != sanction.person_id]
    return found or [pk for pk in holders(Role.GROUP_VICE_PRESIDENT, at) if pk != sanction.person_id]


def _deciders(case: Case, at: datetime) -> list[int]:
    return deciders_of(case.sanction, at)


def _carrying_out(case: Case, _at: datetime) -> list[int]:
    """Whoever has an open item of a plan on the order, and the person responsible for the order."""
    named = case.order.plan_items.filter(done_at=None).order_by("id").values_list("person_id", flat=True)
    return list(dict.fromkeys(named))


PERSON = Who(_("The person concerned"), _person, personal=True)
DECIDER = Who(_("Whoever decides on this line of the table"), _deciders)
HR = appointed(Role.HR_CENTRE)
VICE_PRESIDENT = appointed(Role.GROUP_VICE_PRESIDENT)
PLANNED = Who(_("Whoever the plan names"), _carrying_out)


def hr_centre(_case: Case, at: datetime) -> list[int]:
    """人力资源中心 hears of every decision (S3-37f)."""
    return holders(Role.HR_CENTRE, at)
