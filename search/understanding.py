"""One understanding of a question for every search engine: groups of weighted alternatives.

Pure: text and what is known of words come in, groups go out; engines only turn them into their
own language. A group answers one word of the question, or a phrase in it; a page gets from each
group the points of its best alternative (design: search.md, section 1).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from search.analysis import guess_language, key, telling_words, words
from search.scopes import languages, scopes_for
from search.synonyms import LONGEST, Synonyms
from search.vocabulary import SHORTEST, Vocabulary

# Weights. Values around these change nDCG by less than 0.01 (measured); they are not fitted.
WHOLE = 1.0  # the word itself
SYNONYM = 0.7
TYPO = 0.8  # only for words that neither the index nor a synonym has
PREFIX = 0.4  # only for unknown words without a correction, and while somebody types
PHRASE = 0.5  # extra, for neighbours that stand together
EXACT = 0.25  # extra, for the very form of a word

Weighted = dict[tuple[str, tuple[str, ...]], float]  # (language, keys): weight

MOST_WORDS = 40
PREFIXED = 5  # words taken for the beginning of one


@dataclass(frozen=True)
class Alternative:
    """One or several keys (several: a phrase), each with the scope of its pages before it."""

    keys: tuple[str, ...]
    weight: float


@dataclass(frozen=True)
class Group:
    """What answers a word of the question, or (not `is_word`) makes a page answer it better."""

    word: str
    alternatives: tuple[Alternative, ...]
    is_word: bool = True


@dataclass(frozen=True)
class Question:
    """A question as understood. `corrected` is the question as it would be written, or ""."""

    text: str
    reader: str
    groups: tuple[Group, ...]
    corrected: str = ""

    def names(self) -> set[str]:
        """Return the single keys, with their scopes: what is a hit in a text."""
        alternatives = (a for group in self.groups for a in group.alternatives)
        return {a.keys[0] for a in alternatives if len(a.keys) == 1}


@dataclass
class _Reading:
    """A word while it is understood: as typed, as read, and its alternatives by weight."""

    typed: str
    read: str
    others: dict[str, float] = field(default_factory=dict)  # folded words beside the typed one


class Understanding:
    """Knows words and synonyms, and makes groups of questions."""

    def __init__(self, vocabulary: Vocabulary, synonyms: Synonyms) -> None:
        self.vocabulary = vocabulary
        self.synonyms = synonyms

    def question(
        self, text: str, reader: str, correct: bool = True, typing: bool = False
    ) -> Question:
        """Return the groups for a reader of the language `reader`.

        `correct=False` takes the words as they are. `typing`: the last word is unfinished.
        """
        scopes = scopes_for(reader)
        found = words(text)[:MOST_WORDS]
        telling = telling_words(found, guess_language(found, reader))
        readings = [
            self._read(word, correct, typing and place == len(telling) - 1)
            for place, word in enumerate(telling)
        ]
        make = _Groups(self.vocabulary, self.synonyms, scopes)
        groups = [make.of_word(reading) for reading in readings]
        read = [reading.read for reading in readings]
        groups = make.with_synonyms(groups, read)
        groups += make.of_neighbours(telling, self._knows, groups)
        return Question(text, reader, tuple(groups), self._corrected(text, readings))

    def _knows(self, word: str) -> bool:
        return word in self.synonyms.known or self.vocabulary.knows(word)

    def _read(self, word: str, correct: bool, is_unfinished: bool) -> _Reading:
        reading = _Reading(word, word)
        if is_unfinished and len(word) > 2:
            return self._with_beginnings(reading, word)
        if not word.isalpha() or self._knows(word):
            return reading
        near = self.vocabulary.near(word, self.synonyms.known) if correct else []
        if near:
            reading.read = near[0]
            reading.others = dict.fromkeys(near, TYPO)
        elif len(word) >= SHORTEST:
            return self._with_beginnings(reading, word[: max(SHORTEST, len(word) - 2)])
        return reading

    def _with_beginnings(self, reading: _Reading, start: str) -> _Reading:
        found = self.vocabulary.beginning_with(start, PREFIXED)
        reading.others = dict.fromkeys((word for word in found if word != reading.typed), PREFIX)
        return reading

    def _corrected(self, text: str, readings: list[_Reading]) -> str:
        changed = {r.typed: r.read for r in readings if r.read != r.typed}
        if not changed:
            return ""
        fixed = []
        for part in text.split():
            folded = "".join(words(part))
            if folded in changed or part == folded:  # without accents: as it is written
                meant = changed.get(folded, part)
                part = self.vocabulary.written.get(changed.get(folded, folded), meant)
            fixed.append(part)
        corrected = " ".join(fixed)
        return corrected if corrected != text else ""


class _Groups:
    """Makes groups: words, synonyms and phrases with the keys of each scope."""

    def __init__(
        self, vocabulary: Vocabulary, synonyms: Synonyms, scopes: Iterable[tuple[str, str]]
    ) -> None:
        self.vocabulary = vocabulary
        self.synonyms = synonyms
        self.scopes = tuple(scopes)
        self.languages = tuple(dict.fromkeys(language for _scope, language in self.scopes))

    def _alternatives(self, weighted: Weighted) -> Iterator[Alternative]:
        """Return an alternative for each scope."""
        for (language, names), weight in weighted.items():
            for scope, pages in self.scopes:
                if pages == language and self.vocabulary.has(scope, names, language):
                    yield Alternative(tuple(scope + name for name in names), weight)

    def of_word(self, reading: _Reading) -> Group:
        """Return the group of a word: itself, what it may have meant."""
        weighted: Weighted = {}
        for word, weight in ((reading.typed, WHOLE), *reading.others.items()):
            for language in self.languages:
                place = (language, (key(word, language),))
                weighted[place] = max(weight, weighted.get(place, 0))
        return Group(reading.typed, tuple(self._alternatives(weighted)))

    def _capped(self, own: tuple[str, ...], other: tuple[str, ...], language: str) -> float:
        """Return the weight of a synonym: it tells no more than what was asked for.

        A rare synonym of a common word would outweigh the rest of the question. (Lucene counts
        synonyms as one term for the same reason.)
        """
        asked, found = (self._rarity(names, language) for names in (own, other))
        return round(SYNONYM * min(1.0, asked / found), 4) if found else SYNONYM

    def _rarity(self, names: tuple[str, ...], language: str) -> float:
        return sum(self.vocabulary.rarity(name, language) for name in names)

    def _synonyms(self, read: Sequence[str]) -> Weighted:
        """Return {(language, keys): weight} of the synonyms of a run of words.

        The words are taken as words of each language: a reader may ask in the other one.
        """
        found: Weighted = {}
        for asked in languages():
            own = tuple(key(word, asked) for word in read)
            for language in self.languages:
                named = tuple(key(word, language) for word in read)
                for name in self.synonyms.get(own, language):
                    found[language, name] = self._capped(named, name, language)
        return found

    def with_synonyms(self, groups: list[Group], read: list[str]) -> list[Group]:
        """Return the groups with synonyms, the longest run of words first, none inside another."""
        groups = list(groups)
        used: list[range] = []
        for size in range(min(LONGEST, len(read)), 0, -1):
            for start in range(len(read) - size + 1):
                place = range(start, start + size)
                if any(place[0] in other and place[-1] in other for other in used):
                    continue
                found = self._synonyms(read[start : start + size])
                if not found:
                    continue
                used.append(place)
                if size == 1:
                    groups[start] = self._joined(groups[start], found)
                else:
                    groups.append(self._phrase(read[start : start + size], PHRASE, found))
        return groups

    def _joined(self, group: Group, found: Weighted) -> Group:
        have = {alternative.keys for alternative in group.alternatives}
        more = tuple(a for a in self._alternatives(found) if a.keys not in have)
        return replace(group, alternatives=group.alternatives + more)

    def _phrase(
        self,
        read: Sequence[str],
        weight: float,
        others: Weighted | None = None,
    ) -> Group:
        weighted = {
            (language, tuple(key(word, language) for word in read)): weight
            for language in self.languages
        }
        weighted = {**(others or {}), **weighted}
        return Group(" ".join(read), tuple(self._alternatives(weighted)), is_word=False)

    def of_neighbours(
        self, telling: list[str], knows: Callable[[str], bool], present: Iterable[Group]
    ) -> list[Group]:
        """Return groups for words that stand side by side: together, or written as one."""
        phrases = {group.word for group in present}
        groups = []
        for first, second in pairwise(telling):
            if knows(first + second):  # "czech trade"
                joined = self._synonyms([first + second])
                groups.append(self._phrase([first + second], WHOLE, joined))
            if f"{first} {second}" not in phrases:
                groups.append(self._phrase([first, second], PHRASE))
        return groups
