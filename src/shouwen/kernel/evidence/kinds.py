"""The kinds of proof. The kernel names the common ones; a domain adds its own with ``proof_kind``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.evidence.content import Group

_kinds: dict[str, ProofKind] = {}


class ProofKind(str):
    """The code of a kind of proof, with its title and the groups of content it accepts.

    It is its code, so it compares, stores and serialises as that text; ``value`` and ``label`` read as on an enum.
    """

    __slots__ = ("accepts", "label")

    label: str | Promise
    accepts: frozenset[Group]

    def __new__(cls, code: str, label: str | Promise, accepts: frozenset[Group]) -> ProofKind:
        kind = super().__new__(cls, code)
        kind.label = label
        kind.accepts = accepts
        return kind

    @property
    def value(self) -> str:
        return str(self)


def proof_kind(code: str, label: str | Promise, accepts: Iterable[Group] = tuple(Group)) -> ProofKind:
    """Register a kind of proof under a code nobody else has; called when a module is imported."""
    if code in _kinds:
        raise ValueError(f"two kinds of proof are called {code}")
    _kinds[code] = ProofKind(code, label, frozenset(accepts))
    return _kinds[code]


def kind_named(code: str) -> ProofKind:
    """The kind with that code; Refused when there is none."""
    try:
        return _kinds[code]
    except KeyError:
        raise Refused(_("There is no such kind of evidence."), Why.BAD_PAYLOAD) from None


def is_known(code: str) -> bool:
    """Whether a kind with that code is registered."""
    return code in _kinds


def all_kinds() -> list[ProofKind]:
    """Every registered kind, in the order of their codes."""
    return sorted(_kinds.values())


_IMAGE: Final = (Group.IMAGE,)
_PAPER: Final = (Group.IMAGE, Group.DOCUMENT)


class Proof:
    """The kinds every domain may ask for."""

    CUSTOMER_SIGNATURE = proof_kind("customer_signature", _("Customer's signature"), _IMAGE)
    OWNER_SIGNATURE = proof_kind("owner_signature", _("Owner's signature"), _IMAGE)
    HANDLER_SIGNATURE = proof_kind("handler_signature", _("Handler's signature"), _IMAGE)
    GUARD_SIGNATURE = proof_kind("guard_signature", _("Guard's signature"), _IMAGE)
    DEPARTMENT_SEAL = proof_kind("department_seal", _("Department's seal"), _PAPER)
    CALL_RECORDING = proof_kind("call_recording", _("Call recording"), (Group.AUDIO,))
    LETTER_SCAN = proof_kind("letter_scan", _("Scan of the letter"), _PAPER)
    DOORSTEP_PHOTO = proof_kind("doorstep_photo", _("Photo at the doorstep"), _IMAGE)
    PROBLEM_PHOTO = proof_kind("problem_photo", _("Photo of the problem"), _IMAGE)
    SITE_PHOTO = proof_kind("site_photo", _("Photo of the site"), _IMAGE)
    PHOTO_BEFORE = proof_kind("photo_before", _("Photo before the repair"), _IMAGE)
    PHOTO_DURING = proof_kind("photo_during", _("Photo during the repair"), _IMAGE)
    PHOTO_AFTER = proof_kind("photo_after", _("Photo after the repair"), _IMAGE)
    GATE_PHOTO = proof_kind("gate_photo", _("Photo at the gate"), _IMAGE)
    COMPLETION_SIGNED = proof_kind("completion_signed", _("Signed completion form"), _PAPER)
    IDENTITY_COPY = proof_kind("identity_copy", _("Copy of the identity document"), _PAPER)
    OWNER_CONSENT = proof_kind("owner_consent", _("Owner's consent"), (Group.IMAGE, Group.DOCUMENT, Group.AUDIO))
    ITEM_LIST = proof_kind("item_list", _("List of items"), _PAPER)
    VISIT_RECORD = proof_kind("visit_record", _("Record of the visit"), _PAPER)
    ATTACHMENT = proof_kind("attachment", _("Attachment"))
