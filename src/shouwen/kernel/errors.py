"""How a step says no. A refusal writes nothing and speaks the user's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Why(StrEnum):
    """The kinds of refusal; scenarios, the API and tests tell them apart by these words."""

    BAD_PAYLOAD = "bad_payload"
    MISSING_EVIDENCE = "missing_evidence"
    NOT_FOUND = "not_found"
    REFUSED = "refused"
    STALE_PAGE = "stale_page"
    WRONG_ROLE = "wrong_role"
    WRONG_STATE = "wrong_state"


class Refused(Exception):
    """A step was not taken, and why, in words for the person who tried.

    ``fields`` maps a field of the payload to its messages, so that a form can point at what is wrong.
    """

    def __init__(
        self,
        message: str | Promise,
        code: str = Why.REFUSED,
        fields: Mapping[str, Sequence[str | Promise]] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = str(code)
        self.fields = {name: [str(m) for m in messages] for name, messages in (fields or {}).items()}

    def __str__(self) -> str:
        return str(self.message)


def absent() -> Refused:
    """Absent and not yours read alike (ui.md §7)."""
    return Refused(_("This case cannot be found, or it is not within your scope."), Why.NOT_FOUND)


def stale() -> Refused:
    """The page is older than the case: nothing is decided on what somebody has not seen."""
    return Refused(
        _("Somebody was faster: the case has changed since this page was opened. Look again and decide anew."),
        Why.STALE_PAGE,
    )
