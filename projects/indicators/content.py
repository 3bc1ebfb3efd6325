"""Indicators of card 7: those that the facts name, and our own from `portal.yaml`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.text import slugify

from home.content import index_record, source_blocks
from home.loading.facts import LANGUAGES, Entry, Facts
from home.loading.records import PageRecord, register_builder
from projects.models import IndicatorIndexPage, IndicatorPage

INDEX = "page-ukazatele"
CARD = "page-karta-7"
FILE = "action_plan_card7.yaml"
LONGEST_SLUG = 80


@register_builder(order=1)
def indicator_index(facts: Facts) -> Iterator[PageRecord]:
    """Yield the list."""
    yield index_record(facts, "indicator_index", IndicatorIndexPage)


def _rows(facts: Facts) -> Iterator[dict[str, Any]]:
    """Yield what is known of each indicator; the direction is that of its metric."""
    frame = facts.files["portal.yaml"]["indicator_index"]
    metrics = {row["number"]: row for row in facts.files[FILE]["metrics"]}
    for metric in metrics.values():
        for row in metric["indicators"]:
            summary = frame["summaries"][row["key"]]
            direction = metric["direction"]
            yield {**row, "metric": metric["number"], "summary": summary, "direction": direction}
    for row in frame["more"]:
        yield {"direction": metrics[row["metric"]]["direction"], **row}


@register_builder(order=7)
def indicators(facts: Facts) -> Iterator[PageRecord]:
    """Yield the indicators; nothing is known of values and goals."""
    card = Entry(facts, FILE, CARD, facts.files[FILE])
    topics = facts.files["portal.yaml"]["action_plan"]["card_topics"]
    for row in _rows(facts):
        entry = Entry(facts, "portal.yaml", row["key"], row)
        name = entry.text("name")
        yield PageRecord(
            identifier=entry.id,
            model=IndicatorPage,
            parent=INDEX,
            slug={code: slugify(name[code])[:LONGEST_SLUG].strip("-") for code in LANGUAGES},
            wording={
                "title": name,
                "summary": entry.text("summary"),
                "unit": entry.text("unit", required=False),
            },
            facts={
                "topics": card.codes("topics", "topics", topics),
                "card": CARD,
                "metric": row["metric"],
                "direction": row["direction"],
                "horizons": row.get("horizons", ""),
                "filled_from": row.get("filled_from", ""),
                "sources": source_blocks(card),
            },
            kind="indicator",
            gaps=("values", "goals"),
        )
