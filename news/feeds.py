"""The feeds of news, per language."""

from __future__ import annotations

from datetime import datetime, time

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from home.dates import PRAGUE, today_in_prague
from home.feeds import Feed, FeedItem, atom_response, json_feed_response
from news.listing import NewsItem, all_news

LENGTH = 30  # items


def _item(item: NewsItem) -> FeedItem:
    """Return an entry; its date is midnight in the Czech Republic."""
    moment = datetime.combine(item.when.day, time(), PRAGUE)
    return FeedItem(
        key=item.key,
        url=item.url,
        title=item.title,
        summary=item.summary,
        language=item.language,
        published=moment,
        updated=item.changed or moment,
    )


def _feed(address: str) -> Feed:
    """Return the newest items that still matter, in the language of the address."""
    language, today = translation.get_language() or "", today_in_prague()
    current = [item for item in all_news(language) if item.is_current(today)][:LENGTH]
    items = [_item(item) for item in current]
    return Feed(_("Rozcestník – news"), language, f"/{language}/", reverse(address), items)


@require_safe
def atom(request: HttpRequest) -> HttpResponse:
    """Answer with the Atom feed of the reader's language."""
    return atom_response(_feed("news_atom"))


@require_safe
def json_feed(request: HttpRequest) -> HttpResponse:
    """Answer with the JSON Feed of the reader's language."""
    return json_feed_response(_feed("news_json"))
