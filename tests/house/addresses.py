"""Every page's address by name, and who may open it. A page that is not in this table fails the access test."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLPattern, URLResolver, get_resolver

from shouwen.complaints.indicators.freezing import freeze
from shouwen.complaints.models import RadarCluster
from shouwen.improvement.models import LibraryItem
from shouwen.kernel import clock, evidence
from shouwen.kernel.access import Actor
from shouwen.kernel.flows import flow_named
from shouwen.kernel.models import Case, Evidence, Notice, Obligation
from shouwen.people.roles import Role
from tests.factories.story import Story
from tests.house.people import Everybody, a_case
from tests.kernel import files


@dataclass
class World:
    """An order of project P1 awaiting its visit, and what hangs on it."""

    told: Story
    people: Everybody

    @property
    def order(self) -> Case:
        assert self.told.order is not None
        return self.told.order

    @property
    def complaint(self) -> Case:
        assert self.told.complaint is not None
        return self.told.complaint

    def evidence(self) -> Evidence:
        """A photo that belongs to the order."""
        photo = SimpleUploadedFile("photo.jpg", files.image(), "image/jpeg")
        return evidence.receive(photo, "site_photo", self.told.cast.actor("agent"), self.order)

    def cluster(self) -> RadarCluster:
        """A cluster the radar sees in the order's project."""
        seen = {"title": "卫生间渗水", "first_at": self.order.opened_at, "last_at": self.order.opened_at}
        return RadarCluster.objects.get_or_create(project=self.order.project, defaults=seen)[0]

    def obligation(self) -> Obligation:
        return Obligation.objects.filter(case=self.order).earliest("id")

    def counted(self) -> Mapping[str, Any]:
        """The month of the order, with its figures."""
        freeze(date(2024, 5, 1))
        return {"month": "2024-05"}

    def batch(self) -> Case:
        return a_case(flow_named("frontdesk.slip_reconciliation"), self.people.cast)

    def video_check(self) -> Case:
        return a_case(flow_named("centres.video_check"), self.people.cast)

    def conversation(self) -> Case:
        return a_case(flow_named("centres.conversation"), self.people.cast)

    def one_of(self, flow: str) -> Case:
        """A case of that flow in project P1, always the same, which nobody in particular was asked for."""
        there = Case.objects.filter(flow=flow).order_by("pk").first()
        if there is None:
            there = a_case(flow_named(flow), self.people.cast)
            Case.objects.filter(pk=there.pk).update(agent=None)
        return there

    def material(self) -> LibraryItem:
        """A file of the training library."""
        staff = self.told.cast.staff["group_agent"]
        file = evidence.receive(files.upload(files.PDF, "m.pdf"), "training_material", Actor.of(staff))
        return LibraryItem.objects.create(category="rules", title="制度", file=file, by=staff, at=clock.now())


Arguments = Callable[[World], Mapping[str, Any]]


class For(Enum):
    """Who may open an address."""

    ANYONE = "without login: public, or the address itself is the secret"
    STAFF = "whoever is logged in: it shows the reader's own, or the same to all"
    SCOPE = "who sees the case; for everybody else there is nothing there"
    POSTS = "the holders of certain posts; for everybody else it is refused or absent"
    OWNER = "those it belongs to or who may decide it; nobody else, but each may be told so in its own way"


@dataclass(frozen=True)
class Door:
    """Whom an address is for, what it needs to be written, and which posts open it (for POSTS).

    ``maybe_empty``: who may open it can still find nothing there yet; all others are told that it is not for them.
    """

    to: For
    arguments: Arguments = lambda _world: {}
    posts: frozenset[Role] = frozenset()
    maybe_empty: bool = False


def _nothing(_world: World) -> Mapping[str, Any]:
    return {}


def anyone(arguments: Arguments = _nothing) -> Door:
    return Door(For.ANYONE, arguments)


def staff(arguments: Arguments = _nothing) -> Door:
    return Door(For.STAFF, arguments)


def scope(arguments: Arguments) -> Door:
    return Door(For.SCOPE, arguments)


def owner(arguments: Arguments = _nothing) -> Door:
    return Door(For.OWNER, arguments)


