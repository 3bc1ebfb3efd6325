"""How hard a text is to read: LIX (Björnsson, 1968), which counts words and needs no dictionary.

LIX = words a sentence + percentage of words longer than six letters. Below 40 a text reads easily,
above 60 it is for specialists. Czech words are longer than English ones, so compare like with like.
"""

from __future__ import annotations

import re

from django.db import models
from django.utils.translation import gettext_lazy as _

WORD = re.compile(r"[^\W\d_]+")
SENTENCE_END = re.compile(r"[.!?…:]+(?=\s|$)|\n")
LONG = 6  # letters
FEWEST_WORDS = 20  # fewer say nothing


class Readability(models.TextChoices):
    """What a LIX means."""

    EASY = "easy", _("easy")
    MEDIUM = "medium", _("medium")
    HARD = "hard", _("hard")
    UNKNOWN = "unknown", _("too short to say")


def lix(text: str) -> int | None:
    """Return the LIX of a text, rounded; None for a text of fewer than 20 words."""
    words = WORD.findall(text)
    if len(words) < FEWEST_WORDS:
        return None
    sentences = sum(1 for part in SENTENCE_END.split(text) if WORD.search(part)) or 1
    long_words = sum(len(word) > LONG for word in words)
    return round(len(words) / sentences + 100 * long_words / len(words))


def readability(value: int | None) -> Readability:
    """Return what a LIX means: up to 45 easy, up to 60 medium."""
    if value is None:
        return Readability.UNKNOWN
    if value <= 45:
        return Readability.EASY
    return Readability.MEDIUM if value <= 60 else Readability.HARD
