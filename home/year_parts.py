"""Parts of a year of equal length: half-years, quarters. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar, Self

MONTHS = 12
_CODE = re.compile(r"(20\d\d)-(\d)", re.ASCII)


@dataclass(frozen=True, order=True)
class YearPart:
    """A part of a year; `number` counts from 1. A subclass says how many `parts` a year has."""

    year: int
    number: int
    parts: ClassVar[int]

    @classmethod
    def of(cls, day: date) -> Self:
        """Return the part in which a day lies."""
        return cls(day.year, (day.month - 1) * cls.parts // MONTHS + 1)

    @classmethod
    def parse(cls, code: str) -> Self | None:
        """Return the part in "2026-2"; None for anything else."""
        found = _CODE.fullmatch(code)
        part = cls(int(found[1]), int(found[2])) if found else None
        return part if part and 1 <= part.number <= cls.parts else None

    @property
    def code(self) -> str:
        """Its name in addresses: "2026-2"."""
        return f"{self.year}-{self.number}"

    @property
    def first_day(self) -> date:
        """Its first day."""
        return date(self.year, MONTHS // self.parts * (self.number - 1) + 1, 1)

    @property
    def last_day(self) -> date:
        """Its last day."""
        return self.following.first_day - timedelta(days=1)

    @property
    def following(self) -> Self:
        """The part after it."""
        return self._at(self._position + 1)

    @property
    def previous(self) -> Self:
        """The part before it."""
        return self._at(self._position - 1)

    @property
    def _position(self) -> int:
        return self.year * self.parts + self.number - 1

    def _at(self, position: int) -> Self:
        return type(self)(position // self.parts, position % self.parts + 1)
