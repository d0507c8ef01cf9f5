"""Taking one step of several cases: what was ticked is looked at once more, then taken case by case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shouwen.common.remembering import remembering
from shouwen.kernel import payloads
from shouwen.kernel.access import Actor
from shouwen.kernel.errors import Refused
from shouwen.kernel.flows import Step, flow_named
from shouwen.web.answers import status_of
from shouwen.web.cases import bulk, fields
from shouwen.web.cases.bulk import Chosen
from shouwen.web.cases.views import actor_of


@dataclass(frozen=True)
class Asked:
    """One step for these rows, asked from a list whose address is ``query``."""

    actor: Actor
    step: Step[Any]
    rows: Sequence[Chosen]
    query: str

    @classmethod
    def of(cls, request: HttpRequest) -> Asked:
        """Read the form of a list. Http404 for a step that is not there, or not for several."""
        try:
            flow = flow_named(request.POST.get("flow", ""))
        except KeyError as unknown:
            raise Http404 from unknown
        step = next((step for step in bulk.steps_of(flow) if step.name == request.POST.get("step")), None)
        if step is None:
            raise Http404
        query = request.POST.get("query", "").lstrip("?")
        return cls(actor_of(request), step, bulk.read(request.POST.getlist("chosen")), query)

    @property
    def list_url(self) -> str:
        return f"{reverse('web:cases')}?{self.query or f'flow={self.step.flow.code}'}"


@login_required
@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """What was ticked, as it is now: what can be done, what stays as it is and why, and the words asked for once."""
    asked = Asked.of(request)
    if not asked.rows:
        messages.info(request, _("No case is chosen yet. Tick the rows first."))
        return redirect(asked.list_url)
    return _page(request, asked, fields.shared_form(asked.step), str(uuid4()))


@login_required
@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Take the step for each row. Sent twice, it is done once, and the same is answered."""
    asked = Asked.of(request)
    key = request.POST.get("key") or str(uuid4())
    form = fields.shared_form(asked.step, request.POST)
    try:
        given = payloads.read(asked.step.takes, form.typed())
    except Refused as refused:
        form.wrong = refused.fields
        return _page(request, asked, form, key, refused)
    outcomes = bulk.carry_out(asked.actor, asked.step, asked.rows, given, key)
    context = {
        "step": asked.step,
        "done": [one for one in outcomes if one.done],
        "refused_ones": [one for one in outcomes if one.refused],
        "again": bulk.again(outcomes),
        "query": asked.query,
        "list_url": asked.list_url,
    }
    return render(request, "web/cases/bulk_done.html", context)


def _page(
    request: HttpRequest, asked: Asked, form: fields.StepForm, key: str, refused: Refused | None = None
) -> HttpResponse:
    with remembering():
        lines = bulk.lines(asked.actor, asked.step, asked.rows)
        context = {
            "step": asked.step,
            "ready": [line for line in lines if line.obstacle is None],
            "left_alone": [line for line in lines if line.obstacle is not None],
            "form": form,
            "key": key,
            "refused": refused,
            "query": asked.query,
            "list_url": asked.list_url,
        }
        return render(request, "web/cases/bulk.html", context, status=status_of(refused) if refused else 200)
