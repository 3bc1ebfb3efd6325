"""Numbers as the reader's language writes them."""

from __future__ import annotations

from decimal import Decimal

NARROW_NBSP = "\u202f"
NBSP = "\u00a0"


def grouped(value: int | Decimal, language: str) -> str:
    """Return "1 460 000" (narrow no-break spaces) or "1,460,000"; ".5" only where there is one."""
    whole, _, rest = f"{value:,.2f}".partition(".")
    comma, point = (NARROW_NBSP, ",") if language == "cs" else (",", ".")
    decimals = "" if rest == "00" else f"{point}{rest.rstrip('0')}"
    return whole.replace(",", comma) + decimals


def percent(part: int, whole: int) -> int | None:
    """Return `part` of `whole` in whole per cent, halves up; None when there is no whole."""
    return (200 * part + whole) // (2 * whole) if whole else None
