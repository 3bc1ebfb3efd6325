"""Services that close soon, for the newsletter."""

from __future__ import annotations

from datetime import date

from django.conf import settings

from home.newsworthy import Deadline, register_deadlines
from servicecards.card_index import card_index
from servicecards.lifecycle import Availability


@register_deadlines
def closing_cards(today: date) -> list[Deadline]:
    """Return the cards that close within thirty days (data model, section 7)."""
    return [
        Deadline(card.key, card.state.day)
        for card in card_index(settings.LANGUAGE_CODE, today).cards
        if card.state.availability == Availability.CLOSING_SOON and card.state.day
    ]
