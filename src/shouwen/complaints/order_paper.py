"""The supervision order on paper (督办令, A4): what was complained of, who must do what by when, who decided it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from shouwen.complaints.flows import Order
from shouwen.complaints.models import ComplaintRecord, OrderRecord
from shouwen.complaints.words import BEFORE_ISSUE, OrderState
from shouwen.kernel import clock
from shouwen.kernel.access import Actor
from shouwen.kernel.evidence import Proof
from shouwen.kernel.flows import step_named
from shouwen.kernel.models import Case, Event, Evidence
from shouwen.kernel.reveal import reveal
from shouwen.kernel.taking_back import standing
from shouwen.people.roles import Department
from shouwen.web import policies, printing
from shouwen.web.cases.history import who
from shouwen.web.cases.panels import Paper

OPINIONS: Final = ("submit", "endorse", "issue", "return_for_edit", "grade", "reassign", "extend",
                   "verify_closure", "review_closure", "close")  # fmt: skip
CLAUSES: Final = (
    "第十四条　接诉后三十分钟内报批，报批后一小时内签发。",
    "第二十二条　接到督办令后一小时内上门回访，电话联系不算。",
    "第二十五条　督办令要求时间与商谈完成时间不一致的，以时间短者为考核节点。",
    "第二十六条　每日十八时前录入最新处理进展。",
    "第三十六条　超过考核节点的，按超期天数扣罚责任人与分管领导。",
)


def order_paper(case: Case, actor: Actor, address: str) -> Paper | None:
    """The paper of an order in any state; a draft says that it is one."""
    order = OrderRecord.objects.select_related("responsible", "leader", "company").get(case_id=case.pk)
    complaint = ComplaintRecord.objects.select_related("case").filter(case=case.parent).first()
    images = {"code": printing.qr_svg(address)} | _signatures(case)
    if complaint is not None:  # whoever visits needs the number, so it is whole on the paper, and that is on record
        reveal(actor, f"complaint:{complaint.case_id}:phone", _("printed with {number}").format(number=case.number))
    data = {
        "title": "督办令",
        "house": "售后服务中心",
        "creed": policies.text(policies.CREED),
        "number": case.number,
        "draft": OrderState(case.state) in BEFORE_ISSUE,
        "address": address,
        "state": str(OrderState(case.state).label),
        "project": case.project.name,
        "elements": _elements(case, complaint),
        "order": _order(order),
        "clauses": CLAUSES,
        "opinions": _opinions(case),
        "signatures": [{"name": name, "title": title} for name, title in _signature_titles(case)],
        "printed": _("printed {at} by {name}").format(
            at=_instant(clock.now()), name=actor.staff.name if actor.staff else ""
        ),
    }
    return Paper("complaints/order.typ", data, images)


def _elements(case: Case, complaint: ComplaintRecord | None) -> list[list[str]]:
    """五要素: 房号、姓名、电话、诉求、要求完成时间."""
    if complaint is None:
        return []
    return [
        ["房　号", f"{case.project.name}　{case.unit.text if case.unit else ''}"],
        ["姓　名", complaint.customer_name],
        ["电　话", complaint.phone],
        ["客户诉求", complaint.demand],
        ["要求完成时间", _instant(complaint.required_finish_at)],
    ]


def _order(order: OrderRecord) -> list[list[str]]:
    rows = [
        ["投诉类型", f"{order.get_type_display()}　·　{order.get_level_display()}"],
        ["第一责任部门", f"{order.company.name}　{order.get_first_department_display()}"],
        ["责 任 人", order.responsible.name if order.responsible else ""],
        ["分管领导", order.leader.name if order.leader else ""],
        ["配合部门", "、".join(str(Department(code).label) for code in order.cooperating)],
        ["签发时间", _instant(order.issued_at)],
        ["亲自安排", _arranged(order)],
        ["督办令要求", _instant(order.ordered_finish_at)],
        ["商谈完成时间", _instant(order.negotiated_finish_at)],
        ["考核节点", _instant(order.effective_deadline)],
        ["处理方案", order.plan],
    ]
    return [row for row in rows if row[1]]


def first_arrangement(order: OrderRecord) -> Event | None:
    """The event of 亲自安排 that counts, with the person and, where one stood in, the principal (S3-05c)."""
    if order.arranged_at is None:
        return None
    found = Event.objects.filter(case_id=order.pk, code=Order.arrange.code, occurred_at=order.arranged_at)
    return found.select_related("staff", "on_behalf_of").order_by("seq").first()


def _arranged(order: OrderRecord) -> str:
    first = first_arrangement(order)
    return f"{_instant(first.occurred_at)}　{who(first)}" if first else ""


def _opinions(case: Case) -> list[dict[str, str]]:
    codes = [f"{Order.code}.{name}" for name in OPINIONS]
    given = standing(Event.objects.filter(case=case, code__in=codes))
    events = given.select_related("staff", "on_behalf_of").order_by("seq")
    return [
        {
            "step": str(step_named(event.code).title),
            "who": who(event),
            "at": _instant(event.occurred_at),
            "words": _words(event.data.get("given", {})),
        }
        for event in events
    ]


def _words(given: dict[str, Any]) -> str:
    return str(given.get("opinion") or given.get("reason") or given.get("verification") or given.get("comment") or "")


def _signed(case: Case) -> Sequence[Evidence]:
    """The customer's signatures on the complaint and on the plan, oldest first."""
    kinds = [Proof.CUSTOMER_SIGNATURE, Proof.HANDLER_SIGNATURE]
    found = Evidence.objects.filter(case_id__in=[case.pk, case.parent_id], kind__in=kinds, event__isnull=False)
    return list(found.exclude(display="").order_by("id"))


def _signatures(case: Case) -> dict[str, bytes]:
    images = {}
    for piece in _signed(case):
        if piece.display.name and default_storage.exists(piece.display.name):
            with default_storage.open(piece.display.name) as file:
                images[f"signature-{piece.pk}"] = file.read()
    return images


def _signature_titles(case: Case) -> list[tuple[str, str]]:
    titles = {case.pk: "客户签字（处理方案）", case.parent_id: "客户签字（投诉登记）"}
    return [
        (f"signature-{piece.pk}", f"{titles[piece.case_id]}　{_instant(piece.captured_at or piece.received_at)}")
        for piece in _signed(case)
    ]


def _instant(at: Any) -> str:
    """On paper an instant is whole: year, day, time."""
    return clock.local(at).strftime("%Y 年 %-m 月 %-d 日 %H:%M") if at else ""
