"""Quarters of a year, and which of their reports are public."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.utils.translation import gettext as _

from home.year_parts import YearPart
from partners.models import QuarterReport


class Quarter(YearPart):
    """A quarter of a year."""

    parts: ClassVar[int] = 4

    @property
    def label(self) -> str:
        """Its name in words."""
        return _("quarter %(number)d of %(year)d") % {"number": self.number, "year": self.year}


def last_quarters(today: date, number: int) -> list[Quarter]:
    """Return the running quarter and those before it, the newest first."""
    found = [Quarter.of(today)]
    while len(found) < number:
        found.append(found[-1].previous)
    return found


def published_quarters() -> list[Quarter]:
    """Return the quarters whose report is public, the newest first. One query."""
    rows = QuarterReport.objects.exclude(published_on=None)
    return [Quarter(row.year, row.quarter) for row in rows]
