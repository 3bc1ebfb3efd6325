"""What other rooms say about an organisation; each registers its own rows."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import QuerySet

from home.relations import facts_rows

RowSource = Callable[[list[int]], list[QuerySet]]
_sources: list[RowSource] = []


def register_involvement(source: RowSource) -> RowSource:
    """Register a function from organisation ids to rows named `in:<what it does there>`.

    The rows have the shape of `home.relations`: organisation, name, page, position.
    """
    _sources.append(source)
    return source


@register_involvement
def predecessors_of(organisation_ids: list[int]) -> list[QuerySet]:
    """Return rows `in:predecessor`: organisations that merged into this one."""
    from partners.models import Organisation  # presentation, which models use, needs this module

    return [facts_rows(Organisation, "successor_id", "in:predecessor", organisation_ids)]


def involvement_rows(organisation_ids: list[int]) -> list[QuerySet]:
    """Return the rows of all rooms."""
    return [row for source in _sources for row in source(organisation_ids)]


# --- Who provides what somebody asks about -----------------------------------------------------

ProviderSource = Callable[[str], set[int]]
_provider_sources: list[ProviderSource] = []


def register_providers(source: ProviderSource) -> ProviderSource:
    """Register a function from a page's translation key to the organisations that provide it."""
    _provider_sources.append(source)
    return source


def providers_of(page_key: str) -> frozenset[int]:
    """Return ids of the organisations (source language) that provide what a page describes."""
    found = (source(page_key) for source in _provider_sources)
    return frozenset(pk for ids in found for pk in ids)
