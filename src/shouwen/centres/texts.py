"""The wordings in force of the texts the group's service centre words itself; every earlier wording stays."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.utils.translation import gettext as _

from shouwen.centres import parties
from shouwen.centres.models import PolicyText
from shouwen.kernel import clock
from shouwen.kernel.errors import Refused, Why
from shouwen.people.models import Staff
from shouwen.web import policies

LONGEST = 600


def in_force(codes: Collection[str]) -> Mapping[str, str]:
    """The latest wording of each of these codes that has one; one question."""
    latest = PolicyText.objects.filter(code__in=list(codes)).order_by("code", "-id").distinct("code")
    return dict(latest.values_list("code", "text"))


def word_anew(code: str, words: str, by: Staff) -> PolicyText:
    """A new wording, in force at once. Refused to others than the group's service centre, empty or too long."""
    if not parties.is_of_the_group(by):
        raise Refused(_("These texts are worded by the group's service centre."), Why.WRONG_ROLE)
    if code not in {policy.code for policy in policies.all_policies()}:
        raise Refused(_("There is no such text."), Why.BAD_PAYLOAD)
    text = words.strip()
    if not text or len(text) > LONGEST:
        says = _("Between 1 and {most} characters.").format(most=LONGEST)
        raise Refused(says, Why.BAD_PAYLOAD, {"text": [says]})
    return PolicyText.objects.create(code=code, text=text, by=by, at=clock.now())


policies.read_from(in_force)
