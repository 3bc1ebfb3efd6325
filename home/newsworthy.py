"""What pages tell of themselves as news, and what other rooms make of it.

Content rooms register deadlines; the newsletter registers whom an item would reach. Neither knows
the other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from wagtail.admin.panels import Panel


@dataclass(frozen=True)
class Deadline:
    """A page of which readers should hear before a day. `key`: its translation group."""

    key: str
    day: date


Deadlines = Callable[[date], list[Deadline]]
_deadlines: list[Deadlines] = []


def register_deadlines(source: Deadlines) -> Deadlines:
    """Register a room's coming deadlines: today -> deadlines that are near enough to tell."""
    _deadlines.append(source)
    return source


def near_deadlines(today: date) -> list[Deadline]:
    """Return all coming deadlines that are near enough to tell."""
    return [deadline for source in _deadlines for deadline in source(today)]


Reach = Callable[[Any], list[tuple[str, int]]]
_reach: list[Reach] = []


def register_reach(source: Reach) -> Reach:
    """Register who tells whom a page would reach: page -> (how often, number of readers)."""
    _reach.append(source)
    return source


class ReachPanel(Panel):
    """Says beside the tick how many subscribers the page would reach; no field."""

    class BoundPanel(Panel.BoundPanel):
        """The panel for one page."""

        template_name = "wagtailadmin/reach_panel.html"

        def is_shown(self) -> bool:
            """Say whether there is a page to speak about: not before its first saving."""
            return bool(self.instance and self.instance.pk and _reach)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Add the numbers."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            facts = self.instance.facts
            context["reach"] = [row for source in _reach for row in source(facts)]
            context["topics"] = [term.name for term in facts.topics.all()]
            return context
