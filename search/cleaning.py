"""What somebody typed, as words: bounded, without control characters, quotes and operators."""

from __future__ import annotations

import re
import unicodedata

MAX_CHARACTERS = 100
MAX_WORDS = 12

# Operators and quotes of the engines' query languages; they mean nothing to readers here.
_OPERATORS = re.compile(r"[\"'`“”„‚‘’«»*+~^(){}\[\]<>|&!?:;,\\/=%$#@]")


def clean_query(text: str) -> str:
    """Return `text` as words: no control characters, quotes or operators, bounded in length.

    White space only gives "". Surrogates and unassigned code points go: no database takes them.
    """
    text = unicodedata.normalize("NFC", text[: MAX_CHARACTERS * 4])
    kept = (" " if unicodedata.category(char)[0] in "CZ" else char for char in text)
    words = _OPERATORS.sub(" ", "".join(kept)).split()
    words = [word for word in words if any(char.isalnum() for char in word)]
    return " ".join(words[:MAX_WORDS])[:MAX_CHARACTERS].strip()
