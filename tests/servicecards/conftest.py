"""Cards with dates, for everything that goes out of the portal."""

from __future__ import annotations

from datetime import timedelta

import pytest

from home.dates import today_in_prague
from servicecards.models import ServiceCall, ServiceCard
from tests.factories import ServiceCardFactory

TODAY = today_in_prague()
CALLS = ((-40, -10), (-5, 10), (50, 90))  # of the first card: days from today


@pytest.fixture
def dated_cards() -> list[ServiceCard]:
    """Two cards with calls, past and to come."""
    cards = []
    for number in range(2):
        card = ServiceCardFactory(
            title=f"Výzva {number}", terms={"topics": [("topics", "export")]}, intake_mode="calls"
        )
        for opens, closes in CALLS if number == 0 else ((-40, -10), (-5, 11), (50, 90)):
            ServiceCall.objects.create(
                card=card,
                locale=card.locale,
                label="jarní",
                opens=TODAY + timedelta(days=opens),
                closes=TODAY + timedelta(days=closes),
            )
        cards.append(card)
    return cards
