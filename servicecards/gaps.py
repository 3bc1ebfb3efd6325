"""What a card does not say yet (data model, section 6).

Publishing is refused only without title, summary or competent authority. Everything here is a gap
that an editor may publish with: it is said after publishing, in the editor and in the passport.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

PROVIDER = "provider"  # the role that a card must not lack
UNVERIFIED_COST, UNKNOWN_FUNDING = "overit", "unknown"
# Readers of this target group are abroad: such a card must speak English.
ABROAD = frozenset({"zahranicni-partneri", "investori"})


@dataclass(frozen=True)
class Gap:
    """Something missing: the field to fill in, what it is called, what to do."""

    field: str
    label: Any
    advice: Any


GAPS = (
    Gap("territory", _("territory"), _("Tick where the service applies.")),
    Gap("audience", _("target groups"), _("Tick for whom the service is.")),
    Gap("service_type", _("kind of support"), _("Tick what kind of support it is.")),
    Gap("cost_type", _("cost for the firm"), _("Ask the provider what the firm pays.")),
    Gap("steps", _("first step"), _("Write how the firm starts, in one sentence.")),
    Gap("channels", _("channels"), _("Say how the service can be reached.")),
    Gap("contact_points", _("contact point"), _("Add an office with a shared mailbox or phone.")),
    Gap("publicly_funded_by", _("whose public money pays"), _("Say who pays for the service.")),
    Gap("providers", _("provider"), _("Add the organisation that provides the service.")),
    Gap(
        "assurer_email", _("who confirms the card"), _("Add the mailbox of whoever can confirm it.")
    ),
    Gap("review_due", _("review date"), _("Choose when somebody shall look at the card again.")),
)
ENGLISH = Gap(
    "translation",
    _("English title and summary"),
    _("The card is for people abroad: translate at least its title and summary."),
)
STREAMS = ("steps", "channels", "contact_points")
VALUES = ("assurer_email", "review_due")
TERM_PARTS = ("territory", "audience", "service_type")


def _is_funding_known(card: Any) -> bool:
    sources = [block["value"].get("source") for block in card.publicly_funded_by.raw_data]
    return any(source and source != UNKNOWN_FUNDING for source in sources)


def filled_parts(card: Any, related: Mapping[str, Collection[Any]], cost: str) -> frozenset[str]:
    """Return the fields that say something.

    `related`: what the relations `territory`, `audience`, `service_type` and `providers` hold.
    `cost`: code of the kind of cost, "" where there is none; “check with the provider” is none.
    """
    found = {name for name in STREAMS if getattr(card, name).raw_data}
    found |= {name for name in VALUES if getattr(card, name)}
    found |= {name for name in (*TERM_PARTS, "providers") if related.get(name)}
    if cost and cost != UNVERIFIED_COST:
        found.add("cost_type")
    if _is_funding_known(card):
        found.add("publicly_funded_by")
    return frozenset(found)


def gaps_of(filled: Collection[str], audience: Collection[str], has_english: bool) -> list[Gap]:
    """Return what is missing, in the order of the editor; `audience` holds codes."""
    missing = [gap for gap in GAPS if gap.field not in filled]
    if not has_english and not ABROAD.isdisjoint(audience):
        missing.append(ENGLISH)
    return missing


def gaps_of_card(card: Any) -> list[Gap]:
    """Return the gaps of one card, saved or being edited. Some queries."""
    related: dict[str, list[Any]] = {name: list(getattr(card, name).all()) for name in TERM_PARTS}
    related["providers"] = [row for row in card.providers.all() if row.role == PROVIDER]
    filled = filled_parts(card, related, card.cost_type.code if card.cost_type else "")
    english = type(card).objects.filter(
        translation_key=card.translation_key, locale__language_code="en", live=True
    )
    has_english = card.language == "en" or english.exists()
    return gaps_of(filled, {term.code for term in related["audience"]}, has_english)
