"""Half-years: which one has ended last, which may be asked about. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from projects.models.reports import Half

_CODE = re.compile(r"(20\d\d)-([12])", re.ASCII)


@dataclass(frozen=True, order=True)
class HalfYear:
    """A half of a year."""

    year: int
    half: int

    @property
    def last_day(self) -> date:
        """Its last day."""
        return date(self.year, 6, 30) if self.half == Half.FIRST else date(self.year, 12, 31)

    @property
    def previous(self) -> HalfYear:
        """The half-year before."""
        if self.half == Half.SECOND:
            return HalfYear(self.year, Half.FIRST)
        return HalfYear(self.year - 1, Half.SECOND)

    @property
    def code(self) -> str:
        """Its name in addresses: "2026-2"."""
        return f"{self.year}-{int(self.half)}"


def half_of(day: date) -> HalfYear:
    """Return the half-year of a day."""
    return HalfYear(day.year, Half.FIRST if day.month <= 6 else Half.SECOND)


def last_ended(today: date) -> HalfYear:
    """Return the last half-year that has ended."""
    return half_of(today).previous


def asks_by_itself(today: date, within: timedelta) -> HalfYear | None:
    """Return the half-year to ask about now; None when it ended longer ago than `within`."""
    ended = last_ended(today)
    return ended if today <= ended.last_day + within else None


def parse_half(code: str) -> HalfYear | None:
    """Return the half-year in "2026-2"; None for anything else."""
    found = _CODE.fullmatch(code)
    return HalfYear(int(found[1]), int(found[2])) if found else None
