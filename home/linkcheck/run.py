"""Check the addresses that are due, and keep what was found."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import timedelta

from django.db import DatabaseError
from django.db.models import Q
from django.utils import timezone

from home.linkcheck.outgoing import all_urls
from home.linkcheck.records import CheckedLink, Outcome
from home.linkcheck.visitor import Visit, Visitor

logger = logging.getLogger(__name__)
AGAIN = timedelta(days=7)
AGAIN_FAILED = timedelta(days=1)
LONGEST_RUN = timedelta(minutes=2)  # other background work waits meanwhile

KEPT = ("failing_since", "checked_at", "outcome", "status", "moved_to")
Progress = Callable[[int, int, str], None]


def take_stock() -> None:
    """Note new addresses, forget those that stand on no page any more."""
    urls = set(all_urls())
    known = set(CheckedLink.objects.values_list("url", flat=True))
    add(urls - known)
    CheckedLink.objects.filter(url__in=known - urls).delete()


def add(urls: Iterable[str]) -> None:
    """Note addresses; those that are known stay as they are."""
    rows = [CheckedLink(url=url) for url in sorted(urls)]
    CheckedLink.objects.bulk_create(rows, ignore_conflicts=True)


def due_links() -> list[CheckedLink]:
    """Return the addresses to visit now: those never visited first, then the longest unvisited."""
    now = timezone.now()
    failed = Q(outcome__in=[Outcome.FAILED, Outcome.GONE], checked_at__lt=now - AGAIN_FAILED)
    old = Q(checked_at__isnull=True) | Q(checked_at__lt=now - AGAIN)
    links = CheckedLink.objects.filter(old | failed)
    return sorted(links, key=lambda link: (link.checked_at is not None, link.checked_at or now))


def note(link: CheckedLink, visit: Visit) -> None:
    """Keep the result of a visit; the first failure of a row of failures keeps its time."""
    now = timezone.now()
    is_failure = visit.outcome in (Outcome.FAILED, Outcome.GONE)
    link.failing_since = (link.failing_since or now) if is_failure else None
    link.checked_at, link.outcome = now, visit.outcome.value
    link.status, link.moved_to = visit.status, visit.moved_to
    # An address that was forgotten meanwhile does not come back.
    CheckedLink.objects.filter(pk=link.pk).update(
        **{name: getattr(link, name) for name in KEPT},
    )


def check(
    links: Iterable[CheckedLink],
    visitor: Visitor | None = None,
    progress: Progress | None = None,
    longest: timedelta | None = None,
) -> int:
    """Visit the links one after the other, no longer than `longest`; return how many were visited.

    Each result is kept at once, so a run that is cut off loses nothing.
    """
    visitor, until = visitor or Visitor(), longest and timezone.now() + longest
    rows = list(links)
    for number, link in enumerate(rows, 1):
        if until and timezone.now() > until:
            return number - 1
        try:
            note(link, visitor.visit(link.url))
        except DatabaseError:  # one odd answer must not end every run
            logger.exception("The result of a visit was not kept: %s", link.url)
        if progress:
            progress(number, len(rows), f"{link.outcome} {link.url}")
    return len(rows)
