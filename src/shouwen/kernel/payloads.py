"""What a person gave, read into the dataclass a step takes; faults come back as Refused, field by field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from django.utils.translation import gettext as _
from pydantic import ValidationError

from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.flows import Given
from shouwen.kernel.wording import listed

G = TypeVar("G", bound=Given)


def read(takes: type[G], given: G | Mapping[str, Any] | None) -> G:
    """The payload, checked. Raises Refused(bad_payload) naming every field at fault in the user's words."""
    if isinstance(given, takes):
        return given
    try:
        return takes.model_validate(dict(given or {}) if isinstance(given, Mapping) or given is None else given)
    except ValidationError as faults:
        raise Refused(_summary(takes, faults), Why.BAD_PAYLOAD, _by_field(faults)) from faults


def _summary(takes: type[Given], faults: ValidationError) -> str:
    names = dict.fromkeys(str(fault["loc"][0]) if fault["loc"] else "" for fault in faults.errors())
    titles = [_title(takes, name) for name in names if name]
    return _("Still to fill in or to correct: {fields}.").format(fields=listed(titles))


def _title(takes: type[Given], name: str) -> str:
    field = takes.model_fields.get(name)
    return str(field.title or field.description or name) if field else name


def _by_field(faults: ValidationError) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for fault in faults.errors():
        name = ".".join(str(part) for part in fault["loc"]) or "__all__"
        found.setdefault(name, []).append(message_of(fault))
    return found


def message_of(fault: Any) -> str:
    """One fault of pydantic's in the user's words."""
    kind = fault["type"]
    if kind == "missing":
        return _("This is still empty.")
    if kind == "extra_forbidden":
        return _("This is not asked for here.")
    if kind in ("string_too_short", "string_type", "too_short"):
        return _("This is still empty or too short.")
    if kind in ("string_too_long", "too_long"):
        return _("This is too long.")
    if kind.startswith(("datetime", "date", "time")):
        return _("This is not a date and time; for example 2026-05-10 18:00.")
    if kind.startswith(("int", "float", "decimal", "greater", "less")):
        return _("This is not a number within the limits.")
    if kind in ("enum", "literal_error"):
        return _("Choose one of those offered.")
    return str(fault["ctx"]["error"]) if "error" in fault.get("ctx", {}) else str(fault["msg"])
