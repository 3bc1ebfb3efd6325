"""`get_search_backend("elastic").search(…)`: modelsearch's own way to the same index of keys."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from modelsearch.backends import elasticsearch8 as stock
from modelsearch.query import And, Boost, Fuzzy, MatchAll, Not, Or, Phrase, PlainText

from search.analysis import words
from search.cleaning import clean_query
from search.elastic.mapping import KeysMapping
from search.elastic.query import NOTHING, beginning_query, leaf, question_query
from search.knowledge import knowledge
from search.scopes import languages, scopes_for
from search.understanding import Alternative, Question


def _reader() -> str:
    language = (get_language() or "").split("-")[0]
    return language if language in languages() else settings.LANGUAGE_CODE


def _question(text: str) -> Question:
    return knowledge().understanding.question(clean_query(text), _reader())


def _all_words(text: str) -> dict[str, Any]:
    """Return the query of pages that have each word in one of its readings."""
    question = _question(text)
    groups = [group for group in question.groups if group.is_word]
    each = [{"dis_max": {"queries": [leaf(a) for a in group.alternatives]}} for group in groups]
    return {"bool": {"must": question_query(question), "filter": each}}


def _phrase(text: str) -> dict[str, Any]:
    from search.analysis import keys

    found = [
        leaf(Alternative(tuple(scope + name for name in keys(text, language)), 1.0))
        for scope, language in scopes_for(_reader())
        if words(text)
    ]
    return {"dis_max": {"queries": found}} if found else NOTHING


def compiled(query: Any) -> dict[str, Any]:
    """Return a modelsearch query in Elasticsearch's language. Raises NotImplementedError."""
    if isinstance(query, MatchAll):
        return {"match_all": {}}
    if isinstance(query, PlainText) and query.operator == "and":
        return _all_words(query.query_string)
    if isinstance(query, (PlainText, Fuzzy)):
        return question_query(_question(query.query_string))
    if isinstance(query, Phrase):
        return _phrase(query.query_string)
    if isinstance(query, And):
        return {"bool": {"must": [compiled(part) for part in query.subqueries]}}
    if isinstance(query, Or):
        parts = [compiled(part) for part in query.subqueries]
        return {"bool": {"should": parts, "minimum_should_match": 1}}
    if isinstance(query, Not):
        return {"bool": {"must_not": compiled(query.subquery)}}
    if isinstance(query, Boost):
        return {"function_score": {"query": compiled(query.subquery), "weight": query.boost}}
    raise NotImplementedError(f"“{type(query).__name__}” is not supported by this back end.")


class KeysCompiler(stock.Elasticsearch8SearchQueryCompiler):
    """Whole words, understood as in the public search."""

    mapping_class = KeysMapping

    def _remap_fields(self, fields: Any) -> list[Any]:
        """Answer `fields=` by the fields of keys; Wagtail's own are not in the index."""
        return []

    def get_inner_query(self) -> dict[str, Any]:
        """Return the query without filters."""
        return compiled(self.query)


class KeysAutocompleteCompiler(stock.Elasticsearch8AutocompleteQueryCompiler):
    """Beginnings of words in titles."""

    mapping_class = KeysMapping

    def get_inner_query(self) -> dict[str, Any]:
        """Return the query without filters."""
        if isinstance(self.query, MatchAll):
            return {"match_all": {}}
        found = words(clean_query(self.query.query_string))
        return beginning_query(found, _reader()) if found else NOTHING
