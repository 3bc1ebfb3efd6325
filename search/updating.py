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
    if not ids or not has_elastic():
        return True
    try:
        for name in _names():
            get_search_backend(ELASTIC).pages.put_pages(ids, name)
    except UNREACHED as error:
        logger.warning("Elasticsearch did not take %s pages: %s", len(ids), str(error)[:200])
        note_missed(ids)
        return False
    if MissedUpdate.objects.filter(page_id__in=ids).exists():
        MissedUpdate.objects.filter(page_id__in=ids).delete()
    return True


def note_missed(ids: Iterable[int]) -> None:
    """Keep what Elasticsearch missed and try again later."""
    rows = [MissedUpdate(page_id=pk) for pk in ids]
    MissedUpdate.objects.bulk_create(rows, ignore_conflicts=True)
    if task_backends["default"].supports_defer:
        catch_up.using(run_after=timezone.now() + LATER).enqueue()


@task()
def catch_up() -> int:
    """Write what Elasticsearch missed; return how many pages are still missing."""
    while ids := list(MissedUpdate.objects.values_list("page_id", flat=True)[:BATCH]):
        if not push(ids):
            break
    return MissedUpdate.objects.count()
