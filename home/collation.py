"""Czech alphabetical order without a system locale (which a bare machine does not have)."""

from __future__ import annotations

import unicodedata

# ČSN 97 6030: these letters have a place of their own, other accents count only as a tie-break.
_OWN_PLACE = {"č": "c~", "ř": "r~", "š": "s~", "ž": "z~"}


def _place(text: str) -> str:
    """Return text whose code points sort as Czech letters do; `ch` stands after `h`."""
    lowered = unicodedata.normalize("NFC", text.casefold()).replace("ch", "h~")
    placed = "".join(_OWN_PLACE.get(letter, letter) for letter in lowered)
    decomposed = unicodedata.normalize("NFD", placed)
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def collation_key(text: str) -> tuple[str, str]:
    """Return a sort key for Czech order: `čáp` after `cyklista`, `chata` after `hora`."""
    return (_place(text), unicodedata.normalize("NFC", text.casefold()))
