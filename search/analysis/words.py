"""From text to words: lower case, no diacritics, only letters and digits of ASCII."""

from __future__ import annotations

import re
from collections.abc import Iterator

from home.folding import fold

LONGEST = 60  # characters of a word; PostgreSQL refuses lexemes of 2 kB, Elasticsearch cuts at 255
LONGEST_JOINED = 24  # characters; a longer chain of words is no word that somebody types

# Inside a word stand hyphens (three of them), dots, commas, apostrophes and "&".
_WORD = re.compile(r"[^\W_]+(?:[-‐‑.,'’&][^\W_]+)*")
_INSIDE = re.compile(r"[-‐‑.,'’&]")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)+")
_JOINS = re.compile("[-‐‑&]")


def _plain(word: str) -> str:
    """Return a word of ASCII letters and digits: other alphabets as the numbers of their letters.

    Every engine cuts such words alike, whatever its tokeniser and its database's locale.
    """
    if not word.isascii():
        word = "".join(char if char.isascii() else f"u{ord(char):x}" for char in word)
    return word[:LONGEST]


def words(text: str) -> list[str]:
    """Return the folded words of `text` in their order.

    "4.0" stays one word ("4p0"). "start-up" gives "start" and "up", and after all other words
    "startup", so that phrases stay whole.
    """
    found: list[str] = []
    joined: list[str] = []
    for word in _WORD.findall(fold(text)):
        if word.isalnum():
            found.append(_plain(word))
        elif _NUMBER.fullmatch(word):
            found.append(_plain(word.replace(".", "p").replace(",", "p")))
        else:
            parts = _INSIDE.split(word)
            found += (_plain(part) for part in parts)
            if _JOINS.search(word) and len(word) < LONGEST_JOINED:
                joined.append(_plain("".join(parts)))
    return found + joined


def spoken(text: str) -> Iterator[tuple[int, int, list[str]]]:
    """Yield start, end and folded words of each word of `text` as it is written."""
    for match in _WORD.finditer(text):
        yield match.start(), match.end(), words(match.group())
