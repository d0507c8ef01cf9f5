"""The door: login, a password by link, logout, theme, language, and the service worker that keeps doorstep pages."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout as leave
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.views import LoginView, PasswordResetConfirmView
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shouwen.people.models import Staff
from shouwen.web.built import BUILT
from shouwen.web.context import THEME_COOKIE
from shouwen.web.forms import SignIn

YEAR = 365 * 24 * 3600


class Login(LoginView):
    """Who is there? The answer sets the person's language and theme for this browser."""

    template_name = "web/login.html"
    authentication_form = SignIn
    redirect_authenticated_user = True

    def form_valid(self, form: SignIn) -> HttpResponse:  # type: ignore[override]
        answer = super().form_valid(form)
        person = form.get_user()
        assert isinstance(person, Staff)  # the only user model
        _remember(answer, settings.LANGUAGE_COOKIE_NAME, person.language)
        _remember(answer, THEME_COOKIE, "dark" if person.dark else "light")
        return answer

    def form_invalid(self, form: SignIn) -> HttpResponse:  # type: ignore[override]
        answer = super().form_invalid(form)
        answer.status_code = 422
        return answer


class SetPassword(PasswordResetConfirmView):
    """Where an administrator's link leads; the secret leaves the address at once. A link that is over says so (410)."""

    template_name = "web/set_password.html"
    success_url = reverse_lazy("web:login")

    def form_valid(self, form: SetPasswordForm[Staff]) -> HttpResponse:
        messages.success(self.request, _("The new password counts. Log in with it."))
        return super().form_valid(form)

    def render_to_response(self, context: dict[str, Any], **more: Any) -> HttpResponse:
        status = 410 if not context["validlink"] else 422 if context["form"].errors else 200
        return super().render_to_response(context, status=status, **more)


@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    leave(request)
    return redirect("web:login")


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Switch to dark (``dark=1``) or light; remembered with the person, or in this browser before login."""
    dark = request.POST.get("dark") == "1"
    if isinstance(request.user, Staff):
        Staff.objects.filter(pk=request.user.pk).update(dark=dark)
    answer = _back(request)
    _remember(answer, THEME_COOKIE, "dark" if dark else "light")
    return answer


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Read the pages in another language from now on; an unknown one changes nothing."""
    wanted = request.POST.get("language", "")
    answer = _back(request)
    if not check_for_language(wanted) or wanted not in dict(settings.LANGUAGES):
        return answer
    if isinstance(request.user, Staff):
        Staff.objects.filter(pk=request.user.pk).update(language=wanted)
    _remember(answer, settings.LANGUAGE_COOKIE_NAME, wanted)
    return answer


@require_safe
def worker(_request: HttpRequest) -> HttpResponseBase:
    """The service worker, served from the root because its reach is its address."""
    file = BUILT / "sw.js"
    if not file.is_file():
        raise Http404
    answer = FileResponse(file.open("rb"), content_type="text/javascript")
    answer["Cache-Control"] = "no-cache"
    return answer


def _remember(answer: HttpResponse, name: str, value: str) -> None:
    answer.set_cookie(name, value, max_age=YEAR, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)


def _back(request: HttpRequest) -> HttpResponseRedirect:
    """To where the switch was pressed, within this site only."""
    target = request.POST.get("next") or request.headers.get("Referer") or "/"
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(target if safe else "/")
