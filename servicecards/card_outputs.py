"""What one card gives besides its page: changes, dates, JSON-LD, a leaflet on one A4."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from home.addresses import absolute
from home.calendars import by_day, calendar_response, linked_dates
from home.dates import today_in_prague
from home.exports import FORMAT_PARAMETER, Maker, linked_data_response
from home.feeds import Feed, FeedItem, atom_response
from home.frame import frame_for
from home.groups import NEVER
from home.models import MaterialChange
from home.visibility import public
from servicecards.card_index import indexed_card
from servicecards.linked_data import graph_of
from servicecards.models import ServiceCard
from servicecards.outputs import card_entries
from servicecards.presentation import card_view

# Value of `format`, name, what it is good for.
CARD_OUTPUTS = (
    ("leaflet", _("Leaflet A4"), _("Czech and English side by side, to print")),
    ("atom", "Atom", _("for a feed reader: tells you when this service changes")),
    ("ics", _("Calendar (iCal)"), _("deadlines of calls and events for your calendar")),
    ("jsonld", "JSON-LD", _("for machines, in the European vocabulary CPSV-AP")),
)


def linked_data(card: Any, request: HttpRequest) -> HttpResponse:
    """Answer with the card in CPSV-AP."""
    return linked_data_response(graph_of([str(card.translation_key)]))


def calendar(card: Any, request: HttpRequest) -> HttpResponse:
    """Answer with the dates of the card, and of events about it, that are still to come."""
    language, today = translation.get_language() or card.language, today_in_prague()
    indexed = indexed_card(card, language, today)
    entries = card_entries(indexed, request.path, today) if indexed else []
    entries += linked_dates([card.facts.pk], language, today)
    entries.sort(key=by_day)
    return calendar_response(card.title, language, entries, card.slug)


def changes(card: Any, request: HttpRequest) -> HttpResponse:
    """Answer with Atom: the card's publication and its material changes, newest first."""
    language = translation.get_language() or card.language
    items = []
    for change in MaterialChange.objects.filter(page_key=card.translation_key):
        note, note_language = change.note_for(language)
        items.append(
            FeedItem(
                key=str(uuid.uuid5(card.translation_key, f"change-{change.pk}")),
                url=request.path,
                title=f"{card.title}: {note}",
                summary=note,
                language=note_language,
                published=change.at,
                updated=change.at,
            )
        )
    published = card.first_published_at or NEVER
    items.append(
        FeedItem(
            key=str(card.translation_key),
            url=request.path,
            title=card.title,
            summary=card.summary,
            language=card.language,
            published=published,
            updated=published,
        )
    )
    address = f"{request.path}?{FORMAT_PARAMETER}=atom"
    return atom_response(Feed(card.title, language, request.path, address, items))


def _sides(card: Any) -> list[dict[str, Any]]:
    """Return the card in every language it is published in, each for its own readers."""
    rows = ServiceCard.objects.filter(translation_key=card.translation_key)
    pages = {page.language: page for page in public(rows.select_related("locale"))}
    sides = []
    for code, _name in settings.LANGUAGES:
        page = pages.get(code)
        if page is None:
            continue
        with translation.override(code):
            sides.append({"language": code, "card": card_view(page, code), "page": page})
    return sides


def leaflet(card: Any, request: HttpRequest) -> HttpResponse:
    """Answer with the leaflet: the card in both languages on one page to print."""
    url = absolute(card.get_url() or request.path)
    context = {
        "page": card,
        "frame": frame_for(request, card),
        "reader_language": translation.get_language(),
        "sides": _sides(card),
        "url": url,
        "today": today_in_prague(),
        "assured_on": card.facts.assured_on,
        "keep_query": f"?{FORMAT_PARAMETER}=leaflet",
    }
    return render(request, "pages/service_leaflet.html", context)


MAKERS: dict[str, Maker] = {
    "leaflet": leaflet,
    "atom": changes,
    "ics": calendar,
    "jsonld": linked_data,
}
