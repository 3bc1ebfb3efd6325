"""Calls for partners for one reader: the list, one call, feeds, deadlines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import translation
from django.utils.translation import gettext as _

from home.addresses import absolute
from home.calendars import Entry, by_day, calendar_response
from home.dates import today_in_prague
from home.exports import Table, chosen_format, csv_response
from home.feeds import Feed, FeedItem, atom_response, json_feed_response, rss_response
from home.groups import last_published, translation_groups
from home.newsworthy import Deadline, register_deadlines
from home.overlay import Wording, wording
from home.pagination import PAGE_PARAMETER, ListPage, paginate
from home.references import Pages, PageView, Terms, TermView
from home.relations import targets_of
from projects.models import PartnerWantedPage, WantedKind

PAGE_SIZE = 20
FILENAME = "hledame-partnery"
NEAR = timedelta(days=14)
TERM_FIELDS = ("topics", "countries")
TEXTS = ("summary", "about", "looked_for", "offered")
COLUMNS = ("identifier", "kind", "title", "summary", "language", "url", "programme", "until")


@dataclass(frozen=True)
class WantedItem:
    """A call in a list, in the reader's language if there is a translation."""

    key: str
    identifier: str
    title: str
    summary: str
    language: str
    kind: str
    url: str
    programme: TermView | None
    until: date | None
    is_over: bool
    published: datetime
    changed: datetime

    @property
    def kind_label(self) -> str:
        """What partners are wanted for, in words."""
        return str(WantedKind(self.kind).label)


@dataclass
class WantedList:
    """One page of the list."""

    results: ListPage

    @property
    def page_links(self) -> list[tuple[int, str]]:
        """Page numbers with their addresses."""
        return self.results.links()


def all_wanted(language: str) -> list[WantedItem]:
    """Return the public calls: open ones first, those that end soonest in front. Three queries."""
    today = today_in_prague()
    groups = translation_groups(PartnerWantedPage.objects.all())
    shown = {key: page for key, group in groups.items() if (page := group.shown(language))}
    pages = Pages(language, keys=list(shown)) if shown else None
    terms = Terms(language, ids={group.facts.programme_id or 0 for group in groups.values()})
    items = []
    for key, page in shown.items():
        facts, link = groups[key].facts, pages.by_key(key) if pages else None
        items.append(
            WantedItem(
                key=key,
                identifier=facts.identifier,
                title=page.title,
                summary=page.summary,
                language=page.language,
                kind=facts.kind,
                url=link.url if link else "",
                programme=terms.get(facts.programme_id),
                until=facts.wanted_until,
                is_over=facts.is_over(today),
                published=page.first_published_at or last_published(page, facts),
                changed=last_published(page, facts),
            )
        )
    return sorted(items, key=lambda item: (item.is_over, item.until or date.max, item.title))


def wanted_list(get: QueryDict, language: str) -> WantedList:
    """Return the page of the list that the address asks for."""
    return WantedList(paginate(all_wanted(language), get.get(PAGE_PARAMETER, ""), PAGE_SIZE))


@dataclass
class WantedView:
    """What the template of one call needs."""

    title: str
    language: str
    facts: Any
    texts: dict[str, Wording]
    kind: str
    programme: TermView | None
    sector: TermView | None
    topics: list[TermView]
    countries: list[TermView]
    links: dict[str, list[PageView]]
    is_over: bool
    sources: list[dict[str, str]]

    @property
    def untranslated(self) -> bool:
        """Say whether a part is in another language than the title."""
        return any(text and text.language != self.language for text in self.texts.values())


def wanted_view(own: Any, language: str) -> WantedView:
    """Return the call `own` for a reader of `language`. Three queries."""
    facts = own.facts
    targets = targets_of(facts, TERM_FIELDS)
    linked = [pk for name, ids in targets.items() if ":" in name for pk in ids]
    ids = [pk for name in TERM_FIELDS for pk in targets[name]]
    terms = Terms(language, ids=[*ids, facts.programme_id or 0, facts.sector_id or 0])
    return WantedView(
        title=own.title,
        language=own.language,
        facts=facts,
        texts={name: wording(facts, own, name) for name in TEXTS},
        kind=str(WantedKind(facts.kind).label),
        programme=terms.get(facts.programme_id),
        sector=terms.get(facts.sector_id),
        topics=terms.pick(targets["topics"]),
        countries=terms.pick(targets["countries"]),
        links=Pages(language, ids=linked).by_model(linked, own.translation_key),
        is_over=facts.is_over(today_in_prague()),
        sources=facts.source_list,
    )


# --- The open calls in other forms ------------------------------------------------------------


def _feed(page: Any, request: HttpRequest, items: list[WantedItem], code: str) -> Feed:
    entries = [
        FeedItem(
            key=item.key,
            url=item.url,
            title=item.title,
            summary=item.summary,
            language=item.language,
            published=item.published,
            updated=item.changed,
        )
        for item in items
    ]
    language = translation.get_language() or page.language
    title = _("Rozcestník – partners wanted")
    return Feed(title, language, request.path, f"{request.path}?format={code}", entries)


def _table(items: list[WantedItem]) -> Table:
    rows = [
        [
            *(item.identifier, item.kind, item.title, item.summary, item.language),
            absolute(item.url),
            item.programme.name if item.programme else "",
            item.until.isoformat() if item.until else "",
        ]
        for item in items
    ]
    return Table(FILENAME, list(COLUMNS), rows)


def _calendar(items: list[WantedItem]) -> HttpResponse:
    entries = [
        Entry(
            uid=f"{item.identifier}-wanted",
            title=_("Deadline: %s") % item.title,
            description=f"{item.summary}\n{absolute(item.url)}",
            url=absolute(item.url),
            start=item.until,
            end=None,
            changed=item.changed,
        )
        for item in items
        if item.until
    ]
    language = translation.get_language() or ""
    name = _("Rozcestník – partners wanted")
    return calendar_response(name, language, sorted(entries, key=by_day), FILENAME)


def wanted_file(page: Any, request: HttpRequest) -> HttpResponse | None:
    """Return the open calls in the form that the address asks for; None when it asks for HTML."""
    makers: dict[str, Callable[[list[WantedItem]], HttpResponse]] = {
        "atom": lambda items: atom_response(_feed(page, request, items, "atom")),
        "rss": lambda items: rss_response(_feed(page, request, items, "rss")),
        "jsonfeed": lambda items: json_feed_response(_feed(page, request, items, "jsonfeed")),
        "ics": _calendar,
        "csv": lambda items: csv_response(_table(items)),
    }
    make = chosen_format(request, makers)
    language = translation.get_language() or page.language
    return make([item for item in all_wanted(language) if not item.is_over]) if make else None


@register_deadlines
def coming_deadlines(today: date) -> list[Deadline]:
    """Return the calls that end within a fortnight, for the newsletter."""
    groups = translation_groups(PartnerWantedPage.objects.all())
    return [
        Deadline(key, group.facts.wanted_until)
        for key, group in groups.items()
        if group.facts.wanted_until
        and not group.facts.is_over(today)
        and group.facts.wanted_until <= today + NEAR
    ]
