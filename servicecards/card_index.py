"""All published cards with their codes: what the finder and the front page count.

Every process keeps the index of each language until the content's stamp or the day changes, so
that a list of ten thousand cards costs a reader what a list of forty does. Making it takes five
queries for any number of cards. Facts come from the source language, so both languages give the
same counts.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from home.collation import collation_key
from home.groups import NEVER, TranslationGroup, last_published, translation_groups
from home.overlay import overlay, wording
from home.references import Terms, TermView
from home.relations import Targets, collect, term_rows
from home.stamp import present_stamp
from partners.offices import provider_names
from servicecards.involvement import provider_rows
from servicecards.lifecycle import Availability, State, Window, state_of
from servicecards.masks import Masks
from servicecards.matching import Criteria, Rule
from servicecards.models import ServiceCall, ServiceCard
from servicecards.presentation import timing_of

# Address parameter -> field of the card. The same names in both languages.
TERM_PARAMETERS = {
    "udalost": "business_event",
    "tema": "topics",
    "podpora": "service_type",
    "pro": "audience",
    "kde": "territory",
}
MATCH_FIELDS = ("business_stage", "sector")  # read by the guide only
PROVIDER_PARAMETER, COST_PARAMETER, STATE_PARAMETER = "kdo", "cena", "stav"


@dataclass(frozen=True)
class Call(Window):
    """A call of a card. `key` is the same in all languages, `label` in the reader's."""

    key: str = ""
    label: str = ""


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
    facts_pk: int
    identifier: str
    published: datetime
    changed: datetime
    calls: tuple[Call, ...]
    valid_to: date | None
    criteria: Criteria

    @property
    def sort_title(self) -> tuple[str, str]:
        """Key for Czech alphabetical order."""
        return collation_key(self.title)


@dataclass(frozen=True)
class CardIndex:
    """The cards for readers of one language, with the vocabularies that name their codes.

    A card's number is its place in `cards` (by name); `masks` and `by_deadline` use it.
    """

    cards: list[IndexedCard]
    terms: Terms
    providers: dict[str, str]

    @cached_property
    def masks(self) -> Masks:
        """Which cards have which code."""
        return Masks([card.codes for card in self.cards])

    @cached_property
    def numbers(self) -> dict[str, int]:
        """{translation key: number of the card}."""
        return {card.key: number for number, card in enumerate(self.cards)}

    @cached_property
    def by_deadline(self) -> list[int]:
        """Numbers of all cards, the soonest deadline first, those without one last."""

        def deadline(number: int) -> tuple[bool, int]:
            days = self.cards[number].days_left
            return days is None, days or 0

        return sorted(range(len(self.cards)), key=deadline)

    def counts(self, parameter: str) -> dict[str, int]:
        """Return {code: number of all cards with it} of a facet."""
        return self.masks.counts(parameter, self.masks.everything)


def _targets(ids: list[int]) -> dict[int, Targets]:
    fields = (*TERM_PARAMETERS.values(), *MATCH_FIELDS)
    rows = [term_rows(ServiceCard, field, ids) for field in fields]
    rows.append(provider_rows(ids))
    return collect(rows)


def _calls(groups: Iterable[TranslationGroup], language: str) -> dict[int, list[Call]]:
    """Return the calls of every card (drafts and translations included) by its id. One query."""
    ids = [card.pk for group in groups for card in group.rows.values()]
    calls = list(ServiceCall.objects.filter(card_id__in=ids).select_related("locale"))
    labels = {
        call.translation_key: call.label
        for call in calls
        if call.locale.language_code == language and call.label
    }
    found: dict[int, list[Call]] = defaultdict(list)
    for call in calls:
        label = labels.get(call.translation_key) or call.label
        key = str(call.translation_key)
        found[call.card_id].append(Call(call.opens, call.closes, key, label))
    return found


class _Builder:
    """Turns database rows into indexed cards; of one translation group with `key`."""

    def __init__(self, language: str, today: date, key: str = "") -> None:
        self.language, self.today = language, today
        cards = ServiceCard.objects.all()
        self.groups = translation_groups(cards.filter(translation_key=key) if key else cards)
        ids = [group.facts.pk for group in self.groups.values()]
        self.targets, self.calls = _targets(ids), _calls(self.groups.values(), language)
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

    def _criteria(self, targets: Targets, facts: Any, shown: Any) -> Criteria:
        """Return what the card says about whom it is for, for the explained match."""
        codes = {
            field: frozenset(term.code for term in self.terms.pick(targets[field]))
            for field in (*TERM_PARAMETERS.values(), *MATCH_FIELDS)
        }
        rules = [
            Rule(part["criterion"], part.values.get("operator") or "", part["value"], part["text"])
            for part in overlay(facts, shown, "requirements")
            if part.values.get("criterion") and part.values.get("value")
        ]
        return Criteria(
            audience=codes["audience"],
            stages=codes["business_stage"],
            sectors=codes["sector"],
            territories=codes["territory"],
            purposes=codes["business_event"],
            size_min=facts.size_min,
            size_max=facts.size_max,
            rules=tuple(rules),
        )

    def _names(self, targets: Targets, field: str) -> tuple[str, ...]:
        return tuple(term.name for term in self.terms.pick(targets[field]))

    def card(self, key: str) -> IndexedCard | None:
        """Return one card, or None when it is not published or has ended."""
        facts, shown = self.groups[key].facts, self.groups[key].shown(self.language)
        calls = self.calls[facts.pk]
        state = state_of(timing_of(facts, calls), self.today)
        if shown is None or state.availability == Availability.ENDED:
            return None
        targets = self.targets[facts.pk]
        topics = self.terms.pick(targets["topics"])
        owners = [self.providers[pk] for pk in targets["provider"] if pk in self.providers]
        return IndexedCard(
            key=key,
            facts_pk=facts.pk,
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
            identifier=facts.identifier,
            published=shown.first_published_at or NEVER,
            changed=last_published(shown, facts),
            calls=tuple(calls),
            valid_to=facts.valid_to,
            criteria=self._criteria(targets, facts, shown),
        )


def _make(language: str, today: date) -> CardIndex:
    """Make the index from the database."""
    builder = _Builder(language, today)
    cards = [card for key in builder.groups if (card := builder.card(key))]
    names = {provider.code: provider.name for provider in builder.providers.values()}
    return CardIndex(sorted(cards, key=lambda card: card.sort_title), builder.terms, names)


# {language: (stamp of the content, day, index)}
_kept: dict[str, tuple[str, date, CardIndex]] = {}
_making = threading.Lock()


def card_index(language: str, today: date, stamp: str | None = None) -> CardIndex:
    """Return all published cards for readers of `language`, by name; not to be changed.

    `stamp` is that of the content (`Frame.stamp`); without it, it is asked for.
    """
    stamp = present_stamp() if stamp is None else stamp
    with _making:  # readers who come while an index is made wait for it instead of making another
        kept = _kept.get(language)
        if kept is None or kept[:2] != (stamp, today):
            kept = _kept[language] = (stamp, today, _make(language, today))
        return kept[2]


def forget_indexes() -> None:
    """Drop what this process keeps, so that the next reader pays for making it (measurements)."""
    _kept.clear()


def indexed_card(card: Any, language: str, today: date) -> IndexedCard | None:
    """Return one card as the index has it; None when it is not published or has ended."""
    key = str(card.translation_key)
    return _Builder(language, today, key).card(key)
