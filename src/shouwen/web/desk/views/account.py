"""My account: who may act for me, language and theme, my password, programs with a token of mine."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from shouwen.kernel import clock, posts
from shouwen.kernel.api.identity import revoke_all, tokens_of
from shouwen.kernel.errors import Refused
from shouwen.people.models import Appointment, Delegation
from shouwen.web.answers import refused_page
from shouwen.web.desk.asking import person_of, reading
from shouwen.web.desk.forms import DelegationForm, PasswordForm, TokenForm, blank_delegation, say

SHOWN = 30


@reading
def account(request: HttpRequest) -> HttpResponse:
    return page(request)


@login_required
@require_POST
def delegate(request: HttpRequest) -> HttpResponse:
    """Give a dated delegation."""
    form = DelegationForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            posts.delegate(
                person_of(request),
                given["delegate"],
                starts_at=given["starts_at"],
                ends_at=given["ends_at"],
                reason=given["reason"],
            )
        except Refused as refused:
            say(form, refused)
        else:
            messages.success(request, _("{name} may act for you.").format(name=given["delegate"].name))
            return redirect("web:account")
    return page(request, status=422, delegation=form)


@login_required
@require_POST
def end_delegation(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a delegation back."""
    try:
        posts.end_delegation(pk, by=person_of(request))
    except Refused as refused:
        return refused_page(request, refused)
    messages.success(request, _("The delegation has ended."))
    return redirect("web:account")


@login_required
@require_POST
@sensitive_post_parameters()
def password(request: HttpRequest) -> HttpResponse:
    """A new password; this browser stays logged in, all others are shut out, and the programs if so wished."""
    person = person_of(request)
    form = PasswordForm(person, request.POST)
    if not form.is_valid():
        return page(request, status=422, password=form)
    withdraws = form.cleaned_data.get("withdraw_tokens", False)
    person.set_password(form.cleaned_data["new"])
    with transaction.atomic():
        person.save(update_fields=["password"])
        if withdraws:
            revoke_all(by=person)
    update_session_auth_hash(request, person)
    messages.success(request, _("The new password counts from now on."))
    if withdraws:
        messages.success(request, _("Your API tokens open nothing any more."))
    return redirect("web:account")


def page(request: HttpRequest, status: int = 200, **more: Any) -> HttpResponse:
    """The account with what was typed into one of its forms, ``more``."""
    person = person_of(request)
    given = Delegation.objects.filter(principal=person).select_related("delegate").order_by("-ends_at")[:SHOWN]
    held = Delegation.objects.filter(delegate=person).select_related("principal").order_by("-ends_at")[:SHOWN]
    context = {
        "person": person,
        "posts": Appointment.objects.filter(staff=person).select_related("org").order_by("-starts_at")[:SHOWN],
        "given": given,
        "held": held,
        "now": clock.now(),
        "delegation": blank_delegation(),
        "password": PasswordForm(person),
        "tokens": tokens_of(person)[:SHOWN],
        "token": TokenForm(person),
        **more,
    }
    return render(request, "web/desk/account.html", context, status=status)
