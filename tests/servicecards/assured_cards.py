"""What the tests of confirmations share: a card that somebody answers for, and a clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

from servicecards.confirming.asking import ask_for_confirmations
from servicecards.confirming.models import ConfirmationRequest
from servicecards.models import ServiceCard
from tests.partners.conftest import coordinator, link_in, mails

__all__ = ["coordinator"]
ASSURER = "garant@icuk.example"
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
URL = {
    "cs": "/cs/sluzby/pro-exportni-mentoring/",
    "en": "/en/services/pro-export-mentoring/",
}


@pytest.fixture
def clock() -> Iterator[time_machine.Coordinates]:
    """Start on a day in March; tests move the clock."""
    with time_machine.travel(START, tick=False) as moved:
        yield moved


def card(language: str = "cs") -> ServiceCard:
    """Return a page of a card about export."""
    return ServiceCard.objects.get(
        identifier="svc-exportni-mentoring", locale__language_code=language
    )


def assured(**values: Any) -> ServiceCard:
    """Return a card that somebody answers for."""
    page = card()
    for name, value in {"assurer_email": ASSURER, **values}.items():
        setattr(page, name, value)
    page.save_revision().publish()
    return card()


def asked(**values: Any) -> str:
    """Return the path of the link in the question about a card."""
    assured(**values)
    ask_for_confirmations()
    return link_in(mails("card_confirmation", ASSURER)[-1])


def request() -> ConfirmationRequest:
    """Return the only question that was asked."""
    return ConfirmationRequest.objects.get()
