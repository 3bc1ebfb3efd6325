"""Full text among service cards, by translation group."""

from __future__ import annotations

from search.finding import MOST, find, short_list
from search.models import PageText


def keys_for(query: str, language: str) -> tuple[dict[str, int], bool]:
    """Return {translation key: rank} of the cards that the words find, best first.

    And whether no card has all of them. Who may see a card is the business of the index that the
    keys are compared with.
    """
    answer = find(query, language, chosen={"type": ["service"]}, limit=MOST)
    ids = short_list(answer)
    keys = dict(PageText.objects.filter(pk__in=ids).values_list("page_id", "group"))
    found: dict[str, int] = {}
    for pk in ids:
        if pk in keys:
            found.setdefault(str(keys[pk]), len(found))
    return found, answer.is_partial
