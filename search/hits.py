"""What is asked of an engine, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from search.understanding import Question

Chosen = Mapping[str, Sequence[str]]  # parameter of a facet: chosen values


@dataclass(frozen=True)
class Request:
    """A question, the choices of facets, and which part of the answer is wanted."""

    question: Question
    chosen: Chosen = field(default_factory=dict)
    offset: int = 0
    limit: int = 10
    facets: tuple[str, ...] = ()  # parameters whose values shall be counted


@dataclass(frozen=True)
class Hits:
    """Pages, best first, with their points; how many there are; facets {parameter: {value: n}}.

    The points of one engine say nothing about another's.
    """

    pages: tuple[tuple[int, float], ...]
    total: int
    covered: int = 0  # the most words of the question that one page has
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    @property
    def ids(self) -> list[int]:
        """The page ids, best first."""
        return [pk for pk, _points in self.pages]


class Engine(Protocol):
    """A back end of the public search."""

    def find(self, request: Request) -> Hits:
        """Return the pages that answer. Raises SearchUnavailable when the engine does not."""

    def count(self, question: Question) -> int:
        """Return how many pages answer. Raises SearchUnavailable."""

    def suggest(self, text: str, reader: str, limit: int) -> list[int]:
        """Return ids of pages whose title has words that begin so."""


class SearchUnavailable(Exception):
    """The engine did not answer in time, or not as expected."""


class LeftAlone(SearchUnavailable):
    """The engine failed a moment ago and is not asked for a while."""
