"""售后服务实施细则: who must have them, who lacks them, and every version there was (第四十一条)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shouwen.centres import parties
from shouwen.centres.models import ImplementingRules
from shouwen.kernel import clock
from shouwen.kernel.errors import Refused, Why
from shouwen.people.models import OrgUnit, Staff
from shouwen.people.queries import appointments_at
from shouwen.people.roles import OrgKind, Role

OWES_RULES = (OrgKind.REGIONAL_COMPANY, OrgKind.PROPERTY_GROUP)


@dataclass(frozen=True)
class Standing:
    """One company and its versions, the latest first; ``in_force`` None: missing."""

    org: OrgUnit
    versions: Sequence[ImplementingRules]
    in_force: ImplementingRules | None


@dataclass(frozen=True)
class Filing:
    """A new version as it was handed in; ``file_id``: evidence received from the same person before."""

    version: str
    effective_on: date | None
    approval: str
    approved_on: date | None
    file_id: int | None


def standings(today: date) -> list[Standing]:
    """Every regional company and property group, in two questions, those without rules in force first."""
    orgs = list(OrgUnit.objects.filter(kind__in=OWES_RULES, is_active=True).order_by("kind", "name"))
    versions = ImplementingRules.objects.filter(org__in=orgs).select_related("by").order_by("-effective_on", "-id")
    by_org: dict[int, list[ImplementingRules]] = {}
    for one in versions:
        by_org.setdefault(one.org_id, []).append(one)
    found = [Standing(org, by_org.get(org.pk, []), _in_force(by_org.get(org.pk, []), today)) for org in orgs]
    return sorted(found, key=lambda standing: standing.in_force is not None)


def _in_force(versions: Sequence[ImplementingRules], today: date) -> ImplementingRules | None:
    return next((one for one in versions if one.effective_on <= today), None)


def may_file(person: Staff, org: OrgUnit) -> bool:
    """The group's service centre, and the company's own chairman."""
    if parties.is_of_the_group(person):
        return True
    posts = appointments_at(clock.now()).filter(staff=person, role=Role.CHAIRMAN, org=org)
    return posts.exists()


def file_rules(org: OrgUnit, given: Filing, by: Staff) -> ImplementingRules:
    """A new version beside the earlier ones. Refused to who may not, incomplete, or under a version that exists."""
    if not may_file(by, org):
        raise Refused(_("Implementing rules are filed by the company's chairman or the group."), Why.WRONG_ROLE)
    empty = [_("This is still empty.")]
    wanted = {"version": given.version, "approval": given.approval, "effective_on": given.effective_on,
              "approved_on": given.approved_on, "file": given.file_id}  # fmt: skip
    wrong = {name: empty for name, value in wanted.items() if not value}
    if wrong or given.effective_on is None or given.approved_on is None or given.file_id is None:
        raise Refused(_("Not filed yet: version, dates, approval and file belong to it."), Why.BAD_PAYLOAD, wrong)
    try:
        with transaction.atomic():
            return ImplementingRules.objects.create(
                org=org,
                version=given.version,
                effective_on=given.effective_on,
                approval=given.approval,
                approved_on=given.approved_on,
                file_id=given.file_id,
                by=by,
                at=clock.now(),
            )
    except IntegrityError as twice:
        says = _("This version is on file already.")
        raise Refused(says, Why.BAD_PAYLOAD, {"version": [says]}) from twice
