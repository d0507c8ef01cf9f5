"""What the generic case pages show of a release and of a reconciliation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from shouwen.frontdesk import cards, dues, links, paper
from shouwen.frontdesk.flows import ItemRelease, SlipReconciliation
from shouwen.frontdesk.models import ItemSlip, SlipBatch
from shouwen.frontdesk.words import Relation
from shouwen.kernel.access import Actor
from shouwen.kernel.models import Case
from shouwen.kernel.reveal import mask_id, mask_phone
from shouwen.web.cases import panels


def _release(case: Case, _actor: Actor) -> Mapping[str, Any]:
    slip: ItemSlip = case.item_slip
    return {
        "slip": slip,
        "document_no": mask_id(slip.document_no),
        "phone": mask_phone(slip.phone),
        "called_number": mask_phone(slip.called_number),
        "doubt": cards.doubt_of(slip.document, slip.document_no),
        "dues": dues.notes_for(case.unit),
        "gate_url": links.gate_page(slip.token) if slip.token else "",
    }


def _release_chips(case: Case) -> Sequence[panels.Chip]:
    slip: ItemSlip = case.item_slip
    chips = [panels.Chip(slip.get_relation_display())]
    return [*chips, panels.Chip(_("with an annex"))] if slip.has_annex else chips


def _batch(case: Case, _actor: Actor) -> Mapping[str, Any]:
    batch: SlipBatch = case.slip_batch
    lines = list(batch.lines.order_by("number"))
    return {"batch": batch, "lines": lines, "differences": [line for line in lines if line.differs]}


panels.register(
    ItemRelease.code,
    panels.Panel(
        template="frontdesk/item_release/_panel.html",
        context=_release,
        chips=_release_chips,
        deadline="VERIFY",
        facets=[panels.Facet("relation", _("Relation to the unit"), "item_slip__relation", Relation.choices)],
        paper=paper.slip_of,
        paper_title=_("Goods release slip"),
    ),
)
panels.register(
    SlipReconciliation.code,
    panels.Panel(template="frontdesk/slip_reconciliation/_panel.html", context=_batch, deadline="HAND_IN"),
)
