"""The public search: from what somebody typed to pages, by the first engine that answers."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.conf import settings
from wagtail.search.backends import get_search_backend

from search.cleaning import clean_query
from search.hits import Engine, Hits, LeftAlone, Request, SearchUnavailable
from search.knowledge import kept_knowledge, knowledge
from search.understanding import Question

logger = logging.getLogger(__name__)

T = TypeVar("T")
ELASTIC, EMBEDDED = "elastic", "default"
FLOOR = 0.25  # of the best page's points; what has less is no answer where a list shall be short
MOST = 300  # pages of a list that is wanted whole


@dataclass(frozen=True)
class Answer:
    """What was understood, what was found, and which back end found it ("" where none did)."""

    question: Question
    hits: Hits
    backend: str

    @property
    def is_partial(self) -> bool:
        """Say whether no page has all the words."""
        words = sum(group.is_word for group in self.question.groups)
        return bool(self.hits.pages) and self.hits.covered < words


def backend_names() -> list[str]:
    """Return the names of the back ends to ask, the best first."""
    return [ELASTIC, EMBEDDED] if ELASTIC in settings.WAGTAILSEARCH_BACKENDS else [EMBEDDED]


def _engine(name: str) -> Engine:
    engine: Engine = get_search_backend(name)
    return engine


def understood(text: str, reader: str, correct: bool = True) -> Question:
    """Return how the words are understood for a reader of the language `reader`."""
    return knowledge().understanding.question(clean_query(text), reader, correct=correct)


def ask(request: Request, backend: str = "") -> Answer:
    """Ask one back end after the other: an engine that is down must not take the page with it.

    `backend` asks that one only. Raises nothing but errors of the database.
    """
    names = [backend] if backend else backend_names()
    hits, name = _first(lambda engine: engine.find(request), Hits((), 0), names)
    return Answer(request.question, hits, name)


def find(
    text: str,
    reader: str,
    *,
    chosen: Mapping[str, Sequence[str]] | None = None,
    offset: int = 0,
    limit: int = 10,
    facets: tuple[str, ...] = (),
    correct: bool = True,
    backend: str = "",
) -> Answer:
    """Return the answer to what somebody typed. Any string will do."""
    question = understood(text, reader, correct)
    return ask(Request(question, chosen or {}, offset, limit, facets), backend)


def count(text: str, reader: str) -> int:
    """Return how many pages answer for readers of another language."""
    question = kept_knowledge().understanding.question(clean_query(text), reader)
    found, _name = _first(lambda engine: engine.count(question), 0, backend_names())
    return found


def suggestions(text: str, reader: str, limit: int) -> list[int]:
    """Return ids of pages whose title has words that begin so."""
    text = clean_query(text)
    if not text:
        return []
    none: list[int] = []
    ids, _name = _first(lambda engine: engine.suggest(text, reader, limit), none, backend_names())
    return ids


def _first(work: Callable[[Engine], T], nothing: T, names: Iterable[str]) -> tuple[T, str]:
    """Return what the first engine answers and its name, else `nothing` and ""."""
    for name in names:
        try:
            return work(_engine(name)), name
        except LeftAlone:
            continue  # said once when it failed
        except SearchUnavailable as error:
            logger.warning("Search back end %s did not answer: %s", name, error)
    return nothing, ""


def short_list(answer: Answer) -> list[int]:
    """Return ids of the pages that have a good part of the best one's points."""
    best = max((points for _pk, points in answer.hits.pages), default=0.0)
    return [pk for pk, points in answer.hits.pages if points >= FLOOR * best]
