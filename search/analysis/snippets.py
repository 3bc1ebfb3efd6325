"""Pieces of the original text with the hits marked, for lists of results. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from search.analysis.keys import key
from search.analysis.words import spoken

WINDOW = 34  # words of an excerpt
LONGEST_READ = 400_000  # characters of a text that are looked at
Pieces = list[tuple[str, bool]]  # text, is a hit


@dataclass(frozen=True)
class _Spoken:
    start: int
    end: int
    hits: tuple[str, ...]


def _read(text: str, hits: AbstractSet[str], language: str) -> list[_Spoken]:
    return [
        _Spoken(start, end, tuple(n for w in folded if (n := key(w, language)) in hits))
        for start, end, folded in spoken(text[:LONGEST_READ])
    ]


def _pieces(text: str, found: list[_Spoken], start: int, end: int) -> Pieces:
    pieces: Pieces = []
    place = start
    for word in found:
        if word.hits and start <= word.start and word.end <= end:
            pieces += [(text[place : word.start], False), (text[word.start : word.end], True)]
            place = word.end
    pieces.append((text[place:end], False))
    return [piece for piece in pieces if piece[0]]


def highlight(text: str, hits: AbstractSet[str], language: str) -> Pieces:
    """Return the whole text in pieces; `hits` are keys of `language`."""
    return _pieces(text, _read(text, hits, language), 0, len(text))


def hit_count(text: str, hits: AbstractSet[str], language: str) -> int:
    """Return how many different keys of `hits` a text has."""
    return len({name for word in _read(text, hits, language) for name in word.hits})


def excerpt(text: str, hits: AbstractSet[str], language: str) -> Pieces:
    """Return the part of the text with the most different hits, cut at words; [] without any."""
    found = _read(text, hits, language)
    first = _best_window(found)
    if first is None:
        return []
    last = min(first + WINDOW, len(found)) - 1
    start, end = found[first].start, found[last].end
    pieces = _pieces(text, found, start, end)
    before = [("… ", False)] if first else []
    after = [(" …", False)] if last < len(found) - 1 or text[end:].strip(" .") else []
    return [*before, *pieces, *after]


def _best_window(found: list[_Spoken]) -> int | None:
    """Return the number of the first word of the best window, a few words before its first hit."""
    inside: Counter[str] = Counter()
    best, best_first = 0, None
    first = 0
    for number, word in enumerate(found):
        inside.update(word.hits)
        while number - first >= WINDOW - 6:
            inside.subtract(found[first].hits)
            inside += Counter()
            first += 1
        if len(inside) > best:
            start = next(n for n in range(first, number + 1) if found[n].hits)
            best, best_first = len(inside), max(0, start - 6)
    return best_first
