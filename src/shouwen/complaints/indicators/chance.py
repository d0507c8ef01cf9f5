"""How much of a share may be chance: the Wilson interval (95 %), so that few cases are not read as much (S3-16c)."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

Z: Final = Decimal("1.959964")
TENTH: Final = Decimal("0.1")


def band(top: Decimal | int, bottom: Decimal | int) -> tuple[Decimal, Decimal] | None:
    """Lowest and highest percentage the true share may well have; None without a denominator or for no share."""
    hits, tries = Decimal(top), Decimal(bottom)
    if not 0 <= hits <= tries or not tries:
        return None
    share, square = hits / tries, Z * Z
    middle = share + square / (2 * tries)
    reach = Z * (share * (1 - share) / tries + square / (4 * tries * tries)).sqrt()
    whole = 1 + square / tries
    low, high = (middle - reach) / whole * 100, (middle + reach) / whole * 100
    return _tenth(max(low, Decimal(0))), _tenth(min(high, Decimal(100)))


def _tenth(percent: Decimal) -> Decimal:
    return percent.quantize(TENTH, ROUND_HALF_UP)
