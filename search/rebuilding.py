"""Making the indices anew, in steps that can be interrupted and gone on with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from home.visibility import public
from search.attachments import is_read, read_document_task
from search.elastic.rebuilder import KeysRebuilder
from search.elastic.rebuilder import state as elastic_state
from search.knowledge import WORDS
from search.models import IndexedWord, IndexState, PageText
from search.store import Changes, count_words, grow, lock, refresh

Progress = Callable[[int, int], None]  # done, total
EMBEDDED = "default"
BATCH = 100  # pages of one transaction


def _ids_after(position: int) -> Iterator[list[int]]:
    """Yield ids of published, public pages in batches, from a position on."""
    while True:
        pages = public(Page.objects.filter(pk__gt=position, depth__gt=1)).order_by("pk")
        ids = list(pages.values_list("pk", flat=True)[:BATCH])
        if not ids:
            return
        yield ids
        position = ids[-1]


def every_page() -> Iterator[list[int]]:
    """Yield ids of all published, public pages in batches."""
    yield from _ids_after(0)


def rebuild_embedded(progress: Progress) -> int:
    """Analyse all pages anew; return how many there are. Goes on where it was interrupted.

    Readers see the old rows until each batch is written.
    """
    state, _made = IndexState.objects.get_or_create(backend=EMBEDDED)
    if not state.rebuild_is_under_way():
        state.begin()
    total = public(Page.objects.filter(depth__gt=1)).count()
    done = public(Page.objects.filter(depth__gt=1, pk__lte=state.position)).count()
    for ids in _ids_after(state.position):
        refresh(ids, generation=state.target)
        done += len(ids)
        state.position = ids[-1]
        state.save()
        progress(done, total)
    remove_strangers()
    read_missing()
    count_all_words()
    state.end()
    return PageText.objects.count()


def remove_strangers() -> Changes:
    """Remove rows of pages that are not public any more, should a change have been missed."""
    shown = public(Page.objects.all()).values("pk")
    return refresh(PageText.objects.exclude(pk__in=shown).values_list("pk", flat=True))


def read_missing() -> int:
    """Queue the documents that nobody has read yet; return how many."""
    documents = get_document_model().objects.filter(search_text=None)
    kinds = [document for document in documents if not is_read(document)]
    for document in kinds:
        read_document_task.enqueue(document.pk)
    return len(kinds)


def count_all_words() -> None:
    """Count the words of all rows anew, should the counts have drifted."""
    with transaction.atomic():
        lock()
        IndexedWord.objects.all().delete()
        rows = PageText.objects.order_by("pk").only("language", "exact", "title", "summary", "body")
        batch: list[PageText] = []
        for row in rows.iterator(BATCH):
            batch.append(row)
            if len(batch) == 10 * BATCH:
                count_words(batch, [])
                batch = []
        count_words(batch, [])
        grow(WORDS)


def rebuild_elastic(progress: Progress, backend: str = "elastic") -> int:
    """Make a new index of the rows and switch to it; return how many pages it has.

    Raises what the client raises; the next run goes on where this one stopped.
    """
    index = get_search_backend(backend).pages
    state = elastic_state()
    rebuilder = _resumed(index, state) or _begun(index)
    state.refresh_from_db()
    total = PageText.objects.count()
    done = PageText.objects.filter(pk__lte=state.position).count()
    rows = PageText.objects.order_by("pk").values_list("pk", flat=True)
    while ids := list(rows.filter(pk__gt=state.position)[: 5 * BATCH]):
        rebuilder.index.put_pages(ids, rebuilder.index.name)
        done += len(ids)
        state.position = ids[-1]
        state.save()
        progress(done, total)
    rebuilder.finish()
    return PageText.objects.count()


def _begun(index: Any) -> KeysRebuilder:
    from modelsearch.index import get_indexed_models

    rebuilder = KeysRebuilder(index)
    rebuilder.start()
    for model in get_indexed_models():
        if issubclass(model, Page):
            rebuilder.index.add_model(model)
    return rebuilder


def _resumed(index: Any, state: IndexState) -> KeysRebuilder | None:
    """Return the rebuild that was interrupted, if its index is still there."""
    if not state.rebuild_is_under_way() or not state.name.startswith(index.name):
        return None
    if not index.es.indices.exists(index=state.name):
        return None
    rebuilder = KeysRebuilder(index, state.name)
    rebuilder.began = state.began_at or timezone.now()
    return rebuilder
