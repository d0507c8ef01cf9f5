"""The numbers of the goods release (S2 A6), with their clauses. Minutes."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.rulebook import Measure, Quantity

# ⑵ 前台核实客户资料,确认身份
VERIFY_WITHIN = Quantity(
    "frontdesk.item_release.verify_within",
    _("Goods release, identity check: limit"),
    Measure.MINUTES,
    30,
    "物品放行 ⑵",
    "S2-60",
)
VERIFY_REMIND = Quantity(
    "frontdesk.item_release.verify_remind",
    _("Goods release, identity check: reminders"),
    Measure.MINUTES_LIST,
    [20],
    "物品放行 ⑵",
    "S2-60",
)
# 放行条有有效时段: the longest one a slip may have
SLIP_LONGEST = Quantity(
    "frontdesk.item_release.slip_longest",
    _("Goods release slip: longest validity"),
    Measure.MINUTES,
    3 * 24 * 60,
    "物品放行 ⑸",
    "S2-65",
)
# ⑹ 安管部定期将物品放行条返回客服中心
HAND_IN_WITHIN = Quantity(
    "frontdesk.slip_reconciliation.hand_in_within",
    _("Return of the goods release slips: at the latest every"),
    Measure.MINUTES,
    30 * 24 * 60,
    "物品放行 ⑹",
    "S2-64",
)
HAND_IN_REMIND = Quantity(
    "frontdesk.slip_reconciliation.hand_in_remind",
    _("Return of the goods release slips: reminders before"),
    Measure.MINUTES_LIST,
    [2 * 24 * 60],
    "物品放行 ⑹",
    "S2-64",
)
RECONCILE_WITHIN = Quantity(
    "frontdesk.slip_reconciliation.reconcile_within",
    _("Reconciliation of the returned slips: limit"),
    Measure.MINUTES,
    2 * 24 * 60,
    "物品放行 ⑹",
    "S2-64",
)

LINES_ON_PAPER = 8  # what the slip's table holds; more goes on a signed annex (S2-61)
