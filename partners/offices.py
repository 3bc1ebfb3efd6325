"""Short facts about organisations for other rooms: what they are called, where they sit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings

from home.visibility import public
from partners.models import Organisation


def offices_of(organisation_ids: Iterable[int]) -> dict[int, dict[str, str]]:
    """Return {page id: {address, website}} in one query; "" where it is not documented."""
    rows = Organisation.objects.filter(pk__in=set(organisation_ids))
    found = {}
    for pk, website, locations in rows.values_list("pk", "website", "locations"):
        addresses = [block["value"].get("address", "") for block in locations.raw_data]
        found[pk] = {"website": website, "address": addresses[0] if addresses else ""}
    return found


@dataclass(frozen=True)
class ProviderName:
    """An organisation in a list: the code for addresses and the name in one language."""

    code: str
    name: str


def provider_names(organisation_ids: Iterable[int], language: str) -> dict[int, ProviderName]:
    """Return {page id: name} of published organisations for a reader, in one query."""
    wanted = Organisation.objects.filter(pk__in=set(organisation_ids)).values("translation_key")
    rows = public(Organisation.objects.filter(translation_key__in=wanted)).values_list(
        "pk", "translation_key", "locale__language_code", "identifier", "title"
    )
    order = {settings.LANGUAGE_CODE: 1, language: 0}
    names: dict[object, ProviderName] = {}
    ranked = sorted(rows, key=lambda row: order.get(row[2], 2))
    for _pk, key, _code, identifier, title in ranked:
        names.setdefault(key, ProviderName(identifier, title))
    return {pk: names[key] for pk, key, _code, _identifier, _title in ranked}


def public_names(organisation_ids: Iterable[int]) -> dict[int, dict[str, str]]:
    """Return {page id: {identifier, and the name by language}} of published organisations."""
    wanted = Organisation.objects.filter(pk__in=set(organisation_ids)).values("translation_key")
    rows = public(Organisation.objects.filter(translation_key__in=wanted)).values_list(
        "pk", "translation_key", "locale__language_code", "identifier", "title"
    )
    found: dict[object, dict[str, str]] = {}
    for _pk, key, code, identifier, title in rows:
        found.setdefault(key, {"identifier": identifier})[code] = title
    return {pk: found[key] for pk, key, _code, _identifier, _title in rows}
