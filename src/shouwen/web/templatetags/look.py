"""Tags of the look: built files, icons, the idempotency key, a form field's control."""

from __future__ import annotations

from uuid import uuid4

from django import template
from django.contrib.messages.storage.base import Message
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, FileInput, HiddenInput, RadioSelect, Select
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from shouwen.web import built, icons, policies
from shouwen.web.taking_back import OFFER

register = template.Library()


@register.simple_tag
def asset(entry: str) -> str:
    """The address of a built script: ``{% asset "main.js" %}``."""
    return built.address(entry)


@register.simple_tag
def script(entry: str) -> SafeString | str:
    """The script element of a built entry; nothing before the first build."""
    found = built.address(entry)
    return format_html('<script type="module" src="{}"></script>', found) if found else ""


@register.simple_tag
def styles(entry: str = "main.js") -> SafeString:
    """The style sheets of a built entry."""
    return format_html_join("\n", '<link rel="stylesheet" href="{}">', ((file,) for file in built.styles(entry)))


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """One drawing of the set: ``{% icon "bell" %}``."""
    return icons.drawing(name, size)


@register.simple_tag
def creed() -> str:
    """The service creed of the group, as it words it now (S3-01a)."""
    return policies.text(policies.CREED)


@register.simple_tag
def once(key: str = "") -> SafeString:
    """The hidden field that makes a second sending of the same form harmless; a page passes the key it was given."""
    return format_html('<input type="hidden" name="key" value="{}">', key or uuid4())


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """The input of a field with our classes; Django adds ``aria-describedby`` and ``aria-invalid``."""
    widget = field.field.widget
    attrs: dict[str, str | bool] = {}
    if isinstance(widget, (CheckboxInput, RadioSelect, CheckboxSelectMultiple)):
        attrs["class"] = "sw-check"
    elif isinstance(widget, Select):
        attrs["class"] = "form-select"
    elif not isinstance(widget, HiddenInput):
        attrs["class"] = "form-control"
    if isinstance(widget, FileInput):
        attrs["data-file"] = field.name
    return field.as_widget(attrs=attrs)


@register.simple_tag
def taking_back(message: Message) -> str:
    """The address that takes back what the message says was done; nothing when that cannot be taken back."""
    offer = next((tag for tag in message.tags.split() if tag.startswith(OFFER)), "")
    return reverse("web:take_back", args=[int(offer.removeprefix(OFFER))]) if offer else ""


@register.filter
def kind_of(field: BoundField) -> str:
    """How the field is laid out: ``check``, ``choices``, ``hidden`` or ``line``."""
    widget = field.field.widget
    if isinstance(widget, (RadioSelect, CheckboxSelectMultiple)):
        return "choices"
    if isinstance(widget, CheckboxInput):
        return "check"
    return "hidden" if isinstance(widget, HiddenInput) else "line"


@register.filter
def says_itself(field: BoundField) -> bool:
    """Whether a filter says what it filters while nothing is chosen: by a menu's first choice or by a placeholder."""
    widget = field.field.widget
    return isinstance(widget, Select) or "placeholder" in widget.attrs


@register.filter
def first_letter(name: str) -> str:
    """What stands in the round face of a person."""
    return name.strip()[:1]
