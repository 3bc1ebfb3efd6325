"""Where organisations sit: for contact points that name nothing but the organisation."""

from __future__ import annotations

from collections.abc import Iterable

from partners.models import Organisation


def offices_of(organisation_ids: Iterable[int]) -> dict[int, dict[str, str]]:
    """Return {page id: {address, website}} in one query; "" where it is not documented."""
    rows = Organisation.objects.filter(pk__in=set(organisation_ids))
    found = {}
    for pk, website, locations in rows.values_list("pk", "website", "locations"):
        addresses = [block["value"].get("address", "") for block in locations.raw_data]
        found[pk] = {"website": website, "address": addresses[0] if addresses else ""}
    return found
