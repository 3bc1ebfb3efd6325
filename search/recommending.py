"""What stands before the results: pages that editors recommend, and a term of the glossary."""

from __future__ import annotations

from search.analysis import guess_language, key, telling_words, words
from search.knowledge import kept_knowledge
from search.scopes import scopes_for
from search.synonyms import expression
from search.understanding import Question

MOST = 3


def _text(question: Question) -> str:
    return question.corrected or question.text


def promoted(question: Question, language: str) -> list[int]:
    """Return ids of the pages that editors recommend for a question."""
    rows = [row for row in kept_knowledge().promotions if row[0] == language]
    if not rows:
        return []
    asked = {key(word, language) for word in words(_text(question))}
    found = dict.fromkeys(pk for _code, wanted, pk in rows if wanted <= asked)
    return list(found)[:MOST]


def term_box(question: Question, language: str) -> int | None:
    """Return the id of the glossary term that the question names, and nothing else."""
    found = words(_text(question))
    telling = telling_words(found, guess_language(found, language))
    for _scope, pages in scopes_for(language):
        name = expression(" ".join(telling), pages)
        if name and (pk := kept_knowledge().terms.get((pages, name))):
            return pk
    return None
