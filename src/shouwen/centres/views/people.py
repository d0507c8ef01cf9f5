"""Who is at a page of the service centres, and what the pages share."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from shouwen.centres import parties
from shouwen.kernel import evidence
from shouwen.kernel.access import Actor
from shouwen.kernel.errors import Refused, Why
from shouwen.web.answers import refused_page
from shouwen.web.desk.asking import actor_of, person_of
from shouwen.web.parts import Tab

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
SHOWN = 50


def for_staff(view: View[P]) -> View[P]:
    """Decorator: logged in; a refusal that the view lets through becomes a page."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except Refused as refused:
            return refused_page(request, refused)

    entered: Any = login_required(guarded)
    return entered  # type: ignore[no-any-return]


def for_the_group(view: View[P]) -> View[P]:
    """Decorator: as ``for_staff``, for the group's service centre only; everybody else is refused (403)."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not parties.is_of_the_group(person_of(request)):
            raise Refused(_("This page is for the group's service centre."), Why.WRONG_ROLE)
        return view(request, *args, **kwargs)

    checked: Any = guarded
    return for_staff(checked)


def file_of(request: HttpRequest, name: str, kind: str, by: Actor) -> list[int]:
    """The evidence of a form's file, received now; none where nothing was chosen. Raises Refused for a wrong file."""
    files: list[UploadedFile[bytes]] = request.FILES.getlist(name)
    return [evidence.receive(file, kind, by).pk for file in files]


def group_tabs(request: HttpRequest) -> list[Tab]:
    """The parts of the centres' administration."""
    parts = [
        (_("Project service centres"), "overview"),
        (_("Video checks"), "checks"),
        (_("Rotation"), "rotation"),
        (_("Implementing rules"), "rules"),
        (_("Checklist"), "checklist"),
        (_("Texts"), "texts"),
        (_("Mobile page"), "platform"),
    ]
    shown = parts if parties.is_of_the_group(person_of(request)) else [parts[0], parts[3]]
    return _tabs(request, shown)


def inbox_tabs(request: HttpRequest) -> list[Tab]:
    """What reaches a centre beside its counter."""
    parts = [
        (_("Reported matters"), "leads"),
        (_("Voice messages"), "messages"),
        (_("Conversations"), "conversations"),
        (_("Possible omissions"), "omissions"),
    ]
    return _tabs(request, parts if parties.is_of_the_group(person_of(request)) else parts[:3])


def _tabs(request: HttpRequest, parts: list[tuple[str, str]]) -> list[Tab]:
    made = [(title, reverse(f"centres:{name}")) for title, name in parts]
    here = max((url for _title, url in made if request.path.startswith(url)), key=len, default="")
    return [Tab(title, url, current=url == here) for title, url in made]


__all__ = [
    "SHOWN",
    "actor_of",
    "file_of",
    "for_staff",
    "for_the_group",
    "group_tabs",
    "inbox_tabs",
    "person_of",
]
