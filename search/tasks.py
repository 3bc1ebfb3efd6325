"""The search's work in the background: single pages, everything, and the night."""

from __future__ import annotations

from datetime import time, timedelta

from django.utils import timezone
from django_tasks import task, task_backends
from django_tasks_db.models import DBTaskResult

from home.dates import next_at
from search.counting import forget_old
from search.rebuilding import count_all_words, every_page, read_missing, remove_strangers
from search.store import refresh
from search.updating import catch_up, has_elastic, push, put_right, update

NIGHT = time(2, 30)  # Prague time
BEHIND_OTHERS = -20
SOON = timedelta(seconds=20)  # several names that change together are one task


@task()
def update_task(page_ids: list[int]) -> int:
    """Bring every engine up to date with some pages; return how many changed."""
    changes = update(page_ids)
    return len(changes.written) + len(changes.removed)


@task(priority=BEHIND_OTHERS)
def refresh_everything() -> int:
    """Compare every page with its row; write only what changed, and tell Elasticsearch of it."""
    changed = 0
    for ids in every_page():
        changes = refresh(ids)
        ids = [*changes.written, *changes.removed]
        push(ids)
        changed += len(ids)
    gone = remove_strangers().removed
    push(gone)
    changed += len(gone)
    return changed


@task()
def nightly() -> int:
    """Queue the next night first, so that a failure does not end the row; then put right."""
    schedule()
    forget_old()
    changed = refresh_everything.func()
    count_all_words()
    read_missing()
    if has_elastic():
        catch_up.func()
        put_right()
    return int(changed)


def _is_waiting(path: str) -> bool:
    return DBTaskResult.objects.filter(task_path=path, status="READY").exists()


def refresh_soon() -> bool:
    """Queue the comparison of everything, unless it is queued; return whether it was needed.

    Without a queue (tests) nothing happens: it would follow every single change.
    """
    if not task_backends["default"].supports_defer or _is_waiting(refresh_everything.module_path):
        return False
    refresh_everything.using(run_after=timezone.now() + SOON).enqueue()
    return True


def schedule() -> bool:
    """Queue the work of the next night unless it is queued; return whether it was needed."""
    waiting = DBTaskResult.objects.filter(
        task_path=nightly.module_path, status="READY", run_after__gt=timezone.now()
    )
    if not task_backends["default"].supports_defer or waiting.exists():
        return False
    nightly.using(run_after=next_at(NIGHT)).enqueue()
    return True
