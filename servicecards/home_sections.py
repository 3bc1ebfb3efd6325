"""What the service cards contribute to the front page: situations, deadlines, topics."""

from __future__ import annotations

from typing import Any

from home.dates import today_in_prague
from home.frame import Frame
from home.home_sections import register_home_section
from home.references import Pages
from home.vocabularies import Vocabulary
from servicecards.card_index import STATE_PARAMETER, CardIndex, card_index
from servicecards.lifecycle import Availability
from servicecards.masks import positions
from servicecards.models import ServiceIndexPage

BOARD_LENGTH = 5


def _entries(index: CardIndex, parameter: str, vocabulary: Vocabulary) -> list[dict[str, Any]]:
    """Return the terms of a vocabulary that have services, with their number."""
    counts = index.counts(parameter)
    return [
        {"code": term.code, "name": term.name, "count": counts[term.code]}
        for term in index.terms.of(vocabulary)
        if term.code in counts
    ]


def _situations(page: Any, index: CardIndex) -> list[dict[str, Any]]:
    """Return the situations that editors put on the signpost, those with services."""
    wanted = [block["value"] for block in page.facts.situations.raw_data]
    entries = {e["code"]: e for e in _entries(index, "udalost", Vocabulary.BUSINESS_EVENTS)}
    return [entries[code] for code in wanted if code in entries]


def _list_url(index: CardIndex, language: str) -> str:
    """Return the address of the list: the parent of any card that is translated."""
    url = next((card.url for card in index.cards if card.is_translated), "")
    if url:
        return url.rstrip("/").rpartition("/")[0] + "/"
    lists = ServiceIndexPage.objects.live().values("pk")
    view = next(iter(Pages(language, ids=lists).all()), None)
    return view.url if view else ""


@register_home_section("services")
def services(page: Any, frame: Frame) -> dict[str, Any]:
    """Return counts and deadlines of all published services."""
    index = card_index(frame.language, today_in_prague(), frame.stamp)
    soon = set(positions(index.masks.of_code(STATE_PARAMETER, Availability.CLOSING_SOON.value)))
    topics = _entries(index, "tema", Vocabulary.TOPICS)
    return {
        "url": _list_url(index, frame.language),
        "count": len(index.cards),
        "situations": _situations(page, index),
        "situation_count": len(_entries(index, "udalost", Vocabulary.BUSINESS_EVENTS)),
        "board": [index.cards[n] for n in index.by_deadline if n in soon][:BOARD_LENGTH],
        "topics": sorted(topics, key=lambda topic: -topic["count"]),
    }
