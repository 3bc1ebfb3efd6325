"""The words of the index: what is known, what is rare, what a misspelt word may have meant."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import log

from rapidfuzz import process
from rapidfuzz.distance import OSA

from search.analysis import key

SHORTEST = 4  # letters of a word that is corrected, and of a correction
TWO_EDITS = 8  # letters from which a word may have two errors
MOST_NEAR = 12  # candidates looked at
MOST_PREFIXED = 200  # words looked at that begin alike


@dataclass(frozen=True)
class Word:
    """A folded word of the index: as it is written, and on how many pages of its language."""

    text: str
    language: str
    written: str
    pages: int


@dataclass
class Vocabulary:
    """All words of the index. Made anew when the index changed; never written to in between."""

    pages: dict[str, int] = field(default_factory=dict)  # by language
    scopes: frozenset[str] | None = None  # that pages have (`search.scopes`); None: not known
    written: dict[str, str] = field(default_factory=dict)
    frequency: dict[str, int] = field(default_factory=dict)  # pages with the word, any language
    by_key: dict[tuple[str, str], int] = field(default_factory=dict)  # (language, key): pages
    by_length: dict[int, list[str]] = field(default_factory=dict)
    ordered: list[str] = field(default_factory=list)

    @classmethod
    def of(
        cls, words: Iterable[Word], pages: dict[str, int], scopes: Iterable[str] | None = None
    ) -> Vocabulary:
        """Return the vocabulary of `words`; `pages` is the number of pages by language."""
        made = cls(dict(pages), None if scopes is None else frozenset(scopes))
        by_key: dict[tuple[str, str], int] = defaultdict(int)
        ranks: dict[str, tuple[bool, int]] = {}  # with accents before without, then by pages
        for word in words:
            made.frequency[word.text] = made.frequency.get(word.text, 0) + word.pages
            rank = (not word.written.isascii(), word.pages)
            if rank > ranks.get(word.text, (False, 0)):
                ranks[word.text], made.written[word.text] = rank, word.written
            by_key[word.language, key(word.text, word.language)] += word.pages
        made.by_key = dict(by_key)
        made.ordered = sorted(made.frequency)
        for text in made.ordered:
            made.by_length.setdefault(len(text), []).append(text)
        return made

    def rarity(self, name: str, language: str) -> float:
        """Return the inverse document frequency of a key among the pages of a language.

        As BM25 has it in Lucene: log(1 + (N - n + 0.5) / (n + 0.5)), never below zero. Pages that
        have several forms of a word count several times, at most as often as there are pages.
        """
        total = max(self.pages.get(language, 0), 1)
        having = min(self.by_key.get((language, name), 0), total)
        return log(1 + (total - having + 0.5) / (having + 0.5))

    def has(self, scope: str, names: Iterable[str], language: str) -> bool:
        """Say whether pages of a scope may have these keys; engines need not look for others."""
        is_there = self.scopes is None or scope in self.scopes
        return is_there and all((language, name) in self.by_key for name in names)

    def knows(self, word: str) -> bool:
        """Say whether a form of `word` is on a page, taken as a word of any language."""
        return any((code, key(word, code)) in self.by_key for code in self.pages)

    def near(self, word: str, others: Iterable[str] = (), limit: int = 3) -> list[str]:
        """Return the words nearest to an unknown one, the most frequent first.

        One error below eight letters, two above and then with the same first letter; two letters
        in the wrong order are one error (optimal string alignment). `others` are words that
        count as known besides.
        """
        if len(word) < SHORTEST or not word.isalpha():
            return []
        most = 1 if len(word) < TWO_EDITS else 2
        lengths = range(max(SHORTEST, len(word) - most), len(word) + most + 1)
        pool = [known for length in lengths for known in self.by_length.get(length, ())]
        pool += [other for other in others if len(other) >= SHORTEST]
        hits = process.extract(word, pool, scorer=OSA.distance, score_cutoff=most, limit=MOST_NEAR)
        found = [(near, errors) for near, errors, _ in hits if errors == 1 or near[0] == word[0]]
        fewest = min((errors for _, errors in found), default=0)
        best = {near for near, errors in found if errors == fewest}
        return self._frequent(best)[:limit]

    def beginning_with(self, start: str, limit: int = 5) -> list[str]:
        """Return words that begin with `start`, the most frequent first."""
        first = bisect_left(self.ordered, start)
        found = []
        for word in self.ordered[first : first + MOST_PREFIXED]:
            if not word.startswith(start):
                break
            found.append(word)
        return self._frequent(found)[:limit]

    def _frequent(self, words: Iterable[str]) -> list[str]:
        return sorted(words, key=lambda word: (-self.frequency.get(word, 0), word))
