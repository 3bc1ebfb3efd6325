"""What is news: recorded in the transaction that publishes (newsletter.md, 8)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import page_published

from home.base import BasePage
from home.dates import today_in_prague
from home.models import MaterialChange
from home.newsworthy import near_deadlines
from mail.ledger import now
from newsletter.frequencies import Frequency
from newsletter.models import NewsEvent, NewsletterSettings
from newsletter.models.issues import EventKind


def record(page_key: Any, kind: EventKind, occasion: str = "", **more: Any) -> NewsEvent | None:
    """Record an event, unless it is recorded already: then None."""
    ripe_at = now() + NewsletterSettings.load().cool_down * 60
    event, is_new = NewsEvent.objects.get_or_create(
        page_key=page_key,
        kind=kind,
        occasion=occasion,
        defaults={"ripe_at": ripe_at, **more},
    )
    return event if is_new else None


@receiver(page_published)
def record_news(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    """Record a newsworthy page once, whichever of its languages is published first."""
    if not issubclass(sender, BasePage) or not instance.specific.is_newsworthy:
        return
    facts = instance.specific.facts
    if facts.is_over(today_in_prague()):
        return
    record(instance.translation_key, EventKind.NEWS, priority=facts.news_priority)


@receiver(post_save, sender=MaterialChange)
def record_change(
    sender: type[MaterialChange], instance: MaterialChange, created: bool, **kwargs: Any
) -> None:
    """Record a material change; a page that is new and not yet told is told as new, with it."""
    if not created or kwargs.get("raw"):
        return
    waiting = NewsEvent.objects.filter(
        page_key=instance.page_key, kind=EventKind.NEWS, runs=None, ripe_at__gt=now()
    )
    if waiting.exists():
        return
    record(instance.page_key, EventKind.CHANGE, str(instance.pk), change=instance)


def record_deadlines(today: date) -> int:
    """Record the deadlines that come near, each once; return how many are new."""
    near = near_deadlines(today)
    known = set(
        NewsEvent.objects.filter(
            kind=EventKind.CLOSING, page_key__in={deadline.key for deadline in near}
        ).values_list("page_key", "occasion")
    )
    new = 0
    for deadline in near:
        key = (_uuid(deadline.key), deadline.day.isoformat())
        if key not in known:
            event = record(
                deadline.key, EventKind.CLOSING, deadline.day.isoformat(), deadline=deadline.day
            )
            new += event is not None
    return new


def _uuid(key: str) -> Any:
    return NewsEvent._meta.get_field("page_key").to_python(key)


def unclaimed(frequency: int) -> Any:
    """Return the events that no run of the frequency has claimed and nobody withdrew."""
    taken = NewsEvent.objects.filter(runs__frequency=frequency)
    events = NewsEvent.objects.filter(withdrawn_at=None).exclude(pk__in=taken.values("pk"))
    return events.filter(ripe_at__lte=now()) if frequency == Frequency.NOW else events
