"""Topics and districts of an enquiry: codes in the table, names for readers."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from home.references import Terms
from home.vocabularies import Vocabulary


@dataclass(frozen=True)
class Names:
    """{code: name} of topics and of districts, each in the vocabulary's order."""

    topics: dict[str, str]
    districts: dict[str, str]


def names_in(language: str) -> Names:
    """Return what topics and districts are called in a language, in one query."""
    terms = Terms(language or settings.LANGUAGE_CODE, codes=(), whole=True)
    return Names(terms.names(Vocabulary.TOPICS), terms.names(Vocabulary.DISTRICTS))
