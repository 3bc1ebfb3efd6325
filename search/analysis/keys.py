"""From words to keys: what different forms of a word share, for each language."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import cached_property
from typing import Any

from search.analysis.czech import czech_key
from search.analysis.words import words

MOST_KEPT = 300_000  # words a process remembers for a language; then it starts anew


class _Stemmer(threading.local):
    """Snowball keeps the word it works on in the stemmer, so each thread has its own."""

    @cached_property
    def english(self) -> Any:
        import snowballstemmer

        return snowballstemmer.stemmer("english")


_STEMMER = _Stemmer()


def english_key(word: str) -> str:
    """Return the stem of a folded English word (Porter2, by Snowball)."""
    return str(_STEMMER.english.stemWord(word)) if len(word) > 2 else word


class _Keys(dict[str, str]):
    """word -> key, remembered. A plain dict is three times as fast as `lru_cache` here."""

    def __init__(self, make: Callable[[str], str]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, word: str) -> str:
        if len(self) > MOST_KEPT:
            self.clear()
        made = self[word] = self._make(word)
        return made


_LANGUAGES = {"cs": _Keys(czech_key), "en": _Keys(english_key)}


def key(word: str, language: str) -> str:
    """Return the key of a folded word. A language without rules of its own keeps words whole."""
    known = _LANGUAGES.get(language)
    return word if known is None else known[word]


def keys(text: str, language: str) -> list[str]:
    """Return the keys of all words of `text`, stop words too, in their order."""
    known = _LANGUAGES.get(language)
    found = words(text)
    return found if known is None else [known[word] for word in found]
