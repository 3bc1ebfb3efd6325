"""Values and goals of indicators, typed in by editors or taken from the actors' reports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from home.dates import PreciseDate
from home.overlay import Wording
from home.relations import is_in_memory
from projects.matrix import Languages, row_wording
from projects.models import IndicatorGoal, IndicatorPage, IndicatorValue

NOTHING = Wording("", "")


@dataclass(frozen=True)
class Point:
    """A value, or a goal. `horizon` in months, 0 where the indicator has none."""

    when: PreciseDate
    value: Decimal
    horizon: int = 0
    is_provisional: bool = False
    note: Wording = NOTHING

    @property
    def day(self) -> date:
        """The last day that the date means: where the value stands in the plot."""
        return self.when.last_day


@dataclass
class Series:
    """All values and goals of one indicator, the oldest first."""

    values: list[Point] = field(default_factory=list)
    goals: list[Point] = field(default_factory=list)

    @property
    def horizons(self) -> list[int]:
        """The horizons that occur."""
        return sorted({point.horizon for point in [*self.values, *self.goals]})

    def of(self, horizon: int) -> Series:
        """Return the values and goals of one horizon."""
        return Series(
            [point for point in self.values if point.horizon == horizon],
            [point for point in self.goals if point.horizon == horizon],
        )

    @property
    def latest(self) -> Point | None:
        """The newest value."""
        return self.values[-1] if self.values else None

    @property
    def next_goal(self) -> Point | None:
        """The first goal after the newest value; the last goal when all of them are past."""
        after = self.latest.day if self.latest else date.min
        return next((goal for goal in self.goals if goal.day >= after), None) or (
            self.goals[-1] if self.goals else None
        )


# What fills indicators by itself: (indicators that fill themselves) -> {indicator id: values}.
Source = Callable[[list[IndicatorPage]], dict[int, list[Point]]]
_sources: list[Source] = []


def register_values(source: Source) -> Source:
    """Register where indicators with `filled_from` get their values."""
    _sources.append(source)
    return source


def _by_day(point: Point) -> tuple[date, int]:
    return point.day, point.horizon


def series_of(indicators: Iterable[Any]) -> dict[int, Series]:
    """Return {id: series} of indicators that carry their facts: the same queries for any number."""
    pages = list(indicators)
    ids = [page.pk for page in pages]
    found: dict[int, Series] = defaultdict(Series)
    language = {page.pk: page.language for page in pages}
    for row in IndicatorValue.objects.filter(indicator_id__in=ids):
        found[row.indicator_id].values.append(_value(row, language[row.indicator_id]))
    for row in IndicatorGoal.objects.filter(indicator_id__in=ids):
        found[row.indicator_id].goals.append(Point(row.when, row.value, row.horizon))
    return _finish(found, pages)


def _value(row: IndicatorValue, language: str, note: Wording | None = None) -> Point:
    shown = note if note is not None else Wording(row.note, language)
    return Point(row.when, row.value, row.horizon, row.is_provisional, shown)


def _finish(found: dict[int, Series], pages: list[Any]) -> dict[int, Series]:
    """Add what fills itself, and put everything in order."""
    filled = [page for page in pages if page.filled_from and page.card_id]
    for source in _sources if filled else []:
        for pk, points in source(filled).items():
            typed = {(point.day, point.horizon) for point in found[pk].values}
            # What an editor typed in for a day stands.
            found[pk].values += [p for p in points if (p.day, p.horizon) not in typed]
    for series in found.values():
        series.values.sort(key=_by_day)
        series.goals.sort(key=_by_day)
    return found


def series_for(own: Any) -> Series:
    """Return the series of one indicator for readers of the page `own`; notes in their wording."""
    facts = own.facts
    if is_in_memory(facts):
        rows, wording = list(facts.values.all()), {}
        goals = list(facts.goals.all())
    else:
        both = list(IndicatorValue.objects.filter(indicator_id__in={facts.pk, own.pk}))
        rows = [row for row in both if row.indicator_id == facts.pk]
        wording = {row.translation_key: row for row in both if row.indicator_id == own.pk}
        goals = list(IndicatorGoal.objects.filter(indicator_id=facts.pk))
    langs = Languages(facts.language, own.language)
    values = [
        _value(row, "", row_wording(row, wording.get(row.translation_key), "note", langs))
        for row in rows
        if row.day and row.value is not None  # in a preview a row may be unfinished
    ]
    aims = [Point(g.when, g.value, g.horizon) for g in goals if g.day and g.value is not None]
    found = defaultdict(Series, {facts.pk: Series(values, aims)})
    return _finish(found, [facts])[facts.pk]
