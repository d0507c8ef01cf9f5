"""A signature binds content: one canonical form, one hash; when the content changes, the signature no longer counts."""

from __future__ import annotations

import hashlib
import hmac
import json
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from shouwen.kernel.models import Evidence


def content_hash(content: Mapping[str, Any]) -> str:
    """SHA-256 (hex) of a content's canonical form: sorted keys, NFC text, instants in UTC, plain decimals.

    The same content gives the same hash whatever the order of its keys, the zone of its instants or the way its
    characters are composed. Raises TypeError for values without a canonical form and ValueError for naive instants.
    """
    text = json.dumps(_canonical(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def signature_counts(evidence: Evidence, current_hash: str) -> bool:
    """Whether the signature was given for the content as it stands now (S3-13b)."""
    return bool(evidence.binds) and hmac.compare_digest(evidence.binds, current_hash)


def _canonical(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("an instant without a zone has no canonical form")
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, Mapping):
        return {_canonical(str(key)): _canonical(inner) for key, inner in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray | memoryview):
        return [_canonical(inner) for inner in value]
    raise TypeError(f"{type(value).__name__} has no canonical form")
