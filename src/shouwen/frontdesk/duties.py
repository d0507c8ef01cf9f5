"""What is owed in a goods release and in the reconciliation of its slips, each with its clause."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shouwen.frontdesk import parties, rules
from shouwen.kernel.duties import AfterStart, BeforeDue, Duty, Within

# ⑵ 前台核实客户资料,确认身份
VERIFY = Duty(
    code="VERIFY",
    title=_("Verify the applicant's identity"),
    owed_by=parties.RECEPTION,
    limit=Within(rules.VERIFY_WITHIN),
    remind=AfterStart(rules.VERIFY_REMIND),
    clause="物品放行 ⑵",
    ref="S2-60",
)
# ⑹ 安管部定期将物品放行条返回客服中心
HAND_IN = Duty(
    code="HAND_IN",
    title=_("Return the goods release slips to the service centre"),
    owed_by=parties.SECURITY_HEAD,
    limit=Within(rules.HAND_IN_WITHIN),
    remind=BeforeDue(rules.HAND_IN_REMIND),
    clause="物品放行 ⑹",
    ref="S2-64",
)
# ⑹ 进行核对
RECONCILE = Duty(
    code="RECONCILE",
    title=_("Reconcile the returned slips"),
    owed_by=parties.RECEPTION,
    limit=Within(rules.RECONCILE_WITHIN),
    clause="物品放行 ⑹",
    ref="S2-64",
)
