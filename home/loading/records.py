"""What rooms hand to the loader, and how they register."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from wagtail.models import Page

from home.loading.facts import Facts


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


Builder = Callable[[Facts], Iterable[PageRecord]]
_builders: list[tuple[int, Builder]] = []


def register_builder(order: int) -> Callable[[Builder], Builder]:
    """Return a decorator for a room's function from facts to records; parents come first."""

    def register(builder: Builder) -> Builder:
        _builders.append((order, builder))
        return builder

    return register


def build_records(facts: Facts) -> list[PageRecord]:
    """Return the records of all rooms. Raises FactsError with everything that is wrong."""
    ordered = sorted(_builders, key=lambda pair: pair[0])
    records = [record for _order, builder in ordered for record in builder(facts)]
    facts.problems.raise_if_any()
    return records
