"""The glossary by initial letter, in the order of the reader's language."""

from __future__ import annotations

from dataclasses import dataclass

from home.collation import collation_key
from home.folding import fold
from home.groups import translation_groups
from home.models import GlossaryTermPage

OWN_LETTERS = "ČŘŠŽ"  # letters with a place of their own in the Czech alphabet


@dataclass(frozen=True)
class GlossaryEntry:
    """A term for a reader; `language` is that of its wording."""

    slug: str
    title: str
    summary: str
    language: str


def initial(title: str, language: str) -> str:
    """Return the heading under which a term stands; Czech "ch" is a letter of its own."""
    if language == "cs" and title[:2].casefold() == "ch":
        return "CH"
    first = title[:1].upper()
    return first if first in OWN_LETTERS else fold(first).upper()


def glossary_of(language: str) -> list[tuple[str, list[GlossaryEntry]]]:
    """Return the public terms by initial letter. One query."""
    shown = [g.shown(language) for g in translation_groups(GlossaryTermPage.objects.all()).values()]
    entries = [
        GlossaryEntry(page.slug, page.title, page.summary, page.language) for page in shown if page
    ]
    key = collation_key if language == "cs" else fold
    entries.sort(key=lambda entry: key(entry.title))
    by_letter: dict[str, list[GlossaryEntry]] = {}
    for entry in entries:
        by_letter.setdefault(initial(entry.title, language), []).append(entry)
    return list(by_letter.items())
