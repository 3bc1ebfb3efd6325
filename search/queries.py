"""From what somebody typed to pages: cleaned, bounded, and never an error.

A later version replaces the inside (`design: search.md`); the promise stays: `search_pages`
returns pages of the reader's language, best first, and does not raise on any string.
"""

from __future__ import annotations

import logging
import re
import unicodedata
from collections import Counter, defaultdict
from math import log
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.db.models import QuerySet
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from home.folding import fold
from home.locales import locale_ids
from search.words import beginning, telling_words

logger = logging.getLogger(__name__)

MAX_CHARACTERS = 100
MAX_WORDS = 12
MAX_RESULTS = 200  # of one search; the reader gets them in pages
COMMON = 400  # pages; a word that so many have tells little
HAVING = 0.3  # share of a word's points for having it at all
FLOOR = 0.25  # of the best page's points; what has less is no answer

# Operators and quotes of the engines' query languages; they mean nothing to readers here.
_OPERATORS = re.compile(r"[\"'`“”„‚‘’«»*+~^(){}\[\]<>|&!?:;,\\/=%$#@]")


def clean_query(text: str) -> str:
    """Return `text` as words: no control characters, quotes or operators, bounded in length.

    White space only gives "". Surrogates and unassigned code points go: no database takes them.
    """
    text = unicodedata.normalize("NFC", text[: MAX_CHARACTERS * 4])
    kept = (" " if unicodedata.category(char)[0] in "CZ" else char for char in text)
    words = _OPERATORS.sub(" ", "".join(kept)).split()
    words = [word for word in words if any(char.isalnum() for char in word)]
    return " ".join(words[:MAX_WORDS])[:MAX_CHARACTERS].strip()


class Results(list[Page]):
    """Pages, best first. `is_partial`: no page has all the words, these have some of them."""

    is_partial = False


def _ranked(query: str, pages: QuerySet, backend: Any) -> Results:
    """Return the pages that have words of the query, best first.

    A page gets points for each telling word: more for a rare word, and for standing high among
    the pages that have it. What engines call a score differs, its order does not. The points
    count as much as pages of the type usually answer questions (`BasePage.search_prior`).
    """
    words = telling_words(query)
    points: dict[int, float] = defaultdict(float)
    matches: Counter[int] = Counter()
    found: dict[int, Page] = {}
    for word in words:
        rows = backend.autocomplete(beginning(word), pages).annotate_score("score")[:MAX_RESULTS]
        scores = {page: abs(page.score or 0) for page in rows}
        best, rarity = max(scores.values(), default=0) or 1, log(1 + COMMON / (1 + len(scores)))
        for page, score in scores.items():
            found[page.pk] = page
            points[page.pk] += rarity * (HAVING + (1 - HAVING) * score / best)
            matches[page.pk] += 1
    for pk, page in found.items():
        points[pk] *= getattr(page.specific_class, "search_prior", 1.0)
    ranked = sorted(points.items(), key=lambda pair: -pair[1])
    floor = FLOOR * max(points.values(), default=0)
    results = Results(found[pk] for pk, number in ranked if number >= floor)
    results.is_partial = bool(results) and max(matches.values()) < len(words)
    return results


def _backends() -> list[str]:
    """Return the names of the search backends to ask, the best first."""
    return ["elastic", "default"] if "elastic" in settings.WAGTAILSEARCH_BACKENDS else ["default"]


def _answer(query: str, pages: QuerySet, backend: str = "") -> Results:
    """Ask one backend after the other: an engine that is down must not take the page with it."""
    for name in [backend] if backend else _backends():
        try:
            return _ranked(query, pages, get_search_backend(name))
        except DatabaseError:
            raise
        except Exception:
            logger.warning("Search backend %s did not answer.", name, exc_info=True)
    return Results()


def search_pages(
    query: str,
    language: str,
    pages: QuerySet | None = None,
    check_access: bool = True,
    backend: str = "",
) -> Results:
    """Return published pages for a cleaned query: those in `language`, then in the source's.

    Private pages are not found, unless the caller checks that itself (`check_access=False`).
    A page stands once: in the reader's language if it exists. `backend` asks that one only.
    """
    query = fold(query)
    if not query:
        return Results()
    locales = locale_ids()
    wanted = {locales[code] for code in (language, settings.LANGUAGE_CODE) if code in locales}
    candidates: Any = Page.objects.live() if pages is None else pages
    if check_access:
        candidates = candidates.public()
    found: dict[Any, Page] = {}
    answer = _answer(query, candidates.filter(locale__in=wanted), backend)
    for page in sorted(answer, key=lambda page: page.locale_id != locales.get(language)):
        found.setdefault(page.translation_key, page)
    results = Results(found.values())
    results.is_partial = answer.is_partial
    return results
