"""A new index beside the old one, and the switch in one step.

What is published while the new index is made goes into both (`search.updating`); what was missed
nevertheless is compared with the rows of the database at the end. Stock adds the alias first and
deletes afterwards: for a moment every hit is double (measured: 29 of 1,951 reads).
"""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

from django.utils import timezone
from elasticsearch import helpers
from modelsearch.backends.elasticsearchbase import ElasticsearchAtomicIndexRebuilder

from search.models import IndexState, PageText

GRACE = 1.0  # seconds that searches under way get to end on the old index
OVERLAP = timedelta(seconds=5)  # what a transaction may have been written before it was seen
BACKEND = "elastic"  # the row of IndexState


def state() -> IndexState:
    """Return the state of the index."""
    found, _made = IndexState.objects.get_or_create(backend=BACKEND)
    return found


def reconcile(index: Any) -> int:
    """Write pages that are missing from an index and remove strangers; return how many."""
    hits = helpers.scan(index.es, index=index.name, _source=False)
    there = {int(hit["_id"]) for hit in hits}
    wrong = there ^ set(PageText.objects.values_list("pk", flat=True))
    if wrong:
        index.put_pages(sorted(wrong), index.name)
    return len(wrong)


class KeysRebuilder(ElasticsearchAtomicIndexRebuilder):
    """Makes a new index and puts it into the old one's place."""

    def __init__(self, index: Any, name: str = "") -> None:
        super().__init__(index)
        if name:  # of an index that an interrupted rebuild began
            self.index = index.backend.index_class(index.backend, name)
        self.began = timezone.now()

    def start(self) -> Any:
        """Make the new index; nobody searches it, so it need not be refreshed nor copied."""
        index = super().start()
        index.es.indices.put_settings(
            index=index.name, settings={"refresh_interval": "-1", "number_of_replicas": 0}
        )
        state().begin(index.name)
        return index

    def catch_up(self) -> None:
        """Write what changed since the start once more, and remove what is gone."""
        changed = PageText.objects.filter(indexed_at__gte=self.began - OVERLAP)
        self.index.put_pages(changed.values_list("pk", flat=True), self.index.name)
        self.index.refresh()
        if reconcile(self.index):
            self.index.refresh()

    def finish(self) -> None:
        """Catch up, switch in one step, catch up with what happened meanwhile, clear away."""
        es, new, alias = self.index.es, self.index.name, self.alias.name
        self.catch_up()
        settings = {"refresh_interval": None, "number_of_replicas": self.index.backend.replicas}
        es.indices.put_settings(index=new, settings=settings)
        es.indices.refresh(index=new)
        old = self._old()
        es.indices.update_aliases(
            actions=[*self._goodbye(old), {"add": {"index": new, "alias": alias}}]
        )
        self.began = timezone.now()
        state().end()
        self.catch_up()
        if old:
            time.sleep(GRACE)
        for name in {*old, *self._orphans()} - {new, alias}:
            es.options(ignore_status=404).indices.delete(index=name)

    def _old(self) -> list[str]:
        """Return the indices behind the alias, or the index that has its name."""
        found = self.index.es.options(ignore_status=404).indices.get(index=self.alias.name)
        is_there = found.meta.status == 200
        return [name for name in found if name != self.index.name] if is_there else []

    def _goodbye(self, old: list[str]) -> list[dict[str, Any]]:
        alias = self.alias.name
        if alias in old:
            return [{"remove_index": {"index": alias}}]
        return [{"remove": {"index": name, "alias": alias}} for name in old]

    def _orphans(self) -> list[str]:
        """Return indices of rebuilds that nobody ended."""
        pattern = f"{self.alias.name}_*"
        found = self.index.es.options(ignore_status=404).indices.get(index=pattern)
        return list(found) if found.meta.status == 200 else []


class NothingToRebuild:
    """For `update_index`: objects that are not in Elasticsearch."""

    def __init__(self, index: Any) -> None:
        self.index = index

    def start(self) -> Any:
        """Return the index, which takes everything and keeps nothing."""
        return self.index

    def finish(self) -> None:
        """Do nothing."""


def rebuilder_of(index: Any) -> KeysRebuilder | NothingToRebuild:
    """Return what makes an index anew."""
    return KeysRebuilder(index) if hasattr(index, "name") else NothingToRebuild(index)
