"""For which readers a page is an answer, as the beginning of its keys.

A reader gets the pages of their language, and of the source language those that have no version
in theirs (as `home.groups`). That is decided when a page is indexed: its keys begin with its
scope, the page's language and the other languages it stands in for ("cs1export", "csen1export").
So an engine need not filter: words of other scopes are simply other words.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from itertools import combinations

from django.conf import settings

END = "1"  # parts scope from key; no language code has a digit


def languages() -> tuple[str, ...]:
    """Return the codes of the portal's languages."""
    return tuple(code for code, _name in settings.LANGUAGES)


def scope(language: str, translated: Iterable[str]) -> str:
    """Return the scope of a page whose group is published in the languages `translated`."""
    if language != settings.LANGUAGE_CODE:
        return language + END
    present = {language, *translated}
    return language + "".join(sorted(set(languages()) - present)) + END


@cache
def scopes_for(reader: str) -> tuple[tuple[str, str], ...]:
    """Return (scope, language of its pages) of all pages that a reader of `reader` may get."""
    source = settings.LANGUAGE_CODE
    others = sorted(set(languages()) - {source})
    found = [] if reader == source else [(reader + END, reader)]
    for size in range(len(others) + 1):
        for missing in combinations(others, size):
            if reader == source or reader in missing:
                found.append((source + "".join(missing) + END, source))
    return tuple(found)


@cache
def _languages_of_scopes() -> dict[str, str]:
    return {name: pages for reader in languages() for name, pages in scopes_for(reader)}


def parted(name: str) -> tuple[str, str]:
    """Return language and bare key of a key with its scope."""
    beginning, _end, bare = name.partition(END)
    return _languages_of_scopes().get(beginning + END, beginning), bare
