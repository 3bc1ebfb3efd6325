"""Groups of a question in Elasticsearch's language: one flat `should`.

Every part may match alone: word groups in `must` broke the search across languages, since a page
that only a synonym finds was lost (measured: search.md, section 2).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from search.hits import Chosen
from search.scopes import scopes_for
from search.scoring import FILES, WEIGHTS
from search.understanding import EXACT, Alternative, Question

MOST_VALUES = 500  # of one facet
Query = dict[str, Any]
NOTHING: Query = {"match_none": {}}
HEAD = [f"{name}_keys^{weight:g}" for name, weight in WEIGHTS.items()]


def leaf(alternative: Alternative) -> Query:
    """Return the query of an alternative: head and text are counted apart, then added."""
    text, boost = " ".join(alternative.keys), round(alternative.weight, 4)
    files = round(boost * FILES, 4)
    if len(alternative.keys) == 1:
        queries: list[Query] = [
            {"combined_fields": {"query": text, "fields": HEAD, "boost": boost}},
            {"match": {"body_keys": {"query": text, "boost": boost}}},
            {"match": {"files_keys": {"query": text, "boost": files}}},
        ]
    else:
        head = {"query": text, "fields": HEAD, "type": "phrase", "boost": boost}
        queries = [
            {"multi_match": head},
            {"match_phrase": {"body_keys": {"query": text, "boost": boost}}},
            {"match_phrase": {"files_keys": {"query": text, "boost": files}}},
        ]
    return {"dis_max": {"queries": queries, "tie_breaker": 1.0}}


def _scopes(reader: str) -> Query:
    return {"terms": {"scope": [scope for scope, _language in scopes_for(reader)]}}


def question_query(question: Question) -> Query:
    """Return the query of a question: the sum of the best of each group, times the page's prior."""
    should: list[Query] = []
    for number, group in enumerate(question.groups):
        if group.alternatives:
            best: Query = {"queries": [leaf(a) for a in group.alternatives]}
            if group.is_word:
                best["_name"] = str(number)  # tells which words a hit has
            should.append({"dis_max": best})
        if group.is_word:
            should.append({"match": {"exact": {"query": group.word, "boost": EXACT}}})
    if not should:
        return NOTHING
    found = {"should": should, "minimum_should_match": 1, "filter": [_scopes(question.reader)]}
    return {
        "function_score": {
            "query": {"bool": found},
            "field_value_factor": {"field": "prior", "missing": 1},
            "boost_mode": "multiply",
        }
    }


def choice_filters(chosen: Chosen, without: str = "") -> list[Query]:
    """Return the filters of the choices: one of the values of each facet."""
    return [
        {"terms": {"facets": [f"{parameter}:{value}" for value in values]}}
        for parameter, values in chosen.items()
        if values and parameter != without
    ]


def facet_counts(facets: Iterable[str], chosen: Chosen) -> dict[str, Query]:
    """Return the aggregations: each facet is counted among what the others' choices leave."""
    return {
        parameter: {
            "filter": {"bool": {"filter": choice_filters(chosen, without=parameter)}},
            "aggs": {
                "values": {
                    "terms": {
                        "field": "facets",
                        "include": f"{parameter}:.*",
                        "size": MOST_VALUES,
                    }
                }
            },
        }
        for parameter in facets
    }


def beginning_query(words: list[str], reader: str) -> Query:
    """Return the query for titles with words that begin so."""
    should: list[Query] = []
    for scope, _language in scopes_for(reader):
        begin = [{"prefix": {"suggest": {"value": scope + word}}} for word in words]
        # A whole word is better than a beginning.
        whole = [{"match": {"suggest": scope + word}} for word in words]
        should.append({"bool": {"must": begin, "should": whole}})
    return {
        "function_score": {
            "query": {"bool": {"should": should, "minimum_should_match": 1}},
            "field_value_factor": {"field": "prior", "missing": 1},
        }
    }
