"""The finder: what the query string asks for, and what it would cost to ask differently.

All state is in the address: codes, never labels, so a choice survives a change of language. An
unknown code is kept, matches nothing and is named in a message.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from home.dates import today_in_prague
from home.exports import FORMAT_PARAMETER
from home.pagination import PAGE_PARAMETER, ListPage, paginate
from home.vocabularies import Vocabulary
from search.queries import clean_query
from servicecards.card_index import (
    COST_PARAMETER,
    PROVIDER_PARAMETER,
    STATE_PARAMETER,
    CardIndex,
    IndexedCard,
    card_index,
)
from servicecards.lifecycle import Availability

PAGE_SIZE = 20
MAX_CHOICES = 20  # per facet; more than a vocabulary's reader would ever tick
SORT_PARAMETER = "razeni"
BY_MATCH, BY_NAME, BY_DEADLINE = "shoda", "abeceda", "termin"
SORTS = {BY_MATCH: _("by match"), BY_NAME: _("by name"), BY_DEADLINE: _("by deadline")}


# What else the address of a list gives: value of `format`, name, what it is good for.
OUTPUTS = (
    ("atom", "Atom", _("for a feed reader: tells you when a service changes")),
    ("jsonfeed", "JSON Feed", _("the same for programs")),
    ("ics", _("Calendar (iCal)"), _("deadlines of calls for your calendar")),
    ("csv", _("Table (CSV)"), _("for a spreadsheet")),
    ("jsonld", "JSON-LD", _("for machines, in the European vocabulary CPSV-AP")),
)


@dataclass(frozen=True)
class FacetKind:
    """A facet: its parameter, its heading and the words that lead to its choices in a sentence."""

    parameter: str
    heading: Any
    lead: Any
    vocabulary: Vocabulary | None = None


# In the order of the side bar.
FACETS = (
    FacetKind(
        "udalost",
        _("What you need"),
        pgettext_lazy("finder sentence", "when"),
        Vocabulary.BUSINESS_EVENTS,
    ),
    FacetKind("podpora", _("Kind of support"), "", Vocabulary.SUPPORT_TYPES),
    FacetKind("pro", _("For whom"), pgettext_lazy("finder sentence", "for"), Vocabulary.AUDIENCE),
    FacetKind("tema", _("Topic"), pgettext_lazy("finder sentence", "topic"), Vocabulary.TOPICS),
    FacetKind(
        PROVIDER_PARAMETER, _("Who provides it"), pgettext_lazy("finder sentence", "provided by")
    ),
    FacetKind(
        COST_PARAMETER, _("Cost"), pgettext_lazy("finder sentence", "cost"), Vocabulary.COST_TYPES
    ),
    FacetKind(
        "kde",
        _("Where it applies"),
        pgettext_lazy("finder sentence", "in"),
        Vocabulary.TERRITORIES,
    ),
    FacetKind(STATE_PARAMETER, _("Availability"), pgettext_lazy("finder sentence", "now")),
)
# In the order in which choices read as a sentence: advice … for … when …
SENTENCE = ("podpora", "tema", "pro", "kdo", "cena", "kde", "stav", "udalost")


@dataclass(frozen=True)
class Choice:
    """One entry of a facet. `count` says how many services there would be with it."""

    code: str
    name: str
    count: int
    is_chosen: bool
    remove_url: str = ""


@dataclass(frozen=True)
class Facet:
    """A facet with its entries."""

    kind: FacetKind
    choices: list[Choice]

    @property
    def chosen(self) -> list[Choice]:
        """The entries that the reader has ticked."""
        return [choice for choice in self.choices if choice.is_chosen]


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
    total: int
    sort: str
    sorts: dict[str, Any]
    unknown: list[str]
    loosen: list[Loosening]
    parameters: dict[str, list[str]]
    matching: list[IndexedCard]

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


def address(parameters: dict[str, list[str]]) -> str:
    """Return a query string with `?`, always in the same order; "?" alone clears it."""
    pairs = [(name, value) for name in sorted(parameters) for value in parameters[name]]
    return f"?{urlencode(pairs)}"


def without(parameters: dict[str, list[str]], name: str, code: str) -> str:
    """Return the address with one choice removed."""
    left = {**parameters, name: [value for value in parameters.get(name, []) if value != code]}
    return address({key: values for key, values in left.items() if values})


def _chosen(get: QueryDict) -> dict[str, list[str]]:
    """Return the ticked codes by parameter, each once."""
    found = {}
    for kind in FACETS:
        codes = [clean_query(code) for code in get.getlist(kind.parameter)[:MAX_CHOICES]]
        if unique := list(dict.fromkeys(code for code in codes if code)):
            found[kind.parameter] = unique
    return found


def _matches(card: IndexedCard, chosen: dict[str, list[str]], skip: str = "") -> bool:
    """Say whether the card has one of the codes of every facet (of all but `skip`)."""
    return all(
        name == skip or not card.codes[name].isdisjoint(codes) for name, codes in chosen.items()
    )


def _names(kind: FacetKind, index: CardIndex) -> dict[str, str]:
    """Return {code: name} of a facet's possible entries."""
    if kind.vocabulary:
        return {term.code: term.name for term in index.terms.of(kind.vocabulary)}
    if kind.parameter == STATE_PARAMETER:
        return {state.value: str(state.label) for state in Availability}
    return index.providers


