"""A first password, or a new one, for somebody who cannot log in: a link to the own phone, which opens once.

The administrator who sends it never sees it: it is made when the message leaves (``page_of``), and lies in no table.
It ends with the password it changes, with a login, and after ``settings.PASSWORD_RESET_TIMEOUT``.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _

from shouwen.kernel import clock
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.models import Notice
from shouwen.kernel.notices import NoticeDraft, post
from shouwen.kernel.posts import administers
from shouwen.people.models import OrgUnit, Staff
from shouwen.people.queries import appointments_at
from shouwen.people.roles import OrgKind


def may_send(by: Staff, person: Staff) -> bool:
    """Whether ``by`` administers a place where the person works; who has no post is looked after by the group."""
    held = list(appointments_at(clock.now()).filter(staff=person).select_related("org"))
    places = [post.org for post in held] or list(OrgUnit.objects.filter(kind=OrgKind.GROUP_CENTRE))
    return any(administers(by, place) for place in places)


def send_password_link(person: Staff, by: Staff) -> None:
    """Send the link to the person's phone; pressed twice within a second it is sent once.

    Refused to who does not administer the person, and for somebody who has left or has no phone on record.
    """
    if not may_send(by, person):
        raise Refused(_("The link is sent by an administrator of this part of the house."), Why.WRONG_ROLE)
    if not person.is_active:
        raise Refused(_("This person has left and does not log in any more."), Why.WRONG_STATE)
    if not person.phone:
        raise Refused(
            _("No phone is on record for {name}. Import it with the staff first.").format(name=person.name),
            Why.BAD_PAYLOAD,
        )
    now = clock.now()
    key = f"password_link:{person.pk}:{now.isoformat()}"
    post([NoticeDraft("password_link", key, now, staff_id=person.pk, data={"asked_by": by.pk})])


def page_of(notice: Notice) -> str:
    """The address for a message that is about to leave."""
    person = notice.staff
    if person is None:
        return ""
    words = [urlsafe_base64_encode(force_bytes(person.pk)), default_token_generator.make_token(person)]
    return f"{settings.PUBLIC_ADDRESS}{reverse('web:set_password', args=words)}"
