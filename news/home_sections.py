"""What the news contribute to the front page: the newest that still matter."""

from __future__ import annotations

from typing import Any

from home.dates import today_in_prague
from home.frame import Frame
from home.home_sections import register_home_section
from news.listing import all_news

LENGTH = 3


@register_home_section("news")
def news(page: Any, frame: Frame) -> dict[str, Any]:
    """Return the newest items and the address of the list."""
    today = today_in_prague()
    items = [item for item in all_news(frame.language) if item.is_current(today)]
    translated = [item.url for item in items if item.is_translated]
    url = translated[0].rstrip("/").rpartition("/")[0] + "/" if translated else ""
    return {"newest": items[:LENGTH], "url": url}
