"""The link check as background work: every night, and when an editor asks for it."""

from __future__ import annotations

from datetime import time

from django.utils import timezone
from django_tasks import task, task_backends
from django_tasks_db.models import DBTaskResult

from home.dates import next_at
from home.linkcheck.records import CheckedLink
from home.linkcheck.run import LONGEST_RUN, add, check, due_links, take_stock

NIGHT = time(3, 30)  # Prague time
BEHIND_OTHERS = -10


@task()
def check_nightly() -> int:
    """Queue the next night first, so that a failure does not end the row; then check."""
    schedule()
    take_stock()
    return check_some()


@task(priority=BEHIND_OTHERS)
def check_due() -> int:
    """Go on with the addresses that are due."""
    return check_some()


@task(priority=BEHIND_OTHERS)
def check_urls(urls: list[str]) -> int:
    """Visit the given addresses now, whenever they were visited last; the rest in another task."""
    add(urls)
    links = list(CheckedLink.objects.filter(url__in=urls))
    visited = check(links, longest=LONGEST_RUN)
    if rest := [link.url for link in links[visited:]]:
        check_urls.enqueue(rest)
    return visited


def check_some() -> int:
    """Visit due addresses for two minutes and leave the rest to another task."""
    links = due_links()
    visited = check(links, longest=LONGEST_RUN)
    if visited < len(links):
        check_due.enqueue()
    return visited


def schedule() -> bool:
    """Queue the check of the next night unless it is queued; return whether it was needed."""
    if not task_backends["default"].supports_defer:
        return False
    waiting = DBTaskResult.objects.filter(
        task_path=check_nightly.module_path, status="READY", run_after__gt=timezone.now()
    )
    if waiting.exists():
        return False
    check_nightly.using(run_after=next_at(NIGHT)).enqueue()
    return True
