"""The library of training materials, and the case studies made from closed complaints (第四十五条)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Count
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shouwen.common.numbers import number_in
from shouwen.exchange import knowledge
from shouwen.improvement import casestudies, proofs, rules
from shouwen.improvement.models import LibraryItem
from shouwen.improvement.refusals import wrong
from shouwen.improvement.views.people import SHOWN, actor_of, for_staff, for_the_group, is_of_the_group, person_of
from shouwen.improvement.words import Category
from shouwen.kernel import clock, evidence
from shouwen.kernel.access import visible_cases
from shouwen.kernel.errors import Refused, Why, absent
from shouwen.people.queries import appointments_at
from shouwen.web.answers import status_of
from shouwen.web.parts import Tab


def _reader(request: HttpRequest) -> bool:
    """Whether this person may read the library; Refused otherwise. True: may also put things into it."""
    person = person_of(request)
    posts = appointments_at(clock.now()).filter(staff=person, role__in=rules.AFTER_SALES)
    if not posts.exists():
        raise Refused(_("The library is for the after-sales staff."), Why.WRONG_ROLE)
    return is_of_the_group(person)


@for_staff
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """The materials, subject by subject, newest first."""
    may_add = _reader(request)
    counts = dict(LibraryItem.objects.values_list("category").annotate(Count("pk")).order_by("category"))
    asked = request.GET.get("subject", "")
    chosen = asked if asked in Category.values else ""
    found = LibraryItem.objects.select_related("by").order_by("-pk")
    before = number_in(request.GET.get("before"))
    if chosen:
        found = found.filter(category=chosen)
    if before:
        found = found.filter(pk__lt=before)
    items = list(found[: SHOWN + 1])
    here = reverse("improvement:library")
    context = {
        "tabs": _tabs(here, chosen, counts),
        "items": items[:SHOWN],
        "older_url": f"{here}?subject={chosen}&before={items[SHOWN - 1].pk}" if len(items) > SHOWN else "",
        "may_add": may_add,
    }
    return render(request, "improvement/library.html", context)


def _tabs(here: str, chosen: str, counts: dict[str, int]) -> list[Tab]:
    subjects = [Tab(c.label, f"{here}?subject={c}", counts.get(c, 0), chosen == c) for c in Category]
    return [Tab(_("All"), here, sum(counts.values()), not chosen), *subjects]


@for_the_group
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A text or a file for the library."""
    refused: Refused | None = None
    if request.method == "POST":
        try:
            made = _keep(request)
        except Refused as no:
            refused = no
        else:
            return redirect("improvement:item", made.pk)
    context = {
        "categories": Category.choices,
        "topics": knowledge.topics(),
        "chosen_topics": request.POST.getlist("topics"),
        "typed": request.POST,
        "refused": refused,
    }
    return render(request, "improvement/new_item.html", context, status=status_of(refused) if refused else 200)


@transaction.atomic
def _keep(request: HttpRequest) -> LibraryItem:
    data, by = request.POST, actor_of(request)
    title, body = data.get("title", "").strip()[:120], data.get("body", "").strip()
    known = {value for value, _title in knowledge.topics()}
    own, category = data.get("own_category", "").strip()[:40], data.get("category", "")
    files: list[UploadedFile[bytes]] = request.FILES.getlist("file")
    if category not in Category.values or (category == Category.OTHER and not own):
        raise wrong("category", _("Choose a subject; another one needs a name."))
    if not title or not (body or files):
        raise wrong("title", _("A material has a title, and a text or a file."))
    return LibraryItem.objects.create(
        category=category,
        own_category=own if category == Category.OTHER else "",
        title=title,
        body=body,
        topics=[topic for topic in data.getlist("topics") if topic in known],
        file=evidence.receive(files[0], proofs.MATERIAL, by) if files else None,
        by=person_of(request),
        at=clock.now(),
    )


@for_staff
@require_safe
def item(request: HttpRequest, pk: int) -> HttpResponse:
    """One material: its text, its file, the trainings that used it."""
    may_add = _reader(request)
    found = LibraryItem.objects.select_related("by", "file", "source").filter(pk=pk).first()
    if found is None:
        raise absent()
    trainings = found.trainings.select_related("case").order_by("-month_on")
    titles = dict(knowledge.topics())
    topics = [titles[topic] for topic in found.topics if topic in titles]
    context: dict[str, Any] = {"item": found, "topics": topics, "trainings": trainings, "may_add": may_add}
    return render(request, "improvement/item.html", context)


@for_staff
@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The material's file, as an attachment, never as a page."""
    _reader(request)
    found = LibraryItem.objects.select_related("file").filter(pk=pk, file__isnull=False).first()
    if found is None or found.file is None:
        raise Http404
    answer = FileResponse(
        found.file.file.open("rb"),
        as_attachment=True,
        filename=found.file.name or found.title,
        content_type=found.file.content_type,
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


@for_staff
@require_POST
def tell(request: HttpRequest, number: str) -> HttpResponse:
    """一键收入典型案例: a closed case becomes a case study without its people."""
    actor = actor_of(request)
    case = visible_cases(actor).filter(number=number).first()
    if case is None:
        raise absent()
    made = casestudies.tell(case, actor)
    messages.success(request, _("It is in the library now; names, numbers and rooms were taken out."))
    return redirect("improvement:item", made.pk)
