"""A news item as one reader gets it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from home.dates import PreciseDate
from home.overlay import Wording, wording
from home.references import Pages, PageView, Terms, TermView
from home.relations import targets_of

TERM_FIELDS = ("topics", "audience", "territory")


@dataclass
class NewsView:
    """What the template of a news item needs."""

    title: str
    language: str
    date: PreciseDate | None
    kind_label: str
    summary: Wording
    terms: dict[str, list[TermView]]
    publisher: PageView | None
    about: list[PageView]
    withdrawal: Wording | None
    sources: list[dict[str, str]]


def news_view(own: Any, language: str) -> NewsView:
    """Return the item `own` for a reader of `language`; three queries."""
    facts = own.facts
    targets = targets_of(facts, TERM_FIELDS)
    ids = [pk for name, pks in targets.items() if ":" in name for pk in pks]
    pages = Pages(language, ids=[*ids, facts.publisher_id or 0])
    terms = Terms(language, ids=[pk for name in TERM_FIELDS for pk in targets[name]])
    about = {view.key: view for pk in ids if (view := pages.get(pk))}
    return NewsView(
        title=own.title,
        language=own.language,
        date=own.precise_date,
        kind_label=facts.get_kind_display() if facts.kind else "",
        summary=wording(facts, own, "summary"),
        terms={name: terms.pick(targets[name]) for name in TERM_FIELDS},
        publisher=pages.get(facts.publisher_id),
        about=list(about.values()),
        withdrawal=wording(facts, own, "withdrawal_reason") if facts.withdrawn_at else None,
        sources=facts.source_list,
    )
