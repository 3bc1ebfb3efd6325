"""Dates that are known to the day, the month or only the year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import models
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

NBSP = "\u00a0"  # no-break space
PRAGUE = ZoneInfo("Europe/Prague")


class Precision(models.TextChoices):
    """To what a date is known."""

    DAY = "day", _("day")
    MONTH = "month", _("month")
    YEAR = "year", _("year")


_FORMATS = {
    ("cs", Precision.DAY): "j. n. Y",
    ("en", Precision.DAY): "j F Y",
    ("en", Precision.MONTH): "F Y",
}
# The nominative, as in "červenec 2023"; Django has only the genitive.
CZECH_MONTHS = (
    *("leden", "únor", "březen", "duben", "květen", "červen"),
    *("červenec", "srpen", "září", "říjen", "listopad", "prosinec"),
)


@dataclass(frozen=True)
class PreciseDate:
    """A date and what is known of it; unknown parts hold the first month and day."""

    day: date
    precision: str = Precision.DAY

    @property
    def iso(self) -> str:
        """Return YYYY-MM-DD, YYYY-MM or YYYY: what HTML, feeds and JSON-LD take."""
        length = {Precision.DAY: 10, Precision.MONTH: 7, Precision.YEAR: 4}
        return self.day.isoformat()[: length[Precision(self.precision)]]

    def text(self, language: str) -> str:
        """Return "8. 12. 2016", "červenec 2023", "2017" or their English forms."""
        if self.precision == Precision.YEAR:
            return str(self.day.year)
        if self.precision == Precision.MONTH and language == "cs":
            return f"{CZECH_MONTHS[self.day.month - 1]}{NBSP}{self.day.year}"
        with translation.override(language):
            text = date_format(self.day, _FORMATS[language, Precision(self.precision)])
        return text.replace(" ", NBSP)

    @property
    def within_year(self) -> str:
        """Return the date without its year, for lists that stand under the year."""
        if self.precision == Precision.YEAR:
            return ""
        return str(self).removesuffix(str(self.day.year)).strip(f" {NBSP}")

    def __str__(self) -> str:
        return self.text(translation.get_language() or "cs")


def parse_precise(text: str) -> PreciseDate | None:
    """Return the date in "2016-12-08", "2023-07" or "2017"; None for anything else."""
    parts = text.split("-")
    precision = {1: Precision.YEAR, 2: Precision.MONTH, 3: Precision.DAY}.get(len(parts))
    try:
        numbers = [int(part) for part in parts]
        return PreciseDate(date(*[*numbers, 1, 1][:3]), precision) if precision else None
    except ValueError:
        return None


def today_in_prague(now: datetime | None = None) -> date:
    """Return the date in the Czech Republic, whatever the machine's clock is set to."""
    return (now or datetime.now(PRAGUE)).astimezone(PRAGUE).date()
