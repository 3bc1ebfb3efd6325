"""Full text among service cards, by translation group."""

from __future__ import annotations

from search.queries import search_pages
from servicecards.models import ServiceCard


def keys_for(query: str, language: str) -> dict[str, int]:
    """Return {translation key: rank} of the cards that contain the words, best first.

    Both languages are searched, the reader's first: a card without a translation must be found.
    Who may see a card is the business of the index that the keys are compared with.
    """
    found: dict[str, int] = {}
    for page in search_pages(query, language, ServiceCard.objects.live(), check_access=False):
        found.setdefault(str(page.translation_key), len(found))
    return found
