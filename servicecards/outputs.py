"""One result set in every format: Atom, JSON Feed, iCalendar, CSV, JSON-LD.

Each takes the finder's answer, so filter, words and order are those of the page.
"""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from home.addresses import absolute
from home.calendars import Entry, by_day, calendar_response, linked_dates
from home.dates import today_in_prague
from home.exports import Maker, Table, csv_response, linked_data_response
from home.feeds import Feed, FeedItem, atom_response, json_feed_response
from servicecards.card_index import Call, IndexedCard
from servicecards.catalogue import catalogue, data_set
from servicecards.finder import Finder
from servicecards.linked_data import graph_of

FILENAME = "sluzby"
COLUMNS = (
    *("identifier", "title", "summary", "language", "url", "provider", "support", "territory"),
    *("cost", "availability", "date", "calls", "changed"),
)


def _url(card: IndexedCard, path: str) -> str:
    """Return the card's path: below the list that is read, as on the page."""
    return f"{path}{card.slug}/"


def _state(card: IndexedCard) -> str:
    label = str(card.state.availability.label)
    return f"{label}: {card.state.day.isoformat()}" if card.state.day else label


def _interval(call: Call) -> str:
    """Return the days of a call as an ISO 8601 interval; ".." where one is not known."""
    return "/".join(day.isoformat() if day else ".." for day in (call.opens, call.closes))


def _feed(finder: Finder, path: str, code: str) -> Feed:
    items = [
        FeedItem(
            key=card.key,
            url=_url(card, path),
            title=card.title,
            summary=f"{card.summary} ({_state(card)})",
            language=card.language,
            published=card.published,
            updated=card.changed,
        )
        for card in finder.matching
    ]
    title = _("Rozcestník – services")
    language = translation.get_language() or ""
    return Feed(title, language, path + finder.same_query, path + finder.as_format(code), items)


def card_entries(card: IndexedCard, url: str, today: date) -> list[Entry]:
    """Return the dates of a card that are still to come: openings, deadlines, its end."""
    dates = [
        *((call.opens, "opens", _("Opens: %s"), call) for call in card.calls),
        *((call.closes, "closes", _("Deadline: %s"), call) for call in card.calls),
        (card.valid_to, "ends", _("Last day: %s"), None),
    ]
    return [
        Entry(
            uid=f"{card.identifier}-{kind}-{call.key}" if call else f"{card.identifier}-{kind}",
            title=words % (f"{card.title}, {call.label}" if call and call.label else card.title),
            description=f"{card.summary}\n{absolute(url)}",
            url=absolute(url),
            start=day,
            end=None,
            changed=card.changed,
        )
        for day, kind, words, call in dates
        if day and day >= today
    ]


def atom(finder: Finder, request: HttpRequest) -> HttpResponse:
    """Answer with Atom."""
    return atom_response(_feed(finder, request.path, "atom"))


def json_feed(finder: Finder, request: HttpRequest) -> HttpResponse:
    """Answer with JSON Feed."""
    return json_feed_response(_feed(finder, request.path, "jsonfeed"))


def ical(finder: Finder, request: HttpRequest) -> HttpResponse:
    """Answer with the coming dates of all matching cards and events about them, soonest first."""
    today = today_in_prague()
    language, cards = translation.get_language() or "", finder.matching
    entries = [
        entry for card in cards for entry in card_entries(card, _url(card, request.path), today)
    ]
    entries += linked_dates([card.facts_pk for card in cards], language, today)
    entries.sort(key=by_day)
    return calendar_response(_("Rozcestník – deadlines"), language, entries, FILENAME)


def table(finder: Finder, request: HttpRequest) -> HttpResponse:
    """Answer with CSV."""
    rows = [
        [
            card.identifier,
            card.title,
            card.summary,
            card.language,
            absolute(_url(card, request.path)),
            "; ".join(card.providers),
            "; ".join(card.types),
            "; ".join(card.territories),
            card.cost.name if card.cost else "",
            str(card.state.availability.label),
            card.state.day.isoformat() if card.state.day else "",
            "; ".join(_interval(call) for call in card.calls if call.opens or call.closes),
            card.changed.isoformat(timespec="seconds"),
        ]
        for card in finder.matching
    ]
    return csv_response(Table(FILENAME, list(COLUMNS), rows))


def linked_data(finder: Finder, request: HttpRequest) -> HttpResponse:
    """Answer with JSON-LD in the vocabulary CPSV-AP; one node for both languages of a card."""
    return linked_data_response(graph_of([card.key for card in finder.matching]))


MAKERS: dict[str, Maker] = {
    "atom": atom,
    "jsonfeed": json_feed,
    "ics": ical,
    "csv": table,
    "jsonld": linked_data,
    "dcat": data_set,
    "katalog": catalogue,
}
