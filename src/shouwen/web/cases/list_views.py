"""The list of a flow's cases: views, filters, columns, export."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shouwen.common.remembering import remembering
from shouwen.common.workbooks import XLSX
from shouwen.kernel import clock
from shouwen.kernel.access import Actor, scope_of
from shouwen.kernel.flows import Flow, all_flows, flow_named
from shouwen.people.models import Staff
from shouwen.web.cases import bulk, filters, list_forms, listing, workbook
from shouwen.web.cases.filters import Asked
from shouwen.web.cases.listing import Column, Page, Row
from shouwen.web.cases.panels import Panel, panel_of
from shouwen.web.cases.views import actor_of, person_of
from shouwen.web.models import Export, SavedView
from shouwen.web.parts import Action, Tab

MOST_SAVED = 12


@dataclass(frozen=True)
class Question:
    """What one address asks, of whom, for whom."""

    actor: Actor
    query: QueryDict
    flow: type[Flow[Any]]
    panel: Panel
    asked: Asked

    @classmethod
    def of(cls, request: HttpRequest, query: QueryDict) -> Question:
        flow = _flow(query.get("flow", ""))
        panel = panel_of(flow.code)
        query = list_forms.open_first(query, panel)
        return cls(actor_of(request), query, flow, panel, Asked.of(query, flow, panel))

    @property
    def cases(self) -> Any:
        return filters.cases(self.actor, self.flow, self.panel, self.asked)

    @property
    def columns(self) -> list[Column]:
        return listing.chosen(self.panel, self.query.getlist("cols"))


@login_required
@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """One page of a list; the address holds all of it."""
    question = Question.of(request, request.GET)
    with remembering():  # every tab, and every line of the navigation, asks for the same scope
        page = listing.page(question.cases, question.flow, question.panel, request.GET)
        return render(request, "web/cases/list.html", _context(question, page) | _bulk(question, page))


@login_required
@require_POST
def export(request: HttpRequest) -> FileResponse:
    """The list, or the rows ticked in it, as a workbook; put on record. It holds no customer's name and no phone."""
    query = QueryDict(request.POST.get("query", "").lstrip("?"), mutable=True)
    question = Question.of(request, query)
    found, ticked = question.cases, bulk.read(request.POST.getlist("chosen"))
    if ticked:
        found = found.filter(pk__in=[row.pk for row in ticked])
        query["chosen"] = ",".join(str(row.pk) for row in ticked)
    file, rows = workbook.write(found, question.flow, question.panel, question.columns)
    facts = {"flow": question.flow.code, "query": query.urlencode()[:1000], "rows": rows}
    Export.objects.create(staff=person_of(request), at=clock.now(), **facts)
    name = f"{question.flow.code}-{clock.local(clock.now()):%Y%m%d-%H%M}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


@login_required
@require_POST
def save_view(request: HttpRequest) -> HttpResponseRedirect:
    """Keep the address under a name; the same name again takes the new address."""
    query = QueryDict(request.POST.get("query", "").lstrip("?"), mutable=True)
    flow = _flow(query.get("flow", ""))
    for key in ("before", "after"):
        query.pop(key, None)
    name = request.POST.get("name", "").strip()[:40]
    person = person_of(request)
    mine = SavedView.objects.filter(staff=person, flow=flow.code)
    if not name:
        messages.info(request, _("The view was not saved: it has no name yet."))
    elif mine.count() >= MOST_SAVED and not mine.filter(name=name).exists():
        messages.info(request, _("The view was not saved: {count} are the most.").format(count=MOST_SAVED))
    else:
        SavedView.objects.update_or_create(
            staff=person, flow=flow.code, name=name, defaults={"query": query.urlencode()[:1000]}
        )
    return HttpResponseRedirect(f"{reverse('web:cases')}?{query.urlencode()}")


