"""What people type on the pages of the account and of the organisation."""

from __future__ import annotations

from datetime import time
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from shouwen.kernel import clock
from shouwen.kernel.api.identity import tokens_of
from shouwen.kernel.errors import Refused
from shouwen.people.models import OrgUnit, Staff
from shouwen.people.roles import Line, Role, can_stand_at


def _moment(label: Any, *, required: bool = True) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        required=required,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


def colleague(staff_no: str) -> Staff:
    """The person with this staff number or phone who works here; ValidationError for nobody."""
    named = Staff.objects.filter(is_active=True)
    found = named.filter(staff_no=staff_no).first() or named.filter(phone=staff_no).first()
    if found is None:
        raise ValidationError(_("Nobody who works here has this staff number or phone."))
    return found


class DelegationForm(forms.Form):
    """To whom, from when until when, why."""

    delegate = forms.CharField(label=_("Staff number or phone of the colleague"), max_length=40)
    starts_at = _moment(_("From"))
    ends_at = _moment(_("Until"))
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def clean_delegate(self) -> Staff:
        return colleague(self.cleaned_data["delegate"].strip())


class AppointForm(forms.Form):
    """Who gets which post here, from when, why."""

    staff = forms.CharField(label=_("Staff number or phone"), max_length=40)
    role = forms.ChoiceField(label=_("Post"), choices=())
    line = forms.ChoiceField(label=_("Line (leaders only)"), required=False, choices=[("", "—"), *Line.choices])
    starts_at = _moment(_("From (empty: now)"), required=False)
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, org: OrgUnit, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role: Any = self.fields["role"]
        role.choices = [(one.value, one.label) for one in Role if can_stand_at(one, org.kind)]

    def clean_staff(self) -> Staff:
        return colleague(self.cleaned_data["staff"].strip())


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200)


class OwnForm(forms.Form):
    """Something that only its owner may do, although the browser was left open: asks for the present password."""

    old = forms.CharField(
        label=_("Present password"), widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )

    def __init__(self, person: Staff, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_old(self) -> str:
        old = str(self.cleaned_data["old"])
        if not self.person.check_password(old):
            raise ValidationError(_("This is not the present password."))
        return old


class TokenForm(OwnForm):
    """For which program, how long, whether it may take steps."""

    purpose = forms.CharField(label=_("Which program it is for"), max_length=120)
    days = forms.IntegerField(label=_("Valid for how many days"), min_value=1, max_value=3650, initial=90)
    takes_steps = forms.BooleanField(label=_("It may also take steps in my name, not only read"), required=False)
    field_order = ("purpose", "days", "takes_steps", "old")

    def __init__(self, person: Staff, *args: Any, **kwargs: Any) -> None:
        super().__init__(person, *args, auto_id="token_%s", **kwargs)  # beside another form that asks the same


class PasswordForm(OwnForm):
    """The old password and twice the new one; who has given tokens to programs may take them back with it."""

    new = forms.CharField(label=_("New password"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))
    again = forms.CharField(
        label=_("New password once more"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )
    withdraw_tokens = forms.BooleanField(
        label=_("Also withdraw my API tokens"),
        help_text=_("Programs that have one are shut out; otherwise they go on, whatever the password."),
        required=False,
    )

    def __init__(self, person: Staff, *args: Any, **kwargs: Any) -> None:
        super().__init__(person, *args, **kwargs)
        if not tokens_of(person).exists():
            del self.fields["withdraw_tokens"]

    def clean_new(self) -> str:
        new = str(self.cleaned_data["new"])
        validate_password(new, self.person)
        return new

    def clean_again(self) -> str:
        again = str(self.cleaned_data["again"])
        if "new" in self.cleaned_data and again != self.cleaned_data["new"]:
            raise ValidationError(_("The two do not agree."))
        return again


def blank_delegation() -> DelegationForm:
    """From now until six in the evening, tomorrow's if today's has passed, unless said otherwise."""
    now = clock.local(clock.now()).replace(second=0)
    return DelegationForm(initial={"starts_at": now, "ends_at": clock.local(clock.next_time(now, time(18)))})


def say(form: forms.Form, refused: Refused) -> None:
    """A refusal of the kernel, next to the fields it is about."""
    known = {name: texts for name, texts in refused.fields.items() if name in form.fields}
    for name, texts in known.items():
        for text in texts:
            form.add_error(name, str(text))
    if not known:
        form.add_error(None, str(refused))
