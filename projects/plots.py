"""Shapes of the statistics' plots: server-side SVG without script or style.

Coordinates are in units of the view box; the classes `p-*` colour (look, section Plots).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from projects.models import ProjectStatus

SQUARE, GAP, COLUMNS = 32, 8, 10
MOST_SQUARES = 120  # beyond that things are no longer counted as things: bars
LEFT, RIGHT, ROW, BAR, TOP = 130, 818, 48, 30, 30
EDGE = 12  # length of the arrow's tip


@dataclass(frozen=True)
class Mark:
    """One thing in the plot, at (x, y)."""

    status: ProjectStatus
    x: int
    y: int


@dataclass(frozen=True)
class Bar:
    """A number as a bar from zero; `width` in units of the view box."""

    status: ProjectStatus
    y: int
    width: float
    count: int


def squares(counts: dict[ProjectStatus, int]) -> list[Mark]:
    """Return one mark for each proposal, in the order of the counts; [] when there are too many."""
    if sum(counts.values()) > MOST_SQUARES:
        return []
    statuses = [status for status, count in counts.items() for _n in range(count)]
    step = SQUARE + GAP
    return [
        Mark(status, 2 + number % COLUMNS * step, 2 + number // COLUMNS * step)
        for number, status in enumerate(statuses)
    ]


def squares_height(marks: list[Mark]) -> int:
    """Return the height of the view box."""
    return (marks[-1].y if marks else 0) + SQUARE + 2


def bars(counts: dict[ProjectStatus, int]) -> list[Bar]:
    """Return a bar for each state, the longest 300 units."""
    most = max(counts.values(), default=0) or 1
    return [
        Bar(status, 4 + number * 40, round(300 * count / most, 1), count)
        for number, (status, count) in enumerate(counts.items())
    ]


@dataclass(frozen=True)
class CountBar:
    """A named number as a bar under its name; `y` is the base line of the name."""

    label: str
    y: int
    width: float
    count: int


COUNT_ROW, COUNT_WIDTH = 48, 340


def count_bars(rows: list[tuple[str, int]]) -> list[CountBar]:
    """Return a bar for each (name, number), the longest 340 units."""
    most = max((count for _name, count in rows), default=0) or 1
    return [
        CountBar(name, 16 + number * COUNT_ROW, round(COUNT_WIDTH * count / most, 1), count)
        for number, (name, count) in enumerate(rows)
    ]


def count_bars_height(rows: int) -> int:
    """Return the height of the view box."""
    return rows * COUNT_ROW


@dataclass(frozen=True)
class Span:
    """A project on the time line; an arrow when it still runs."""

    label: str
    y: int
    path: str


@dataclass(frozen=True)
class Timeline:
    """The time line: years as (x, label or ""), spans, today's x."""

    years: list[tuple[float, str]]
    spans: list[Span]
    today_x: float | None
    height: int


def _x(day: date, first: int, last: int) -> float:
    """Return where a day stands between the first of January of `first` and of `last`."""
    start, end = date(first, 1, 1).toordinal(), date(last, 1, 1).toordinal()
    return round(LEFT + (RIGHT - LEFT) * (day.toordinal() - start) / (end - start), 1)


def _path(left: float, right: float, y: int, runs: bool) -> str:
    if not runs:
        return f"M{left} {y}H{right}V{y + BAR}H{left}z"
    neck = max(left, right - EDGE)
    return f"M{left} {y}H{neck}L{right} {y + BAR // 2}L{neck} {y + BAR}H{left}z"


def timeline(periods: list[tuple[str, date, date]], today: date) -> Timeline | None:
    """Return the time line of (label, first day, last day); None when there is nothing to draw."""
    if not periods:
        return None
    first = min(start.year for _l, start, _e in periods)
    last = max(end.year for _l, _s, end in periods) + 1
    every = max(1, (last - first) // 6)
    years = [
        (_x(date(year, 1, 1), first, last), str(year) if (year - first) % every == 0 else "")
        for year in range(first, last + 1)
    ]
    spans = []
    for number, (label, start, end) in enumerate(periods):
        y = TOP + number * ROW
        right = max(_x(end, first, last), _x(start, first, last) + 4)
        spans.append(Span(label, y, _path(_x(start, first, last), right, y, start <= today <= end)))
    inside = date(first, 1, 1) <= today <= date(last, 1, 1)
    today_x = _x(today, first, last) if inside else None
    return Timeline(years, spans, today_x, TOP + len(periods) * ROW)
