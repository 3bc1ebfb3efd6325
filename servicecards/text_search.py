"""Full text among service cards, by translation group."""

from __future__ import annotations

from search.queries import search_pages
from servicecards.models import ServiceCard


def keys_for(query: str, language: str) -> tuple[dict[str, int], bool]:
    """Return {translation key: rank} of the cards that contain the words, best first.

    And whether they contain only some of them.

    Both languages are searched, the reader's first: a card without a translation must be found.
    Who may see a card is the business of the index that the keys are compared with.
    """
    found: dict[str, int] = {}
    pages = search_pages(query, language, ServiceCard.objects.live(), check_access=False)
    for page in pages:
        found.setdefault(str(page.translation_key), len(found))
    return found, pages.is_partial
