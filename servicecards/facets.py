"""The facets of the finder: their parameters, headings and entries with live counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from home.dates import today_in_prague
from home.vocabularies import Vocabulary
from search.cleaning import clean_query
from servicecards.card_index import (
    COST_PARAMETER,
    PROVIDER_PARAMETER,
    STATE_PARAMETER,
    CardIndex,
    card_index,
)
from servicecards.lifecycle import Availability

MAX_CHOICES = 20  # per facet; more than a vocabulary's reader would ever tick
Parameters = Mapping[str, list[str]]  # what stands in the address


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


def address(parameters: Parameters) -> str:
    """Return a query string with `?`, always in the same order; "?" alone clears it."""
    pairs = [(name, value) for name in sorted(parameters) for value in parameters[name]]
    return f"?{urlencode(pairs)}"


def without(parameters: Parameters, name: str, code: str) -> str:
    """Return the address with one choice removed."""
    left = {**parameters, name: [value for value in parameters.get(name, []) if value != code]}
    return address({key: values for key, values in left.items() if values})


def chosen_codes(get: QueryDict) -> dict[str, list[str]]:
    """Return the ticked codes by parameter, each once."""
    found = {}
    for kind in FACETS:
        codes = [clean_query(code) for code in get.getlist(kind.parameter)[:MAX_CHOICES]]
        if unique := list(dict.fromkeys(code for code in codes if code)):
            found[kind.parameter] = unique
    return found


def names_of(kind: FacetKind, index: CardIndex) -> dict[str, str]:
    """Return {code: name} of a facet's possible entries."""
    if kind.vocabulary:
        return {term.code: term.name for term in index.terms.of(kind.vocabulary)}
    if kind.parameter == STATE_PARAMETER:
        return {state.value: str(state.label) for state in Availability}
    return index.providers


def unknown_codes(chosen: Parameters, index: CardIndex | None = None) -> list[str]:
    """Return the codes that no vocabulary has, and providers without a service."""
    index = index or card_index(settings.LANGUAGE_CODE, today_in_prague())
    return [
        code
        for kind in FACETS
        for code in chosen.get(kind.parameter, [])
        if code not in names_of(kind, index)
    ]


def facet_of(
    kind: FacetKind, index: CardIndex, cards: int, chosen: Parameters, parameters: Parameters
) -> Facet:
    """Count every entry among those of the `cards` (a mask) that the other facets leave."""
    others = cards & index.masks.matching(chosen, skip=kind.parameter)
    counts = index.masks.counts(kind.parameter, others)
    ticked = chosen.get(kind.parameter, [])
    names = names_of(kind, index)
    # An entry that leads nowhere is only shown to be unticked.
    codes = [code for code in names if code in counts or code in ticked]
    codes += [code for code in ticked if code not in names]
    choices = [
        Choice(
            code=code,
            name=names.get(code, code),
            count=counts.get(code, 0),
            is_chosen=code in ticked,
            remove_url=without(parameters, kind.parameter, code) if code in ticked else "",
        )
        for code in codes
    ]
    return Facet(kind, choices)
