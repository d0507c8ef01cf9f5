"""The five questions of the yearly survey; each is answered with 1 (poor) to 5 (very good)."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

QUESTIONS: Final = (
    _("How friendly were we when you came or called?"),
    _("How quickly did we take up what you told us?"),
    _("How well was it put right in the end?"),
    _("How satisfied are you with the property service?"),
    _("How satisfied are you with us on the whole?"),
)
OF_THE_RECEPTION: Final = 0  # which of them speaks of the people at the counter
