"""The search at 10,000 and 100,000 generated pages of real Czech text: writing, asking, counting.

    .venv/bin/python bench/search.py --pages 10000 [--elastic http://127.0.0.1:9200] [--stock]

Prints Markdown tables. The pages are bare rows of Wagtail's page table with the text of
`bench/corpus.py`; they are analysed and written as the portal does it. Beside our engines stand the
plain engine on the same keys (one FTS5 table, one `match`) and, with --stock, modelsearch's own
back end on the same texts, which takes seconds a query.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from statistics import quantiles
from typing import Any
from uuid import uuid4

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "var" / "bench"
BATCH = 500
ASKED = 100  # questions of a kind
STOCK_ASKED = 5


def prepare(pages: int, elastic: str) -> None:
    """Set Django up on an empty database of its own."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    database = FOLDER / f"search-{pages}.sqlite3"
    for path in FOLDER.glob(f"{database.name}*"):
        path.unlink()
    os.environ.update(
        DJANGO_SETTINGS_MODULE="portal.settings.test",
        DATABASE_URL=f"sqlite:///{database}",
        ELASTICSEARCH_URL=elastic,
        ELASTICSEARCH_PREFIX="bench_",
    )
    for name in (str(ROOT / "site"), str(ROOT)):
        sys.path.insert(0, name)
    import django

    django.setup()
    from django.core.management import call_command

    call_command("prepare_database", verbosity=0)


def _columns(text: tuple[str, str, str]) -> dict[str, Any]:
    """Analyse one page; runs in a process of its own."""
    from search.extraction import Parts, analysed

    title, summary, body = text
    return analysed(Parts(title=title, summary=summary, body=body), "cs", "cs1")


def _initialise() -> None:
    import django

    django.setup()
    from search.analysis.czech import exceptions

    exceptions()


def rows_of(pages: int, first: int, root: Any) -> Iterator[tuple[list[Any], list[Any]]]:
    """Yield batches of unsaved pages and of their rows, analysed on both cores."""
    from wagtail.models import Page

    from bench.corpus import texts
    from search.extraction import facet_key
    from search.models import PageText

    kinds = ["service", "project", "news", "page", "organisation"]
    with ProcessPoolExecutor(2, initializer=_initialise) as pool:
        batch = []
        for text in texts(pages):
            batch.append(text)
            if len(batch) == BATCH:
                yield _batch(batch, first, root, pool, kinds, Page, PageText, facet_key)
                batch = []
        if batch:
            yield _batch(batch, first, root, pool, kinds, Page, PageText, facet_key)


def _batch(
    batch: list[Any],
    first: int,
    root: Any,
    pool: Any,
    kinds: list[str],
    page: Any,
    row: Any,
    token: Any,
) -> tuple[list[Any], list[Any]]:
    triples = [(text.title, text.summary, text.body) for text in batch]
    columns = pool.map(_columns, triples, chunksize=50)
    pages, rows = [], []
    for text, found in zip(batch, columns, strict=True):
        pk, group = first + text.number, uuid4()
        pages.append(
            page(
                pk=pk,
                title=text.title[:255],
                slug=f"p{pk}",
                path=page._get_path(root.path, root.depth + 1, text.number + 100),
                depth=root.depth + 1,
                locale=root.locale,
                translation_key=group,
                content_type=root.content_type,
                live=True,
            )
        )
        facets = [f"type:{kinds[text.number % 5]}", f"topic:t{text.number % 17}"]
        rows.append(
            row(
                page_id=pk,
                language="cs",
                scope="cs1",
                group=group,
                title=text.title,
                summary=text.summary,
                body=text.body,
                facets=facets,
                facet_keys=" ".join(token(choice) for choice in facets),
                **found,
            )
        )
    return pages, rows


def fill(pages: int) -> dict[str, float]:
    """Write pages and rows; return seconds by step."""
    from django.contrib.contenttypes.models import ContentType
    from django.db import transaction
    from wagtail.models import Page

    from search.models import PageText
    from search.rebuilding import count_all_words

    root = Page.objects.order_by("pk").first()
    root.content_type = ContentType.objects.get_for_model(Page)
    started, rows_seconds = time.perf_counter(), 0.0
    for made, rows in rows_of(pages, 1000, root):
        with transaction.atomic():
            Page.objects.bulk_create(made)
            begun = time.perf_counter()
            PageText.objects.bulk_create(rows)
            rows_seconds += time.perf_counter() - begun
    whole = time.perf_counter() - started
    begun = time.perf_counter()
    count_all_words()
    return {"whole": whole, "rows": rows_seconds, "words": time.perf_counter() - begun}


def plain_tables() -> None:
    """Make the plain FTS5 table: the keys of the body alone."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE VIRTUAL TABLE bench_plain USING fts5(body, content='', tokenize='ascii')"
        )
        cursor.execute(
            "INSERT INTO bench_plain(rowid, body)"
            " SELECT page_id, title_keys || ' ' || body_keys FROM search_pagetext"
        )


def stock_entries() -> None:
    """Fill modelsearch's own index as it would, with the texts of the pages."""
    from django.contrib.contenttypes.models import ContentType
    from wagtail.models import Page
    from wagtail.search.models import IndexEntry

    from search.models import PageText

    kind = ContentType.objects.get_for_model(Page)
    rows = PageText.objects.values_list("page_id", "title", "body").iterator()
    made = [
        IndexEntry(
            content_type=kind,
            object_id=str(pk),
            title=title,
            body=body,
            autocomplete=title,
            title_norm=1.0,
        )
        for pk, title, body in rows
    ]
    IndexEntry.objects.bulk_create(made, batch_size=BATCH)


