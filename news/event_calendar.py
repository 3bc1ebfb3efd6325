"""Events as dates for a calendar: of the list, of one event, of those linked with other pages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from home.addresses import absolute
from home.calendars import Entry, calendar_response, register_linked_dates
from home.dates import today_in_prague
from home.groups import TranslationGroup, last_published, translation_groups
from home.links import PageLink
from home.references import fallback_urls
from news.events import EventPage
from news.when import When, when_of

FILENAME = "akce"


def _address(page: Any, language: str) -> str:
    """Return the path under which readers of `language` find the page."""
    foreign = page.language != language
    return (fallback_urls([page], language).get(page.pk) if foreign else "") or page.get_url() or ""


def _end(when: When) -> date | None:
    """Return the end for a calendar: None for an event of one day whose end nobody told."""
    if when.is_all_day:
        return when.last
    return when.end if when.ends or when.last > when.first else None


def _entry(group: TranslationGroup, language: str) -> Entry | None:
    """Return an event as a date; None when nobody may see it or it has no day."""
    facts, shown = group.facts, group.shown(language)
    when = when_of(facts)
    if shown is None or when is None:
        return None
    url = absolute(_address(shown, language))
    place = [shown.place or facts.place, facts.address, _("online") if facts.is_online else ""]
    return Entry(
        uid=f"{facts.identifier}-event",
        title=shown.title,
        description=f"{shown.summary}\n{url}",
        url=url,
        start=when.first if when.is_all_day else when.start,
        end=_end(when),
        changed=last_published(shown, facts),
        place=", ".join(part for part in place if part),
        is_cancelled=facts.is_cancelled,
    )


def _coming(groups: Iterable[TranslationGroup], language: str, today: date) -> list[Entry]:
    """Return the events that are not over, soonest first; cancelled ones say so."""
    found = []
    for group in groups:
        when = when_of(group.facts)
        if when and not when.is_over(today) and (entry := _entry(group, language)):
            found.append((when.start, entry))
    return [entry for _start, entry in sorted(found, key=lambda pair: pair[0])]


@register_linked_dates
def events_about(page_ids: list[int], language: str, today: date) -> list[Entry]:
    """Return the coming events that link to one of the pages or that one of them links to.

    Links name pages of the source language. Two queries.
    """
    to_pages = PageLink.objects.filter(target_id__in=page_ids).values("page_id")
    from_pages = PageLink.objects.filter(page_id__in=page_ids).values("target_id")
    events = EventPage.objects.filter(Q(pk__in=to_pages) | Q(pk__in=from_pages))
    keys = set(events.values_list("translation_key", flat=True))
    if not keys:
        return []
    groups = translation_groups(EventPage.objects.filter(translation_key__in=keys).defer("body"))
    return _coming(groups.values(), language, today)


def list_calendar(page: Any, request: HttpRequest) -> HttpResponse:
    """Answer with all coming events."""
    language = get_language() or page.language
    groups = translation_groups(EventPage.objects.defer("body"))
    entries = _coming(groups.values(), language, today_in_prague())
    return calendar_response(_("Rozcestník – events"), language, entries, FILENAME)


def event_calendar(page: Any, request: HttpRequest) -> HttpResponse:
    """Answer with one event, past or coming."""
    language = get_language() or page.language
    rows = EventPage.objects.filter(translation_key=page.translation_key)
    groups = translation_groups(rows).values()
    entries = [entry for group in groups if (entry := _entry(group, language))]
    return calendar_response(page.title, language, entries, page.slug)
