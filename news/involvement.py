"""Which news an organisation published; items about it come through the table of links."""

from __future__ import annotations

from django.db.models import QuerySet

from home.relations import facts_rows
from news.models import NewsPage
from partners.involvement import register_involvement


@register_involvement
def news_of(organisation_ids: list[int]) -> list[QuerySet]:
    """Return rows `in:news` that point at news items."""
    return [facts_rows(NewsPage, "publisher_id", "in:news", organisation_ids)]
