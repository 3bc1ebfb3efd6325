"""What cards and their activities are called for a reader."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _

from home.groups import translation_groups
from home.overlay import Part, overlay
from home.references import Pages, PageView
from projects.models import ActionPlanCard


@dataclass(frozen=True)
class CardName:
    """A card with the wording of its activities; `page` is None when it is not public."""

    number: int | None
    title: str
    language: str
    page: PageView | None
    parts: tuple[Part, ...]

    def activity(self, number: int) -> tuple[str, str]:
        """Return (title, its language) of an activity; "" when the card has it no more."""
        for part in self.parts:
            if part["number"] == number:
                return str(part["title"]), part.language
        return "", self.language


def card_names(
    ids: Iterable[int], language: str, others: Iterable[int] = (), only_public: bool = True
) -> tuple[dict[int, CardName], Pages]:
    """Return {id of the page with the facts: name}, and their pages with those of `others`.

    `only_public`: whether cards that are not published keep their wording to themselves. Two
    queries.
    """
    keys = ActionPlanCard.objects.filter(pk__in=set(ids)).values("translation_key")
    rows = ActionPlanCard.objects.filter(translation_key__in=keys)
    groups = translation_groups(rows)
    pages = Pages(language, ids=others, keys=list(groups))
    found = {}
    for key, group in groups.items():
        shown = group.shown(language)
        own = shown or group.facts
        # A card that nobody may see is called by its number alone: its row may be a draft.
        parts = overlay(group.facts, own, "activities") if shown or not only_public else []
        with translation.override(language):
            number = _("Card %(n)s") % {"n": group.facts.number or "–"}
        found[group.facts.pk] = CardName(
            number=group.facts.number,
            title=own.title if shown or not only_public else number,
            language=own.language if shown or not only_public else language,
            page=pages.by_key(key),
            parts=tuple(parts),
        )
    return found, pages
