"""The list of events: what is coming, then what has been."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import QueryDict

from home.dates import today_in_prague
from home.pagination import PAGE_PARAMETER, ListPage, paginate
from home.visibility import with_restriction
from news.events import EventPage
from news.when import When, when_of

PAGE_SIZE = 20


@dataclass(frozen=True)
class EventItem:
    """An event in a list, in the reader's language if there is a translation."""

    title: str
    summary: str
    language: str
    slug: str
    place: str
    place_language: str
    when: When
    is_online: bool
    is_cancelled: bool
    is_translated: bool


@dataclass
class EventList:
    """What is coming, soonest first, and one page of what has been, newest first."""

    coming: list[EventItem]
    results: ListPage

    @property
    def page_links(self) -> list[tuple[int, str]]:
        """Page numbers with their addresses."""
        return [(n, f"?{urlencode({PAGE_PARAMETER: n})}") for n in self.results.numbers]


def _item(rows: dict[str, Any], language: str) -> EventItem | None:
    """Return a translation group as one item; None when nobody may see any of it."""
    facts = rows.get(settings.LANGUAGE_CODE) or next(iter(rows.values()))
    public = {code: row for code, row in rows.items() if row.live and not row.is_restricted}
    shown, when = public.get(language) or public.get(settings.LANGUAGE_CODE), when_of(facts)
    if shown is None or when is None:
        return None
    return EventItem(
        title=shown.title,
        summary=shown.summary,
        language=shown.language,
        slug=shown.slug,
        place=shown.place or facts.place,
        place_language=shown.language if shown.place else facts.language,
        when=when,
        is_online=facts.is_online,
        is_cancelled=facts.is_cancelled,
        is_translated=shown.language == language,
    )


def all_events(language: str) -> list[EventItem]:
    """Return all published events for readers of `language`, soonest first. One query."""
    groups: dict[Any, dict[str, Any]] = defaultdict(dict)
    for row in with_restriction(EventPage.objects.defer("body").select_related("locale")):
        groups[row.translation_key][row.locale.language_code] = row
    items = [item for rows in groups.values() if (item := _item(rows, language))]
    return sorted(items, key=lambda item: (item.when.start, item.title))


def event_list(get: QueryDict, language: str, today: date | None = None) -> EventList:
    """Return the events of one page of the list."""
    day = today or today_in_prague()
    items = all_events(language)
    past = [item for item in reversed(items) if item.when.is_over(day)]
    coming = [item for item in items if not item.when.is_over(day)]
    return EventList(coming, paginate(past, get.get(PAGE_PARAMETER, ""), PAGE_SIZE))
