"""Events as a reader gets them: in the mail, on the web, in the feeds. One query for all three.

Titles, summaries and topics are read from the published pages at that moment; an event whose page
is not public any more, or is over, is no item.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from django.conf import settings
from wagtail.models import Page

from home.addresses import absolute
from home.base import BasePage
from home.dates import PreciseDate, today_in_prague
from home.groups import TranslationGroup, translation_groups
from home.models import MaterialChange
from home.references import fallback_urls
from home.summaries import page_types
from newsletter.frequencies import PARTNERS
from newsletter.models import NewsEvent
from newsletter.models.issues import EventKind

ORDER = {EventKind.CLOSING: 0, EventKind.CHANGE: 1, EventKind.NEWS: 2}


@dataclass(frozen=True)
class Item:
    """One event for readers of one language; `language` is that of its wording."""

    event: int
    key: str
    kind: str
    title: str
    text: str
    text_language: str
    language: str
    url: str
    label: Any
    trail: str
    day: PreciseDate | None
    days_left: int | None
    at: datetime
    priority: int
    topics: frozenset[str]
    is_pinned: bool = False

    @property
    def event_key(self) -> str:
        """An identifier of the event, the same in all languages."""
        return str(uuid5(UUID(self.key), f"{self.kind}-{self.event}"))

    @property
    def order(self) -> tuple[Any, ...]:
        """Sections in their order; what is urgent, important and new first."""
        kind = EventKind(self.kind)
        urgent = self.days_left if self.days_left is not None else 9999
        return (ORDER[kind], urgent, -self.priority, -self.at.timestamp(), self.event)


class Catalogue:
    """The pages behind events, loaded once: a query for each page type that occurs."""

    def __init__(
        self, events: Iterable[NewsEvent], today: date | None = None, is_past: bool = False
    ) -> None:
        """Load the pages. `is_past`: of an issue that went out, so nothing is too late."""
        self.events = list(events)
        self.is_past = is_past
        self.today = today or today_in_prague()
        keys = {event.page_key for event in self.events}
        self._groups: dict[str, TranslationGroup] = {}
        for model in _types_of(keys):
            pages = model._default_manager.filter(translation_key__in=keys)
            self._groups |= translation_groups(pages)
        self._topics = _topics_of(self._groups.values())
        changes = {event.change_id for event in self.events if event.change_id}
        self._changes = MaterialChange.objects.in_bulk(changes)

    def absence(self, event: NewsEvent) -> str:
        """Return why the event is no item for anybody: "gone", "over"; "" when it is one."""
        group = self._groups.get(str(event.page_key))
        if group is None or not any(group.shown(code) for code, _n in settings.LANGUAGES):
            return "gone"
        if self.is_past or event.kind == EventKind.CHANGE:
            return ""
        is_past = event.deadline is not None and event.deadline < self.today
        return "over" if is_past or group.facts.is_over(self.today) else ""

    def topics(self, event: NewsEvent) -> frozenset[str]:
        """Return the codes of the topics under which the event is told."""
        group = self._groups.get(str(event.page_key))
        if group is None:
            return frozenset()
        topics = self._topics.get(group.facts.pk, frozenset())
        follows = group.facts.news_for_partners and event.kind == EventKind.CHANGE
        return topics | {PARTNERS} if follows else topics

    def items(self, language: str) -> list[Item]:
        """Return the events as items for readers of `language`, those in another one too."""
        found = []
        for event in self.events:
            if not self.absence(event):
                item = self._item(event, self._groups[str(event.page_key)], language)
                found += [item] if item else []
        addresses = self._foreign_addresses(found, language)
        return sorted(
            (replace(item, url=absolute(addresses.get(item.key) or item.url)) for item in found),
            key=lambda item: item.order,
        )

    def _item(self, event: NewsEvent, group: TranslationGroup, language: str) -> Item | None:
        shown = group.shown(language) or _any_public(group)
        if shown is None:
            return None
        facts, text, text_language = group.facts, shown.summary, shown.language
        if event.change_id in self._changes:
            text, text_language = self._changes[event.change_id].note_for(language)
        day = PreciseDate(event.deadline) if event.deadline else facts.news_day
        left = max((event.deadline - self.today).days, 0) if event.deadline else None
        if self.is_past:
            left = None  # "4 days" is true on one day only
        return Item(
            event=event.pk,
            key=str(event.page_key),
            kind=event.kind,
            title=shown.title,
            text=text,
            text_language=text_language,
            language=shown.language,
            url=shown.get_url() or "",
            label=shown.kind_label,
            trail=shown.trail,
            day=day,
            days_left=left,
            at=event.at,
            priority=event.priority,
            topics=self.topics(event),
        )

    def _foreign_addresses(self, items: list[Item], language: str) -> dict[str, str]:
        """Return {key: address for readers of `language`} of pages without a translation."""
        pages = [self._groups[item.key].shown(language) for item in items]
        foreign = {page.pk: page for page in pages if page and page.language != language}
        urls = fallback_urls(list(foreign.values()), language)
        return {str(foreign[pk].translation_key): url for pk, url in urls.items()}


def _any_public(group: TranslationGroup) -> Any | None:
    """Return the public page in the other language: readers may want it, marked as such."""
    for page in group.rows.values():
        if page.live and not page.is_restricted and page.language in dict(settings.LANGUAGES):
            return page
    return None


def _types_of(keys: set[Any]) -> list[type[BasePage]]:
    """Return the page types of translation groups, in one query."""
    names = Page.objects.filter(translation_key__in=keys).values_list(
        "content_type__model", flat=True
    )
    types = page_types()
    return [types[name] for name in sorted(set(names)) if name in types]


def _topics_of(groups: Iterable[TranslationGroup]) -> dict[int, frozenset[str]]:
    """Return {id of the page with the facts: codes of its topics}, a query for each type."""
    by_type: dict[type[BasePage], list[int]] = {}
    for group in groups:
        by_type.setdefault(type(group.facts), []).append(group.facts.pk)
    found: dict[int, set[str]] = {}
    for model, ids in by_type.items():
        through = model._meta.get_field("topics").remote_field.through
        column = model._meta.get_field("topics").m2m_field_name()
        rows = through._default_manager.filter(**{f"{column}__in": ids})
        for pk, code in rows.values_list(f"{column}_id", "term__code"):
            found.setdefault(pk, set()).add(code)
    return {pk: frozenset(codes) for pk, codes in found.items()}
