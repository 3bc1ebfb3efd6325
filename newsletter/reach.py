"""Whom a page would reach, said in its editor before it is published."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from home.newsworthy import register_reach
from newsletter.frequencies import PARTNERS, Frequency
from newsletter.models import Choice, Status, Subscriber


def readers_of(topics: set[str]) -> dict[int, int]:
    """Return {frequency: readers} of anybody who chose one of the topics."""
    found = Choice.objects.filter(topic__in=topics, subscriber__status=Status.ACTIVE)
    rows = found.order_by().values_list("frequency")
    return dict(rows.annotate(n=Count("subscriber", distinct=True)))


@register_reach
def reach(page: Any) -> list[tuple[str, int]]:
    """Return (how often, readers) for the panel beside the tick."""
    topics = set(page.topics.values_list("code", flat=True))
    if page.news_for_partners:
        topics.add(PARTNERS)
    counts = readers_of(topics)
    names = {
        Frequency.NOW: _("as soon as it is published"),
        Frequency.WEEKLY: _("in the weekly issue"),
        Frequency.MONTHLY: _("in the monthly issue"),
    }
    return [(name, counts.get(frequency, 0)) for frequency, name in names.items()]


def status_counts() -> dict[str, int]:
    """Return how many subscribers there are, by state."""
    return Subscriber.objects.aggregate(
        active=Count("pk", filter=Q(status=Status.ACTIVE)),
        paused=Count("pk", filter=Q(status=Status.PAUSED)),
        ended=Count("pk", filter=Q(status=Status.ENDED)),
    )
