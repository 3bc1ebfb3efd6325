"""Which services an organisation provides, supports or answers for."""

from __future__ import annotations

from django.db.models import QuerySet

from home.relations import constant_rows, inline_rows
from partners.involvement import register_involvement
from servicecards.models import ServiceCard, ServiceProvider


@register_involvement
def services_of(organisation_ids: list[int]) -> list[QuerySet]:
    """Return rows `in:provider`, `in:partner` … and `in:authority` that point at cards."""
    return [
        inline_rows(
            ServiceProvider, "organisation_id", "role", "card_id", organisation_ids, prefix="in:"
        ),
        constant_rows(
            ServiceCard, "competent_authority_id", "in:authority", "pk", organisation_ids
        ),
    ]
