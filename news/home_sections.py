"""What the news contribute to the front page: the newest that still matter."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import translation

from home.dates import today_in_prague
from home.home_sections import register_home_section
from news.listing import all_news

LENGTH = 3


@register_home_section("news")
def news(request: HttpRequest, page: Any) -> dict[str, Any]:
    """Return the newest items and the address of the list."""
    today = today_in_prague()
    items = [item for item in all_news(translation.get_language() or "") if item.is_current(today)]
    translated = [item.url for item in items if item.is_translated]
    url = translated[0].rstrip("/").rpartition("/")[0] + "/" if translated else ""
    return {"newest": items[:LENGTH], "url": url}
