"""What partners are called for a reader: the name on their page, else that of the time."""

from __future__ import annotations

from collections.abc import Iterable

from partners.models import Referral
from partners.offices import provider_names


def names_of(referrals: Iterable[Referral], language: str) -> list[str]:
    """Return the partners' names for readers of a language, in one query."""
    rows = list(referrals)
    ids = [row.organisation_id for row in rows if row.organisation_id]
    names = provider_names(ids, language) if ids else {}
    return [
        names[row.organisation_id].name if row.organisation_id in names else row.name
        for row in rows
    ]


def name_of(referral: Referral, language: str) -> str:
    """Return one partner's name."""
    return names_of([referral], language)[0]
