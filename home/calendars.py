"""Dates as iCalendar (RFC 5545), written by the library `icalendar`."""

from __future__ import annotations

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
