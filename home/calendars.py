"""Dates as iCalendar (RFC 5545), written by the library `icalendar`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse
from icalendar import Calendar, Event, vText

PRODUCT = "-//Rozcestnik//Rozcestnik//CS"


@dataclass(frozen=True)
class Entry:
    """One date. `uid` is the same in all languages and after every change.

    `start` and `end`: days (the last one included), or moments with a time zone.
    """

    uid: str
    title: str
    description: str
    url: str
    start: date
    end: date | None
    changed: datetime
    place: str = ""
    is_cancelled: bool = False


LinkedDates = Callable[[list[int], str, date], list[Entry]]
_linked_dates: list[LinkedDates] = []


def register_linked_dates(source: LinkedDates) -> LinkedDates:
    """Register a room's dates about other pages: (page ids, language, today) -> entries."""
    _linked_dates.append(source)
    return source


def linked_dates(page_ids: list[int], language: str, today: date) -> list[Entry]:
    """Return the coming dates of pages that are linked with one of `page_ids`, each once."""
    found = [entry for source in _linked_dates for entry in source(page_ids, language, today)]
    return list({entry.uid: entry for entry in found}.values())


def by_day(entry: Entry) -> tuple[date, str]:
    """Key for the order of entries: days and moments together, then the title."""
    start = entry.start.date() if isinstance(entry.start, datetime) else entry.start
    return start, entry.title


def _host() -> str:
    return urlsplit(settings.PORTAL_BASE_URL).hostname or "localhost"


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", f"{entry.uid}@{_host()}")
    event.add("dtstamp", entry.changed.astimezone(UTC))
    event.add("last-modified", entry.changed.astimezone(UTC))
    event.add("summary", entry.title)
    event.add("description", entry.description)
    event.add("url", entry.url)
    if isinstance(entry.start, datetime):
        event.add("dtstart", entry.start.astimezone(UTC))
        if isinstance(entry.end, datetime):
            event.add("dtend", entry.end.astimezone(UTC))
    else:
        event.add("dtstart", entry.start)
        event.add("dtend", (entry.end or entry.start) + timedelta(days=1))  # exclusive
        event.add("transp", "TRANSPARENT")  # a deadline takes nobody's day
    if entry.place:
        event.add("location", vText(entry.place))
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    return event


def calendar_response(
    name: str, language: str, entries: list[Entry], filename: str
) -> HttpResponse:
    """Answer with a calendar; an empty one is valid, too."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    for entry in entries:
        calendar.add_component(_event(entry))
    response = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{filename}.ics"'
    response["Content-Language"] = language
    return response
