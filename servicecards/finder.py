"""The finder: what the query string asks for, and what it would cost to ask differently.

All state is in the address: codes, never labels, so a choice survives a change of language. An
unknown code is kept, matches nothing and is named in a message.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from home.dates import today_in_prague
from home.exports import FORMAT_PARAMETER
from home.pagination import PAGE_PARAMETER, ListPage, paginate
from search.cleaning import clean_query
from servicecards.card_index import CardIndex, IndexedCard, card_index
from servicecards.facets import (
    FACETS,
    SENTENCE,
    Facet,
    address,
    chosen_codes,
    facet_of,
    names_of,
    unknown_codes,
)
from servicecards.masks import positions

PAGE_SIZE = 20
SORT_PARAMETER = "razeni"
BY_MATCH, BY_NAME, BY_DEADLINE = "shoda", "abeceda", "termin"
SORTS = {BY_MATCH: _("by match"), BY_NAME: _("by name"), BY_DEADLINE: _("by deadline")}


# What else the address of a list gives: value of `format`, name, what it is good for.
OUTPUTS = (
    ("atom", "Atom", _("for a feed reader: tells you when a service changes")),
    ("jsonfeed", "JSON Feed", _("the same for programs")),
    ("ics", _("Calendar (iCal)"), _("deadlines of calls and events for your calendar")),
    ("csv", _("Table (CSV)"), _("for a spreadsheet")),
    ("jsonld", "JSON-LD", _("for machines, in the European vocabulary CPSV-AP")),
    ("dcat", "DCAT-AP-CZ", _("record for catalogues of open data")),
)


@dataclass(frozen=True)
class Loosening:
    """What dropping one choice would open."""

    name: str
    count: int
    url: str


@dataclass
class Finder:
    """What the template of the finder needs."""

    query: str
    facets: list[Facet]
    results: ListPage
    sort: str
    sorts: dict[str, Any]
    unknown: list[str]
    loosen: list[Loosening]
    parameters: dict[str, list[str]]
    numbers: list[int]
    index: CardIndex
    is_partial: bool  # no service has all the words

    @property
    def total(self) -> int:
        """How many services there are without any choice."""
        return len(self.index.cards)

    @property
    def matching(self) -> list[IndexedCard]:
        """All cards of the result set, in its order."""
        return [self.index.cards[number] for number in self.numbers]

    @property
    def chosen(self) -> list[Facet]:
        """Facets with at least one choice, in the order of the sentence."""
        chosen = [facet for facet in self.facets if facet.chosen]
        return sorted(chosen, key=lambda facet: SENTENCE.index(facet.kind.parameter))

    @property
    def is_narrowed(self) -> bool:
        """Say whether anything is chosen or typed."""
        return bool(self.query or self.chosen)

    @property
    def same_query(self) -> str:
        """Return the query string of this list, for the other language; "" when all is shown."""
        return address(self.parameters) if self.parameters else ""

    def page_url(self, number: int) -> str:
        """Return the query string of another page of the same list."""
        return address({**self.parameters, PAGE_PARAMETER: [str(number)]})

    def as_format(self, code: str) -> str:
        """Return the query string of the same result set in another format."""
        return address({**self.parameters, FORMAT_PARAMETER: [code]})

    @property
    def atom_url(self) -> str:
        """Query string of the Atom feed."""
        return self.as_format("atom")

    @property
    def json_url(self) -> str:
        """Query string of the JSON Feed."""
        return self.as_format("jsonfeed")

    @property
    def outputs(self) -> list[tuple[str, str, Any, Any]]:
        """The formats of this result set: code, address, name, explanation."""
        return [(code, self.as_format(code), name, why) for code, name, why in OUTPUTS]

    @property
    def page_links(self) -> list[tuple[int, str]]:
        """Page numbers with their addresses."""
        return [(number, self.page_url(number)) for number in self.results.numbers]


def _sorts(query: str) -> dict[str, Any]:
    """Return the orders to choose from, the usual one first; a match needs words."""
    return SORTS if query else {key: name for key, name in SORTS.items() if key != BY_MATCH}


def _loosenings(
    index: CardIndex, cards: int, chosen: dict[str, list[str]], parameters: dict[str, list[str]]
) -> list[Loosening]:
    """Return, for an empty result, what each facet's removal would open; the most first."""
    found = []
    for kind in FACETS:
        if kind.parameter not in chosen:
            continue
        count = (cards & index.masks.matching(chosen, skip=kind.parameter)).bit_count()
        rest = {name: values for name, values in parameters.items() if name != kind.parameter}
        names = names_of(kind, index)
        dropped = ", ".join(names.get(code, code) for code in chosen[kind.parameter])
        if count:
            found.append(Loosening(dropped, count, address(rest)))
    return sorted(found, key=lambda loosening: -loosening.count)


def _ranks(index: CardIndex, query: str, language: str) -> tuple[dict[int, int], bool]:
    """Return {number of a card: rank} of the cards that the words find.

    And whether they have only some of the words.
    """
    from servicecards.text_search import keys_for  # it needs the models

    if not query:
        return {}, False
    found, is_partial = keys_for(query, language)
    numbers = {index.numbers[key]: rank for key, rank in found.items() if key in index.numbers}
    return numbers, is_partial


def _in_order(index: CardIndex, mask: int, sort: str, ranks: dict[int, int]) -> list[int]:
    """Return the numbers of the matching cards, by match, by name or by deadline."""
    numbers = positions(mask)
    if sort == BY_MATCH:
        return sorted(numbers, key=ranks.__getitem__)
    if sort == BY_DEADLINE:
        matching = set(numbers)
        return [number for number in index.by_deadline if number in matching]
    return numbers


def find(get: QueryDict, language: str, stamp: str | None = None) -> Finder:
    """Return the answer to the query string `get` for a reader of `language`.

    `stamp`: that of the content, when the caller knows it (`home.stamp`).
    """
    index = card_index(language, today_in_prague(), stamp)
    query, chosen = clean_query(get.get("q", "")), chosen_codes(get)
    sorts = _sorts(query)
    asked = get.get(SORT_PARAMETER, "")
    sort = asked if asked in sorts else next(iter(sorts))
    parameters = {**chosen, **({"q": [query]} if query else {})}
    if asked in sorts:
        parameters[SORT_PARAMETER] = [asked]
    ranks, is_partial = _ranks(index, query, language)
    cards = index.masks.of_numbers(ranks) if query else index.masks.everything
    numbers = _in_order(index, cards & index.masks.matching(chosen), sort, ranks)
    shown = paginate(numbers, get.get(PAGE_PARAMETER, ""), PAGE_SIZE)
    return Finder(
        query=query,
        facets=[facet_of(kind, index, cards, chosen, parameters) for kind in FACETS],
        results=replace(shown, items=[index.cards[number] for number in shown.items]),
        sort=sort,
        sorts=sorts,
        unknown=unknown_codes(chosen, index),
        loosen=[] if numbers else _loosenings(index, cards, chosen, parameters),
        parameters=parameters,
        numbers=numbers,
        index=index,
        is_partial=is_partial and bool(numbers),
    )
