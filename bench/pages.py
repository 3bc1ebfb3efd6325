"""Queries, CPU and size of public pages: `.venv/bin/python bench/pages.py`.

Uses the data in `var/` (run `make demo` first) through production settings, in one process. CPU is
the median process time of the requests in milliseconds; bytes are those of the HTML before and
after gzip. `--json` prints one object as the last line.
"""

from __future__ import annotations

import gzip
import json
import os
import statistics
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "site")]
REPEAT = 30
PAGES = {
    "projects": ("/cs/projekty/", "/en/projects/"),
    "project": ("/cs/projekty/pure-cosmos/", "/en/projects/pure-cosmos/"),
    "statistics": (
        "/cs/projekty/mezinarodni-projekty-v-cislech/",
        "/en/projects/international-projects-in-figures/",
    ),
    "plan card": (
        "/cs/akcni-plan-pro-export/akcni-plan-karta-7/",
        "/en/action-plan-for-export/action-plan-card-7/",
    ),
    "topic": ("/cs/export/", "/en/export/"),
    "guide": ("/cs/sluzby/?pruvodce=1&lidi=3", "/en/services/?pruvodce=1&lidi=3"),
    "home": ("/cs/", "/en/"),
    "list": ("/cs/sluzby/", "/en/services/"),
    "list narrowed": ("/cs/sluzby/?pro=msp&tema=export", "/en/services/?pro=msp&tema=export"),
    "card": ("/cs/sluzby/inovacni-vouchery/", "/en/services/innovation-vouchers/"),
    "directory": ("/cs/partneri/", "/en/partners/"),
    "plain page": ("/cs/o-kontaktnim-miste/", "/en/about-the-one-stop-shop/"),
    "search": ("/cs/hledat/?q=export", "/en/search/?q=export"),
    "404": ("/cs/neni/", "/en/none/"),
}


def measure(url: str) -> dict[str, float]:
    """Return cold and warm query counts, CPU in ms and sizes in bytes of one address."""
    from django.core.cache import cache
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from servicecards.card_index import forget_indexes

    client = Client(HTTP_HOST="127.0.0.1")
    counts, times = [], []
    cache.clear()
    forget_indexes()
    for _number in range(2):
        with CaptureQueriesContext(connection) as captured:
            body = client.get(url).content
        counts.append(len(captured))
    for _number in range(REPEAT):
        started = time.process_time()
        client.get(url)
        times.append(time.process_time() - started)
    return {
        "cold": counts[0],
        "warm": counts[1],
        "cpu_ms": round(statistics.median(times) * 1000, 1),
        "bytes": len(body),
        "gzip": len(gzip.compress(body, 6)),
    }


def main() -> None:
    """Measure all pages and print a table."""
    import django

    from portal.server import configure

    configure(8000)
    os.environ["LOG_LEVEL"] = "CRITICAL"
    django.setup()
    rows = [(name, url, measure(url)) for name, pair in PAGES.items() for url in pair]
    print("| page | address | queries cold / warm | CPU ms | HTML | gzip |")
    print("| --- | --- | --- | --- | --- | --- |")
    for name, url, row in rows:
        queries = f"{row['cold']} / {row['warm']}"
        print(f"| {name} | {url} | {queries} | {row['cpu_ms']} | {row['bytes']} | {row['gzip']} |")
    if "--json" in sys.argv:
        print(json.dumps({url: row for _name, url, row in rows}))


if __name__ == "__main__":
    main()
