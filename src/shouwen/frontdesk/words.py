"""The persisted words of the front desk's releases: relations, documents, states, outcomes. Never renamed."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from shouwen.kernel.flows import States


class Relation(TextChoices):
    """As what the applicant stands at the counter (S2-59, S2-60, S2-65)."""

    OWNER = "owner", _("Owner")
    TENANT = "tenant", _("Tenant")
    PROXY = "proxy", _("Proxy")


class DocumentKind(TextChoices):
    """有效证件: what proves who the applicant is (S2-59)."""

    IDENTITY_CARD = "identity_card", _("Identity card")
    OWNER_CARD = "owner_card", _("Owner's card")


class CardState(TextChoices):
    """What an owner's card is worth (S2-56)."""

    ACTIVE = "active", _("Active")
    LOST = "lost", _("Reported lost")
    VOID = "void", _("Void")
    RETURNED = "returned", _("Handed back")


class Refusal(TextChoices):
    """Why goods stayed inside at the gate (S2-63)."""

    MISMATCH = "mismatch", _("The goods differ from the slip")
    USED = "used", _("The slip has been used already")
    EXPIRED = "expired", _("The slip is no longer valid")
    TOO_EARLY = "too_early", _("The slip is not valid yet")
    VOID = "void", _("The slip is void")


class Outcome(TextChoices):
    """What comparing one slip issued, returned and used gives (S2-64)."""

    IN_ORDER = "in_order", _("Used and returned")
    MISSING = "missing", _("Used, not returned")
    UNUSED = "unused", _("Never used, not returned")
    RETURNED_UNUSED = "returned_unused", _("Returned, but never used")
    STILL_VALID = "still_valid", _("Still valid, not returned")
    UNKNOWN = "unknown", _("Returned, but never issued here")


class ReleaseState(States):
    """物品放行条的状态."""

    APPLIED = "applied", _("Applied for")
    VERIFIED = "verified", _("Identity verified")
    ISSUED = "issued", _("Slip issued")
    PASSED = "passed", _("Passed the gate")
    EXPIRED = "expired", _("Expired unused")
    TURNED_DOWN = "turned_down", _("Turned down")
    VOIDED = "voided", _("Void")


class ReconciliationState(States):
    """放行条对账的状态."""

    COLLECTING = "collecting", _("Slips being collected")
    HANDED_IN = "handed_in", _("Handed in by security")
    RECONCILED = "reconciled", _("Reconciled")
    ARCHIVED = "archived", _("Archived")
