"""From what somebody typed to pages: cleaned, bounded, and never an error.

A later version replaces the inside (`design: search.md`); the promise stays: `search_pages`
returns pages of the reader's language, best first, and does not raise on any string.
"""

from __future__ import annotations

import logging
import re
import unicodedata
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.db.models import QuerySet
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from home.folding import fold
from home.locales import locale_ids

logger = logging.getLogger(__name__)

MAX_CHARACTERS = 100
MAX_WORDS = 12
MAX_RESULTS = 200  # of one search; the reader gets them in pages
SOME_RESULTS = 60  # of a search for some of the words, in both languages
SHORT_WORD = 3  # letters; such words say little: do, and, the, pro

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
    """Return pages with all the words, then those with words that begin so (export, exportní).

    A whole sentence is on no page; then pages with some of its words are better than none.
    """
    whole = list(backend.search(query, pages, operator="and")[:MAX_RESULTS])
    begun = list(backend.autocomplete(query, pages, operator="and")[:MAX_RESULTS])
    found = Results({page.pk: page for page in (*whole, *begun)}.values())
    telling = " ".join(word for word in query.split() if len(word) > SHORT_WORD)
    if found or " " not in query or not telling:
        return found
    found = Results(backend.search(telling, pages, operator="or")[:SOME_RESULTS])
    found.is_partial = bool(found)
    return found


def _backends() -> list[str]:
    """Return the names of the search backends to ask, the best first."""
    return ["elastic", "default"] if "elastic" in settings.WAGTAILSEARCH_BACKENDS else ["default"]


def _answer(query: str, pages: QuerySet) -> Results:
    """Ask one backend after the other: an engine that is down must not take the page with it."""
    for name in _backends():
        try:
            return _ranked(query, pages, get_search_backend(name))
        except DatabaseError:
            raise
        except Exception:
            logger.warning("Search backend %s did not answer.", name, exc_info=True)
    return Results()


def search_pages(
    query: str, language: str, pages: QuerySet | None = None, check_access: bool = True
) -> Results:
    """Return published pages for a cleaned query: those in `language`, then in the source's.

    Private pages are not found, unless the caller checks that itself (`check_access=False`).
    A page stands once: in the reader's language if it exists.
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
    answer = _answer(query, candidates.filter(locale__in=wanted))
    for page in sorted(answer, key=lambda page: page.locale_id != locales.get(language)):
        found.setdefault(page.translation_key, page)
    results = Results(found.values())
    results.is_partial = answer.is_partial
    return results
