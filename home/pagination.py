"""Pages of a list. Whatever stands in the address, the answer is a page that exists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

PAGE_PARAMETER = "strana"
LONGEST_NUMBER = 9  # digits; anything longer is beyond the last page


@dataclass(frozen=True)
class ListPage:
    """One page of a list; `number` counts from 1."""

    items: Sequence[Any]
    number: int
    count: int
    pages: int
    first: int
    last: int

    @property
    def numbers(self) -> list[int]:
        """Return the page numbers to offer: all up to seven, else those around this one."""
        if self.pages <= 7:
            return list(range(1, self.pages + 1))
        near = {1, self.pages, *range(self.number - 1, self.number + 2)}
        return sorted(n for n in near if 1 <= n <= self.pages)

    def links(self, chosen: Mapping[str, str] | None = None) -> list[tuple[int, str]]:
        """Return the page numbers with their addresses; `chosen` are the other parameters."""
        others = chosen or {}
        return [(n, f"?{urlencode({**others, PAGE_PARAMETER: n})}") for n in self.numbers]


def page_number(text: str, pages: int) -> int:
    """Return the page number that `text` asks for, within 1 … `pages`.

    Not a number in plain digits: the first page. Too large: the last one.
    """
    if not (text.isascii() and text.isdigit()):
        return 1
    wanted = int(text) if len(text) <= LONGEST_NUMBER else pages
    return min(max(wanted, 1), pages)


def paginate(items: Sequence[Any], text: str, size: int) -> ListPage:
    """Return the page of `items` that the address asks for, `size` items a page."""
    pages = max(1, -(-len(items) // size))
    number = page_number(text, pages)
    start = (number - 1) * size
    shown = items[start : start + size]
    first = start + 1 if shown else 0
    return ListPage(shown, number, len(items), pages, first, start + len(shown))
