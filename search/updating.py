"""After a change: the rows first, then Elasticsearch, if it is on.

What it did not take is kept and tried again.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django_tasks import task, task_backends
from django_tasks_db.models import DBTaskResult
from elasticsearch.helpers import BulkIndexError
from wagtail.search.backends import get_search_backend

from search.elastic.guard import EXPECTED
from search.models import IndexState, MissedUpdate
from search.store import Changes, refresh

logger = logging.getLogger(__name__)

ELASTIC = "elastic"
UNREACHED = (*EXPECTED, BulkIndexError, OSError)
BATCH = 500
LATER = timedelta(seconds=30)


def has_elastic() -> bool:
    """Say whether Elasticsearch is on (`ELASTICSEARCH_URL`)."""
    return ELASTIC in settings.WAGTAILSEARCH_BACKENDS


def update(page_ids: Iterable[int]) -> Changes:
    """Bring every engine up to date with some pages."""
    changes = refresh(page_ids)
    if changes:
        push([*changes.written, *changes.removed])
    return changes


def _names() -> list[str]:
    """Return the indices to write to: the one in use, and one that is being made."""
    index = get_search_backend(ELASTIC).pages
    state = IndexState.objects.filter(backend=ELASTIC).first()
    under_way = state is not None and state.rebuild_is_under_way() and state.name
    return [index.name, str(state.name)] if state and under_way else [index.name]


def push(page_ids: Iterable[int]) -> bool:
    """Write pages to Elasticsearch; what does not arrive is noted. Never raises for the engine."""
    ids = sorted(set(page_ids))
    if not has_elastic():
        MissedUpdate.objects.all().delete()  # it was switched off
        return True
    if not ids:
        return True
    failed: set[int] = set()
    try:
        for name in _names():
            failed |= get_search_backend(ELASTIC).pages.put_pages(ids, name)
    except UNREACHED as error:
        logger.warning("Elasticsearch did not take %s pages: %s", len(ids), str(error)[:200])
        failed = set(ids)
    MissedUpdate.objects.filter(page_id__in=set(ids) - failed).delete()
    if failed:
        note_missed(failed)
    return not failed


@task()
def push_task(page_ids: list[int]) -> bool:
    """Write pages to Elasticsearch, outside the transaction of whoever changed them."""
    return push(page_ids)


def note_missed(ids: Iterable[int]) -> None:
    """Keep what Elasticsearch missed and try again later, in one task."""
    rows = [MissedUpdate(page_id=pk) for pk in ids]
    MissedUpdate.objects.bulk_create(rows, ignore_conflicts=True)
    waiting = DBTaskResult.objects.filter(task_path=catch_up.module_path, status="READY")
    if task_backends["default"].supports_defer and not waiting.exists():
        catch_up.using(run_after=timezone.now() + LATER).enqueue()


@task()
def catch_up() -> int:
    """Write what Elasticsearch missed, each page once; return how many are still missing."""
    ids = list(MissedUpdate.objects.order_by("since").values_list("page_id", flat=True))
    for start in range(0, len(ids), BATCH):
        push(ids[start : start + BATCH])
    return MissedUpdate.objects.count()


def put_right() -> int:
    """Compare the pages of Elasticsearch with the rows; return how many were wrong."""
    from search.elastic.rebuilder import reconcile

    try:
        return reconcile(get_search_backend(ELASTIC).pages)
    except UNREACHED as error:
        logger.warning("Elasticsearch could not be compared: %s", str(error)[:200])
        return 0
