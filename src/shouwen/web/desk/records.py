"""The domain records of many cases at once, put where ``case.<record>`` looks for them: one question a flow."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from shouwen.kernel.flows import Flow, all_flows
from shouwen.kernel.models import Case
from shouwen.web.cases.reading import accessor


def attach(cases: Iterable[Case]) -> list[Case]:
    """The cases whose flow is known, each with its record; those of a flow no longer installed are left out."""
    flows = {flow.code: flow for flow in all_flows()}
    known = {case.pk: case for case in cases if case.flow in flows}
    for code in sorted({case.flow for case in known.values()}):
        _attach_one(flows[code], {pk: case for pk, case in known.items() if case.flow == code})
    return list(known.values())


def _attach_one(flow: type[Flow[Any]], cases: dict[int, Case]) -> None:
    name = accessor(flow)
    for record in flow.record._default_manager.filter(case_id__in=list(cases)):
        case = cases[record.case_id]  # type: ignore[attr-defined] # every record has its case, one to one
        record.case = case  # type: ignore[attr-defined]
        setattr(case, name, record)
