"""Cards for the tests of gaps and passports."""

from __future__ import annotations

from servicecards.editors.passport import Passport, passports
from servicecards.models import ServiceCard


def card_of(identifier: str) -> ServiceCard:
    return ServiceCard.objects.get(identifier=identifier, locale__language_code="cs")


def passport_of(card: ServiceCard) -> Passport:
    return passports()[str(card.translation_key)]