def _facet(
    kind: FacetKind,
    index: CardIndex,
    cards: list[IndexedCard],
    chosen: dict[str, list[str]],
    parameters: dict[str, list[str]],
) -> Facet:
    """Count every entry among the cards that the other facets leave."""
    counts: Counter[str] = Counter()
    for card in cards:
        if _matches(card, chosen, skip=kind.parameter):
            counts.update(card.codes[kind.parameter])
    ticked = chosen.get(kind.parameter, [])
    names = _names(kind, index)
    # An entry that leads nowhere is only shown to be unticked.
    codes = [code for code in names if counts[code] or code in ticked]
    codes += [code for code in ticked if code not in names]
    choices = [
        Choice(
            code=code,
            name=names.get(code, code),
            count=counts[code],
            is_chosen=code in ticked,
            remove_url=without(parameters, kind.parameter, code) if code in ticked else "",
        )
        for code in codes
    ]
    return Facet(kind, choices)


def _sorted(cards: Iterable[IndexedCard], sort: str) -> list[IndexedCard]:
    """Return the cards as they come (by match), by name, or by deadline with undated ones last."""
    if sort == BY_NAME:
        return sorted(cards, key=lambda card: card.sort_title)
    if sort == BY_DEADLINE:
        return sorted(cards, key=lambda card: (card.days_left is None, card.days_left or 0))
    return list(cards)


def _sorts(query: str) -> dict[str, Any]:
    """Return the orders to choose from, the usual one first; a match needs words."""
    return SORTS if query else {key: name for key, name in SORTS.items() if key != BY_MATCH}


def _loosenings(
    index: CardIndex,
    cards: list[IndexedCard],
    chosen: dict[str, list[str]],
    parameters: dict[str, list[str]],
) -> list[Loosening]:
    """Return, for an empty result, what each facet's removal would open; the most first."""
    found = []
    for kind in FACETS:
        if kind.parameter not in chosen:
            continue
        count = sum(_matches(card, chosen, skip=kind.parameter) for card in cards)
        rest = {name: values for name, values in parameters.items() if name != kind.parameter}
        names = _names(kind, index)
        dropped = ", ".join(names.get(code, code) for code in chosen[kind.parameter])
        if count:
            found.append(Loosening(dropped, count, address(rest)))
    return sorted(found, key=lambda loosening: -loosening.count)


def _unknown(index: CardIndex, chosen: dict[str, list[str]]) -> list[str]:
    """Return the codes that no vocabulary has."""
    return [
        code
        for kind in FACETS
        for code in chosen.get(kind.parameter, [])
        if code not in _names(kind, index)
    ]


def find(get: QueryDict, language: str) -> Finder:
    """Return the answer to the query string `get` for a reader of `language`."""
    from servicecards.text_search import keys_for  # it needs the models

    index = card_index(language, today_in_prague())
    query, chosen = clean_query(get.get("q", "")), _chosen(get)
    sorts = _sorts(query)
    asked = get.get(SORT_PARAMETER, "")
    sort = asked if asked in sorts else next(iter(sorts))
    parameters = {**chosen, **({"q": [query]} if query else {})}
    if asked in sorts:
        parameters[SORT_PARAMETER] = [asked]
    cards = index.cards
    if query:
        found = keys_for(query, language)
        cards = sorted((c for c in cards if c.key in found), key=lambda card: found[card.key])
    matching = _sorted((card for card in cards if _matches(card, chosen)), sort)
    return Finder(
        query=query,
        facets=[_facet(kind, index, cards, chosen, parameters) for kind in FACETS],
        results=paginate(matching, get.get(PAGE_PARAMETER, ""), PAGE_SIZE),
        total=len(index.cards),
        sort=sort,
        sorts=sorts,
        unknown=_unknown(index, chosen),
        loosen=[] if matching else _loosenings(index, cards, chosen, parameters),
        parameters=parameters,
        matching=matching,
    )
