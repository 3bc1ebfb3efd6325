"""Who gets which items: a bit for each topic, one SQL statement for everybody.

Readers with the same language, wish and set of topics get the same items, so a hundred thousand
readers are some hundred combinations (newsletter.md, 4).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection

from newsletter.frequencies import Foreign
from newsletter.items import Item
from newsletter.models.subscribers import Status

Combination = tuple[str, str, int]  # language, wish about the other language, topics as bits


@dataclass(frozen=True)
class Bits:
    """Which topic is which bit; only topics of items that are told count."""

    places: dict[str, int]

    @classmethod
    def of(cls, items: Iterable[Item]) -> Bits:
        """Return the bits for the topics of the items."""
        topics = sorted({topic for item in items for topic in item.topics})
        return cls({topic: 1 << place for place, topic in enumerate(topics)})

    def mask(self, topics: Iterable[str]) -> int:
        """Return the topics as one number."""
        return sum(self.places[topic] for topic in set(topics) if topic in self.places)

    def sql(self) -> tuple[str, list[Any]]:
        """Return the expression for the sum of a reader's topics, with its values."""
        cases = " ".join(["WHEN %s THEN %s"] * len(self.places))
        values = [value for pair in self.places.items() for value in pair]
        return f"CAST(SUM(CASE c.topic {cases} ELSE 0 END) AS BIGINT)", values


_READERS = (
    "FROM newsletter_choice c JOIN newsletter_subscriber s ON s.id = c.subscriber_id "
    "WHERE c.frequency = %s AND s.status = %s AND c.topic IN ({marks}) "
    "GROUP BY s.id, s.language, s.foreign_items, s.domain"
)


def _statement(bits: Bits, frequency: int, columns: str) -> tuple[str, list[Any]]:
    expression, values = bits.sql()
    marks = ", ".join(["%s"] * len(bits.places))
    sql = f"SELECT {columns}, {expression} AS mask {_READERS.format(marks=marks)}"
    return sql, [*values, frequency, int(Status.ACTIVE), *bits.places]


def readers(bits: Bits, frequency: int) -> list[tuple[int, str, str, str, int]]:
    """Return (subscriber, language, wish, provider, topics as bits) of all who are due."""
    if not bits.places:
        return []
    sql, values = _statement(bits, frequency, "s.id, s.language, s.foreign_items, s.domain")
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows: list[tuple[int, str, str, str, int]] = cursor.fetchall()
    return rows


def combinations(bits: Bits, frequency: int) -> dict[Combination, int]:
    """Return {combination: number of readers}, for counts that editors see."""
    if not bits.places:
        return {}
    sql, values = _statement(bits, frequency, "s.language, s.foreign_items")
    outer = (
        f"SELECT language, foreign_items, mask, COUNT(*) FROM ({sql}) r "  # noqa: S608
        "GROUP BY language, foreign_items, mask"
    )
    with connection.cursor() as cursor:
        cursor.execute(outer, values)
        return {(language, wish, mask): n for language, wish, mask, n in cursor.fetchall()}


class Choices:
    """Which items a combination gets; asked often, so kept."""

    def __init__(self, items: dict[str, list[Item]], bits: Bits) -> None:
        self._items = {
            language: [(item, bits.mask(item.topics)) for item in found]
            for language, found in items.items()
        }
        self._kept: dict[Combination, tuple[Item, ...]] = {}

    def of(self, combination: Combination) -> tuple[Item, ...]:
        """Return the items in their order."""
        if combination not in self._kept:
            language, wish, mask = combination
            self._kept[combination] = tuple(
                item
                for item, topics in self._items.get(language, [])
                if topics & mask and (item.language == language or wish == Foreign.SHOW)
            )
        return self._kept[combination]
