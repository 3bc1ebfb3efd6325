"""The finder with 40, 400 and 10,000 cards: `.venv/bin/python bench/finder.py`.

Fills a database of its own under `var/bench/` with the starter content and generated cards, and
prints queries (cold: the process makes its index; warm: it has one), the median CPU time of a
warm request in milliseconds, and the ratio of the largest list to the smallest. The goal is 12
queries and 1.5. Takes some minutes, most of them for the ten thousand cards.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "site")]
SIZES = (40, 400, 10_000)
REPEAT = 40
GOAL = 1.5
PAGES = {
    "whole list": "/cs/sluzby/",
    "narrowed": "/cs/sluzby/?pro=msp&kde=kraj&kde=cr",
    "by deadline, page 2": "/cs/sluzby/?razeni=termin&strana=2",
    "in English": "/en/services/?pro=msp",
    "words": "/cs/sluzby/?q=export",
}


def prepare() -> None:
    """Make an empty database with the starter content."""
    import django

    place = ROOT / "var" / "bench"
    place.mkdir(parents=True, exist_ok=True)
    path = place / "finder.sqlite3"
    path.unlink(missing_ok=True)
    os.environ |= {
        "DATABASE_URL": f"sqlite:///{path}",
        "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
        "LOG_LEVEL": "CRITICAL",
    }
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.DEBUG = False
    settings.ALLOWED_HOSTS = ["*"]
    call_command("migrate", verbosity=0, skip_checks=True)
    call_command("load_content", verbosity=0, skip_checks=True)


def grow(size: int) -> None:
    """Add generated cards until `size` are published, each with a random choice of terms."""
    from wagtail.models import Locale

    from home.models import Term
    from partners.models import Organisation
    from servicecards.models import ServiceCard, ServiceIndexPage, ServiceProvider

    czech = Locale.objects.get(language_code="cs")
    parent = ServiceIndexPage.objects.get(locale=czech)
    authorities = list(Organisation.objects.filter(locale=czech)[:30])
    terms = {
        name: list(Term.objects.filter(vocabulary=vocabulary, locale=czech))
        for name, vocabulary in (
            ("topics", "topics"),
            ("business_event", "business_events"),
            ("service_type", "support_types"),
            ("audience", "target_groups"),
            ("territory", "territories"),
        )
    }
    chance = random.Random(size)
    have = ServiceCard.objects.live().filter(locale=czech).count()
    for number in range(have, size):
        card = ServiceCard(
            title=f"Služba číslo {number}",
            slug=f"sluzba-{number}",
            summary="Vytvořená služba pro měření.",
            locale=czech,
            intake_mode="continuous",
            competent_authority=chance.choice(authorities),
        )
        for name, choices in terms.items():
            getattr(card, name).set(chance.sample(choices, min(2, len(choices))))
        parent.add_child(instance=card)
        ServiceProvider.objects.create(card=card, organisation=chance.choice(authorities))
        if number % 500 == 0:
            print(f"  {number} of {size} cards", file=sys.stderr)


def measure(url: str) -> tuple[int, int, float, float]:
    """Return cold and warm queries, CPU of a warm request and of the cold one, both in ms."""
    from django.core.cache import cache
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from servicecards.card_index import forget_indexes

    client, counts, cold = Client(), [], 0.0
    cache.clear()
    forget_indexes()
    started = time.process_time()
    for _number in range(2):
        with CaptureQueriesContext(connection) as captured:
            client.get(url)
        counts.append(len(captured))
        cold = cold or time.process_time() - started
    times = []
    for _number in range(REPEAT):
        started = time.process_time()
        client.get(url)
        times.append(time.process_time() - started)
    return counts[0], counts[1], statistics.median(times) * 1000, cold * 1000


def main() -> None:
    """Measure every list at every size and print a table with the ratios."""
    prepare()
    found: dict[str, list[tuple[int, int, float, float]]] = {name: [] for name in PAGES}
    for size in SIZES:
        grow(size)
        for name, url in PAGES.items():
            found[name].append(measure(url))
    head = " | ".join(f"{size} cards" for size in SIZES)
    print(f"| list | {head} | ratio of CPU, goal {GOAL} |")
    print("| --- " * (len(SIZES) + 2) + "|")
    for name, rows in found.items():
        cells = " | ".join(
            f"{c} / {w} queries, {cpu:.1f} ms ({cold:.0f})" for c, w, cpu, cold in rows
        )
        print(f"| {name} | {cells} | {rows[-1][2] / rows[0][2]:.2f} |")


if __name__ == "__main__":
    main()
