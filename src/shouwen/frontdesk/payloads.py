"""What people give with each step of a goods release and of the reconciliation of slips."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext_lazy as _
from pydantic import AfterValidator, Field, field_serializer

from shouwen.common.identifiers import tidy
from shouwen.common.phone import compact
from shouwen.frontdesk.rules import LINES_ON_PAPER
from shouwen.frontdesk.words import DocumentKind, Refusal, Relation
from shouwen.kernel.flows import Given, Instant, asked
from shouwen.kernel.reveal import mask_id

Line = Annotated[str, Field(min_length=1, max_length=200)]
Note = Annotated[str, Field(max_length=400)]
Number = Annotated[str, Field(min_length=4, max_length=40), AfterValidator(tidy)]
Phone = Annotated[str, Field(max_length=24), AfterValidator(compact)]


class Item(Given):
    """物品栏目必须详细填写 (S2-61)."""

    name: Annotated[str, Field(min_length=2, max_length=60)] = asked(_("Item"))
    quantity: Annotated[int, Field(ge=1, le=9999)] = asked(_("Quantity"))
    remark: Annotated[str, Field(max_length=80)] = asked(_("Remark"), "")


class Application(Given):
    """⑴ 申请物品放行; ⑶ 物品放行条资料. The unit and the customer are the case's place."""

    applicant: Annotated[str, Field(min_length=1, max_length=80)] = asked(_("Applicant"))
    phone: Phone = asked(_("Phone"), "")
    relation: Relation = asked(_("Relation to the unit"))
    document: DocumentKind = asked(_("Identity document"))
    document_no: Number = asked(_("Document number"))
    valid_from: Instant = asked(_("Moving out from"))
    valid_until: Instant = asked(_("Moving out until"))
    vehicle: Annotated[str, Field(max_length=40)] = asked(_("Vehicle"), "")
    items: Annotated[list[Item], Field(min_length=1, max_length=LINES_ON_PAPER)] = asked(_("Items"))
    has_annex: bool = asked(_("Further items on an annex"), False)

    @field_serializer("document_no", when_used="json")
    def _masked(self, number: str) -> str:
        """The history is for many eyes: it keeps the number's ends only."""
        return mask_id(number)


class Verification(Given):
    """⑵ 核实客户资料,确认身份; of a proxy with the record of the call to the owner."""

    is_identified: bool = asked(_("Document and person agree"))
    called_at: Instant | None = asked(_("Proxy: owner called at"), None)
    called_number: Phone = asked(_("Proxy: number dialled"), "")
    owner_agrees: bool | None = asked(_("Proxy: the owner agrees"), None)
    owner_said: Note = asked(_("Proxy: what the owner said"), "")


class Reason(Given):
    for_several = True

    reason: Line = asked(_("Reason"))


class GateCheck(Given):
    """⑸ 须核实后方可放行."""

    items_match: bool = asked(_("The goods are those on the slip"))
    vehicle: Annotated[str, Field(max_length=40)] = asked(_("Vehicle seen"), "")


class TurnedBack(Given):
    why: Refusal = asked(_("Why the goods stay inside"))
    reason: Line = asked(_("Reason"))


class HandIn(Given):
    """⑹ 安管部定期将物品放行条返回: the numbers of the slips in the bundle."""

    numbers: Annotated[list[str], Field(max_length=2000)] = asked(_("Slip numbers handed in"))
    note: Note = asked(_("Remark"), "")


class Archiving(Given):
    explanation: Note = asked(_("Explanation of the differences"), "")
