"""What a process keeps of the index to understand questions: words, synonyms, facets.

Kept until the index changed. The version costs one small query a search. A large index is read
again at most every ten seconds, so a word that is on no other page is found that much later there.
Synonyms are in force at once: their change is a version of its own.
"""

from __future__ import annotations

import re
import threading
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.conf import settings
from django.db import connection

from home.models import HomePage
from search.analysis import words
from search.labels import PROVIDER, TYPE, Names, term_names
from search.models import IndexedWord, IndexState, PageText, Promotion, SynonymRule
from search.synonyms import Expression, Synonyms, expression
from search.understanding import Understanding
from search.vocabulary import Vocabulary, Word

WORDS, SYNONYMS = "words", "synonyms"  # rows of IndexState
LEAST_AGE = 10  # seconds that words are kept whatever happens to the index, once it is large
LARGE = 2_000  # pages


Choices = Mapping[str, Sequence[str]]  # facet: values


@dataclass
class Knowledge:
    """What is known of one version of the index."""

    version: tuple[int, int]
    synonyms: Synonyms
    vocabulary: Vocabulary
    average_length: float
    facets: Mapping[int, Choices]  # by page id
    names: Names
    terms: Mapping[tuple[str, Expression], int]  # (language, keys of a name): page id
    promotions: Sequence[tuple[str, frozenset[str], int]]  # language, keys needed, page id
    contact_page: int | None  # of the one-stop shop, as the front page names it
    made_at: float = field(default_factory=time.monotonic)

    @cached_property
    def understanding(self) -> Understanding:
        """What understands questions."""
        return Understanding(self.vocabulary, self.synonyms)

    def name(self, facet: str, value: str, language: str) -> str:
        """Return the name of a value, in the source language where there is no other."""
        for code in (language, settings.LANGUAGE_CODE):
            if found := self.names.get((facet, value, code)):
                return found
        return value

    def is_fresh(self, version: tuple[int, int]) -> bool:
        """Say whether this may still be used."""
        if version == self.version:
            return True
        is_large = sum(self.vocabulary.pages.values()) > LARGE
        is_young = time.monotonic() - self.made_at < LEAST_AGE
        return is_large and is_young and version[1] == self.version[1]


_kept: dict[str, Knowledge] = {}
_lock = threading.Lock()


def present_version() -> tuple[int, int]:
    """Return the versions of words and synonyms, in one query."""
    found = dict(IndexState.objects.values_list("backend", "version"))
    return found.get(WORDS, 0), found.get(SYNONYMS, 0)


def knowledge() -> Knowledge:
    """Return what is known, made anew when the index changed."""
    name = str(connection.settings_dict["NAME"])
    version = present_version()
    known = _kept.get(name)
    if known is None or not known.is_fresh(version):
        with _lock:
            known = _kept.get(name)
            if known is None or not known.is_fresh(version):
                known = _kept[name] = _made(version)
    return known


def kept_knowledge() -> Knowledge:
    """Return what was known a moment ago, when the question was understood; no query for that."""
    known = _kept.get(str(connection.settings_dict["NAME"]))
    return known or knowledge()


def forget_knowledge() -> None:
    """Drop what is kept (for tests that roll the database back)."""
    _kept.clear()


@dataclass
class _Pages:
    """What the rows of all pages say together, read in one pass."""

    counts: Counter[str] = field(default_factory=Counter)
    scopes: set[str] = field(default_factory=set)
    length: int = 0
    with_text: int = 0
    facets: dict[int, Choices] = field(default_factory=dict)
    names: Names = field(default_factory=dict)
    terms: dict[tuple[str, Expression], int] = field(default_factory=dict)

    def add(
        self,
        pk: int,
        language: str,
        scope: str,
        length: int,
        facets: list[str],
        identifier: str,
        name: str,
    ) -> None:
        """Take in a row."""
        self.counts[language] += 1
        self.scopes.add(scope)
        self.length += length
        self.with_text += bool(length)
        choices: dict[str, list[str]] = {}
        for choice in facets:
            facet, _colon, value = choice.partition(":")
            choices.setdefault(facet, []).append(value)
        self.facets[pk] = choices
        kind = choices.get(TYPE, [""])[0]
        if kind == "organisation":
            self.names[PROVIDER, identifier, language] = name
        elif kind == "term":
            for part in (name, *re.split(r"[(),/]", name)):
                if words(part):
                    self.terms.setdefault((language, expression(part, language)), pk)


def _made(version: tuple[int, int]) -> Knowledge:
    """Read everything; six queries."""
    pages = _Pages()
    columns = ("page_id", "language", "scope", "length", "facets", "identifier", "name")
    for row in PageText.objects.values_list(*columns).iterator():
        pages.add(*row)
    known = IndexedWord.objects.filter(pages__gt=0).values_list(
        "text", "language", "written", "pages"
    )
    lines = SynonymRule.objects.filter(is_active=True).values_list("rule", flat=True)
    contact = HomePage.objects.order_by("pk").values_list("contact_page_id", flat=True)
    return Knowledge(
        version=version,
        synonyms=Synonyms(lines),
        vocabulary=Vocabulary.of(
            (Word(*row) for row in known.iterator()), dict(pages.counts), pages.scopes
        ),
        average_length=pages.length / (pages.with_text or 1),
        facets=pages.facets,
        names={**term_names(), **pages.names},
        terms=pages.terms,
        promotions=_promotions(),
        contact_page=contact.first(),
    )


def _promotions() -> list[tuple[str, frozenset[str], int]]:
    return [
        (row.language, frozenset(expression(phrase, row.language)), row.page_id)
        for row in Promotion.objects.filter(is_active=True).order_by("pk")
        for phrase in row.phrases.splitlines()
        if words(phrase)
    ]
