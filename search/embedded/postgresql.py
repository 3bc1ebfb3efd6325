"""Candidates from PostgreSQL: `vector` and `suggest_vector` of `search_pagetext` (migration 0002).

`ts_rank` knows no rarity of words, so each alternative is ranked by itself and weighed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.db import connection

Choices = Sequence[Sequence[str]]  # facet keys: one of each inner list
MOST_RANKED = 12  # alternatives, the rarest; each costs a pass over the found vectors


def _phrase(names: Iterable[str]) -> str:
    """Return keys as a tsquery. Keys hold only ASCII letters and digits."""
    return "(" + " <-> ".join(f"'{name}'" for name in names) + ")"


def expression(alternatives: Iterable[tuple[str, ...]], choices: Choices) -> str:
    """Return the tsquery: one of the alternatives, and one choice of each facet."""
    parts = [" | ".join(_phrase(names) for names in alternatives)]
    parts += [" | ".join(_phrase([choice]) for choice in one) for one in choices]
    return " & ".join(f"({part})" for part in parts if part)


def matching(alternatives: Iterable[tuple[str, ...]], choices: Choices) -> list[int]:
    """Return ids of all pages that have one of the alternatives, in no order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT page_id FROM search_pagetext WHERE vector @@ %s::tsquery",
            [expression(alternatives, choices)],
        )
        return [pk for (pk,) in cursor]


def count(alternatives: Iterable[tuple[str, ...]], choices: Choices) -> int:
    """Return how many pages have one of the alternatives."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM search_pagetext WHERE vector @@ %s::tsquery",
            [expression(alternatives, choices)],
        )
        return int(cursor.fetchone()[0])


def best(
    alternatives: Iterable[tuple[str, ...]],
    choices: Choices,
    rarities: Mapping[tuple[str, ...], float],
    limit: int,
) -> list[int]:
    """Return ids of the pages with the rarest of the alternatives, in titles before texts."""
    alternatives = list(alternatives)
    rarest = sorted(alternatives, key=lambda names: -rarities.get(names, 0))[:MOST_RANKED]
    rank = " + ".join("%s * ts_rank(vector, %s::tsquery)" for _names in rarest)
    values = [value for names in rarest for value in (rarities.get(names, 0), _phrase(names))]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT page_id FROM search_pagetext WHERE vector @@ %s::tsquery"  # noqa: S608
            f" ORDER BY {rank} DESC, page_id LIMIT %s",
            [expression(alternatives, choices), *values, limit],
        )
        return [pk for (pk,) in cursor]


def beginning(words: Sequence[str], scopes: Iterable[str], limit: int) -> list[int]:
    """Return ids of pages whose title has words that begin so, the best first."""
    query = " | ".join(
        "(" + " & ".join(f"'{scope}{word}':*" for word in words) + ")" for scope in scopes
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT page_id FROM search_pagetext WHERE suggest_vector @@ %s::tsquery"
            " ORDER BY ts_rank(suggest_vector, %s::tsquery, 1) DESC, page_id LIMIT %s",
            [query, query, limit],
        )
        return [pk for (pk,) in cursor]
