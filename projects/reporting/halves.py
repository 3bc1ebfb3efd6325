"""Half-years: what they are called, which one has ended last, which may be asked about. Pure."""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar

from django.utils.translation import pgettext

from home.year_parts import YearPart


class HalfYear(YearPart):
    """A half of a year."""

    parts: ClassVar[int] = 2

    @property
    def label(self) -> str:
        """Its name in words."""
        text = (
            pgettext("half-year", "first half of %(year)d")
            if self.number == 1
            else pgettext("half-year", "second half of %(year)d")
        )
        return text % {"year": self.year}


def last_ended(today: date) -> HalfYear:
    """Return the last half-year that has ended."""
    return HalfYear.of(today).previous


def asks_by_itself(today: date, within: timedelta) -> HalfYear | None:
    """Return the half-year to ask about now; None when it ended longer ago than `within`."""
    ended = last_ended(today)
    return ended if today <= ended.last_day + within else None
