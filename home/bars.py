"""Bars of several parts, beside one another from zero: shapes for `components/stacked_bars.html`.

The same picture stands in the admin and on public pages; there the classes colour it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

LONGEST, LINE = 320, 30  # units of the view box


class Kind(StrEnum):
    """How a part is drawn; the value is its class."""

    MAIN = "p-won"
    LIGHT = "p-part"
    LACK = "p-lack"

    @property
    def fill(self) -> str:
        """The colour where there is no style sheet: in the admin."""
        return {"p-won": "#1b5697", "p-part": "#8fb4de", "p-lack": "#a8321e"}[self.value]


@dataclass(frozen=True)
class Part:
    """A part of a bar, at `x`."""

    kind: Kind
    number: int
    x: float
    width: float


@dataclass(frozen=True)
class Bar:
    """A line of the plot; `y` is its upper edge."""

    name: str
    y: int
    parts: list[Part]

    @property
    def number(self) -> int:
        """The sum of the parts."""
        return sum(part.number for part in self.parts)


@dataclass(frozen=True)
class Bars:
    """The plot; `sentence` says to those who do not see it what it shows."""

    sentence: str
    rows: list[Bar]

    @property
    def height(self) -> int:
        """Height of the view box."""
        return max(1, len(self.rows)) * LINE


def stacked_bars(sentence: str, rows: Iterable[tuple[str, Iterable[tuple[Kind, int]]]]) -> Bars:
    """Return bars of (name, [(kind, number)]); the longest has 320 units."""
    lines = [(name, list(parts)) for name, parts in rows]
    most = max((sum(number for _k, number in parts) for _n, parts in lines), default=0) or 1
    found = []
    for place, (name, parts) in enumerate(lines):
        done, drawn = 0, []
        for kind, number in parts:
            x = round(LONGEST * done / most, 1)
            drawn.append(Part(kind, number, x, round(LONGEST * number / most, 1)))
            done += number
        found.append(Bar(name, place * LINE, drawn))
    return Bars(sentence, found)
