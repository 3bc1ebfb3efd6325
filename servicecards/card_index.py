"""All published cards with their codes: what the finder and the front page count.

Five queries for any number of cards. Facts come from the source language, so both languages
give the same counts.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings

from home.collation import collation_key
from home.overlay import wording
from home.references import Terms, TermView
from home.relations import Targets, collect, inline_rows, term_rows
from home.visibility import with_restriction
from partners.offices import provider_names
from servicecards.lifecycle import Availability, State, Window, state_of
from servicecards.models import ServiceCall, ServiceCard, ServiceProvider
from servicecards.presentation import timing_of

# Address parameter -> field of the card. The same names in both languages.
TERM_PARAMETERS = {
    "udalost": "business_event",
    "tema": "topics",
    "podpora": "service_type",
    "pro": "audience",
    "kde": "territory",
}
PROVIDER_PARAMETER, COST_PARAMETER, STATE_PARAMETER = "kdo", "cena", "stav"


@dataclass(frozen=True)
class IndexedCard:
    """One card in a list, with the codes that facets compare."""

    key: str
    title: str
    summary: str
    language: str
    slug: str
    is_translated: bool
    url: str
    codes: dict[str, frozenset[str]]
    providers: tuple[str, ...]
    types: tuple[str, ...]
    territories: tuple[str, ...]
    mark: str
    cost: TermView | None
    state: State
    days_left: int | None
    pk: int

    @property
    def sort_title(self) -> tuple[str, str]:
        """Key for Czech alphabetical order."""
        return collation_key(self.title)


@dataclass
class CardIndex:
    """The cards for readers of one language, with the vocabularies that name their codes."""

    cards: list[IndexedCard]
    terms: Terms
    providers: dict[str, str]


def _rows_by_key() -> dict[str, dict[str, Any]]:
    """Return {translation key: {language: card}} of all cards, drafts included."""
    rows: dict[str, dict[str, Any]] = defaultdict(dict)
    for card in with_restriction(ServiceCard.objects.select_related("locale")):
        rows[str(card.translation_key)][card.locale.language_code] = card
    return rows


def _shown(rows: dict[str, Any], language: str) -> Any | None:
    """Return the published card that serves the reader best, or None."""
    for code in (language, settings.LANGUAGE_CODE, *rows):
        if code in rows and rows[code].live and not rows[code].is_restricted:
            return rows[code]
    return None


def _targets(ids: list[int]) -> dict[int, Targets]:
    rows = [term_rows(ServiceCard, field, ids) for field in TERM_PARAMETERS.values()]
    rows.append(inline_rows(ServiceProvider, "card_id", "role", "organisation_id", ids))
    return collect(rows)


def _windows(ids: list[int]) -> dict[int, list[Window]]:
    found: dict[int, list[Window]] = defaultdict(list)
    calls = ServiceCall.objects.filter(card_id__in=ids)
    for card_id, opens, closes in calls.values_list("card_id", "opens", "closes"):
        found[card_id].append(Window(opens, closes))
    return found


class _Builder:
    """Turns database rows into indexed cards."""

    def __init__(self, language: str, today: date) -> None:
        self.language, self.today = language, today
        self.rows = _rows_by_key()
        self.facts = {
            key: rows.get(settings.LANGUAGE_CODE) or next(iter(rows.values()))
            for key, rows in self.rows.items()
        }
        ids = [card.pk for card in self.facts.values()]
        self.targets, self.windows = _targets(ids), _windows(ids)
        self.terms = Terms(language, whole=True)
        organisations = {pk for t in self.targets.values() for pk in t["provider"]}
        self.providers = provider_names(organisations, language)

    def _codes(self, targets: Targets, facts: Any, state: State) -> dict[str, frozenset[str]]:
        codes = {
            parameter: frozenset(term.code for term in self.terms.pick(targets[field]))
            for parameter, field in TERM_PARAMETERS.items()
        }
        cost = self.terms.get(facts.cost_type_id)
        owners = [self.providers[pk].code for pk in targets["provider"] if pk in self.providers]
        return {
            **codes,
            PROVIDER_PARAMETER: frozenset(owners),
            COST_PARAMETER: frozenset([cost.code] if cost else []),
            STATE_PARAMETER: frozenset([state.availability.value]),
        }

    def _names(self, targets: Targets, field: str) -> tuple[str, ...]:
        return tuple(term.name for term in self.terms.pick(targets[field]))

    def card(self, key: str) -> IndexedCard | None:
        """Return one card, or None when it is not published or has ended."""
        shown, facts = _shown(self.rows[key], self.language), self.facts[key]
        state = state_of(timing_of(facts, self.windows[facts.pk]), self.today)
        if shown is None or state.availability == Availability.ENDED:
            return None
        targets = self.targets[facts.pk]
        topics = self.terms.pick(targets["topics"])
        owners = [self.providers[pk] for pk in targets["provider"] if pk in self.providers]
        return IndexedCard(
            key=key,
            pk=shown.pk,
            title=shown.title,
            summary=wording(facts, shown, "summary").text,
            language=shown.language,
            slug=shown.slug,
            is_translated=shown.language == self.language,
            url=shown.get_url() or "",
            codes=self._codes(targets, facts, state),
            providers=tuple(owner.name for owner in owners),
            types=self._names(targets, "service_type"),
            territories=self._names(targets, "territory"),
            mark=topics[0].code if topics else "kontaktni-misto",
            cost=self.terms.get(facts.cost_type_id),
            state=state,
            days_left=state.days_left(self.today),
        )


def card_index(language: str, today: date) -> CardIndex:
    """Return all published cards for readers of `language`, by name."""
    builder = _Builder(language, today)
    cards = [card for key in builder.rows if (card := builder.card(key))]
    names = {provider.code: provider.name for provider in builder.providers.values()}
    return CardIndex(sorted(cards, key=lambda card: card.sort_title), builder.terms, names)
