"""What a reader may narrow the results by: links and tick boxes with counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.functional import Promise

from search.cleaning import clean_query
from search.hits import Chosen, Hits
from search.knowledge import kept_knowledge
from search.labels import FACETS, HEADINGS, KINDS, PARAMETERS, TYPE, YEAR

MAX_CHOICES = 20  # of one facet in an address
LONGEST_CODE = 120


@dataclass(frozen=True)
class Choice:
    """A value of a facet."""

    code: str
    name: str
    count: int
    is_chosen: bool
    url: str = ""


@dataclass(frozen=True)
class Kind:
    """What a facet is called, and its name in an address (as `components/facet.html` reads it)."""

    parameter: str
    heading: Promise


@dataclass(frozen=True)
class Facet:
    """A facet with the values that are among the results, or chosen."""

    kind: Kind
    choices: list[Choice]

    @property
    def chosen(self) -> list[Choice]:
        """The values that are chosen."""
        return [choice for choice in self.choices if choice.is_chosen]


def chosen_of(get: QueryDict) -> dict[str, list[str]]:
    """Return {facet: chosen values} of an address; unknown ones find nothing and break nothing."""
    found = {}
    for name, parameter in PARAMETERS.items():
        values = [value[:LONGEST_CODE] for value in get.getlist(parameter)[:MAX_CHOICES]]
        kept = [value for value in values if value.isprintable() and clean_query(value)]
        if kept:
            found[name] = list(dict.fromkeys(kept))
    return found


def address(query: str, chosen: Chosen, **more: str) -> str:
    """Return the query string of a search."""
    pairs = [("q", query), *more.items()]
    pairs += [(PARAMETERS[name], value) for name, values in chosen.items() for value in values]
    return "?" + urlencode(pairs)


def _name(facet: str, value: str, language: str) -> str:
    if facet == TYPE:
        return str(KINDS.get(value, value))
    return value if facet == YEAR else kept_knowledge().name(facet, value, language)


def _order(facet: str, choice: Choice) -> tuple[object, ...]:
    if facet == TYPE:
        codes = list(KINDS)
        return (codes.index(choice.code) if choice.code in codes else len(codes),)
    return (choice.code,) if facet == YEAR else (-choice.count, choice.name)


def _choices(facet: str, counts: Mapping[str, int], chosen: Chosen, language: str) -> list[Choice]:
    values = dict.fromkeys([*chosen.get(facet, ()), *counts])
    found = [
        Choice(
            value,
            _name(facet, value, language),
            counts.get(value, 0),
            value in chosen.get(facet, ()),
        )
        for value in values
    ]
    return sorted(found, key=lambda choice: _order(facet, choice), reverse=facet == YEAR)


def facets_of(hits: Hits, chosen: Chosen, language: str) -> list[Facet]:
    """Return the facets with something to choose, but for the type, which stands apart."""
    found = [
        Facet(
            Kind(PARAMETERS[facet], HEADINGS[facet]),
            _choices(facet, hits.facets.get(facet, {}), chosen, language),
        )
        for facet in FACETS
        if facet != TYPE
    ]
    return [facet for facet in found if len(facet.choices) > 1 or facet.chosen]


def types_of(
    hits: Hits, query: str, chosen: Chosen, language: str, more: Mapping[str, str]
) -> list[Choice]:
    """Return everything and each type of page as links with counts."""
    counts = hits.facets.get(TYPE, {})
    rest = {name: values for name, values in chosen.items() if name != TYPE}
    everything = Choice(
        "", "", sum(counts.values()), not chosen.get(TYPE), address(query, rest, **more)
    )
    found = [
        Choice(
            choice.code,
            choice.name,
            choice.count,
            choice.is_chosen,
            address(query, {**rest, TYPE: [choice.code]}, **more),
        )
        for choice in _choices(TYPE, counts, chosen, language)
    ]
    return [everything, *found]


def without_each(query: str, chosen: Chosen, language: str) -> list[tuple[str, Chosen]]:
    """Return (name, remaining choices) for each facet that may be dropped."""
    found: list[tuple[str, Chosen]] = []
    for facet, values in chosen.items():
        name = ", ".join(_name(facet, value, language) for value in values)
        rest = {other: kept for other, kept in chosen.items() if other != facet}
        found.append((name, rest))
    return found
