"""A refusal that names its field."""

from __future__ import annotations

from shouwen.kernel.errors import Refused, Why


def wrong(field: str, says: str) -> Refused:
    """What was given in ``field`` cannot be; the sentence stands at the field and at the button."""
    return Refused(says, Why.BAD_PAYLOAD, {field: [says]})
