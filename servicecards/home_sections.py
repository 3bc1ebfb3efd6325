"""What the service cards contribute to the front page: situations, deadlines, topics."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.http import HttpRequest
from django.utils import translation

from home.dates import today_in_prague
from home.home_sections import register_home_section
from home.references import Pages
from home.vocabularies import Vocabulary
from servicecards.card_index import CardIndex, card_index
from servicecards.lifecycle import Availability
from servicecards.models import ServiceIndexPage

BOARD_LENGTH = 5


def _counts(index: CardIndex, parameter: str) -> Counter[str]:
    return Counter(code for card in index.cards for code in card.codes[parameter])


def _entries(index: CardIndex, parameter: str, vocabulary: Vocabulary) -> list[dict[str, Any]]:
    """Return the terms of a vocabulary that have services, with their number."""
    counts = _counts(index, parameter)
    return [
        {"code": term.code, "name": term.name, "count": counts[term.code]}
        for term in index.terms.of(vocabulary)
        if counts[term.code]
    ]


def _situations(page: Any, index: CardIndex) -> list[dict[str, Any]]:
    """Return the situations that editors put on the signpost, those with services."""
    wanted = [block["value"] for block in page.facts.situations.raw_data]
    entries = {e["code"]: e for e in _entries(index, "udalost", Vocabulary.BUSINESS_EVENTS)}
    return [entries[code] for code in wanted if code in entries]


def _list_url(index: CardIndex, language: str) -> str:
    """Return the address of the list: the parent of any card that is translated."""
    urls = [card.url for card in index.cards if card.is_translated]
    if urls:
        return urls[0].rstrip("/").rpartition("/")[0] + "/"
    lists = ServiceIndexPage.objects.live().values("pk")
    view = next(iter(Pages(language, ids=lists).all()), None)
    return view.url if view else ""


@register_home_section("services")
def services(request: HttpRequest, page: Any) -> dict[str, Any]:
    """Return counts and deadlines of all published services."""
    language = translation.get_language() or ""
    index = card_index(language, today_in_prague())
    soon = [card for card in index.cards if card.state.availability == Availability.CLOSING_SOON]
    topics = _entries(index, "tema", Vocabulary.TOPICS)
    return {
        "url": _list_url(index, language),
        "count": len(index.cards),
        "situations": _situations(page, index),
        "situation_count": len(_entries(index, "udalost", Vocabulary.BUSINESS_EVENTS)),
        "board": sorted(soon, key=lambda card: card.days_left or 0)[:BOARD_LENGTH],
        "topics": sorted(topics, key=lambda topic: -topic["count"]),
    }
