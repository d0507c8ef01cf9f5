"""The living style guide: every component with sample context, for people who are logged in."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from shouwen.web.gallery_sample import sample


@login_required
@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component of the desk, with sample context."""
    return render(request, "web/gallery.html", sample())


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def phone(request: HttpRequest) -> HttpResponse:
    """The phone's components in a form that keeps nothing: it shows drafts, photos, signature and outbox at work."""
    if request.method == "POST":
        received = {name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"}
        files = {name: [file.name for file in request.FILES.getlist(name)] for name in request.FILES}
        return render(request, "web/gallery_received.html", {"received": received, "files": files})
    return render(request, "web/gallery_phone.html", sample())
