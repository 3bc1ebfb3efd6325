"""Cards that may answer a need while somebody describes it: help, never instead of an answer."""

from __future__ import annotations

from home.references import Pages, PageView
from search.finding import ask, short_list
from search.hits import Request
from search.knowledge import knowledge
from search.labels import TYPE

MOST = 4
SERVICE = "service"  # kind of page, as the search names it


def similar_cards(need: str, language: str) -> list[PageView]:
    """Return up to four service cards that fit the words, the best first."""
    question = knowledge().understanding.question(need, language, correct=False)
    if not any(group.alternatives for group in question.groups):
        return []
    answer = ask(Request(question, {TYPE: [SERVICE]}, 0, MOST, ()))
    ids = short_list(answer)
    pages = Pages(language, ids=ids)
    return [view for pk in ids if (view := pages.get(pk))]
