"""What rooms hand to the loader, and how they register."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from wagtail.models import Page

from home.loading.facts import LANGUAGES, Facts
from home.loading.ledger import Ledger


@dataclass
class PageRecord:
    """One page of the starter content.

    `wording`: {field: {cs, en}}, a list of block values for a StreamField. `facts`: {field:
    value}, where terms are codes and pages identifiers. `inlines`: {accessor: [{field: value}]},
    where {cs, en} stands for wording. `gaps` names what the facts leave open.
    """

    identifier: str
    model: type[Page]
    parent: str | None
    slug: dict[str, str]
    wording: dict[str, dict[str, Any]]
    facts: dict[str, Any] = field(default_factory=dict)
    inlines: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    publish: bool = True
    kind: str = ""
    gaps: tuple[str, ...] = ()


PHRASES = "asked_as.yaml"
Builder = Callable[[Facts], Iterable[PageRecord]]
_builders: list[tuple[int, Builder]] = []


def register_builder(order: int) -> Callable[[Builder], Builder]:
    """Return a decorator for a room's function from facts to records; parents come first."""

    def register(builder: Builder) -> Builder:
        _builders.append((order, builder))
        return builder

    return register


# Writes what is no page from a folder; returns how many things it wrote.
Extra = Callable[[Facts, Ledger], int]
extras: list[Extra] = []


def register_extra(extra: Extra) -> Extra:
    """Register a room's loader of something that is no page."""
    extras.append(extra)
    return extra


def build_records(facts: Facts) -> list[PageRecord]:
    """Return the records of all rooms. Raises FactsError with everything that is wrong."""
    ordered = sorted(_builders, key=lambda pair: pair[0])
    records = [record for _order, builder in ordered for record in builder(facts)]
    _add_phrases(facts, records)
    facts.problems.raise_if_any()
    return records


def _add_phrases(facts: Facts, records: list[PageRecord]) -> None:
    """Give records how people ask for them, from `asked_as.yaml`: a list a language."""
    by_identifier = {record.identifier: record for record in records}
    for identifier, texts in facts.files.get(PHRASES, {}).items():
        record = by_identifier.get(identifier)
        if record is None:
            facts.problems.add(PHRASES, identifier, "", "is the identifier of no page")
        elif record.wording.get("asked_as"):
            facts.problems.add(PHRASES, identifier, "", "has phrases among its facts already")
        elif not isinstance(texts, dict) or set(texts) != set(LANGUAGES):
            facts.problems.add(PHRASES, identifier, "", "needs a list in each language")
        else:
            record.wording["asked_as"] = {code: "\n".join(texts[code]) for code in LANGUAGES}
