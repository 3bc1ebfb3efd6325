"""Dates that are known to the day, the month or only the year."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

NBSP = "\u00a0"  # no-break space
PRAGUE = ZoneInfo("Europe/Prague")


class Precision(models.TextChoices):
    """To what a date is known."""

    DAY = "day", gettext_lazy("day")
    MONTH = "month", gettext_lazy("month")
    YEAR = "year", gettext_lazy("year")


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
    def last_day(self) -> date:
        """Return the last day that the date may mean: 31 March for "2022-03"."""
        if self.precision == Precision.DAY:
            return self.day
        month = 12 if self.precision == Precision.YEAR else self.day.month
        return date(self.day.year, month, calendar.monthrange(self.day.year, month)[1])

    @property
    def within_year(self) -> str:
        """Return the date without its year, for lists that stand under the year."""
        if self.precision == Precision.YEAR:
            return ""
        return str(self).removesuffix(str(self.day.year)).strip(f" {NBSP}")

    def __str__(self) -> str:
        return self.text(translation.get_language() or "cs")


def next_at(hour: time) -> datetime:
    """Return when it is `hour` next, Prague time."""
    now = timezone.now().astimezone(PRAGUE)
    today = datetime.combine(now.date(), hour, PRAGUE)
    return today if today > now else datetime.combine(now.date() + timedelta(1), hour, PRAGUE)


def parse_precise(text: str) -> PreciseDate | None:
    """Return the date in "2016-12-08", "2023-07" or "2017"; None for anything else."""
    parts = text.split("-")
    precision = {1: Precision.YEAR, 2: Precision.MONTH, 3: Precision.DAY}.get(len(parts))
    try:
        numbers = [int(part) for part in parts]
        return PreciseDate(date(*[*numbers, 1, 1][:3]), precision) if precision else None
    except (ValueError, OverflowError):  # a number with more digits than any year
        return None


def period_text(start: PreciseDate | None, end: PreciseDate | None) -> str:
    """Return "1. 4. 2016 – 31. 3. 2021", or what is known of it; "" when nothing is."""
    if start and end:
        return f"{start} – {end}"
    if start:
        return _("from %(date)s") % {"date": start}
    return _("until %(date)s") % {"date": end} if end else ""


def years_text(start: PreciseDate | None, end: PreciseDate | None) -> str:
    """Return the years of a period: "2016–2021", "od 2016", or ""."""
    years = [date.day.year if date else None for date in (start, end)]
    if start and end and years[0] != years[1]:
        return f"{years[0]}–{years[1]}"
    if start and end:
        return str(years[0])
    return period_text(
        start and PreciseDate(start.day, Precision.YEAR),
        end and PreciseDate(end.day, Precision.YEAR),
    )


def add_months(day: date, months: int) -> date:
    """Return the same day `months` later; the month's last day where it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


EARLIEST, LATEST = date(1950, 1, 1), date(2100, 12, 31)


def check_day(day: date) -> None:
    """Refuse a day that is a slip of the pen. Raises ValidationError."""
    if not EARLIEST <= day <= LATEST:
        raise ValidationError(_("Check the year."))


def day_field(label: Any, **options: Any) -> models.DateField:
    """Return a nullable day that editors type in."""
    return models.DateField(label, null=True, blank=True, validators=[check_day], **options)


def today_in_prague(now: datetime | None = None) -> date:
    """Return the date in the Czech Republic, whatever the machine's clock is set to."""
    return (now or datetime.now(PRAGUE)).astimezone(PRAGUE).date()
