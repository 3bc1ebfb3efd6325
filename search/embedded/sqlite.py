"""Candidates from SQLite's FTS5: two tables whose content is `search_pagetext` (migration 0002)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import connection

Choices = Sequence[Sequence[str]]  # facet keys: one of each inner list


def _quoted(names: Iterable[str]) -> str:
    """Return keys as an FTS5 phrase. Keys hold only ASCII letters and digits."""
    return f'"{" ".join(names)}"'


def expression(alternatives: Iterable[tuple[str, ...]], choices: Choices) -> str:
    """Return the FTS5 query: one of the alternatives, and one choice of each facet."""
    parts = [" OR ".join(_quoted(names) for names in alternatives)]
    parts += [" OR ".join(_quoted([choice]) for choice in one) for one in choices]
    return " AND ".join(f"({part})" for part in parts if part)


def matching(alternatives: Iterable[tuple[str, ...]], choices: Choices) -> list[int]:
    """Return ids of all pages that have one of the alternatives, in no order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rowid FROM search_fts WHERE search_fts MATCH %s",
            [expression(alternatives, choices)],
        )
        return [pk for (pk,) in cursor]


def count(alternatives: Iterable[tuple[str, ...]], choices: Choices) -> int:
    """Return how many pages have one of the alternatives."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM search_fts WHERE search_fts MATCH %s",
            [expression(alternatives, choices)],
        )
        return int(cursor.fetchone()[0])


def best(
    alternatives: Iterable[tuple[str, ...]], choices: Choices, rarities: object, limit: int
) -> list[int]:
    """Return ids of the pages that FTS5 ranks first. The weights of fields stand in the table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rowid FROM search_fts WHERE search_fts MATCH %s ORDER BY rank LIMIT %s",
            [expression(alternatives, choices), limit],
        )
        return [pk for (pk,) in cursor]


def beginning(words: Sequence[str], scopes: Iterable[str], limit: int) -> list[int]:
    """Return ids of pages whose title has words that begin so, the best first."""
    tried = [" AND ".join(f"{_quoted([scope + word])} *" for word in words) for scope in scopes]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rowid FROM search_fts_title WHERE search_fts_title MATCH %s"
            " ORDER BY rank LIMIT %s",
            [" OR ".join(f"({part})" for part in tried), limit],
        )
        return [pk for (pk,) in cursor]
