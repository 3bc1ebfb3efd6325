"""The list of events: what is coming, then what has been."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import QueryDict

from home.dates import today_in_prague
from home.groups import TranslationGroup, translation_groups
from home.pagination import PAGE_PARAMETER, ListPage, paginate
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
        return self.results.links()


def _item(group: TranslationGroup, language: str) -> EventItem | None:
    """Return a translation group as one item; None when nobody may see any of it."""
    facts, shown = group.facts, group.shown(language)
    when = when_of(facts)
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
    groups = translation_groups(EventPage.objects.defer("body"))
    items = [item for group in groups.values() if (item := _item(group, language))]
    return sorted(items, key=lambda item: (item.when.start, item.title))


def event_list(get: QueryDict, language: str, today: date | None = None) -> EventList:
    """Return the events of one page of the list."""
    day = today or today_in_prague()
    items = all_events(language)
    past = [item for item in reversed(items) if item.when.is_over(day)]
    coming = [item for item in items if not item.when.is_over(day)]
    return EventList(coming, paginate(past, get.get(PAGE_PARAMETER, ""), PAGE_SIZE))
