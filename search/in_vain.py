"""Searches that found nothing, by the topic that their words name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.db.models import Sum

from home.terms import Term
from home.vocabularies import Vocabulary
from search.analysis import key as word_key
from search.analysis import words
from search.models import SearchCount

SHORTEST = 4  # letters of a word that tells a topic
SHORTEST_STEM = 6  # letters that another word may begin with: "export", not "human"
# Words of the topics' names that tell nothing by themselves (folded).
GENERAL = frozenset(
    (
        *("podnikani", "podnikatele", "zacatek", "misto", "kontaktni", "stop", "shop", "prumysl"),
        *("zdroje", "lidske", "urady", "projekty", "mezinarodni", "vyzvy", "vyzkum", "regionu"),
        *("business", "starting", "entrepreneurs", "calls", "resources", "human", "authorities"),
        *("projects", "international", "industry", "creative", "property", "regional", "other"),
    )
)


def searches_in_vain(since: date, until: date, nothing: str) -> Counter[str]:
    """Return {topic: searches without a result} from `since` to `until`, both included.

    A word of a topic's name in any language tells the topic, also by a word made from it
    ("exportní"), so readers of all languages get the same numbers. Searches that name no topic
    count under `nothing`. Two queries.
    """
    topics = Term.objects.filter(vocabulary=Vocabulary.TOPICS).values_list("code", "name")
    rows = SearchCount.objects.filter(day__gte=since, day__lte=until, found=0)
    counted = rows.values("text", "language").annotate(n=Sum("searches")).order_by()
    telling = {language: _telling(topics, language) for language, _name in settings.LANGUAGES}
    found: Counter[str] = Counter()
    for row in counted:
        found[_topic_of(row["text"], row["language"], telling[row["language"]]) or nothing] += row[
            "n"
        ]
    return found


def _telling(topics: Iterable[tuple[str, str]], language: str) -> dict[str, str]:
    """Return {key of a word: topic}. A word that several topics share tells the first of them."""
    found: dict[str, str] = {}
    for code, name in topics:
        for word in words(name):
            if len(word) >= SHORTEST and word not in GENERAL:
                found.setdefault(word_key(word, language), code)
    return found


def _topic_of(text: str, language: str, telling: dict[str, str]) -> str:
    for word in words(text):
        if code := telling.get(word_key(word, language)):
            return code
        for stem, code in telling.items():
            if len(stem) >= SHORTEST_STEM and word.startswith(stem):
                return code
    return ""
