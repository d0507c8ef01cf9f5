"""Goods release: the whole procedure. What each step checks and writes: at_the_counter.py, at_the_gate.py."""

from django.utils.translation import gettext_lazy as _

from shouwen.frontdesk import contents, duties, parties, payloads
from shouwen.frontdesk.models import ItemSlip
from shouwen.frontdesk.parties import GATE_GUARD, RECEPTION
from shouwen.frontdesk.words import ReleaseState as S
from shouwen.kernel.access import CUSTOMER, SYSTEM
from shouwen.kernel.duties import Tell
from shouwen.kernel.evidence import Proof
from shouwen.kernel.flows import Flow, Nothing, Step, start


class ItemRelease(Flow[ItemSlip]):
    """申请 → 核验身份 → 开条（复印件、公章、签名）→ 门岗核验，放行一次；开条前可拒绝，开条后可作废。(S2-59 … S2-65)"""

    code, record, title, prefix = "frontdesk.item_release", ItemSlip, _("Goods release"), "FX"
    State, VERIFY = S, duties.VERIFY
    rests = (S.ISSUED,)  # nobody owes that the goods are carried out

    apply = start(
        to=S.APPLIED, by=RECEPTION | CUSTOMER, takes=payloads.Application, title=_("Apply for a goods release"),
        needs=contents.annex_and_signature, signs={Proof.OWNER_SIGNATURE: contents.application},
        opens=[VERIFY], tells=[Tell("release_applied", parties.receptionists)], clause="物品放行 ⑴ ⑶",
    )  # fmt: skip
    verify = Step(
        [S.APPLIED], S.VERIFIED, RECEPTION, payloads.Verification, _("Verify the identity"),
        needs=contents.consent_of_the_owner, meets=[VERIFY], clause="物品放行 ⑵",
    )  # fmt: skip
    issue = Step(
        [S.VERIFIED], S.ISSUED, RECEPTION, Nothing, _("Issue the slip"),
        needs=[Proof.IDENTITY_COPY, Proof.DEPARTMENT_SEAL, Proof.HANDLER_SIGNATURE],
        signs={Proof.HANDLER_SIGNATURE: contents.slip},
        tells=[
            Tell("release_issued", customer=True, data=contents.facts),
            Tell("slip_at_the_gate", parties.guards, data=contents.facts),
        ],
        clause="物品放行 ⑷ ⑸",
    )  # fmt: skip
    pass_gate = Step(
        [S.ISSUED], S.PASSED, GATE_GUARD, payloads.GateCheck, _("Let the goods out"),
        needs=[Proof.GATE_PHOTO, Proof.GUARD_SIGNATURE], signs={Proof.GUARD_SIGNATURE: contents.slip},
        clause="物品放行 ⑸",
    )  # fmt: skip
    turn_back = Step(
        [S.ISSUED, S.PASSED, S.EXPIRED, S.VOIDED], None, GATE_GUARD, payloads.TurnedBack, _("Keep the goods inside"),
        tells=[Tell("slip_turned_back", parties.receptionists, data=contents.facts)], clause="物品放行 ⑸",
    )  # fmt: skip
    turn_down = Step(
        [S.APPLIED, S.VERIFIED], S.TURNED_DOWN, RECEPTION, payloads.Reason, _("Turn the application down"),
        tells=[Tell("release_turned_down", customer=True)], clause="物品放行 ⑵",
    )  # fmt: skip
    void = Step([S.ISSUED], S.VOIDED, RECEPTION, payloads.Reason, _("Declare the slip void"), clause="物品放行 ⑸")
    expire = Step([S.ISSUED], S.EXPIRED, SYSTEM, Nothing, _("The slip expires"), clause="物品放行 ⑸", hidden=True)