def posts(*roles: Role, arguments: Arguments = _nothing, maybe_empty: bool = False) -> Door:
    return Door(For.POSTS, arguments, frozenset(roles), maybe_empty)


GROUP = (
    Role.GROUP_AGENT,
    Role.GROUP_DGM,
    Role.GROUP_GM,
    Role.GROUP_VICE_PRESIDENT,
    Role.HR_CENTRE,
    Role.FINANCE_CENTRE,
    Role.RULE_OWNER,
    Role.AUDITOR,
    Role.ADMINISTRATOR,
)
CENTRE = (Role.GROUP_AGENT, Role.GROUP_DGM, Role.GROUP_GM)
COUNTER = (Role.PROJECT_AGENT, Role.CS_MANAGER, Role.CS_ASSISTANT, Role.CS_CLERK)
AFTER_SALES = (*CENTRE, Role.PROJECT_AGENT, Role.DEPARTMENT_STAFF)
STATEMENT = (Role.HR_CENTRE, Role.FINANCE_CENTRE, Role.GROUP_GM, Role.GROUP_VICE_PRESIDENT)

_order: Arguments = lambda world: {"number": world.order.number}  # noqa: E731
_complaint: Arguments = lambda world: {"number": world.complaint.number}  # noqa: E731
_evidence: Arguments = lambda world: {"pk": world.evidence().pk}  # noqa: E731
_month: Arguments = lambda _world: {"month": "2024-05", "form": "xlsx"}  # noqa: E731
_a_month: Arguments = lambda _world: {"month": "2024-05"}  # noqa: E731
_project: Arguments = lambda world: {"project_id": world.order.project_id}  # noqa: E731


def _project_with_a_centre(world: World) -> Mapping[str, Any]:
    a_case(flow_named("centres.centre"), world.people.cast)
    return {"project_id": world.order.project_id}


_token: Arguments = lambda _world: {"token": "nobody-knows-this-one"}  # noqa: E731

