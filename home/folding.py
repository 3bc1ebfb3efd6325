"""Text without diacritics: many people type Czech so, and only SQLite's search folds by itself."""

from __future__ import annotations

import unicodedata


def fold(text: str) -> str:
    """Return `text` in lower case without accents: "Vývoz" becomes "vyvoz"."""
    decomposed = unicodedata.normalize("NFD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))
