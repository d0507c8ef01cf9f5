"""Effects of looking into a delay, and of carrying out what a meeting asked of the order (第三十条、第三十一条)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from shouwen.complaints.discipline import payloads
from shouwen.complaints.flows.order import Order
from shouwen.complaints.models import OrderRecord, OverdueItem
from shouwen.kernel import clock
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.flows import Act


@Order.explain_delay.does
def settle_todays_item(order: OrderRecord, act: Act[payloads.DelayFound]) -> None:
    """副总经理详细调查了解超期原因并对分管领导进行督促 (S3-30b): clears the order from today's summary, once a day."""
    if order.leader_id is None:
        raise Refused(_("No leader in charge is in office for this order."), Why.WRONG_STATE)
    today = clock.day_of(act.at)
    item = OverdueItem.objects.filter(order=order, summary__on=today).select_for_update(of=("self",)).first()
    if item is None:
        raise Refused(_("The order is not on today's summary of overdue orders."), Why.WRONG_STATE)
    if item.urged_at is not None:
        raise Refused(_("The delay was looked into today; the next time is tomorrow."), Why.WRONG_STATE)
    given = act.given
    item.cause, item.detail, item.promised = given.cause.value, given.detail, given.promised
    item.urged_by, item.urged_at = act.actor.staff, act.at
    item.save(update_fields=["cause", "detail", "promised", "urged_by", "urged_at"])


@Order.finish_plan_item.does
def the_item_is_done(order: OrderRecord, act: Act[payloads.ItemDone]) -> None:
    """整改项办结 (S3-31c): by the person the plan names, or by the group's staff on their word."""
    item = order.plan_items.filter(pk=act.given.item, done_at=None).first()
    if item is None:
        says = _("There is no such open item of a plan on this order.")
        raise Refused(says, Why.BAD_PAYLOAD, {"item": [says]})
    item.done_at, item.result = act.at, act.given.result
    item.save(update_fields=["done_at", "result"])
