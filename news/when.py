"""When an event takes place, in words and for machines. Times are those of the Czech Republic."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import translation

from home.dates import NBSP, PRAGUE, PreciseDate


def clock(value: time, language: str) -> str:
    """Return "9.00" for Czech readers (ČSN 01 6910), "9:00" for English ones."""
    return f"{value.hour}{'.' if language == 'cs' else ':'}{value.minute:02}"


@dataclass(frozen=True)
class When:
    """First and last day with times; without times the event takes whole days."""

    first: date
    last: date
    begins: time | None = None
    ends: time | None = None

    @property
    def is_all_day(self) -> bool:
        """Say whether no time is known."""
        return self.begins is None

    @property
    def start(self) -> datetime:
        """The beginning; midnight where no time is known."""
        return datetime.combine(self.first, self.begins or time(), PRAGUE)

    @property
    def end(self) -> datetime:
        """The end. Without a time the event lasts until the end of its last day."""
        if self.ends:
            return datetime.combine(self.last, self.ends, PRAGUE)
        return datetime.combine(self.last + timedelta(days=1), time(), PRAGUE)

    @property
    def iso(self) -> str:
        """The beginning for HTML and JSON-LD: a date, or a date with time and offset."""
        return self.first.isoformat() if self.is_all_day else self.start.isoformat()

    @property
    def iso_end(self) -> str:
        """The end in the same form; the last day where no time is known."""
        return self.end.isoformat() if self.ends else self.last.isoformat()

    def is_over(self, today: date) -> bool:
        """Say whether the last day has passed."""
        return today > self.last

    def text(self, language: str) -> str:
        """Return "7. 12. 2026 od 9.00 do 12.00", "7. 12. 2026 – 8. 12. 2026" or English."""
        first, last = (PreciseDate(day).text(language) for day in (self.first, self.last))
        days = first if self.first == self.last else f"{first} – {last}"
        if self.begins is None:
            return days
        begins = clock(self.begins, language)
        ends = clock(self.ends, language) if self.ends else ""
        words = {"cs": ("od", "do"), "en": ("from", "to")}[language]
        hours = f"{words[0]}{NBSP}{begins}" + (f" {words[1]}{NBSP}{ends}" if ends else "")
        return f"{days}, {hours}"

    def __str__(self) -> str:
        return self.text("en" if translation.get_language() == "en" else "cs")


def when_of(facts: object) -> When | None:
    """Return when an event takes place; None in a draft without a date."""
    first = getattr(facts, "start_date", None)
    if first is None:
        return None
    last = getattr(facts, "end_date", None) or first
    return When(first, last, getattr(facts, "start_time", None), getattr(facts, "end_time", None))
