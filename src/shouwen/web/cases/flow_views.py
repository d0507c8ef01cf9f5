"""How a procedure runs: its diagram, its steps, its duties — read from the declaration that the moves obey."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from shouwen.kernel import clock, diagram, evidence, rulebook
from shouwen.kernel.duties import Duty
from shouwen.kernel.explain import limit_words
from shouwen.kernel.flows import Flow, Step, flow_named
from shouwen.kernel.pricing_words import price_words
from shouwen.kernel.rulebook import Book


@login_required
@require_safe
def flow(request: HttpRequest, code: str) -> HttpResponse:
    """The flow called ``code``, under the rulebook in force now."""
    try:
        wanted = flow_named(code)
    except KeyError as unknown:
        raise Http404 from unknown
    book = rulebook.book(clock.now())
    context = {
        "flow": wanted,
        "drawing": mark_safe(diagram.svg(wanted)),  # noqa: S308 — escaped where it is drawn
        "steps": [_step(number, step) for number, step in diagram.numbered_steps(wanted)],
        "duties": [_duty(duty, book) for duty in wanted.duties.values()],
    }
    return render(request, "web/cases/flow.html", context)


def _step(number: int, step: Step[Any]) -> dict[str, Any]:
    title = {state.value: state.label for state in step.flow.State}
    return {
        "number": number,
        "step": step,
        "sources": [title[state.value] for state in step.sources],
        "targets": [title[state.value] for state in step.targets],
        "proofs": _proofs(step),
    }


def _proofs(step: Step[Any]) -> list[str]:
    if callable(step.needs):
        return []
    needed = step.needed(None, None)
    return [" / ".join(str(evidence.kind_named(kind).label) for kind in kinds) for kinds in needed]


def _duty(duty: Duty, book: Book) -> dict[str, Any]:
    terms = duty.terms(book)
    return {
        "duty": duty,
        "limit": limit_words(terms),
        "price": price_words(terms.price),
        "opened_by": [s.title for s in _steps_with(duty, "opens")],
        "met_by": [s.title for s in _steps_with(duty, "meets")],
    }


def _steps_with(duty: Duty, relation: str) -> list[Step[Any]]:
    found: type[Flow[Any]] = flow_named(duty.flow_code)
    return [step for step in found.steps.values() if duty in getattr(step, relation)]
