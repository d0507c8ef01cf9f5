"""The reconciliation of slips between security and the service centre. What each step does: slip_batches.py."""

from django.utils.translation import gettext_lazy as _

from shouwen.frontdesk import duties, payloads
from shouwen.frontdesk.models import SlipBatch
from shouwen.frontdesk.parties import RECEPTION, SECURITY_HEAD, receptionists
from shouwen.frontdesk.words import ReconciliationState as S
from shouwen.kernel.access import SYSTEM
from shouwen.kernel.duties import Tell
from shouwen.kernel.flows import Flow, Nothing, Step, start


class SlipReconciliation(Flow[SlipBatch]):
    """收集 → 安管部返还 → 核对(开出、返还、使用) → 装订编号存档；返还时下一期自动开始。(S2-64)"""

    code, record, title, prefix = "frontdesk.slip_reconciliation", SlipBatch, _("Reconciliation of slips"), "FXD"
    State, HAND_IN, RECONCILE = S, duties.HAND_IN, duties.RECONCILE

    collect = start(
        to=S.COLLECTING, by=SYSTEM, takes=Nothing, title=_("Collect the slips of a period"),
        opens=[HAND_IN], clause="物品放行 ⑹", hidden=True,
    )  # fmt: skip
    hand_in = Step(
        [S.COLLECTING], S.HANDED_IN, SECURITY_HEAD, payloads.HandIn, _("Hand in the slips"),
        meets=[HAND_IN], opens=[RECONCILE], tells=[Tell("slips_handed_in", receptionists)], clause="物品放行 ⑹",
    )  # fmt: skip
    reconcile = Step(
        [S.HANDED_IN], S.RECONCILED, RECEPTION, Nothing, _("Reconcile the slips"),
        meets=[RECONCILE], clause="物品放行 ⑹",
    )  # fmt: skip
    archive = Step(
        [S.RECONCILED], S.ARCHIVED, RECEPTION, payloads.Archiving, _("Archive the package"), clause="物品放行 ⑹",
    )  # fmt: skip
