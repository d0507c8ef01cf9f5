"""Tokens with which programs act as me: made, shown once, revoked."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from shouwen.kernel.api import identity
from shouwen.kernel.errors import Refused
from shouwen.web.answers import refused_page, status_of
from shouwen.web.desk.asking import person_of
from shouwen.web.desk.forms import TokenForm, say
from shouwen.web.desk.views.account import page


@login_required
@require_POST
@never_cache
@sensitive_post_parameters()
def make(request: HttpRequest) -> HttpResponse:
    """A new token, in this answer and never again; the form sent twice is answered twice with the same one."""
    person = person_of(request)
    form = TokenForm(person, request.POST)
    if not form.is_valid():
        return page(request, status=422, token=form)
    given = form.cleaned_data
    valid_for = timedelta(days=given["days"])
    read_only, key = not given["takes_steps"], request.POST.get("key", "")
    try:
        text = identity.new_token(person, given["purpose"], valid_for, read_only=read_only, key=key)
    except Refused as refused:
        say(form, refused)
        return page(request, status=status_of(refused), token=form)
    return page(request, status=201, new_token=text)


@login_required
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """The program with this token is shut out from now on."""
    try:
        identity.revoke(pk, by=person_of(request))
    except Refused as refused:
        return refused_page(request, refused)
    messages.success(request, _("The token opens nothing any more."))
    return redirect("web:account")
