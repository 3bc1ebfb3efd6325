"""What the service cards contribute to the front page: situations, deadlines, topics."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.http import HttpRequest
from django.utils import translation

from home.home_sections import register_home_section
from home.references import Pages
from home.vocabularies import Vocabulary
from servicecards.card_index import CardIndex, card_index
from servicecards.lifecycle import Availability, today_in_prague
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
    """Return the situations that editors put on the signpost, in their vocabulary's order."""
    wanted = [term.code for term in page.facts.situations.all()]
    entries = _entries(index, "udalost", Vocabulary.BUSINESS_EVENTS)
    return [entry for entry in entries if entry["code"] in wanted]


@register_home_section("services")
def services(request: HttpRequest, page: Any) -> dict[str, Any]:
    """Return counts and deadlines of all published services."""
    language = translation.get_language() or ""
    index = card_index(language, today_in_prague())
    soon = [card for card in index.cards if card.state.availability == Availability.CLOSING_SOON]
    lists = list(ServiceIndexPage.objects.live().values_list("pk", flat=True)[:1])
    view = Pages(language, ids=lists, with_urls=False).get(lists[0]) if lists else None
    topics = _entries(index, "tema", Vocabulary.TOPICS)
    return {
        "url": view.url if view else "",
        "count": len(index.cards),
        "situations": _situations(page, index),
        "situation_count": len(_entries(index, "udalost", Vocabulary.BUSINESS_EVENTS)),
        "board": sorted(soon, key=lambda card: card.days_left or 0)[:BOARD_LENGTH],
        "topics": sorted(topics, key=lambda topic: -topic["count"]),
    }
