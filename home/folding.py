"""Text without diacritics: many people type Czech so."""

from __future__ import annotations

import unicodedata

# The letters that occur, in one pass; also those that Unicode does not take apart.
_LETTERS = str.maketrans("áäčďéěëíľĺňóôöřŕšťúůüýžæœøłđ", "aacdeeeillnooorrstuuuyzaoold")


def fold(text: str) -> str:
    """Return `text` in lower case without accents: "Vývoz" becomes "vyvoz"."""
    text = text.casefold().translate(_LETTERS)
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text)
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    return plain.casefold().translate(_LETTERS)
