"""Quarters of a year, and which of their reports are public."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from partners.models import QuarterReport

_CODE = re.compile(r"(20\d\d)-([1-4])", re.ASCII)


@dataclass(frozen=True, order=True)
class Quarter:
    """A quarter of a year."""

    year: int
    number: int

    @property
    def first_day(self) -> date:
        """Its first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last_day(self) -> date:
        """Its last day."""
        return self.following.first_day - timedelta(days=1)

    @property
    def following(self) -> Quarter:
        """The quarter after it."""
        if self.number < 4:
            return Quarter(self.year, self.number + 1)
        return Quarter(self.year + 1, 1)

    @property
    def previous(self) -> Quarter:
        """The quarter before it."""
        if self.number > 1:
            return Quarter(self.year, self.number - 1)
        return Quarter(self.year - 1, 4)

    @property
    def code(self) -> str:
        """Its name in addresses: "2026-4"."""
        return f"{self.year}-{self.number}"

    @property
    def label(self) -> str:
        """Its name in words."""
        return _("quarter %(number)d of %(year)d") % {"number": self.number, "year": self.year}


def quarter_of(day: date) -> Quarter:
    """Return the quarter of a day."""
    return Quarter(day.year, (day.month + 2) // 3)


def parse_quarter(code: str) -> Quarter | None:
    """Return the quarter in "2026-4"; None for anything else."""
    found = _CODE.fullmatch(code)
    return Quarter(int(found[1]), int(found[2])) if found else None


def last_quarters(today: date, number: int) -> list[Quarter]:
    """Return the running quarter and those before it, the newest first."""
    found = [quarter_of(today)]
    while len(found) < number:
        found.append(found[-1].previous)
    return found


def published_quarters() -> list[Quarter]:
    """Return the quarters whose report is public, the newest first. One query."""
    rows = QuarterReport.objects.exclude(published_on=None)
    return [Quarter(row.year, row.quarter) for row in rows]
