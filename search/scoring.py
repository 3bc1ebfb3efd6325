"""Which of the candidates answers best: BM25F over the keys that were stored for a page.

The embedded engines only name candidates; what SQLite and PostgreSQL call a rank differs and
PostgreSQL's knows no rarity. Points are counted here, alike for both (design: search.md). Pure.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from search.analysis import key
from search.scopes import parted
from search.understanding import EXACT, Alternative, Question
from search.vocabulary import Vocabulary

# A name of the page tells more than its text; the same values for every engine.
WEIGHTS = {"title": 4.0, "alt": 4.0, "asked": 2.0, "kw": 1.0, "summary": 2.0}
FILES = 0.5  # words in a document beside those of the page itself
SATURATION = 1.2  # k1 of BM25
LENGTH = 0.5  # b of BM25: how much a long text counts less
HEAD = 110.0  # weighted keys of an ordinary head; what lies around it hardly matters (measured)


@dataclass(frozen=True)
class Candidate:
    """A page that an engine named: its keys, each field with a blank before and after."""

    page: int
    language: str
    prior: float
    length: int
    exact: str
    fields: tuple[str, ...]  # title, alt, asked, kw, summary
    body: str
    files: str


class Scorer:
    """Counts the points of candidates for one question."""

    def __init__(self, question: Question, vocabulary: Vocabulary, average: float) -> None:
        """Prepare what does not depend on a page; `average` is the mean length of bodies."""
        self.average = average or 1.0
        self.vocabulary = vocabulary
        self.groups = [
            ([self._prepared(a) for a in group.alternatives], group.is_word and group.word)
            for group in question.groups
        ]

    def _prepared(self, alternative: Alternative) -> tuple[str, float]:
        """Return the text to count and weight times rarity (of a phrase: the sum of its words)."""
        rarity = self.rarity(alternative.keys)
        return f" {' '.join(alternative.keys)} ", alternative.weight * rarity

    def rarity(self, names: tuple[str, ...]) -> float:
        """Return how much it tells that a page has these keys."""
        parts = (parted(name) for name in names)
        return sum(self.vocabulary.rarity(bare, language) for language, bare in parts)

    def points(self, page: Candidate) -> tuple[float, int]:
        """Return the points of a page and how many words of the question it has.

        Of each group the points of its best alternative count.
        """
        total, covered = 0.0, 0
        norm = 1 - LENGTH + LENGTH * page.length / self.average
        size = sum(
            (found.count(" ") - 1) * weight
            for found, weight in zip(page.fields, WEIGHTS.values(), strict=True)
        )
        head_norm = 1 - LENGTH + LENGTH * size / HEAD
        everything = "".join((*page.fields, page.body, page.files))
        for alternatives, word in self.groups:
            best = 0.0
            for text, worth in alternatives:
                if text in everything:  # most are not, and this is the quickest to find out
                    best = max(best, worth * _occurring(page, text, head_norm, norm))
            covered += bool(word and best)
            if word and f" {word} " in page.exact:
                best += EXACT * self.vocabulary.rarity(key(word, page.language), page.language)
            total += best
        return total * page.prior, covered


def _occurring(page: Candidate, text: str, head_norm: float, norm: float) -> float:
    """Return how much the occurrences of a text tell: in the head, the body and the files."""
    head = 0.0
    for found, weight in zip(page.fields, WEIGHTS.values(), strict=True):
        if text in found:
            head += found.count(text) * weight
    points = _saturated(head, head_norm) + _saturated(page.body.count(text), norm)
    return points + FILES * _saturated(page.files.count(text), 2.0)


def _saturated(count: float, norm: float) -> float:
    """Return how much `count` occurrences tell: the tenth hardly more than the ninth (BM25)."""
    return count * (SATURATION + 1) / (count + SATURATION * norm) if count else 0.0


def ranked(
    candidates: Iterable[Candidate], scorer: Scorer
) -> tuple[list[tuple[int, float]], dict[int, int]]:
    """Return (page id, points), best first, a tie to the older page; and {page id: its words}."""
    found, covered = [], {}
    for page in candidates:
        points, covered[page.page] = scorer.points(page)
        found.append((page.page, points))
    return sorted(found, key=lambda pair: (-pair[1], pair[0])), covered
