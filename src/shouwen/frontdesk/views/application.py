"""One application on its way in, at the counter or on the owner's phone: typed, kept, refused or taken."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.http import HttpRequest
from django.utils.translation import gettext as _

from shouwen.frontdesk import dues, forms, uploads
from shouwen.frontdesk.flows import ItemRelease
from shouwen.kernel import moves
from shouwen.kernel.access import Actor
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.evidence import Proof
from shouwen.kernel.models import Case, Evidence

KINDS = {"annex": Proof.ITEM_LIST, "owner_signature": Proof.OWNER_SIGNATURE}
_ALWAYS_SHOWN = 3


@dataclass
class Attempt:
    """What was typed, by whom, for which unit and customer; ``take`` tries the step."""

    request: HttpRequest
    actor: Actor
    place: moves.Place
    form: forms.ApplicationForm
    key: str = field(default_factory=lambda: str(uuid4()))
    kept: list[Evidence] = field(default_factory=list)
    refused: Refused | None = None

    def take(self) -> Case | None:
        """The new case; None when it was refused, and then ``context`` shows why and everything typed."""
        self.key = self.request.POST.get("key") or self.key
        try:
            self.kept = uploads.received(self.request, KINDS, self.actor)
            if not self.form.is_valid():
                raise Refused(
                    _("Some of it is still missing or cannot be read; see the marked fields."), Why.BAD_PAYLOAD
                )
            given = forms.given_of(self.form, forms.rows_of(self.request.POST), self.request.POST)
            proofs = [piece.pk for piece in self.kept] if given["has_annex"] else []
            key = f"release:{self.key}"
            return moves.start(ItemRelease.apply, self.place, by=self.actor, given=given, proofs=proofs, key=key).case
        except Refused as refused:
            self.refused = refused
            self.form.show(refused)
            return None

    def context(self) -> dict[str, Any]:
        """For ``frontdesk/item_release/_form.html``."""
        rows = forms.rows_of(self.request.POST if self.request.method == "POST" else None, self.refused)
        used = max((row.no for row in rows if not row.is_empty), default=0)
        return {
            "form": self.form,
            "rows": rows[: max(_ALWAYS_SHOWN, used)],
            "more_rows": rows[max(_ALWAYS_SHOWN, used) :],
            "has_annex": self.request.POST.get("has_annex") == "on",
            "kept": self.kept,
            "refused": self.refused,
            "form_key": self.key,
            "unit": self.place.unit,
            "customer": self.place.customer,
            "dues": dues.notes_for(self.place.unit),
        }


def begin(request: HttpRequest, actor: Actor, place: moves.Place, relation: str, phone: str = "") -> Attempt:
    """A fresh form, or the one that was sent."""
    name = place.customer.name if place.customer else ""
    initial = forms.fresh(name if relation != "proxy" else "", phone, relation)
    data = request.POST if request.method == "POST" else None
    return Attempt(request, actor, place, forms.ApplicationForm(data, initial=dict(initial)))
