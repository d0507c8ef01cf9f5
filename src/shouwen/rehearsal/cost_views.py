"""The page: what would this month have cost under the draft? For rule owners, the general manager, HR and finance."""

from __future__ import annotations

import time
from datetime import date, timedelta
from typing import Any, Final

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from shouwen.kernel import clock, rulebook
from shouwen.kernel.errors import Refused
from shouwen.kernel.models import RulebookEntry
from shouwen.kernel.rulebook import Quantity
from shouwen.people.models import Staff
from shouwen.people.roles import Role
from shouwen.rehearsal.costing import CannotBeAnswered, Opened, answerable, change_of, cost_of
from shouwen.web.answers import refused_page, status_of
from shouwen.web.posts import expect
from shouwen.web.rulebook.forms import ProposalForm
from shouwen.web.rulebook.words import value_words

MAY: Final = (Role.RULE_OWNER, Role.GROUP_GM, Role.HR_CENTRE, Role.FINANCE_CENTRE)
MONTHS: Final = 24


class DraftForm(ProposalForm):
    """A value to try and the month to try it on; nothing is proposed."""

    def __init__(self, quantity: Quantity, present: Any, data: Any = None) -> None:
        super().__init__(quantity, present, data)
        del self.fields["valid_from"], self.fields["reason"]
        choices = [(f"{month:%Y-%m}", f"{month:%Y-%m}") for month in _months()]
        self.fields["month"] = forms.ChoiceField(label=gettext_lazy("Month"), choices=choices)

    def month(self) -> date:
        """The month chosen; only after ``is_valid``."""
        return date.fromisoformat(f"{self.cleaned_data['month']}-01")


def _months() -> list[date]:
    """The month under way and those before it, the newest first."""
    found = [clock.day_of(clock.now()).replace(day=1)]
    while len(found) < MONTHS:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return found


@login_required
@require_safe
def cost(request: HttpRequest) -> HttpResponse:
    """``quantity`` or ``entry`` (a proposal) choose the number; with a month and a value the answer is reckoned."""
    try:
        expect(request, _("Costs are reckoned by rule owners, the general manager, HR and finance."), *MAY)
    except Refused as refused:
        return refused_page(request, refused)
    known = answerable()
    proposal = _proposal(request.GET.get("entry", ""))
    code = proposal.quantity if proposal else request.GET.get("quantity", known[0].code)
    quantity = rulebook.quantities().get(code, known[0])
    present = proposal.value if proposal else rulebook.value(quantity, clock.now())
    asked = "month" in request.GET
    form = DraftForm(quantity, present, request.GET if asked else None)
    context = {
        "quantities": known if quantity in known else [quantity, *known],
        "quantity": quantity,
        "in_force": value_words(quantity, rulebook.value(quantity, clock.now())),
        "form": form,
    }
    status = 200
    if asked and form.is_valid():
        found, status = _answer(quantity, form, _opened(request))
        found["here"] = _without_opening(request)
        context |= found
    elif asked:
        status = 422
    return render(request, "rehearsal/cost.html", context, status=status)


def _proposal(text: str) -> RulebookEntry | None:
    found = RulebookEntry.objects.filter(pk=int(text[:18])).first() if text.isdecimal() else None
    return found if found is not None and found.quantity in rulebook.quantities() else None


def _opened(request: HttpRequest) -> Opened | None:
    """Which number is opened into its matters: ``code``, ``person`` or (``open``) the whole sum."""
    code, person, after = (request.GET.get(name, "") for name in ("code", "person", "after"))
    if not (code or person or "open" in request.GET):
        return None
    return Opened(code[:20], _number(person) or None, _number(after))


def _number(text: str) -> int:
    return int(text[:18]) if text.isdecimal() else 0


def _without_opening(request: HttpRequest) -> str:
    """The address of the same question with nothing opened, to hang an opening on."""
    query = request.GET.copy()
    for name in ("code", "person", "open", "after"):
        query.pop(name, None)
    return f"{request.path}?{query.urlencode()}"


def _answer(quantity: Quantity, form: DraftForm, opened: Opened | None) -> tuple[dict[str, Any], int]:
    """The month under the value, or why it cannot be said."""
    began = time.monotonic()
    try:
        change = change_of(quantity.code, form.given())
        found = cost_of(form.month(), change, opened)
    except CannotBeAnswered as why:
        return {"why_not": str(why)}, 200
    except Refused as refused:
        return {"why_not": str(refused)}, status_of(refused)
    words = value_words(quantity, change.value)
    shown = {"cost": found, "draft": words, "seconds": time.monotonic() - began}
    return shown | _opening(opened), 200


def _opening(opened: Opened | None) -> dict[str, Any]:
    """Whose or which number is open, in words, and the part of the address that says so."""
    if opened is None:
        return {}
    person = Staff.objects.filter(pk=opened.person).first() if opened.person else None
    title = person.name if person else opened.code or _("All matters of the month")
    part = f"person={opened.person}" if opened.person else f"code={opened.code}" if opened.code else "open=all"
    return {"opened_title": title, "opened_part": part}
