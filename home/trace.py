"""The trace: from plan to project to service, as far as links lead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from home.references import PageView
from home.summaries import page_types

ORDER = ("plan", "project", "service")


@dataclass
class Stop:
    """One stop; `current` is the title of the page that is being read, if it stands here."""

    trail: str
    kind: Any
    current: str = ""
    pages: list[PageView] = field(default_factory=list)


def trace_of(own: Any, linked: Iterable[PageView]) -> list[Stop]:
    """Return the stops of the trace of page `own`; [] when it leads nowhere.

    Pages beside the own one (related projects, related services) are no stops.
    """
    types = page_types()
    stops: dict[str, Stop] = {own.trail: Stop(own.trail, own.kind_label, own.title)}
    for view in linked:
        model = types.get(view.model)
        if model is None or model.trail not in ORDER or model.trail == own.trail:
            continue
        stop = stops.setdefault(model.trail, Stop(model.trail, model.kind_label))
        if view.key not in {page.key for page in stop.pages}:
            stop.pages.append(view)
    found = [stops[trail] for trail in ORDER if trail in stops]
    return found if len(found) > 1 or (own.trail in stops and stops[own.trail].pages) else []
