"""The form at the door."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _

NOT_KNOWN = _("Not logged in: this number and this password do not belong together.")


class SignIn(AuthenticationForm):
    """Staff number or phone, and the password; the refusal does not say which of the two was wrong."""

    error_messages = {"invalid_login": NOT_KNOWN, "inactive": NOT_KNOWN}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        username, password = self.fields["username"], self.fields["password"]
        username.label = _("Staff number or phone")
        username.widget.attrs.update(autocomplete="username", inputmode="text")
        password.label = _("Password")
        password.widget = forms.PasswordInput(attrs={"autocomplete": "current-password"})
