"""A list of results as readers see it: title and text with the hits marked, what it is, whose."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from home.references import Pages, PageView
from search.analysis.snippets import Pieces, excerpt, highlight, hit_count
from search.attachments import documents_of
from search.knowledge import kept_knowledge
from search.labels import PROVIDER, TOPIC, kind_of
from search.models import PageText
from search.understanding import Question


@dataclass(frozen=True)
class Row:
    """One result."""

    page: PageView
    title: Pieces
    snippet: Pieces
    kind: Any
    trail: str
    providers: list[str]
    topic: str = ""  # its sign stands beside the result
    document: Any = None  # where the words stand in a document of the page only


def _hits(question: Question, scope: str) -> set[str]:
    """Return the bare keys that are hits in texts of a scope."""
    return {name[len(scope) :] for name in question.names() if name.startswith(scope)}


def rows_of(ids: Sequence[int], question: Question, pages: Pages) -> dict[int, Row]:
    """Return the results by page id; what is no more public is left out. Two queries.

    Where a page is not for this reader any more (it became private, or got a translation), `pages`
    knows another version for it, whose text this is not.
    """
    texts = PageText.objects.in_bulk(ids)
    shown = [(pk, view) for pk in ids if pk in texts and (view := pages.get(pk)) and view.pk == pk]
    missing = [pk for pk, _view in shown if not _is_in_text(texts[pk], question)]
    documents = documents_of(missing) if missing else {}
    return {pk: _row(texts[pk], view, question, documents.get(pk, ())) for pk, view in shown}


def _is_in_text(text: PageText, question: Question) -> bool:
    hits = _hits(question, text.scope)
    own = f"{text.title} {text.summary} {text.body}"
    return not text.files_keys or hit_count(own, hits, text.language) > 0


def _row(text: PageText, view: PageView, question: Question, documents: Iterable[Any]) -> Row:
    hits = _hits(question, text.scope)
    kind, trail = kind_of(view.model)
    snippet, document = _snippet(text, hits, documents)
    providers = [
        kept_knowledge().name(PROVIDER, choice.partition(":")[2], view.language)
        for choice in text.facets
        if choice.startswith(f"{PROVIDER}:")
    ]
    topics = [choice.partition(":")[2] for choice in text.facets if choice.startswith(TOPIC)]
    return Row(
        page=view,
        title=highlight(text.title, hits, text.language),
        snippet=snippet,
        kind=kind,
        trail=trail,
        providers=providers,
        topic=topics[0] if topics else "",
        document=document,
    )


def _snippet(text: PageText, hits: set[str], documents: Iterable[Any]) -> tuple[Pieces, Any]:
    """Return what is shown of a page: its summary, unless the words stand elsewhere only."""
    for document in documents:
        if found := excerpt(document.text, hits, text.language):
            return found, document.document
    in_summary = hit_count(text.summary, hits, text.language)
    if in_summary < min(2, hit_count(text.body, hits, text.language)):
        return excerpt(text.body, hits, text.language), None
    return highlight(text.summary, hits, text.language), None
