"""News as Atom (RFC 4287) and JSON Feed 1.1, per language."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import JsonResponse
from django.urls import reverse
from django.utils import translation
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from home.addresses import absolute
from home.dates import PRAGUE, today_in_prague
from home.models import OperatorSettings
from news.listing import NewsItem, all_news

LENGTH = 30  # items


def _items(language: str) -> list[NewsItem]:
    """Return the newest items that still matter."""
    today = today_in_prague()
    return [item for item in all_news(language) if item.is_current(today)][:LENGTH]


def _moment(item: NewsItem) -> datetime:
    """Return the item's date as a moment: midnight in the Czech Republic."""
    return datetime.combine(item.when.day, time(), PRAGUE)


def _title() -> str:
    return _("Rozcestník – news")


@require_safe
def atom(request: HttpRequest) -> HttpResponse:
    """Answer with the Atom feed of the reader's language."""
    language = translation.get_language() or ""
    feed = Atom1Feed(
        title=_title(),
        link=absolute(f"/{language}/"),
        description="",
        language=language,
        author_name=OperatorSettings.load().name_in(language) or "Rozcestník",
        feed_url=absolute(reverse("news_atom")),
        feed_guid=absolute(reverse("news_atom")),
    )
    for item in _items(language):
        feed.add_item(
            title=item.title,
            link=absolute(item.url),
            description=item.summary,
            unique_id=f"urn:uuid:{item.key}",
            pubdate=_moment(item),
            updateddate=item.changed or _moment(item),
        )
    return HttpResponse(
        feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8"
    )


def _json_item(item: NewsItem) -> dict[str, Any]:
    return {
        "id": f"urn:uuid:{item.key}",
        "url": absolute(item.url),
        "title": item.title,
        "content_text": item.summary or item.title,
        "date_published": _moment(item).isoformat(),
        "date_modified": (item.changed or _moment(item)).isoformat(),
        "language": item.language,
    }


@require_safe
def json_feed(request: HttpRequest) -> HttpResponse:
    """Answer with the JSON Feed of the reader's language."""
    language = translation.get_language() or ""
    name = OperatorSettings.load().name_in(language) or "Rozcestník"
    data = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": _title(),
        "home_page_url": absolute(f"/{language}/"),
        "feed_url": absolute(reverse("news_json")),
        "language": language,
        "authors": [{"name": name}],
        "items": [_json_item(item) for item in _items(language)],
    }
    return JsonResponse(
        data, content_type="application/feed+json", json_dumps_params={"ensure_ascii": False}
    )
