"""For every page that is somebody's own (``For.OWNER``): who that is, what it takes, and that the page then opens."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from shouwen.centres import implementing, leads
from shouwen.complaints import sanctions
from shouwen.complaints.discipline.words import ItemKind
from shouwen.complaints.flows import Meeting, Order
from shouwen.complaints.models import PlanItem
from shouwen.frontdesk.flows import ItemRelease
from shouwen.improvement.flows import MonthlyTraining
from shouwen.improvement.models import Attendance
from shouwen.kernel import clock, evidence, moves, posts, rule_changes
from shouwen.kernel.access import Actor
from shouwen.kernel.api.identity import new_token
from shouwen.kernel.models import ApiToken, Notice, PenaltyLine, RulebookEntry
from shouwen.payroll import appeals
from shouwen.payroll.models import PenaltyAppeal
from shouwen.people.models import Staff
from shouwen.web.models import SavedView
from tests.factories.workbooks import xlsx
from tests.house.addresses import World
from tests.house.people import a_case
from tests.kernel import files

T1 = "complaints.T1.limit"


@dataclass(frozen=True)
class Opening:
    """Who opens the page, how, and with what."""

    who: Staff
    arguments: Mapping[str, Any]
    method: str = "get"
    data: Mapping[str, Any] = field(default_factory=dict)


def client_of(staff: Staff) -> Client:
    made = Client()
    made.force_login(staff, backend="shouwen.people.login.StaffNumberOrPhone")
    return made


def somebody(world: World, name: str) -> Staff:
    return world.told.cast.staff[name]


def saved_view(world: World) -> Opening:
    agent = somebody(world, "agent")
    view = SavedView.objects.create(staff=agent, flow="complaints.order", name="我的", query="state=visited")
    return Opening(agent, {"pk": view.pk}, "post")


def approval(world: World) -> Opening:
    waiting = a_case(Order, world.people.cast, Order.State.PENDING_DGM_ISSUE)
    return Opening(somebody(world, "dgm"), {"number": waiting.number})


def taking_back(world: World) -> Opening:
    waiting = a_case(Order, world.people.cast, Order.State.PENDING_DGM_ISSUE)
    done = moves.take(Order.endorse, waiting.pk, by=world.people.cast.actor("dgm"), given={"opinion": "同意"})
    return Opening(somebody(world, "dgm"), {"pk": done.event_id}, "post")


def notice(world: World) -> Opening:
    told = Notice.objects.filter(channel="inbox").exclude(staff=None).earliest("id")
    assert told.staff is not None
    return Opening(told.staff, {"pk": told.pk}, "post")


def delegation(world: World) -> Opening:
    principal, now = somebody(world, "dgm"), clock.now()
    ends = now + timedelta(days=1)
    made = posts.delegate(principal, somebody(world, "gm"), starts_at=now, ends_at=ends, reason="休假")
    return Opening(principal, {"pk": made.pk}, "post")


def a_token(world: World) -> Opening:
    owner = somebody(world, "dgm")
    new_token(owner, "报表")
    return Opening(owner, {"pk": ApiToken.objects.get(staff=owner).pk}, "post")


def appointing(world: World) -> Opening:
    data = {"staff": somebody(world, "agent").staff_no, "role": "reception", "line": "", "reason": "补岗"}
    return Opening(somebody(world, "administrator"), {"pk": world.order.project.org_id}, "post", data)


def ending_a_post(world: World) -> Opening:
    post = somebody(world, "agent").appointments.get()
    return Opening(somebody(world, "administrator"), {"pk": post.pk}, "post", {"reason": "离职"})


def a_password(world: World) -> Opening:
    agent = somebody(world, "agent")
    Staff.objects.filter(pk=agent.pk).update(phone="13800138000")
    return Opening(somebody(world, "administrator"), {"pk": agent.pk}, "post")


def proposed(world: World) -> RulebookEntry:
    ahead = clock.now() + timedelta(days=1)
    return rule_changes.propose(T1, 45, valid_from=ahead, reason="试", by=somebody(world, "rule_owner"))


def rule(world: World) -> Opening:
    return Opening(somebody(world, "rule_owner"), {"pk": proposed(world).pk})


def deciding_a_rule(world: World) -> Opening:
    return Opening(somebody(world, "gm"), {"pk": proposed(world).pk}, "post", {"do": "approve"})


def replanning(world: World) -> Opening:
    with clock.moved_to(clock.now() - timedelta(days=2)):
        entry = proposed(world)
        rule_changes.decide(entry.pk, approve=True, by=somebody(world, "gm"))
    return Opening(somebody(world, "gm"), {"pk": entry.pk}, "post", {"reason": "统一"})


def uploaded(world: World) -> Opening:
    admin = somebody(world, "administrator")
    rows = ["楼号", "单元", "房间", "业主名称", "手机号"], ["9", "1", "101", "王五", "19900000009"]
    file = SimpleUploadedFile("台账.xlsx", xlsx(*rows).getvalue())
    sent = {"ledger": "owners", "project": world.order.project_id, "file": file}
    answer = client_of(admin).post("/imports/", sent)
    return Opening(admin, {"pk": int(answer.headers["Location"].strip("/").split("/")[-1])})


def mapped(world: World) -> Opening:
    from shouwen.kernel.imports.models import ImportBatch  # noqa: PLC0415 — leaf of a table

    found = uploaded(world)
    mapping = ImportBatch.objects.get(pk=found.arguments["pk"]).mapping
    return Opening(found.who, found.arguments, "post", {name: list(places) for name, places in mapping.items()})


def checked(world: World) -> Opening:
    found = mapped(world)
    client_of(found.who).post(f"/imports/{found.arguments['pk']}/check/", found.data)
    return Opening(found.who, found.arguments, "post")


def committed(world: World) -> Opening:
    found = checked(world)
    client_of(found.who).post(f"/imports/{found.arguments['pk']}/commit/")
    return found


def phone(world: World) -> Opening:
    unit, customer = world.complaint.unit_id, world.complaint.customer_id
    return Opening(somebody(world, "agent"), {}, "post", {"unit": unit, "customer": customer, "reason": "回电确认时间"})


def owners_code(world: World) -> Opening:
    data = {"unit": world.complaint.unit_id, "customer": world.complaint.customer_id}
    return Opening(somebody(world, "reception"), {}, "get", data)


def slip(world: World) -> Opening:
    record = a_case(ItemRelease, world.people.cast).item_slip
    record.token = "one-slip"
    record.save(update_fields=["token"])
    return Opening(somebody(world, "gate_guard"), {"token": record.token})


def charged(world: World) -> PenaltyLine:
    world.told.sweep("2024-05-06 18:01")
    return PenaltyLine.objects.filter(case=world.order).earliest("id")


def appealing(world: World) -> Opening:
    line = charged(world)
    assert line.person is not None
    return Opening(line.person, {"pk": line.pk}, "post", {"reason": "系统故障"})


def deciding_an_appeal(world: World) -> Opening:
    line = charged(world)
    assert line.person is not None
    made = appeals.appeal(line.pk, line.person, "系统故障")
    data = {"decision": PenaltyAppeal.Decision.WAIVED, "reason": "属实"}
    return Opening(somebody(world, "gm"), {"pk": made.pk}, "post", data)


def deciding_a_proposal(world: World) -> Opening:
    person = somebody(world, "agent").pk
    proposal = sanctions.propose(None, "P4", "第十六条", person, "连续三月后十名", clock.now())
    return Opening(somebody(world, "gm"), {"pk": proposal.pk}, "post", {"measure": "fine", "opinion": "罚"})


def a_plans_item(world: World) -> Opening:
    order = world.order.order
    meeting = a_case(Meeting, world.people.cast)
    item = PlanItem.objects.create(
        meeting_id=meeting.pk, kind=ItemKind.values[0], order=order, measure="更换立管", company=order.company,
        person=order.responsible, due_on=clock.day_of(clock.now()),
    )  # fmt: skip
    assert order.responsible is not None
    return Opening(order.responsible, {"pk": item.pk}, "post", {"result": "已更换"})


def signing_in(world: World) -> Opening:
    agent = somebody(world, "agent")
    training = a_case(MonthlyTraining, world.people.cast, MonthlyTraining.State.PLANNED).training
    training.token, training.held_at = "one-training", clock.now()
    training.save(update_fields=["token", "held_at"])
    Attendance.objects.create(training=training, staff=agent, org=world.order.project.org, role="project_agent")
    return Opening(agent, {"token": training.token}, "post")


def a_photographed_lead(world: World) -> Opening:
    reporter = somebody(world, "head_finance")
    photo = SimpleUploadedFile("photo.jpg", files.image(), "image/jpeg")
    piece = evidence.receive(photo, "lead_photo", Actor.of(reporter))
    told = leads.Told(world.order.project_id, "1-1-101", "灯坏了", photo_id=piece.pk)
    return Opening(reporter, {"pk": leads.submit(told, reporter, "opening").pk})


def filed_rules(world: World) -> Opening:
    chairman, region = somebody(world, "chairman_region"), world.order.region
    paper = SimpleUploadedFile("rules.pdf", files.PDF, "application/pdf")
    piece = evidence.receive(paper, "rules_file", Actor.of(chairman))
    today = clock.day_of(clock.now())
    filing = implementing.Filing("V1", today, "一号文", today, piece.pk)
    return Opening(chairman, {"pk": implementing.file_rules(region, filing, chairman).pk})


OPENINGS: Mapping[str, Callable[[World], Opening]] = {
    "centres:lead_photo": a_photographed_lead,
    "centres:rules_file": filed_rules,
    "improvement:sign_in": signing_in,
    "complaints:plan_done": a_plans_item,
    "web:drop_view": saved_view,
    "web:approval": approval,
    "web:take_back": taking_back,
    "web:notice": notice,
    "web:delegation_end": delegation,
    "web:token_revoke": a_token,
    "web:appoint": appointing,
    "web:appointment_end": ending_a_post,
    "web:password_link": a_password,
    "web:rulebook_entry": rule,
    "web:rulebook_decide": deciding_a_rule,
    "web:rulebook_replan": replanning,
    "web:import": uploaded,
    "web:import_check": mapped,
    "web:import_commit": checked,
    "web:import_stop": checked,
    "web:import_undo": committed,
    "web:import_progress": uploaded,
    "web:import_refused": uploaded,
    "complaints:reveal": phone,
    "payroll:appeal": appealing,
    "payroll:decide_appeal": deciding_an_appeal,
    "complaints:decide_proposal": deciding_a_proposal,
    "frontdesk:owners_code": owners_code,
    "gate:slip": slip,
}
