"""A payload's fields: their annotations taken apart, and values as people read them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from django.utils.translation import gettext as _
from pydantic.fields import FieldInfo

from shouwen.common.remembering import remembered
from shouwen.kernel.flows import Given, Person
from shouwen.kernel.wording import listed
from shouwen.people.models import Staff
from shouwen.web import written
from shouwen.web.parts import Words


@dataclass(frozen=True)
class Shape:
    """The plain type of a field with its bounds; ``many`` for a list of that type, ``person`` for who it names."""

    type: type
    optional: bool = False
    many: bool = False
    person: bool = False
    bounds: Mapping[str, Any] = field(default_factory=dict)


def shape_of(info: FieldInfo) -> Shape:
    """What a payload's field holds, whatever it is wrapped in."""
    return _shape(info.annotation, info.metadata, optional=not info.is_required())


def _shape(annotation: Any, metadata: Sequence[Any], *, optional: bool) -> Shape:
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *more = get_args(annotation)
        return _shape(inner, [*metadata, *more], optional=optional)
    if origin in (Union, UnionType):
        inner = next(arg for arg in get_args(annotation) if arg is not NoneType)
        return _shape(inner, metadata, optional=True)
    if origin in (list, tuple, Sequence):
        return Shape(_shape(get_args(annotation)[0], (), optional=False).type, optional, many=True)
    return Shape(annotation, optional, person=Person in metadata, bounds=dict(_bounds(metadata)))


def _bounds(metadata: Sequence[Any]) -> Iterator[tuple[str, Any]]:
    for item in metadata:
        if isinstance(item, FieldInfo):
            yield from _bounds(item.metadata)
        for name in ("ge", "gt", "le", "lt", "min_length", "max_length", "decimal_places", "pattern"):
            value = getattr(item, name, None)
            if value is not None:
                yield name, value


def words(takes: type[Given], given: Mapping[str, Any]) -> list[tuple[Words, str]]:
    """What was given with a step, as label and text in the payload's order, without what is empty or unlabelled."""
    found: list[tuple[Words, str]] = []
    for name, info in takes.model_fields.items():
        value = given.get(name)
        if info.title and value not in (None, "", []):
            found.append((info.title, _text(shape_of(info), value)))
    return found


def _text(shape: Shape, value: Any) -> str:
    if isinstance(value, list):
        return listed(_text(Shape(shape.type), one) for one in value)
    if isinstance(value, Mapping) and isinstance(shape.type, type) and issubclass(shape.type, Given):
        return " ".join(text for _title, text in words(shape.type, value))  # one line of a table within the payload
    if shape.person:
        return (
            _name_of(value) if isinstance(value, int) else str(value)
        )  # an earlier version wrote some names themselves
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(shape.type, type) and issubclass(shape.type, Enum):
        try:
            return str(getattr(shape.type(value), "label", value))
        except ValueError:  # a word that a later version no longer has
            return str(value)
    if isinstance(shape.type, type) and issubclass(shape.type, datetime):
        return written.moment(datetime.fromisoformat(str(value)))
    return str(value)


def _name_of(person_id: int) -> str:
    """Whom a payload names; the number of somebody who is no longer there."""
    name = remembered(("name", person_id), lambda: Staff.objects.filter(pk=person_id).values_list("name", flat=True))
    return next(iter(name), str(person_id))
