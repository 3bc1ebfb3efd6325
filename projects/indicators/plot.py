"""The plot of an indicator: lines over time, goals as flags; server-side SVG without style.

Why no library draws: those that are kept well (Matplotlib, pygal, Plotly, Altair) write styles or
scripts into the picture, which the portal's policy forbids, and name colours, which follow the
scheme here (ADR 0020). Coordinates are in units of the view box.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from math import ceil, floor, log10

from projects.indicators.series import Point, Series

WIDTH, HEIGHT = 720, 300
LEFT, RIGHT, TOP, BOTTOM = 88, 588, 26, 262  # room for names of lines at the right
STEPS = (1, 2, 2.5, 5, 10)
MOST_LINES = 5  # of the grid
MOST_LABELS = 8  # years on the axis
SMALLEST = 0.01  # values have two decimals


@dataclass(frozen=True)
class Dot:
    """A value or goal at (x, y)."""

    x: float
    y: float
    point: Point


@dataclass
class Line:
    """The values of one horizon; `path` joins them, `label_y` is where the horizon's name stands.

    `kind`: 0 for the first line, 1 for the second …, each drawn in a way of its own.
    """

    horizon: int
    kind: int
    path: str
    dots: list[Dot]
    goals: list[Dot]
    label_x: float
    label_y: float


@dataclass
class Plot:
    """The whole; `grid`: (y, number), `years`: (x, year)."""

    grid: list[tuple[float, Decimal]]
    years: list[tuple[float, int]]
    lines: list[Line] = field(default_factory=list)
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = RIGHT
    bottom: int = BOTTOM


def _step(span: float) -> float:
    """Return a round distance between lines of the grid."""
    rough = max(span / MOST_LINES, SMALLEST)
    size = 10.0 ** floor(log10(rough))
    steps = [step for step in STEPS if step * size * 100 == round(step * size * 100)]
    return next(step * size for step in steps if step * size >= rough * 0.999)


def scale_of(low: float, high: float) -> list[Decimal]:
    """Return the round numbers of the axis; they begin at zero unless values are below it."""
    low, high = min(0.0, low), max(0.0, high)
    span = high - low
    step = _step(span if span >= SMALLEST else 1.0)
    first, last = floor(low / step), max(ceil(high / step), floor(low / step) + 1)
    return [Decimal(str(round(step * number, 10))) for number in range(first, last + 1)]


def _times(points: list[Point]) -> tuple[Callable[[date], float], list[tuple[float, int]]]:
    """Return where a day stands, and the years of the axis."""
    first = min(point.day for point in points)
    last = max(point.day for point in points)
    if (last - first).days < 365:  # one value alone stands in the middle of its year
        first, last = first - timedelta(days=183), last + timedelta(days=183)
    span = (last - first).days

    def at(day: date) -> float:
        return round(LEFT + (RIGHT - LEFT) * (day - first).days / span, 1)

    ends = [year for year in range(first.year, last.year + 1) if first <= date(year, 12, 31)]
    every = ceil(len(ends) / MOST_LABELS)
    years = [(at(date(year, 12, 31)), year) for year in ends[::every] if date(year, 12, 31) <= last]
    return at, years


def plot_of(series: Series) -> Plot | None:
    """Return the plot; None while there is no value."""
    points = [*series.values, *series.goals]
    if not series.values:
        return None
    at, years = _times(points)
    scale = scale_of(float(min(p.value for p in points)), float(max(p.value for p in points)))
    low, high = float(scale[0]), float(scale[-1])

    def height(value: Decimal) -> float:
        return round(BOTTOM - (BOTTOM - TOP) * (float(value) - low) / (high - low), 1)

    def dots(some: list[Point]) -> list[Dot]:
        return [Dot(at(point.day), height(point.value), point) for point in some]

    plot = Plot([(height(number), number) for number in scale], years)
    for kind, horizon in enumerate(series.horizons):
        part = series.of(horizon)
        values, goals = dots(part.values), dots(part.goals)
        end = (values or goals)[-1]
        path = "M" + "L".join(f"{dot.x} {dot.y}" for dot in values) if len(values) > 1 else ""
        plot.lines.append(Line(horizon, kind, path, values, goals, end.x, end.y))
    _spread(plot.lines)
    return plot


def _spread(lines: list[Line]) -> None:
    """Move names of lines apart that would cover each other."""
    placed = sorted(lines, key=lambda line: line.label_y)
    for above, below in pairwise(placed):
        below.label_y = max(below.label_y, above.label_y + 18)
