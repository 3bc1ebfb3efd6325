"""Back end `elastic`: modelsearch's Elasticsearch 8 back end over an index of keys.

Settings: URLS, INDEX_PREFIX, TIMEOUT (seconds of a search), WRITE_TIMEOUT (of index work),
REPLICAS. It holds published, public pages only; everything else is found in the database.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable
from typing import Any

from elasticsearch import Elasticsearch, NotFoundError, helpers
from modelsearch.backends import elasticsearch8 as stock
from modelsearch.backends.base import BaseIndex
from wagtail.models import Page

from search.analysis import words
from search.elastic.compilers import KeysAutocompleteCompiler, KeysCompiler
from search.elastic.guard import Guard
from search.elastic.mapping import SETTINGS, KeysMapping
from search.elastic.query import beginning_query, choice_filters, facet_counts, question_query
from search.elastic.rebuilder import rebuilder_of
from search.hits import Hits, Request
from search.models import PageText
from search.store import group_members
from search.understanding import Question

CHUNK = 250  # documents of one request


@functools.cache
def shared_client(hosts: str, options: str) -> Elasticsearch:
    """Return one client a process: connections stay open and what failed is remembered.

    `get_search_backend` makes a back end for every call, which would be a client each.
    """
    return Elasticsearch(hosts=json.loads(hosts), **json.loads(options))


@functools.cache
def shared_guard(hosts: str) -> Guard:
    """Return one guard a process and cluster."""
    return Guard()


class KeysIndex(stock.Elasticsearch8Index):
    """The index of pages. Searches keep the short timeout, index work has its own."""

    mapping_class = KeysMapping

    def __init__(self, backend: Any, name: str) -> None:
        super().__init__(backend, name)
        self.es = backend.es.options(request_timeout=backend.write_timeout)

    def add_model(self, model: type) -> None:
        """Take the filter fields of a page type into the mapping."""
        self.es.indices.put_mapping(index=self.name, **self.mapping_class(model).get_mapping())

    def add_item(self, item: Any) -> None:
        """Index a page and its other languages. What the engine does not take is kept for later."""
        from search.updating import push

        push(page.pk for page in group_members(item.translation_key))

    def add_items(self, model: type, items: Iterable[Any]) -> None:
        """Index many pages."""
        self.put_pages([page.pk for page in items], name=self.name)

    def delete_item(self, item: Any) -> None:
        """Take a page off the index; its other languages may stand in for it now."""
        from search.updating import push_task

        # A task: the editor's transaction must not wait for the engine, and may be rolled back.
        push_task.enqueue([item.pk, *(page.pk for page in group_members(item.translation_key))])

    def put_pages(self, ids: Iterable[int], name: str) -> set[int]:
        """Write the documents of pages and remove those without; return the ids that failed.

        Raises what the client raises where the server cannot be reached.
        """
        ids = list(ids)
        rows = PageText.objects.in_bulk(ids)
        pages = {page.pk: page for page in Page.objects.filter(pk__in=rows).specific()}
        actions: list[dict[str, Any]] = []
        for pk in ids:
            action = {"_index": name, "_id": str(pk)}
            if pk in rows and pk in pages:
                document = self.mapping_class(type(pages[pk])).document(pages[pk], rows[pk])
                actions.append({**action, "_source": document})
            else:
                actions.append({**action, "_op_type": "delete"})
        # A write to an alias that is not there would make an index of that name, without mapping.
        options = {"require_alias": True} if name == self.backend.pages.name else {}
        errors: Any
        _done, errors = helpers.bulk(
            self.es, actions, chunk_size=CHUNK, raise_on_error=False, **options
        )
        failed = (_failed(error) for error in errors)
        return {int(pk) for pk in failed if pk}


def _failed(error: dict[str, Any]) -> str:
    """Return the id of a page that was not written; "" for one that was gone already."""
    ((operation, answer),) = error.items()
    is_gone = operation == "delete" and answer.get("result") == "not_found"
    return "" if is_gone else str(answer["_id"])


class KeysResults(stock.Elasticsearch8SearchResults):
    """Results within the deadline; facets with all their values."""

    def facet(self, field_name: str, size: int = 500) -> Any:
        """Count the values of a filter field; stock asks for the first ten only."""
        call = self._backend_do_search

        def wider(body: dict[str, Any], **options: Any) -> Any:
            body["aggregations"][field_name]["terms"].update(size=size)
            return call(body, **options)

        self._backend_do_search = wider  # type: ignore[method-assign]
        try:
            return super().facet(field_name)
        finally:
            del self._backend_do_search

    def _backend_do_search(self, body: dict[str, Any], **options: Any) -> Any:
        return self.backend.guarded(lambda es: es.search(**body, **options))

    def _do_count(self) -> int:
        body = self._get_es_body(for_count=True)  # not in the guard's thread: it asks the database
        name = self.backend.pages.name

        def call() -> int:
            return int(self.backend.es.count(index=name, **body)["count"])

        left = self.backend.guard.call(self.backend.timeout, call) - self.start
        return max(left if self.stop is None else min(left, self.stop - self.start), 0)


class KeysBackend(stock.Elasticsearch8SearchBackend):
    """modelsearch's back end with our mapping, our queries and one client a process."""

    mapping_class = KeysMapping
    index_class = KeysIndex
    results_class = KeysResults
    query_compiler_class = KeysCompiler
    autocomplete_query_compiler_class = KeysAutocompleteCompiler
    atomic_rebuilder_class = staticmethod(rebuilder_of)
    settings = SETTINGS

    def __init__(self, params: dict[str, Any]) -> None:
        # Stock writes into the options, which are those of the settings.
        params = {**params, "OPTIONS": dict(params.get("OPTIONS") or {})}
        self.write_timeout = params.pop("WRITE_TIMEOUT", 30)
        self.replicas = params.pop("REPLICAS", 0)
        super().__init__(params)
        self.guard = shared_guard(json.dumps(self.hosts))

    def client_class(self, hosts: Any, **options: Any) -> Elasticsearch:
        """Return the client; modelsearch's hook for its class."""
        return shared_client(json.dumps(hosts), json.dumps(options))

    def get_index_for_model(self, model: type) -> Any:
        """Return the index of pages; other objects are not in Elasticsearch."""
        if not issubclass(model, Page):
            return BaseIndex(self)
        return super().get_index_for_model(model)

    @property
    def pages(self) -> KeysIndex:
        """The index of pages, by its alias."""
        index: KeysIndex = self.get_index_for_model(Page)
        return index

    def guarded(self, work: Any) -> Any:
        """Return the answer to a search within the deadline. Raises SearchUnavailable."""

        def call() -> Any:
            answer = work(self.es)
            answer["hits"]["hits"], answer["hits"]["total"]["value"]
            return answer

        return self.guard.call(self.timeout, call)

    def find(self, request: Request) -> Hits:
        """Return the pages that answer a request. Raises SearchUnavailable."""
        body: dict[str, Any] = {
            "query": question_query(request.question),
            "from_": request.offset,
            "size": request.limit,
            "_source": False,
        }
        if filters := choice_filters(request.chosen):
            body["post_filter"] = {"bool": {"filter": filters}}
        if request.facets:
            body["aggs"] = facet_counts(request.facets, request.chosen)
        answer = self.guarded(lambda es: es.search(index=self.pages.name, **body))
        hits = answer["hits"]
        return Hits(
            tuple((int(hit["_id"]), hit["_score"]) for hit in hits["hits"]),
            self._total(request, hits["total"]),
            self._covered(request, hits["hits"]),
            {name: self._values(answer["aggregations"][name]) for name in request.facets},
        )

    def _covered(self, request: Request, hits: list[dict[str, Any]]) -> int:
        """Return the most words that a hit has; beyond the first page that is not known."""
        if request.offset:
            return sum(group.is_word for group in request.question.groups)
        return max((len(hit.get("matched_queries", ())) for hit in hits), default=0)

    def _total(self, request: Request, total: dict[str, Any]) -> int:
        """Return the exact number; Elasticsearch stops counting at 10,000, which is quicker."""
        if total["relation"] == "eq":
            return int(total["value"])
        filters = [question_query(request.question), *choice_filters(request.chosen)]
        name, query = self.pages.name, {"bool": {"filter": filters}}

        def call() -> int:
            return int(self.es.count(index=name, query=query)["count"])

        return int(self.guard.call(self.timeout, call))

    def count(self, question: Question) -> int:
        """Return how many pages answer. Raises SearchUnavailable."""
        name, query = self.pages.name, question_query(question)

        def call() -> int:
            return int(self.es.count(index=name, query=query)["count"])

        return int(self.guard.call(self.timeout, call))

    def _values(self, counted: dict[str, Any]) -> dict[str, int]:
        buckets = counted["values"]["buckets"]
        return {bucket["key"].partition(":")[2]: bucket["doc_count"] for bucket in buckets}

    def suggest(self, text: str, reader: str, limit: int) -> list[int]:
        """Return ids of pages whose title has words that begin so."""
        found = words(text)[:8]
        if not found:
            return []
        query = beginning_query(found, reader)
        answer = self.guarded(
            lambda es: es.search(index=self.pages.name, query=query, size=limit, source=False)
        )
        return [int(hit["_id"]) for hit in answer["hits"]["hits"]]

    def has_index(self) -> bool:
        """Say whether there is an index to search. Raises what the client raises."""
        try:
            return bool(self.es.indices.exists_alias(name=self.pages.name))
        except NotFoundError:
            return False


SearchBackend = KeysBackend