def spans(work: Callable[[str], Any], asked: list[str]) -> tuple[float, float]:
    """Return p50 and p95 in ms of asking each question once, after one that warms up."""
    work(asked[0])
    found = []
    for text in asked:
        begun = time.perf_counter()
        work(text)
        found.append((time.perf_counter() - begun) * 1000)
    cuts = quantiles(found, n=20)
    return cuts[9], cuts[18]


def plain_or(text: str) -> list[Any]:
    """Ask the plain table for one of the words, best ten."""
    from django.db import connection

    from search.analysis import keys

    found = " OR ".join(f'"cs1{name}"' for name in dict.fromkeys(keys(text, "cs")))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rowid FROM bench_plain WHERE bench_plain MATCH %s ORDER BY rank LIMIT 10",
            [found],
        )
        return list(cursor)


def stock(text: str) -> list[Any]:
    """Ask modelsearch's own database back end."""
    from modelsearch.backends.database import SearchBackend
    from wagtail.models import Page

    from search.cleaning import clean_query

    return list(SearchBackend({}).search(clean_query(text), Page.objects.all(), operator="or")[:10])


def table(name: str, rows: list[tuple[str, tuple[float, float]]]) -> None:
    """Print rows of p50 and p95."""
    print(f"\n| {name} | p50 ms | p95 ms |\n| --- | --- | --- |")
    for label, (middle, high) in rows:
        print(f"| {label} | {middle:.1f} | {high:.1f} |", flush=True)


def ask_embedded(kinds: dict[str, list[str]], with_stock: bool) -> None:
    """Time the embedded engine beside the plain table."""
    from search.finding import EMBEDDED, count, find, suggestions

    rows: list[tuple[str, tuple[float, float]]] = []
    for kind, asked in kinds.items():
        if kind == "prefix":
            continue
        rows.append((f"plain FTS5 OR, {kind}", spans(plain_or, asked)))
        rows.append((f"search, {kind}", spans(lambda t: find(t, "cs", backend=EMBEDDED), asked)))
    words = kinds["words"]
    facets = ("type", "topic")
    rows.append(
        (
            "search and two facets, words",
            spans(lambda t: find(t, "cs", facets=facets, backend=EMBEDDED), words),
        )
    )
    if not os.environ["ELASTICSEARCH_URL"]:
        rows.append(("count, words", spans(lambda t: count(t, "cs"), words)))
        rows.append(("suggestions", spans(lambda t: suggestions(t, "cs", 8), kinds["prefix"])))
    if with_stock:
        rows.append(("stock modelsearch OR, words", spans(stock, words[:STOCK_ASKED])))
    table("embedded (SQLite)", rows)


def ask_elastic(kinds: dict[str, list[str]]) -> None:
    """Time Elasticsearch: the whole question beside a plain match on the same fields."""
    from wagtail.search.backends import get_search_backend

    from search.analysis import keys
    from search.finding import count, find, suggestions

    backend: Any = get_search_backend("elastic")

    def plain(text: str) -> Any:
        found = " ".join(f"cs1{name}" for name in keys(text, "cs"))
        fields = ["title_keys", "body_keys"]
        query = {"multi_match": {"query": found, "fields": fields}}
        return backend.es.search(index=backend.pages.name, query=query, size=10, source=False)

    rows: list[tuple[str, tuple[float, float]]] = []
    for kind, asked in kinds.items():
        if kind != "prefix":
            rows.append((f"plain match, {kind}", spans(plain, asked)))
            rows.append(
                (f"search, {kind}", spans(lambda t: find(t, "cs", backend="elastic"), asked))
            )
    facets = ("type", "topic")
    words = kinds["words"]
    rows.append(
        (
            "search and two facets, words",
            spans(lambda t: find(t, "cs", facets=facets, backend="elastic"), words),
        )
    )
    rows.append(("count, words", spans(lambda t: count(t, "cs"), words)))
    rows.append(("suggestions", spans(lambda t: suggestions(t, "cs", 8), kinds["prefix"])))
    table("Elasticsearch", rows)


def main() -> None:
    """Fill, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=10_000)
    parser.add_argument("--elastic", default="", help="address of a server to time as well")
    parser.add_argument("--stock", action="store_true", help="also modelsearch's own back end")
    options = parser.parse_args()
    prepare(options.pages, options.elastic)
    from bench.corpus import queries

    seconds = fill(options.pages)
    print(f"\n{options.pages} pages")
    print(f"- analysis on two cores and writing: {options.pages / seconds['whole']:.0f} pages/s")
    print(f"- of that writing the rows: {seconds['rows']:.0f} s; words: {seconds['words']:.0f} s")
    if options.elastic:
        from search.rebuilding import rebuild_elastic

        begun = time.perf_counter()
        rebuild_elastic(lambda done, total: None)
        rate = options.pages / (time.perf_counter() - begun)
        print(f"- Elasticsearch made anew from the rows: {rate:.0f} pages/s", flush=True)
    kinds = {
        kind: queries(kind, ASKED) for kind in ("terms", "words", "sentence", "typo", "prefix")
    }
    plain_tables()
    if options.stock:
        stock_entries()
    ask_embedded(kinds, options.stock)
    if options.elastic:
        ask_elastic(kinds)


if __name__ == "__main__":
    main()
