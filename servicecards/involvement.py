"""Which services an organisation provides, supports or answers for."""

from __future__ import annotations

from django.db.models import QuerySet

from home.relations import facts_rows, inline_rows, of_source_language
from partners.involvement import register_involvement
from search.extraction import register_names
from servicecards.models import ServiceCard, ServiceProvider


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
