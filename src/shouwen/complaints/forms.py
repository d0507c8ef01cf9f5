"""What is typed at the counter, read into the payloads the steps take; the rules stay with the payloads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from shouwen.common import phone as phones
from shouwen.complaints.words import Channel, ComplaintType
from shouwen.customers.models import Customer, CustomerPhone, Occupancy
from shouwen.kernel.errors import Refused
from shouwen.kernel.reveal import mask_phone

WALL = "%Y-%m-%dT%H:%M"
FIVE = ("room", "customer_name", "phone", "demand", "required_finish_at")

# what to ask the customer when a field is still empty: fact first, then the way out (ui.md §7)
QUESTIONS: Mapping[str, str | Promise] = {
    "room": _("Ask for the unit and look it up above, then choose the customer."),
    "customer_name": _("Ask “how may I address you?” and write the name down."),
    "phone": _("Ask “on which number can we reach you?” and write it down."),
    "demand": _("Write down in one or two sentences what the customer wants."),
    "required_finish_at": _("Ask “by when would you like it done at the latest?” and put it in above."),
    "comfort_note": _("Write down in a few words how you explained and comforted."),
    "type": _("Choose the type; it decides which department answers."),
}


def wall_input(seconds: bool = False) -> forms.DateTimeInput:
    """A field for a wall time that every browser understands."""
    attrs = {"type": "datetime-local"} | ({"step": "1"} if seconds else {})
    return forms.DateTimeInput(format=f"{WALL}:%S" if seconds else WALL, attrs=attrs)


class Intake(forms.Form):
    """五要素 and what goes with them (S3-13a, S3-12a). Nothing is required here: the step says what is missing."""

    room = forms.CharField(
        label=_("Unit"), required=False, widget=forms.TextInput(attrs={"readonly": True, "required": True})
    )
    customer_name = forms.CharField(
        label=_("Name"), required=False, widget=forms.TextInput(attrs={"required": True, "autocomplete": "off"})
    )
    phone = forms.CharField(
        label=_("Phone"),
        required=False,
        widget=forms.TextInput(attrs={"required": True, "autocomplete": "off", "inputmode": "tel"}),
    )
    demand = forms.CharField(
        label=_("Customer's demand"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "required": True}),
    )
    required_finish_at = forms.DateTimeField(
        label=_("Completion the customer asks for"), required=False, widget=wall_input(), input_formats=[WALL]
    )
    comfort_note = forms.CharField(label=_("Explained, comforted, guided"), required=False)
    relation = forms.ChoiceField(label=_("Relation to the unit"), choices=Occupancy.Relation.choices, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["required_finish_at"].widget.attrs["required"] = True
        if not self.is_bound:
            self._star()

    def _star(self) -> None:
        """Mark the five fields as needed, for the eye only: what is missing is said by the step, in its words."""
        for name in FIVE:
            self.fields[name].required = True

    def say(self, refused: Refused) -> str:
        """Put the step's messages at their fields and the cursor into the first; returns what to do, in words."""
        self.is_valid()
        self._star()
        first = ""
        for name, messages in refused.fields.items():
            field = "room" if name == "unit" else name
            for message in messages:
                self.add_error(field if field in self.fields else None, message)
            if not first and field in self.fields:
                self.fields[field].widget.attrs["autofocus"] = True
            first = first or str(QUESTIONS.get(field, ""))
        return first or now_("Everything else is kept as typed.")


def registration(data: Mapping[str, Any], phone: str) -> dict[str, Any]:
    """The payload of ``register`` from what was posted; what is empty is left out, so that the step misses it."""
    given = {
        "customer_name": data.get("customer_name", ""),
        "phone": phone,
        "demand": data.get("demand", ""),
        "required_finish_at": data.get("required_finish_at", ""),
        "comfort_note": data.get("comfort_note", ""),
        "type": data.get("type", ""),
        "contact_ended_at": data.get("contact_ended_at", ""),
        "is_repeat": "false" if data.get("separate") else "",
    }
    filled = {name: str(text).strip() for name, text in given.items() if str(text).strip()}
    channel = str(data.get("channel", ""))
    return filled | {"channel": channel if channel in Channel.values else Channel.VISIT}


def real_phone(typed: str, customer: Customer | None) -> str:
    """The number behind what was typed: the card shows the customer's number masked, and that is what comes back."""
    text = typed.strip()
    if "*" in text and customer is not None:
        for number in CustomerPhone.objects.filter(customer=customer).values_list("number", flat=True):
            if mask_phone(number) == text:
                return number
    return "" if "*" in text else phones.compact(text) or text


def chosen_type(data: Mapping[str, Any]) -> ComplaintType | None:
    """The type somebody chose by hand; None while the words decide."""
    text = str(data.get("type", ""))
    return ComplaintType(text) if text in ComplaintType.values else None
