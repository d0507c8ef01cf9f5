"""A goods release brought to where a test begins, through the real moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from shouwen.customers.models import Customer, Occupancy
from shouwen.estate.models import Project, Unit
from shouwen.frontdesk.flows import ItemRelease
from shouwen.frontdesk.models import ItemSlip
from shouwen.kernel import clock, evidence, moves
from shouwen.kernel.access import Actor
from shouwen.kernel.flows import Step
from shouwen.kernel.models import Case
from shouwen.people.models import Staff
from shouwen.people.roles import Role
from shouwen.rehearsal.scenario import instant_of
from tests.factories import centre
from tests.kernel.files import PDF, ink
from tests.kernel.files import image as photo

MORNING = instant_of("2026-05-06 09:00")
COUNTER_PROOFS = ("identity_copy", "department_seal", "handler_signature")
GATE_PROOFS = ("gate_photo", "guard_signature")
PHONE = "13912345678"


@dataclass
class Desk:
    """The people of one project's counter and gate, an owner with a unit, and the case under way."""

    project: Project
    unit: Unit
    owner: Customer
    clerk: Staff
    guard: Staff
    security: Staff
    case: Case | None = None

    def actor(self, who: Staff | Customer) -> Actor:
        return Actor.of(who) if isinstance(who, Staff) else Actor.customer_of(who)

    def piece(self, kind: str, who: Staff | Customer) -> int:
        """One piece of evidence in somebody's hands."""
        content = {"item_list": PDF, "handler_signature": ink(), "guard_signature": ink()}.get(kind, photo())
        return evidence.receive(SimpleUploadedFile(f"{kind}.bin", content), kind, self.actor(who)).pk

    def apply(self, who: Staff | Customer | None = None, proofs: Sequence[str] = (), **changes: Any) -> Case:
        by = who or self.clerk
        pieces = [self.piece(kind, by) for kind in proofs]
        customer = changes.pop("customer", self.owner)
        place = moves.Place(self.project, changes.pop("unit", self.unit), customer)
        self.case = moves.start(
            ItemRelease.apply, place, by=self.actor(by), given=application(**changes), proofs=pieces
        ).case
        return self.case

    def take(self, step: Step[Any], who: Staff, proofs: Sequence[str] = (), **given: Any) -> moves.Done:
        assert self.case is not None
        pieces = [self.piece(kind, who) for kind in proofs]
        return moves.take(step, self.case.pk, by=self.actor(who), given=given, proofs=pieces)

    def verified(self, **changes: Any) -> Case:
        case = self.apply(**changes)
        self.take(ItemRelease.verify, self.clerk, is_identified=True)
        return case

    def issued(self, **changes: Any) -> Case:
        case = self.verified(**changes)
        self.take(ItemRelease.issue, self.clerk, COUNTER_PROOFS)
        return case

    def passed(self, **changes: Any) -> Case:
        case = self.issued(**changes)
        self.take(ItemRelease.pass_gate, self.guard, GATE_PROOFS, items_match=True)
        return case

    def tenant(self) -> Customer:
        found = centre.customer()
        centre.occupy(found, self.unit, Occupancy.Relation.TENANT)
        return found


def desk() -> Desk:
    project = centre.project(name="云栖湾")
    unit = centre.unit(project, "3-1-1502")
    return Desk(
        project,
        unit,
        centre.customer(unit, name="陈晓兰", phone=PHONE),
        centre.holder(Role.RECEPTION, project, name="周前台"),
        centre.holder(Role.GATE_GUARD, project, name="高门岗"),
        centre.holder(Role.SECURITY_HEAD, project.property_company, name="洪安管"),
    )


def application(**changes: Any) -> dict[str, Any]:
    """What stands on the form, unless said otherwise: valid from now for eight hours."""
    now = clock.now()
    return {
        "applicant": "陈晓兰",
        "phone": PHONE,
        "relation": "owner",
        "document": "identity_card",
        "document_no": "110101199003070038",
        "valid_from": now,
        "valid_until": now + timedelta(hours=8),
        "vehicle": "浙A12345",
        "items": [
            {"name": "双人沙发", "quantity": 1, "remark": "米色布艺"},
            {"name": "餐椅", "quantity": 4, "remark": ""},
        ],
        **changes,
    }


def slip_of(case: Case | None) -> ItemSlip:
    assert case is not None
    return ItemSlip.objects.select_related("case").get(case=case)
