"""The card passport: for each card, what an editor should look after.

One line for each card, published or not: complete, translated, confirmed, links alive, readable.
Seven queries for any number of cards.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _

from home.dates import today_in_prague
from home.groups import TranslationGroup, translation_groups
from home.linkcheck.outgoing import urls_of_pages
from home.linkcheck.records import CheckedLink
from home.models import MaterialChange, Term
from home.readability import Readability, lix, readability
from home.relations import Targets, collect, term_rows
from servicecards.gaps import GAPS, TERM_PARTS, Gap, filled_parts, gaps_of
from servicecards.involvement import provider_rows
from servicecards.lifecycle import confirmation_is_valid
from servicecards.models import ServiceCard


class TranslationState(models.TextChoices):
    """Whether readers of the other language get the same as those of the source."""

    CURRENT = "current", _("translated")
    STALE = "stale", _("outdated")
    DRAFT = "draft", _("not published")
    MISSING = "missing", _("missing")


class Confirmation(models.TextChoices):
    """Whether somebody said that the card is still true."""

    CONFIRMED = "confirmed", _("confirmed")
    OVERDUE = "overdue", _("overdue")
    NEVER = "never", _("never")
    SILENT = "silent", _("asked, no answer")


@dataclass(frozen=True)
class Passport:
    """The state of one card."""

    gaps: list[Gap]
    translation: TranslationState
    stale_since: datetime | None
    confirmation: Confirmation
    confirmed_on: date | None
    broken_links: list[str]
    unchecked_links: int
    lix: int | None

    @property
    def dead(self) -> str:
        """Addresses of the dead links, for files."""
        return " ".join(self.broken_links)

    @property
    def missing(self) -> str:
        """What is missing, in words."""
        return ", ".join(str(gap.label) for gap in self.gaps)

    @property
    def complete(self) -> int:
        """Percentage of the asked parts that are there."""
        return round(100 * max(len(GAPS) - len(self.gaps), 0) / len(GAPS))

    @property
    def readability(self) -> Readability:
        """What the LIX means."""
        return readability(self.lix)

    @property
    def worry(self) -> int:
        """How much the card needs an editor; the worst card has the largest number."""
        translation = {TranslationState.CURRENT: 0, TranslationState.DRAFT: 2}
        confirmation = {Confirmation.CONFIRMED: 0, Confirmation.OVERDUE: 2}
        return (
            len(self.gaps)
            + 3 * len(self.broken_links)
            + translation.get(self.translation, 3)
            + confirmation.get(self.confirmation, 3)
            + (self.readability == Readability.HARD)
        )


def _translation(
    others: list[Any], changed: list[datetime]
) -> tuple[TranslationState, datetime | None]:
    """Return the state of the other language and since when it is outdated.

    Outdated since the first material change after the translation was last published.
    """
    if not others:
        return TranslationState.MISSING, None
    live = [page for page in others if page.live]
    if not live:
        return TranslationState.DRAFT, None
    published = min(
        (page.last_published_at for page in live if page.last_published_at), default=None
    )
    later = [at for at in changed if published is None or at > published]
    return (TranslationState.STALE, min(later)) if later else (TranslationState.CURRENT, None)


def confirmation_of(card: Any, today: date) -> Confirmation:
    """Say whether a card (its page with the facts) is confirmed."""
    if card.silent_since:
        return Confirmation.SILENT
    if card.assured_on is None:
        return Confirmation.NEVER
    is_valid = confirmation_is_valid(card.assured_on, card.confirm_every, today)
    return Confirmation.CONFIRMED if is_valid else Confirmation.OVERDUE


def _text(card: Any) -> str:
    """Return the prose of a card, a line for each part."""
    steps = [block["value"].get("title", "") for block in card.steps.raw_data]
    outputs = [block["value"].get("text", "") for block in card.outputs.raw_data]
    return "\n".join([card.summary, strip_tags(card.description), *steps, *outputs])


def _related(cards: list[Any]) -> dict[int, Targets]:
    ids = [card.pk for card in cards]
    rows = [term_rows(ServiceCard, name, ids) for name in TERM_PARTS]
    rows.append(provider_rows(ids))
    return collect(rows)


def _changes(keys: Iterable[Any]) -> dict[Any, list[datetime]]:
    found: dict[Any, list[datetime]] = {}
    rows = MaterialChange.objects.filter(page_key__in=list(keys)).values_list("page_key", "at")
    for key, at in rows:
        found.setdefault(key, []).append(at)
    return found


def passports() -> dict[str, Passport]:
    """Return {translation key: passport} of all cards."""
    groups = translation_groups(ServiceCard.objects.all())
    cards = {key: group.facts for key, group in groups.items()}
    rows = list(cards.values())
    related, changes = _related(rows), _changes(card.translation_key for card in rows)
    codes = dict(Term.objects.values_list("pk", "code"))
    links = {link.url: link for link in CheckedLink.objects.all()}
    urls: dict[int, list[str]] = defaultdict(list)
    for url, ids in urls_of_pages(ServiceCard, rows).items():
        for pk in ids:
            urls[pk].append(url)
    return {
        key: _passport(
            groups[key],
            Known(
                related[card.pk],
                codes,
                changes.get(card.translation_key, []),
                [links.get(url) for url in sorted(urls[card.pk])],
            ),
        )
        for key, card in cards.items()
    }


@dataclass(frozen=True)
class Known:
    """What was asked for at once for all cards."""

    targets: Targets
    codes: dict[int, str]
    changed: list[datetime]
    links: list[CheckedLink | None]  # None: an address that nobody has noted yet


def _passport(group: TranslationGroup, known: Known) -> Passport:
    card, targets = group.facts, known.targets
    filled = filled_parts(
        card, {**targets, "providers": targets["provider"]}, known.codes.get(card.cost_type_id, "")
    )
    others = [page for page in group.rows.values() if page is not card]
    state, since = _translation(others, known.changed)
    visited = [link for link in known.links if link and link.checked_at]
    return Passport(
        gaps=gaps_of(
            filled,
            {known.codes.get(pk, "") for pk in targets["audience"]},
            has_english=state in (TranslationState.CURRENT, TranslationState.STALE),
        ),
        translation=state,
        stale_since=since,
        confirmation=confirmation_of(card, today_in_prague()),
        confirmed_on=card.assured_on,
        broken_links=[link.url for link in visited if link.is_broken],
        unchecked_links=len(known.links) - len(visited),
        lix=lix(_text(card)),
    )