DOORS: Mapping[str, Door] = {
    "healthz": anyone(),
    "readyz": anyone(),
    "metrics": anyone(),
    "web:login": anyone(),
    "web:set_password": anyone(lambda _w: {"uidb64": "MQ", "token": "nobody-knows-this-one"}),
    "web:logout": anyone(),
    "web:theme": anyone(),
    "web:language": anyone(),
    "web:worker": anyone(),
    "web:gallery": staff(),
    "web:gallery_phone": staff(),
    "web:cases": staff(),
    "web:cases_export": staff(),
    "web:bulk": staff(),
    "web:bulk_take": staff(),
    "web:unit": scope(lambda w: {"pk": w.order.unit_id}),
    "web:customer": scope(lambda w: {"pk": w.order.customer_id}),
    "web:customer_numbers": scope(lambda w: {"pk": w.order.customer_id}),
    "web:save_view": staff(),
    "web:drop_view": owner(lambda _w: {"pk": 1}),
    "web:case": scope(_order),
    "web:paper": scope(_order),
    "web:reveal": scope(_complaint),
    "web:step": scope(lambda w: {"number": w.order.number, "name": "check_in"}),
    "web:take_back": owner(lambda _w: {"pk": 1}),
    "web:evidence": scope(_evidence),
    "web:evidence_display": scope(_evidence),
    "web:flow": staff(lambda _w: {"code": "complaints.order"}),
    "web:workbench": staff(),
    "web:member": posts(
        Role.GROUP_GM, Role.GROUP_DGM, Role.PROJECT_GM, arguments=lambda w: {"staff_id": w.told.cast.staff["agent"].pk}
    ),
    "web:why": scope(lambda w: {"pk": w.obligation().pk}),
    "web:approvals": staff(),
    "web:approval": owner(_order),
    "web:board": posts(*GROUP),
    "web:board_wall": posts(*GROUP),
    "web:board_figure": posts(*GROUP, arguments=lambda _w: {"figure": "late"}),
    "web:search": staff(),
    "web:notices": staff(),
    "web:notices_read": staff(),
    "web:notice": owner(lambda _w: {"pk": Notice.objects.earliest("id").pk}),
    "web:notice_log": posts(*GROUP),
    "web:notice_resend": posts(*GROUP, arguments=lambda _w: {"pk": Notice.objects.earliest("id").pk}),
    "web:account": staff(),
    "web:delegate": staff(),
    "web:delegation_end": owner(lambda _w: {"pk": 1}),
    "web:password": staff(),
    "web:token": staff(),
    "web:token_revoke": owner(lambda _w: {"pk": 1}),
    "web:organisation": staff(),
    "web:delegations": staff(),
    "web:org_unit": staff(lambda w: {"pk": w.order.region_id}),
    "web:appoint": owner(lambda w: {"pk": w.order.region_id}),
    "web:person": staff(lambda w: {"pk": w.told.cast.staff["agent"].pk}),
    "web:password_link": owner(lambda w: {"pk": w.told.cast.staff["agent"].pk}),
    "web:appointment_end": owner(lambda w: {"pk": w.told.cast.staff["agent"].appointments.get().pk}),
    "web:rulebook": staff(),
    "web:rulebook_quantity": staff(lambda _w: {"code": "complaints.T1.limit"}),
    "web:rulebook_propose": posts(Role.RULE_OWNER, arguments=lambda _w: {"code": "complaints.T1.limit"}),
    "web:rulebook_entry": owner(lambda _w: {"pk": 1}),
    "web:rulebook_decide": owner(lambda _w: {"pk": 1}),
    "web:rulebook_replan": owner(lambda _w: {"pk": 1}),
    "payroll:statements": posts(*STATEMENT, Role.CHAIRMAN),
    "payroll:preview": posts(*STATEMENT, Role.CHAIRMAN),
    "payroll:statement": posts(*STATEMENT, Role.CHAIRMAN, arguments=_a_month, maybe_empty=True),
    "payroll:lines": posts(*STATEMENT, Role.CHAIRMAN, arguments=_a_month, maybe_empty=True),
    "payroll:proof": posts(*STATEMENT, Role.CHAIRMAN, arguments=_a_month, maybe_empty=True),
    "payroll:sign": posts(*STATEMENT, Role.CHAIRMAN, arguments=_a_month, maybe_empty=True),
    "payroll:receive": posts(*STATEMENT, Role.CHAIRMAN, arguments=_a_month, maybe_empty=True),
    "payroll:paper": posts(*STATEMENT, Role.CHAIRMAN, arguments=_month, maybe_empty=True),
    "payroll:bonus": posts(Role.HR_CENTRE),
    "payroll:bonus_file": posts(Role.HR_CENTRE, arguments=lambda _w: {"pk": 1}, maybe_empty=True),
    "payroll:bonus_commit": posts(Role.HR_CENTRE, arguments=lambda _w: {"pk": 1}, maybe_empty=True),
    "payroll:bonus_refused": posts(Role.HR_CENTRE, arguments=lambda _w: {"pk": 1}, maybe_empty=True),
    "payroll:mine": staff(),
    "payroll:appeal": owner(lambda _w: {"pk": 1}),
    "payroll:appeals": staff(),
    "payroll:decide_appeal": owner(lambda _w: {"pk": 1}),
    "complaints:ranking": posts(*CENTRE, arguments=_month, maybe_empty=True),
    "complaints:order_paper": scope(lambda w: {"number": w.order.number, "kind": "visit", "form": "xlsx"}),
    "web:imports": posts(Role.ADMINISTRATOR),
    "web:import": owner(lambda _w: {"pk": 1}),
    "web:import_check": owner(lambda _w: {"pk": 1}),
    "web:import_commit": owner(lambda _w: {"pk": 1}),
    "web:import_stop": owner(lambda _w: {"pk": 1}),
    "web:import_undo": owner(lambda _w: {"pk": 1}),
    "web:import_progress": owner(lambda _w: {"pk": 1}),
    "web:import_refused": owner(lambda _w: {"pk": 1}),
    "web:audit": posts(Role.AUDITOR, Role.ADMINISTRATOR, Role.GROUP_GM),
    "web:audit_engine": posts(Role.AUDITOR, Role.ADMINISTRATOR, Role.GROUP_GM),
    "web:audit_looks": posts(Role.AUDITOR, Role.ADMINISTRATOR, Role.GROUP_GM),
    "web:audit_exports": posts(Role.AUDITOR, Role.ADMINISTRATOR, Role.GROUP_GM),
    "web:audit_jobs": posts(Role.AUDITOR, Role.ADMINISTRATOR, Role.GROUP_GM),
    "web:audit_job": posts(
        Role.AUDITOR, Role.ADMINISTRATOR, Role.GROUP_GM, arguments=lambda _w: {"code": "complaints.overdue"}
    ),
    "web:audit_run_job": posts(Role.ADMINISTRATOR, Role.GROUP_GM, arguments=lambda _w: {"code": "complaints.overdue"}),
    "complaints:intake": posts(*COUNTER),
    "complaints:knowledge": posts(*COUNTER),
    "complaints:found": posts(*COUNTER),
    "complaints:card": posts(*COUNTER),
    "complaints:reveal": owner(),
    "complaints:conclusion": posts(*COUNTER),
    "complaints:clock": staff(),
    "complaints:desk": scope(_complaint),
    "complaints:act": scope(lambda w: {"number": w.complaint.number, "action": "sign"}),
    "complaints:proposals": posts(Role.GROUP_GM),
    "complaints:decide_proposal": owner(lambda _w: {"pk": 1}),
    "complaints:supervision": posts(*CENTRE),
    "complaints:special": staff(),
    "complaints:handled": staff(),
    "complaints:handled_xlsx": staff(),
    "complaints:report_crisis": staff(),
    "complaints:radar": staff(),
    "complaints:ratings": posts(*CENTRE),
    "complaints:cluster": scope(lambda w: {"pk": w.cluster().pk}),
    "complaints:decide_cluster": scope(lambda w: {"pk": w.cluster().pk, "action": "accept"}),
    "complaints:sanctions": staff(),
    "complaints:sanctions_xlsx": staff(),
    "complaints:turn": posts(*CENTRE, arguments=lambda world: {"number": world.one_of("complaints.sanction").number}),
    "complaints:begin": posts(*CENTRE, arguments=lambda _w: {"what": "clue"}),
    "complaints:overdue": posts(*CENTRE),
    "complaints:confirm_overdue": posts(Role.GROUP_AGENT, arguments=lambda _w: {"on": "2024-05-06"}, maybe_empty=True),
    "complaints:explain_overdue": posts(Role.GROUP_DGM, arguments=_order, maybe_empty=True),
    "complaints:ladder": posts(*CENTRE, arguments=_order),
    "complaints:carried": posts(*CENTRE),
    "complaints:carried_xlsx": posts(*CENTRE, arguments=lambda _w: {"week": "2024-05-06"}),
    "complaints:call_weekly": posts(Role.GROUP_GM, arguments=lambda _w: {"week": "2024-05-06"}, maybe_empty=True),
    "complaints:plans": staff(),
    "complaints:plan_done": owner(lambda _w: {"pk": 1}),
    "complaints:submit_summary": posts(Role.GROUP_AGENT, arguments=lambda _w: {"on": "2024-05-06"}),
    "complaints:register_reception": posts(*CENTRE),
    "complaints:indicators": staff(),
    "complaints:my_figures": staff(),
    "complaints:assessment_scheme": posts(Role.GROUP_DGM, Role.GROUP_GM),
    "complaints:recount_month": owner(lambda _w: {"month": "2024-05"}),
    "complaints:bulletin": owner(lambda _w: {"month": "2024-05"}),
    "complaints:publish_bulletin": owner(lambda _w: {"month": "2024-05"}),
    "complaints:confirm_bulletin": owner(lambda _w: {"month": "2024-05"}),
    "complaints:bulletin_paper": owner(_month),
    "complaints:assessments": staff(lambda w: w.counted()),
    "complaints:assessment_paper": owner(lambda _w: {"month": "2024-05", "pk": 1, "form": "pdf"}),
    "complaints:figure": owner(lambda w: {"month": "2024-05", "code": "on_time_rate", "pk": w.order.region_id}),
    "complaints:person_figure": owner(
        lambda w: {"month": "2024-05", "code": "window_rating", "pk": w.told.cast.staff["agent"].pk}
    ),
    "complaints:visits": staff(),
    "complaints:door": scope(_order),
    "complaints:at_door": scope(lambda w: {"number": w.order.number, "action": "check_in"}),
    "centres:overview": staff(),
    "centres:open": posts(*CENTRE, arguments=_project),
    "centres:dates": posts(*CENTRE, arguments=_project),
    "centres:checks": posts(*CENTRE),
    "centres:new_check": posts(*CENTRE, arguments=_project_with_a_centre),
    "centres:check": posts(*CENTRE, arguments=lambda w: {"number": w.video_check().number}),
    "centres:checklist": posts(*CENTRE),
    "centres:rotation": posts(*CENTRE),
    "centres:rules": staff(),
    "centres:rules_file": owner(lambda _w: {"pk": 1}),
    "centres:texts": posts(*CENTRE),
    "centres:platform": posts(*CENTRE),
    "centres:leads": staff(),
    "centres:lead": staff(),
    "centres:lead_photo": owner(lambda _w: {"pk": 1}),
    "centres:messages": posts(*CENTRE, Role.PROJECT_AGENT),
    "centres:omissions": posts(*CENTRE),
    "centres:conversations": posts(*CENTRE, Role.PROJECT_AGENT),
    "centres:conversation": scope(lambda w: {"number": w.conversation().number}),
    "improvement:inspections": staff(),
    "improvement:carry_out": scope(lambda w: {"number": w.one_of("improvement.inspection").number}),
    "improvement:assessment": staff(),
    "improvement:checklist": posts(*CENTRE, arguments=lambda _w: {"kind": "project"}),
    "improvement:systemic": staff(),
    "improvement:surveys": staff(),
    "improvement:survey": posts(*GROUP, arguments=lambda w: {"number": w.one_of("improvement.survey").number}),
    "improvement:trainings": staff(),
    "improvement:subjects": posts(*CENTRE),
    "improvement:training": posts(*GROUP, arguments=lambda w: {"number": w.one_of("improvement.training").number}),
    "improvement:absent": posts(*CENTRE, arguments=lambda w: {"number": w.one_of("improvement.training").number}),
    "improvement:sign_in": owner(_token),
    "improvement:library": posts(*AFTER_SALES),
    "improvement:new_item": posts(*CENTRE),
    "improvement:item": posts(*AFTER_SALES, arguments=lambda w: {"pk": w.material().pk}),
    "improvement:item_file": posts(*AFTER_SALES, arguments=lambda w: {"pk": w.material().pk}),
    "improvement:tell": scope(_complaint),
    "portal_survey:page": anyone(_token),
    "frontdesk:releases": staff(),
    "frontdesk:owners_code": owner(),
    "frontdesk:new_release": posts(Role.RECEPTION),
    "frontdesk:batches": staff(),
    "frontdesk:hand_in": scope(lambda w: {"number": w.batch().number}),
    "gate:door": staff(),
    "gate:slip": owner(_token),
    "rehearsal:page": posts(Role.RULE_OWNER, Role.GROUP_GM),
    "rehearsal:cost": posts(Role.RULE_OWNER, Role.GROUP_GM, Role.HR_CENTRE, Role.FINANCE_CENTRE),
    "portal_release:page": anyone(_token),
    "portal_release:code": anyone(lambda _w: {"token": "nobody-knows-this-one", "case_id": 1}),
    "portal:code": scope(_complaint),
    "portal:page": anyone(_token),
    "portal:sign": anyone(_token),
    "portal:rate": anyone(_token),
    "portal:remark": anyone(_token),
    "portal:say": anyone(_token),
    "portal:about": anyone(_token),
    "portal:confirm": anyone(_token),
    "portal:photo": anyone(lambda _w: {"token": "nobody-knows-this-one", "evidence_id": 1}),
}


def pages() -> list[str]:
    """The name of every address that is not the API's; an address without a name goes by its route."""
    return [name for route, name in _walk(get_resolver().url_patterns) if not route.startswith("api/")]


def _walk(patterns: list[URLPattern | URLResolver], prefix: str = "", space: str = "") -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for one in patterns:
        route = f"{prefix}{one.pattern}"
        if isinstance(one, URLResolver):
            inner = f"{space}{one.namespace}:" if one.namespace else space
            found += _walk(one.url_patterns, route, inner)
        else:
            found.append((route, f"{space}{one.name}" if one.name else route))
    return found
