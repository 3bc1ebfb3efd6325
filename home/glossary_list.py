"""The glossary by initial letter, in the order of the reader's language."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from home.collation import collation_key
from home.folding import fold
from home.models import GlossaryTermPage
from home.visibility import with_restriction

OWN_LETTERS = "ČŘŠŽ"  # letters with a place of their own in the Czech alphabet


@dataclass(frozen=True)
class GlossaryEntry:
    """A term for a reader; `language` is that of its wording."""

    slug: str
    title: str
    summary: str
    language: str
    is_translated: bool


def initial(title: str, language: str) -> str:
    """Return the heading under which a term stands; Czech "ch" is a letter of its own."""
    if language == "cs" and title[:2].casefold() == "ch":
        return "CH"
    first = title[:1].upper()
    return first if first in OWN_LETTERS else fold(first).upper()


def glossary_of(language: str) -> list[tuple[str, list[GlossaryEntry]]]:
    """Return the public terms by initial letter. One query."""
    groups: dict[Any, dict[str, Any]] = defaultdict(dict)
    for row in with_restriction(GlossaryTermPage.objects.select_related("locale")):
        if row.live and not row.is_restricted:
            groups[row.translation_key][row.locale.language_code] = row
    entries = []
    for rows in groups.values():
        row = rows.get(language) or rows.get(settings.LANGUAGE_CODE)
        if row:
            entries.append(
                GlossaryEntry(
                    row.slug, row.title, row.summary, row.language, row.language == language
                )
            )
    key = collation_key if language == "cs" else fold
    entries.sort(key=lambda entry: key(entry.title))
    by_letter: dict[str, list[GlossaryEntry]] = {}
    for entry in entries:
        by_letter.setdefault(initial(entry.title, language), []).append(entry)
    return list(by_letter.items())
