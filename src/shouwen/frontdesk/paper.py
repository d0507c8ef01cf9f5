"""物品放行条 on paper: A5, a copy for the centre and one for the gate, the identity copy on the back (S2-61, S2-62)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from shouwen.frontdesk import links
from shouwen.frontdesk.models import ItemSlip
from shouwen.kernel import clock
from shouwen.kernel.access import Actor
from shouwen.kernel.evidence import Proof
from shouwen.kernel.models import Case, Evidence
from shouwen.kernel.reveal import mask_id, mask_phone
from shouwen.web import policies
from shouwen.web.cases.panels import Paper
from shouwen.web.printing import qr_svg

TEMPLATE = "frontdesk/item_release.typ"
_IMAGES: Mapping[str, str] = {
    Proof.IDENTITY_COPY: "identity",
    Proof.DEPARTMENT_SEAL: "seal",
    Proof.HANDLER_SIGNATURE: "handler",
    Proof.GUARD_SIGNATURE: "guard",
}


def slip_of(case: Case, _actor: Actor, _address: str) -> Paper | None:
    """The slip as it is handed out; None before it is issued."""
    slip = ItemSlip.objects.select_related("case__project", "case__unit", "issued_by", "passed_by").get(case=case)
    if slip.token is None:
        return None
    images = {"qr": qr_svg(links.gate_page(slip.token)), **_pictures(case)}
    return Paper(TEMPLATE, {**_data(slip), "words": _words(), "copies": _copies()}, images)


def _pictures(case: Case) -> Mapping[str, bytes]:
    """The latest image of each proof that has a place on the paper; a PDF is pasted on by hand."""
    rows = Evidence.objects.filter(case=case, kind__in=list(_IMAGES), event__isnull=False).exclude(display="")
    named = [(_IMAGES[row.kind], str(row.display.name)) for row in rows.order_by("id")]
    return {name: _read(stored) for name, stored in named}


def _read(stored: str) -> bytes:
    with default_storage.open(stored) as file:
        return bytes(file.read())


def _data(slip: ItemSlip) -> dict[str, Any]:
    return {
        "title": _("Goods release slip"),
        "creed": policies.text(policies.CREED),
        "number": slip.slip_number,
        "project": slip.case.project.name,
        "unit": str(slip.case.unit),
        "applicant": f"{slip.applicant}（{slip.get_relation_display()}）",
        "document": f"{slip.get_document_display()} {mask_id(slip.document_no)}",
        "phone": mask_phone(slip.phone),
        "valid_from": _moment(slip.valid_from),
        "valid_until": _moment(slip.valid_until),
        "vehicle": slip.vehicle or "—",
        "issued": _moment(slip.issued_at),
        "call": _call(slip),
        "items": [
            {"no": n, "name": item["name"], "quantity": str(item["quantity"]), "remark": item["remark"]}
            for n, item in enumerate(slip.items, start=1)
        ],
        "annex": _("Further items on the annex signed by the owner.") if slip.has_annex else "",
        "handler": f"{slip.issued_by} {_moment(slip.issued_at)}",
        "out": f"{slip.passed_by} {_moment(slip.passed_at)}" if slip.passed_at else "",
    }


def _call(slip: ItemSlip) -> str:
    if not slip.called_at:
        return ""
    return f"{_moment(slip.called_at)} · {mask_phone(slip.called_number)} · {slip.owner_said}"


def _moment(at: Any) -> str:
    return clock.local(at).strftime("%Y-%m-%d %H:%M") if at else ""


def _copies() -> list[str]:
    return [_("Copy for the service centre"), _("Copy for the gate")]


def _words() -> dict[str, str]:
    return {
        "title": _("Goods release slip"),
        "number": _("No."),
        "unit": _("Unit"),
        "applicant": _("Applicant"),
        "document": _("Document"),
        "phone": _("Phone"),
        "valid_from": _("Valid from"),
        "valid_until": _("Valid until"),
        "vehicle": _("Vehicle"),
        "issued": _("Issued"),
        "call": _("Call"),
        "item": _("Item"),
        "quantity": _("Quantity"),
        "remark": _("Remark"),
        "seal": _("Seal of the department"),
        "handler": _("Handler's signature"),
        "guard": _("Guard's signature"),
        "handler_line": _("Issued by:"),
        "out_line": _("Out:"),
        "back": _("Back: copy of the valid document"),
        "identity": _("Paste the copy of the valid document here"),
        "rule": _("Valid once, within the time stated. The gate compares the goods before they pass."),
    }
