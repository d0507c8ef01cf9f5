"""Reads: lists and single cases of every flow, what I owe, which procedures there are."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from ninja import NinjaAPI, Query
from ninja.errors import HttpError
from pydantic import Field

from shouwen.kernel import clock
from shouwen.kernel.access import Actor, visible_cases
from shouwen.kernel.api import shapes, showing
from shouwen.kernel.api.answers import PROBLEMS
from shouwen.kernel.api.identity import actor_of
from shouwen.kernel.errors import absent
from shouwen.kernel.flows import Flow, all_flows
from shouwen.kernel.models import Case, Obligation
from shouwen.people.queries import principals_of

NUMBER = re.compile(r"[A-Za-z]{1,8}-\d{6}-\d{1,12}")
CURSOR = re.compile(r"(\d{1,12})-(\d{1,18})")

Limit = Annotated[int, Field(ge=1, le=200)]


def case_numbered(number: str, actor: Actor, flow: type[Flow[Any]] | None = None) -> Case:
    """The case, if the actor may see it; else Refused(not_found), absent and out of scope alike."""
    if not NUMBER.fullmatch(number):
        raise absent()
    found = showing.with_what_lines_show(visible_cases(actor)).filter(number=number)
    case = (found.filter(flow=flow.code) if flow else found).first()
    if case is None:
        raise absent()
    return case


def add(api: NinjaAPI, flow: type[Flow[Any]]) -> None:
    """The list and the single case of one flow."""

    def list_cases(request: HttpRequest, wanted: Query[shapes.CaseFilter]) -> shapes.CasePage:
        return _page(visible_cases(actor_of(request)).filter(flow=flow.code), wanted)

    def one_case(request: HttpRequest, number: str) -> shapes.CaseWhole:
        actor = actor_of(request)
        return showing.whole(case_numbered(number, actor, flow), actor)

    named: tuple[tuple[str, str, Callable[..., Any], Any], ...] = (
        ("", "list", list_cases, shapes.CasePage),
        ("/{number}", "read", one_case, shapes.CaseWhole),
    )
    for path, word, view, shape in named:
        api.get(
            f"/{flow.code}{path}",
            response={200: shape, **PROBLEMS},
            operation_id=f"{flow.code}.{word}",
            url_name=f"{flow.code}.{word}",
            summary=flow.title,  # type: ignore[arg-type] # words of the reader's language
            description={"list": shapes.CaseFilter.__doc__, "read": shapes.CaseWhole.__doc__}[word],
            tags=[flow.code],
        )(view)


def _page(cases: QuerySet[Case], wanted: shapes.CaseFilter) -> shapes.CasePage:
    found = list(showing.with_what_lines_show(_filtered(cases, wanted)).order_by("-id")[: wanted.limit + 1])
    shown = found[: wanted.limit]
    return shapes.CasePage(
        items=[showing.line(case) for case in shown], next=shown[-1].pk if len(found) > len(shown) else None
    )


def _filtered(cases: QuerySet[Case], wanted: shapes.CaseFilter) -> QuerySet[Case]:
    asked: dict[str, Any] = {
        "state": wanted.state,
        "closed_at__isnull": wanted.open,
        "project_id": wanted.project,
        "unit_id": wanted.unit,
        "customer_id": wanted.customer,
        "agent__staff_no": wanted.agent,
        "opened_at__gte": wanted.opened_from,
        "opened_at__lt": wanted.opened_before,
        "id__lt": wanted.after,
    }
    return cases.filter(**{name: value for name, value in asked.items() if value is not None})


def add_overviews(api: NinjaAPI) -> None:
    """What I owe, and which procedures there are."""

    @api.get(
        "/obligations",
        response={200: shapes.ObligationPage, **PROBLEMS},
        operation_id="obligations",
        summary="What I owe",
        tags=["me"],
    )
    def obligations(
        request: HttpRequest, after: Annotated[str, Field(max_length=40)] = "", limit: Limit = 50
    ) -> shapes.ObligationPage:
        """Open obligations of the caller and of those he stands in for, the most urgent first."""
        return _owed(actor_of(request), after, limit)

    @api.get(
        "/flows",
        response={200: list[shapes.FlowShown], **PROBLEMS},
        operation_id="flows",
        summary="Procedures",
        tags=["flows"],
    )
    def flows(request: HttpRequest) -> list[shapes.FlowShown]:
        """Every procedure: its states, its steps and what it makes people owe."""
        return [showing.flow_shown(flow) for flow in all_flows()]


def _owed(actor: Actor, after: str, limit: int) -> shapes.ObligationPage:
    if actor.staff_id is None:
        raise absent()
    debtors = [actor.staff_id, *principals_of(actor.staff_id, clock.now())]
    owed = Obligation.objects.filter(debtor_id__in=debtors, settled_at=None, due_at__isnull=False)
    if after:
        due, pk = _cursor(after)
        owed = owed.filter(Q(due_at__gt=due) | Q(due_at=due, id__gt=pk))
    rows = owed.select_related("debtor", "case").prefetch_related("pauses").order_by("due_at", "id")
    found = list(rows[: limit + 1])
    shown = found[:limit]
    last = shown[-1] if len(found) > len(shown) else None
    return shapes.ObligationPage(
        items=[showing.obligation(each) for each in shown],
        next=f"{int(last.due_at.timestamp())}-{last.pk}" if last and last.due_at else None,
    )


def _cursor(text: str) -> tuple[datetime, int]:
    found = CURSOR.fullmatch(text)
    if found is None:
        raise HttpError(400, "after is the next of the page before")
    return datetime.fromtimestamp(int(found[1]), UTC), int(found[2])
