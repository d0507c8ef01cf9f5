"""Who comes in: whoever is logged in; a refusal that a page lets through becomes a page."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from shouwen.common.remembering import remembering
from shouwen.kernel import clock
from shouwen.kernel.errors import Refused, Why
from shouwen.payroll.reading import reader_of
from shouwen.web.answers import refused_page
from shouwen.web.desk.asking import actor_of, asked_of

View = Callable[..., HttpResponseBase]


def for_staff(view: View) -> View:
    """Logged in; what a page refuses is said as a page."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            if request.method == "POST":
                return view(request, *args, **kwargs)
            with remembering():
                return view(request, *args, **kwargs)
        except Refused as refused:
            return refused_page(request, refused)

    return guarded


def for_readers(view: View) -> View:
    """Only those who read statements; the view gets the reader."""

    @for_staff
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        reader = reader_of(actor_of(request), clock.now())
        if not reader.reads:
            raise Refused(
                _("Statements are for human resources, finance, the leaders and the chairmen."), Why.WRONG_ROLE
            )
        return view(request, reader, *args, **kwargs)

    return guarded


def key_of(request: HttpRequest, name: str) -> int | None:
    """A number in what is asked; None where it is none."""
    value = asked_of(request).get(name, "")
    return int(value) if value.isdecimal() and len(value) < 19 else None


def further(request: HttpRequest, **changes: object) -> dict[str, object]:
    """For the pager: what was asked with these values changed, as an address or, where it was posted, as fields."""
    query = asked_of(request).copy()
    query.pop("csrfmiddlewaretoken", None)
    for name, value in changes.items():
        query[name] = str(value)
    return {"older_fields": list(query.items())} if request.method == "POST" else {"older_url": f"?{query.urlencode()}"}
