"""Cards with dates, and one that lacks nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from home.dates import today_in_prague
from servicecards.models import ServiceCall, ServiceCard, ServiceProvider
from tests.factories import ServiceCardFactory, term

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
        others = ((-40, -10), (-5, 11), (50, 90))
        for place, (opens, closes) in enumerate(CALLS if number == 0 else others):
            ServiceCall.objects.create(
                card=card,
                locale=card.locale,
                label="jarní",
                sort_order=place,
                opens=TODAY + timedelta(days=opens),
                closes=TODAY + timedelta(days=closes),
            )
        cards.append(card)
    return cards


@pytest.fixture
def whole_card() -> ServiceCard:
    """A card that lacks nothing."""
    card = ServiceCardFactory(
        title="Úplná karta",
        terms={
            "territory": [("territories", "kraj")],
            "audience": [("target_groups", "msp")],
            "service_type": [("support_types", "poradenstvi")],
        },
        steps=[("step", {"title": "Zavolejte", "text": "", "link": ""})],
        channels=[("channel", {"kind": "telefon"})],
        contact_points=[("contact_point", {"office": "Kancelář"})],
        publicly_funded_by=[("funding", {"source": "kraj"})],
        cost_type=term("cost_types", "zdarma"),
        assurer_email="karta@example.org",
        review_due=TODAY,
    )
    ServiceProvider.objects.create(card=card, organisation=card.competent_authority, sort_order=0)
    return card
