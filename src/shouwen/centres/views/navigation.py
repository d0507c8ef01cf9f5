"""What the service centres offer in the navigation, for whom it concerns."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shouwen.centres import parties
from shouwen.centres.models import Lead, VideoCheck, VoiceMessage
from shouwen.centres.words import CheckState, VoiceState
from shouwen.kernel import clock
from shouwen.people.roles import Role
from shouwen.web import nav
from shouwen.web.desk.asking import person_of


@nav.source
def entries(request: HttpRequest) -> Iterator[nav.Entry]:
    """Everybody reports; the counter has its inbox; the group its centres and today's checks."""
    person = person_of(request)
    roles = parties.roles_of(person)
    if Role.PROJECT_AGENT in roles:
        served = parties.served_projects(person)
        left = Lead.objects.filter(complaint=None, project__in=served).count()
        left += VoiceMessage.objects.filter(case__state=VoiceState.WAITING, case__project__in=served).count()
        yield nav.Entry(_("Reported to us"), reverse("centres:leads"), "phone", count=left, also=_inbox())
    elif roles & parties.GROUP_ROLES:
        yield nav.Entry(_("Reported to us"), reverse("centres:leads"), "phone", group=1, also=_inbox())
    yield nav.Entry(_("Report a matter"), reverse("centres:lead"), "camera")
    if roles & parties.GROUP_ROLES:
        due = VideoCheck.objects.filter(on=clock.day_of(clock.now()), case__state=CheckState.DUE).count()
        yield nav.Entry(_("Video checks"), reverse("centres:checks"), "camera", count=due, group=1)
        yield nav.Entry(_("Project service centres"), reverse("centres:overview"), "house", group=1)


def _inbox() -> tuple[str, ...]:
    """What else reaches a centre beside its counter; the tabs of the same page."""
    return tuple(reverse(f"centres:{part}") for part in ("messages", "conversations", "omissions"))
