"""The embedded engine: candidates from the database, points and facets counted here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db import connection

from search.analysis import words
from search.embedded import postgresql, sqlite
from search.facet_keys import facet_key
from search.hits import Chosen, Hits, Request
from search.knowledge import kept_knowledge
from search.models import PageText
from search.scopes import scopes_for
from search.scoring import WEIGHTS, Candidate, Scorer, ranked
from search.understanding import Question

MOST_SCORED = 120  # pages; 60 and 300 give the same answers (measured)
COLUMNS = (
    *("page_id", "language", "prior", "length", "exact"),
    *(f"{name}_keys" for name in WEIGHTS),
    *("body_keys", "files_keys"),
)
DATABASES: dict[str, Any] = {"sqlite": sqlite, "postgresql": postgresql}


def alternatives_of(question: Question) -> list[tuple[str, ...]]:
    """Return what a page must have one of. A phrase whose words are there alone is left out."""
    found = dict.fromkeys(a.keys for g in question.groups for a in g.alternatives)
    single = {names[0] for names in found if len(names) == 1}
    return [names for names in found if len(names) == 1 or not single.intersection(names)]


def choice_keys(chosen: Chosen, without: str = "") -> list[list[str]]:
    """Return the facet keys of the choices, a list a facet."""
    return [
        [facet_key(f"{parameter}:{value}") for value in values]
        for parameter, values in chosen.items()
        if values and parameter != without
    ]


def _candidates(ids: Iterable[int]) -> list[Candidate]:
    rows = PageText.objects.filter(pk__in=list(ids)).values_list(*COLUMNS)
    return [
        Candidate(
            page=pk,
            language=language,
            prior=prior,
            length=length,
            exact=f" {exact} ",
            fields=tuple(f" {text} " for text in fields),
            body=f" {body} ",
            files=f" {files} " if files else "",
        )
        for pk, language, prior, length, exact, *fields, body, files in rows
    ]


class EmbeddedEngine:
    """Answers from the tables of the portal's own database."""

    @property
    def database(self) -> Any:
        """The functions that ask the present database."""
        return DATABASES[connection.vendor]

    def find(self, request: Request) -> Hits:
        """Return the pages that answer a request."""
        question = request.question
        alternatives = alternatives_of(question)
        if not alternatives:
            return Hits((), 0)
        choices = choice_keys(request.chosen)
        wanted = request.offset + request.limit
        pages, covered = self._ranked(question, alternatives, choices)
        # All ids only where they are needed: they are many.
        ids: list[int] = []
        if request.facets or len(pages) < wanted:
            ids = self.database.matching(alternatives, choices)
            pages += [(pk, 0.0) for pk in sorted(set(ids).difference(covered))[:wanted]]
        shown = tuple(pages[request.offset : wanted])
        return Hits(
            shown,
            len(ids) or self.database.count(alternatives, choices),
            max(covered.values(), default=0),
            self._facets(request, alternatives, ids),
        )

    def count(self, question: Question) -> int:
        """Return how many pages answer."""
        alternatives = alternatives_of(question)
        return self.database.count(alternatives, []) if alternatives else 0

    def _ranked(
        self, question: Question, alternatives: list[tuple[str, ...]], choices: list[list[str]]
    ) -> tuple[list[tuple[int, float]], dict[int, int]]:
        known = kept_knowledge()
        scorer = Scorer(question, known.vocabulary, known.average_length)
        rarities = {names: scorer.rarity(names) for names in alternatives}
        ids = self.database.best(alternatives, choices, rarities, MOST_SCORED)
        return ranked(_candidates(ids), scorer)

    def _facets(
        self, request: Request, alternatives: list[tuple[str, ...]], ids: list[int]
    ) -> dict[str, dict[str, int]]:
        """Count each facet among the pages that the choices of the other facets leave."""
        index = kept_knowledge().facets
        found = {}
        for parameter in request.facets:
            left = ids
            if request.chosen.get(parameter):
                choices = choice_keys(request.chosen, without=parameter)
                left = self.database.matching(alternatives, choices)
            counts: Counter[str] = Counter()
            for pk in left:
                counts.update(index.get(pk, {}).get(parameter, ()))
            found[parameter] = dict(counts)
        return found

    def suggest(self, text: str, reader: str, limit: int) -> list[int]:
        """Return ids of pages whose title has words that begin so."""
        found = words(text)[:8]
        if not found:
            return []
        scopes = [scope for scope, _language in scopes_for(reader)]
        ids: list[int] = self.database.beginning(found, scopes, limit)
        return ids
