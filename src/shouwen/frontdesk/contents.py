"""What signatures on a release are given for, which proofs a release needs, and what notices say of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shouwen.frontdesk.models import ItemSlip
from shouwen.frontdesk.payloads import Application
from shouwen.frontdesk.words import Relation
from shouwen.kernel.evidence import Proof
from shouwen.kernel.models import Case


def application(record: ItemSlip, _given: Any) -> Mapping[str, Any]:
    """业主在附件上签名确认: the annex belongs to this application and no other (S2-61)."""
    return _content(record)


def slip(record: ItemSlip, _given: Any) -> Mapping[str, Any]:
    """What the handler and the guard put their names under (S2-62, S2-63)."""
    return {**_content(record), "slip_number": record.slip_number}


def _content(record: ItemSlip) -> dict[str, Any]:
    return {
        "unit": record.case.unit_id,
        "applicant": record.applicant,
        "items": "、".join(" ".join(_line(item)) for item in record.items),
        "has_annex": record.has_annex,
        "vehicle": record.vehicle,
        "valid_from": record.valid_from,
        "valid_until": record.valid_until,
    }


def _line(item: Mapping[str, Any]) -> list[str]:
    return [str(item[name]) for name in ("name", "quantity", "remark") if item[name]]


def annex_and_signature(_record: ItemSlip, given: Application) -> list[str]:
    """如果位置不够,可另附清单,但业主必须在附件上签名确认 (S2-61)."""
    return [Proof.ITEM_LIST, Proof.OWNER_SIGNATURE] if given.has_annex else []


def consent_of_the_owner(record: ItemSlip, _given: Any) -> list[str]:
    """租客搬出须有业主同意 (S2-65)."""
    return [Proof.OWNER_CONSENT] if record.relation == Relation.TENANT else []


def facts(case: Case) -> Mapping[str, Any]:
    """What notices say of a slip: its own number, the unit and its window."""
    record: ItemSlip = case.item_slip
    return {"number": record.slip_number, "valid_until_at": record.valid_until.isoformat()}
