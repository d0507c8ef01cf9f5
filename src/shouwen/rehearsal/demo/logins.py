"""Who can log in to the demo, and with what. Meant to be known to everybody."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _

from shouwen.people.roles import Department, OrgKind, Role

PASSWORD: Final = "shouwen-demo"  # noqa: S105 - a demo's login is printed on the first screen

_SHOWN: Final = (
    ("kf001", Role.PROJECT_AGENT),
    ("kf101", Role.GROUP_AGENT),
    ("fz001", Role.GROUP_DGM),
    ("zj001", Role.GROUP_GM),
    ("gc001", Department.PROPERTY_REPAIR),
    ("fw001", Department.PROPERTY_SERVICE),
    ("yx001", Department.MARKETING),
    ("dsz001", Role.CHAIRMAN),
    ("wyjt001", OrgKind.PROPERTY_GROUP),
    ("dsj001", Role.BOARD),
    ("kj001", Role.CS_MANAGER),
    ("kz001", Role.CS_ASSISTANT),
    ("ky001", Role.CS_CLERK),
    ("gs001", Role.DEPUTY_GM),
    ("qt001", Role.RECEPTION),
    ("ma001", Role.GATE_GUARD),
    ("ab001", Role.SECURITY_HEAD),
    ("gz001", Role.RULE_OWNER),
    ("sj001", Role.AUDITOR),
    ("gl001", Role.ADMINISTRATOR),
)


def demo_logins() -> list[tuple[str, str]]:
    """(staff number, what the person is) of the logins worth trying; all have ``PASSWORD``."""
    return [(number, str(who.label)) for number, who in _SHOWN]


def in_words() -> str:
    """What the launcher prints."""
    lines = [_("Demo logins; the password of all is %(password)s") % {"password": PASSWORD}]
    return "\n".join([*lines, *(f"  {number:8}{who}" for number, who in demo_logins())]) + "\n"
