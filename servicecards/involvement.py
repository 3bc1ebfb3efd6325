"""Which services an organisation provides, supports or answers for."""

from __future__ import annotations

from django.db.models import QuerySet

from home.relations import facts_rows, inline_rows, of_source_language
from partners.involvement import register_involvement, register_providers
from search.extraction import register_names
from servicecards.models import ProviderRole, ServiceCard, ServiceProvider


def provider_rows(card_ids: list[int]) -> QuerySet:
    """Return rows named after the role of an organisation (provider, partner …) on the cards."""
    return inline_rows(
        ServiceProvider.objects.all(), "card_id", "role", "organisation_id", card_ids
    )


@register_involvement
def services_of(organisation_ids: list[int]) -> list[QuerySet]:
    """Return rows `in:provider`, `in:partner` … and `in:authority` that point at cards."""
    return [
        inline_rows(
            of_source_language(ServiceProvider, "card"),
            "organisation_id",
            "role",
            "card_id",
            organisation_ids,
            prefix="in:",
        ),
        facts_rows(ServiceCard, "competent_authority_id", "in:authority", organisation_ids),
    ]


@register_names(ServiceCard)
def names_for_search(card_ids: list[int]) -> list[QuerySet]:
    """Return rows of the organisations that a card names: their names find it, too."""
    return [provider_rows(card_ids)]


@register_providers
def providers_of_card(page_key: str) -> set[int]:
    """Return the organisations that provide a card; the competent authority where none does."""
    cards = ServiceCard.objects.filter(translation_key=page_key)
    rows = of_source_language(ServiceProvider, "card").filter(card__in=cards.values("pk"))
    found = set(rows.filter(role=ProviderRole.PROVIDER).values_list("organisation_id", flat=True))
    if found:
        return found
    authorities = cards.exclude(competent_authority=None)
    return set(authorities.values_list("competent_authority_id", flat=True))
