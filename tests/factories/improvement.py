"""The group's improvement work brought to where a test begins, through the real jobs and moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from shouwen.estate.models import Phase, Project
from shouwen.improvement import checklist, jobs
from shouwen.improvement.flows import RectificationDemand, SiteInspection
from shouwen.improvement.models import Inspection
from shouwen.improvement.words import UnitKind
from shouwen.kernel import clock, engine, evidence, moves
from shouwen.kernel.access import Actor
from shouwen.kernel.flows import Step
from shouwen.kernel.models import Case, Obligation
from shouwen.people.models import OrgUnit, Staff
from shouwen.people.roles import OrgKind, Role
from shouwen.rehearsal.scenario import instant_of
from tests.factories import centre
from tests.kernel.files import PDF, image, upload

FIRST_OF_APRIL = "2024-04-01 00:10"


@dataclass
class House:
    """A group with its service centre, a property group, two regions, and a project in each."""

    group: OrgUnit = field(default_factory=centre.group)

    def __post_init__(self) -> None:
        self.centre = centre.group_centre(self.group)
        self.property_group = OrgUnit.objects.create(kind=OrgKind.PROPERTY_GROUP, name="物业集团", parent=self.group)
        self.property = centre.property_company(self.property_group)
        self.regions = [centre.regional_company(self.group) for _ in range(2)]
        self.projects = [self._project(region) for region in self.regions]
        self.gm = centre.holder(Role.GROUP_GM, self.centre)
        self.dgm = centre.holder(Role.GROUP_DGM, self.centre)
        self.agent = centre.holder(Role.GROUP_AGENT, self.centre)
        self.partner = centre.holder(Role.CHAIRMAN, self.property_group)
        self.board = centre.holder(Role.BOARD, self.group)
        self.chairman = centre.holder(Role.CHAIRMAN, self.regions[0])
        self.specialist = centre.holder(Role.PROJECT_AGENT, self.projects[0])

    def _project(self, region: OrgUnit) -> Project:
        made = centre.project(region, serviced_by=self.property)
        made.launched_on = date(2023, 1, 1)
        made.save()
        Phase.objects.create(project=made, name="一期")
        return made

    def piece(self, kind: str, who: Staff) -> int:
        """One piece of evidence in somebody's hands."""
        content = PDF if kind in ("rectification_plan", "training_material") else image()
        return evidence.receive(upload(content, f"{kind}.bin"), kind, Actor.of(who)).pk

    def take(
        self, step: Step[Any], case: Case, who: Staff, at: str, proofs: Sequence[str] = (), **given: Any
    ) -> moves.Done:
        """A step at a wall time."""
        with clock.moved_to(instant_of(at)):
            pieces = [self.piece(kind, who) for kind in proofs]
            return moves.take(step, case.pk, by=Actor.of(who), given=given, proofs=pieces)


def sweep(at: str) -> None:
    """The engine runs at a wall time."""
    with clock.moved_to(instant_of(at)):
        engine.sweep(instant_of(at))


def run(job: Any, slot: str) -> dict[str, Any]:
    """A job's slot, at its own instant."""
    with clock.moved_to(instant_of(slot)):
        found: dict[str, Any] = job(instant_of(slot))
        return found


def owed(case: Case, code: str) -> Obligation:
    """The latest obligation of that code on the case."""
    return Obligation.objects.filter(case=case, code=code).latest("id")


def planned(house: House, org: OrgUnit | None = None) -> Case:
    """The inspection of a unit (default: the first project) in the second quarter of 2024."""
    run(jobs.plan_the_inspections, FIRST_OF_APRIL)
    wanted = org or house.projects[0].org
    return Inspection.objects.select_related("case").get(org=wanted).case


def marks(kind: UnitKind, lost: int = 0) -> list[dict[str, Any]]:
    """Full marks for every line, except ``lost`` points on the first."""
    items = checklist.items_for(kind)
    return [{"item": one.pk, "points": one.most - (lost if one is items[0] else 0)} for one in items]


def carried_out(house: House, org: OrgUnit | None = None, at: str = "2024-05-10 15:00") -> Case:
    """Inspected in May, five points lost on the first line."""
    case = planned(house, org)
    kind = UnitKind(Inspection.objects.get(pk=case.pk).kind)
    house.take(SiteInspection.carry_out, case, house.agent, at, marks=marks(kind, 5), summary="总体良好")
    return case


def demanded(house: House, at: str = "2024-05-10 15:10") -> Case:
    """A finding at the first project, to be put right by its specialist until 20 May."""
    case = carried_out(house)
    given = {"problem": "热线电话未公示", "owner": house.specialist.pk, "due_on": "2024-05-20"}
    house.take(SiteInspection.note_finding, case, house.agent, at, ["problem_photo"], **given)
    house.take(SiteInspection.conclude, case, house.agent, at)
    return Case.objects.get(parent=case, flow=RectificationDemand.code)
