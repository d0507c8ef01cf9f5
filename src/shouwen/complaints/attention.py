"""What the desk is told about supervision orders: returned and blocked ones need a look, issuing is counted."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shouwen.complaints.flows import Order
from shouwen.complaints.words import OrderState
from shouwen.web.desk.attention import Declared, declare

declare(
    Order.code,
    Declared(
        states={OrderState.RETURNED_FOR_EDIT: _("Returned"), OrderState.VISIT_BLOCKED: _("Visit blocked")},
        blocked=frozenset({OrderState.VISIT_BLOCKED}),
        issues=frozenset({Order.issue.code}),
    ),
)
