"""Choices of facets as words that every engine keeps whole."""

from __future__ import annotations


def facet_key(choice: str) -> str:
    """Return a choice ("topic:start-up") as one word of ASCII letters and digits."""
    plain = (c if c.isascii() and c.isalnum() else f"1x{ord(c):x}" for c in choice.lower())
    return "f1" + "".join(plain)