@login_required
@require_POST
def drop_view(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Forget one of the own views."""
    view = get_object_or_404(SavedView, pk=pk, staff=person_of(request))
    view.delete()
    return HttpResponseRedirect(f"{reverse('web:cases')}?flow={view.flow}")


def _flow(code: str) -> type[Flow[Any]]:
    """The flow an address names; without a name the first that has a page of its own."""
    if not code:
        known = all_flows()
        return next((flow for flow in known if panel_of(flow.code).paper), known[0])
    try:
        return flow_named(code)
    except KeyError as unknown:
        raise Http404 from unknown


def _context(question: Question, page: Page) -> dict[str, Any]:
    query, asked = question.query, question.asked
    saved = list(SavedView.objects.filter(staff=question.actor.staff, flow=question.flow.code).order_by("name"))
    form = list_forms.filter_form(
        query, question.flow, question.panel, list_forms.projects_in(scope_of(question.actor)), _people(question, page)
    )
    unit = next((str(row.case.unit) for row in page.rows if row.case.unit_id == asked.unit), _("one unit"))
    return {
        "flow": question.flow,
        "flows": all_flows(),
        "tabs": _tabs(question, saved),
        "saved": saved,
        "form": form,
        "asked": asked,
        "too_short": bool(asked.q) and not asked.is_searchable,
        "chips": list_forms.chips(query, form, asked, unit),
        "finely": any(query.get(name) for name in form.fields if name not in ("when", "state")),
        "clear_url": _everything(question),
        "columns": question.columns,
        "all_columns": listing.columns(question.panel),
        "shown": {column.name for column in question.columns},
        "newer_url": list_forms.with_(query, after=page.newer) if page.newer else "",
        "older_url": list_forms.with_(query, before=page.older) if page.older else "",
        "query": query.urlencode(),
        "hidden": [(name, value) for name, value in query.items() if name not in ("cols", "before", "after")],
    }


def _bulk(question: Question, page: Page) -> dict[str, Any]:
    """What may be done with several rows at once: the buttons, and for each row the steps that fit it."""
    fits = bulk.possible(question.actor, question.flow, [row.case for row in page.rows])
    rows = [replace(row, steps=" ".join(step.name for step in fits.get(row.case.pk, ()))) for row in page.rows]
    return {
        "rows": [(row, _cells(row, question.columns)) for row in rows],
        "offered": bulk.actions(question.flow, fits),
        "take_along": Action(_("Export the chosen"), reverse("web:cases_export")),
    }


def _people(question: Question, page: Page) -> list[Staff]:
    """Those who owe something in these rows, and whoever is chosen: a short list instead of everybody."""
    people = {row.case.agent.pk: row.case.agent for row in page.rows if row.case.agent}
    debtors = {row.debtor for row in page.rows if row.debtor}
    wanted = question.asked.person
    found = Staff.objects.filter(name__in=debtors)
    if wanted:
        found = found | Staff.objects.filter(pk=wanted)
    people |= {person.pk: person for person in found}
    return sorted(people.values(), key=lambda person: person.name)


def _tabs(question: Question, saved: list[SavedView]) -> list[Tab]:
    base = f"flow={question.flow.code}"
    standard = listing.standard_views(question.asked)
    found = [
        _tab(question, title, f"?{base}&{address}", view, current=view == question.asked)
        for address, title, view in standard
    ]
    for view in saved:
        query = QueryDict(view.query)
        asked = Asked.of(query, question.flow, question.panel)
        found.append(
            _tab(question, view.name, f"?{view.query}", asked, current=view.query == question.query.urlencode())
        )
    unfiltered = replace(standard[0][2], when="all", mine=False)
    return [*found, Tab(_("Everything"), _everything(question), None, question.asked == unfiltered)]


def _everything(question: Question) -> str:
    return f"?flow={question.flow.code}&when=all"


def _tab(question: Question, title: Any, url: str, asked: Asked, *, current: bool) -> Tab:
    count = listing.counted_view(question.actor, question.flow, question.panel, asked)
    return Tab(title, url, "99+" if count >= listing.MOST_COUNTED else count, current)  # type: ignore[arg-type]


def _cells(row: Row, columns: list[Column]) -> list[tuple[Column, Any]]:
    return [(column, column.text(row)) for column in columns]
