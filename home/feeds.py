"""Atom (RFC 4287), RSS 2.0 and JSON Feed 1.1 of any list.

Answers carry an ETag (the middleware's) and no Last-Modified: a list also changes when something
leaves it, and then no moment in it moves forward.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.http.response import JsonResponse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, Stylesheet

from home.addresses import absolute
from home.models import OperatorSettings


@dataclass(frozen=True)
class FeedItem:
    """One entry. `key` is a UUID, that of the translation group: one thing in all languages.

    `guid`: the identifier of what has no such key.
    """

    key: str
    url: str
    title: str
    summary: str
    language: str
    published: datetime
    updated: datetime
    guid: str = ""

    @property
    def identifier(self) -> str:
        """What readers know the entry by."""
        return self.guid or f"urn:uuid:{self.key}"


@dataclass
class Feed:
    """A feed; its addresses are paths on this site."""

    title: str
    language: str
    page_url: str
    feed_url: str
    items: list[FeedItem] = field(default_factory=list)
    description: str = ""
    stylesheet: str = ""  # address of what shows the feed to who opens it in a browser

    @property
    def author(self) -> str:
        """Who runs the portal."""
        return OperatorSettings.load().name_in(self.language) or "Rozcestník"


def atom_response(feed: Feed) -> HttpResponse:
    """Answer with the feed as Atom."""
    return _xml_response(feed, Atom1Feed, "application/atom+xml")


def rss_response(feed: Feed) -> HttpResponse:
    """Answer with the feed as RSS."""
    return _xml_response(feed, Rss201rev2Feed, "application/rss+xml")


def _xml_response(
    feed: Feed, maker: type[Atom1Feed] | type[Rss201rev2Feed], kind: str
) -> HttpResponse:
    sheets = [Stylesheet(feed.stylesheet, mimetype="text/xsl", media="all")]
    document = maker(
        title=feed.title,
        link=absolute(feed.page_url),
        description=feed.description,
        language=feed.language,
        author_name=feed.author,
        feed_url=absolute(feed.feed_url),
        feed_guid=absolute(feed.feed_url),
        stylesheets=sheets if feed.stylesheet else None,
    )
    for item in feed.items:
        document.add_item(
            title=item.title,
            link=absolute(item.url),
            description=item.summary,
            unique_id=item.identifier,
            unique_id_is_permalink=False,
            pubdate=item.published,
            updateddate=item.updated,
        )
    return HttpResponse(document.writeString("utf-8"), content_type=f"{kind}; charset=utf-8")


def _json_item(item: FeedItem) -> dict[str, Any]:
    return {
        "id": item.identifier,
        "url": absolute(item.url),
        "title": item.title,
        "content_text": item.summary or item.title,
        "date_published": item.published.isoformat(),
        "date_modified": item.updated.isoformat(),
        "language": item.language,
    }


def json_feed_response(feed: Feed) -> HttpResponse:
    """Answer with the feed as JSON Feed."""
    data = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": absolute(feed.page_url),
        "feed_url": absolute(feed.feed_url),
        "language": feed.language,
        "authors": [{"name": feed.author}],
        "items": [_json_item(item) for item in feed.items],
    }
    return JsonResponse(
        data, content_type="application/feed+json", json_dumps_params={"ensure_ascii": False}
    )
