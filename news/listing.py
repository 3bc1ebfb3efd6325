"""News as lists: all of them, of one year, and those that still matter.

One query for any number of items; the facts (date, validity) come from the source language.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from urllib.parse import urlencode

from django.http import QueryDict

from home.dates import PreciseDate
from home.groups import TranslationGroup, translation_groups
from home.pagination import PAGE_PARAMETER, ListPage, paginate
from news.models import NewsPage

PAGE_SIZE = 20
YEAR_PARAMETER = "rok"


@dataclass(frozen=True)
class NewsItem:
    """A news item in a list, in the reader's language if there is a translation."""

    key: str
    identifier: str
    title: str
    summary: str
    language: str
    slug: str
    url: str
    when: PreciseDate
    changed: datetime | None
    relevant_until: date | None
    is_withdrawn: bool
    is_translated: bool

    def is_current(self, today: date) -> bool:
        """Say whether the item belongs on the front page and into feeds."""
        return not self.is_withdrawn and (
            self.relevant_until is None or today <= self.relevant_until
        )


@dataclass
class NewsList:
    """One page of the list, its items by year, and the years there are."""

    results: ListPage
    years: list[int]
    year: str
    by_year: list[tuple[int, list[NewsItem]]] = field(default_factory=list)

    @property
    def parameters(self) -> dict[str, str]:
        """What the address says besides the page."""
        return {YEAR_PARAMETER: self.year} if self.year else {}

    @property
    def same_query(self) -> str:
        """The query string for the other language."""
        return f"?{urlencode(self.parameters)}" if self.parameters else ""

    @property
    def page_links(self) -> list[tuple[int, str]]:
        """Page numbers with their addresses."""
        return self.results.links(self.parameters)


def _item(group: TranslationGroup, language: str) -> NewsItem | None:
    """Return a translation group as one item; None when nobody may see any of it."""
    facts, shown = group.facts, group.shown(language)
    if shown is None or facts.date is None:
        return None
    return NewsItem(
        key=str(shown.translation_key),
        identifier=facts.identifier,
        title=shown.title,
        summary=shown.summary,
        language=shown.language,
        slug=shown.slug,
        url=shown.get_url() or "",
        when=PreciseDate(facts.date, facts.date_precision),
        changed=shown.last_published_at,
        relevant_until=facts.relevant_until,
        is_withdrawn=facts.withdrawn_at is not None,
        is_translated=shown.language == language,
    )


def all_news(language: str) -> list[NewsItem]:
    """Return all published news for readers of `language`, newest first."""
    groups = translation_groups(NewsPage.objects.defer("body"))
    items = [item for group in groups.values() if (item := _item(group, language))]
    return sorted(items, key=lambda item: (item.when.day, item.title), reverse=True)


def news_list(get: QueryDict, language: str) -> NewsList:
    """Return what the query string asks for. An unknown year is an empty list."""
    items = all_news(language)
    years = sorted({item.when.day.year for item in items}, reverse=True)
    year = get.get(YEAR_PARAMETER, "")[:10]
    if year:
        items = [item for item in items if str(item.when.day.year) == year]
    results = paginate(items, get.get(PAGE_PARAMETER, ""), PAGE_SIZE)
    by_year = [
        (number, list(group))
        for number, group in groupby(results.items, key=lambda item: item.when.day.year)
    ]
    return NewsList(results, years, year, by_year)
