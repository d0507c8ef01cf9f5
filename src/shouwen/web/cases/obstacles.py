"""Why a person cannot take a step of a case now, said before anything is typed."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from shouwen.kernel import clock
from shouwen.kernel.access import Actor
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.flows import Step
from shouwen.kernel.models import Case


def why_not(step: Step[Any], actor: Actor, case: Case, record: Any) -> Refused | None:
    """The refusal the step would meet, as far as it can be told before it is taken; None where it is possible."""
    if not step.by.may(actor, case, clock.now()):
        return Refused(_("“{step}” is for: {who}.").format(step=step.title, who=step.by.label), Why.WRONG_ROLE)
    if case.state not in step.sources:
        state = step.flow.State(case.state).label
        words = _("“{step}” is not possible while the case is “{state}”.")
        return Refused(words.format(step=step.title, state=state), Why.WRONG_STATE)
    try:
        step.expect_possible(record)
    except Refused as refused:
        return refused
    return None
