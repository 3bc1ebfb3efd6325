"""Values and goals of indicators, typed in by editors or taken from the actors' reports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import CharField, UUIDField, Value

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

    def sort(self) -> None:
        """Put values and goals in order, the oldest first."""
        self.values.sort(key=_by_day)
        self.goals.sort(key=_by_day)

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


class Row(NamedTuple):
    """A stored value or goal. Goals have neither note nor translations."""

    indicator_id: int
    day: date
    precision: str
    horizon: int
    value: Decimal
    is_provisional: bool
    note: str
    translation_key: object
    is_goal: bool

    @property
    def when(self) -> PreciseDate:
        """The date with its precision."""
        return PreciseDate(self.day, self.precision)


def _stored(ids: Iterable[int]) -> list[Row]:
    """Return the values and goals of some pages. One query."""
    wanted = {"indicator_id__in": set(ids)}
    values = IndicatorValue.objects.filter(**wanted).annotate(is_goal=Value(False))
    goals = IndicatorGoal.objects.filter(**wanted).annotate(
        is_provisional=Value(False),
        note=Value("", output_field=CharField()),
        translation_key=Value(None, output_field=UUIDField(null=True)),
        is_goal=Value(True),
    )
    rows = values.order_by().values_list(*Row._fields)
    return [Row(*row) for row in rows.union(goals.order_by().values_list(*Row._fields), all=True)]


def series_of(indicators: Iterable[tuple[Any, Any]]) -> dict[int, Series]:
    """Return {id: series} of (page with the facts, page that the reader gets).

    Notes are in the wording of the second. The same queries for any number.
    """
    pairs = list(indicators)
    rows = _stored(page.pk for pair in pairs for page in pair)
    wording = {(row.indicator_id, row.translation_key): row for row in rows if not row.is_goal}
    by_page: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        by_page[row.indicator_id].append(row)
    found: dict[int, Series] = defaultdict(Series)
    for facts, own in pairs:
        langs = Languages(facts.language, own.language)
        for row in by_page[facts.pk]:
            if row.is_goal:
                found[facts.pk].goals.append(_point(row))
            else:
                other = wording.get((own.pk, row.translation_key))
                note = row_wording(row, other, "note", langs)
                found[facts.pk].values.append(_point(row, note))
    return _finish(found, [facts for facts, _own in pairs])


def _point(row: Any, note: Wording = NOTHING) -> Point:
    is_provisional = bool(getattr(row, "is_provisional", False))
    return Point(row.when, row.value, row.horizon, is_provisional, note)


def _finish(found: dict[int, Series], pages: list[Any]) -> dict[int, Series]:
    """Add what fills itself, and put everything in order."""
    filled = [page for page in pages if page.filled_from and page.card_id]
    for source in _sources if filled else []:
        for pk, points in source(filled).items():
            typed = {(point.day, point.horizon) for point in found[pk].values}
            # What an editor typed in for a day stands.
            found[pk].values += [p for p in points if (p.day, p.horizon) not in typed]
    for series in found.values():
        series.sort()
    return found


def series_for(own: Any) -> Series:
    """Return the series of one indicator for readers of the page `own`; notes in their wording."""
    facts = own.facts
    if not is_in_memory(facts):
        return series_of([(facts, own)])[facts.pk]
    # In a preview a row may be unfinished.
    rows = [row for row in facts.values.all() if row.day and row.value is not None]
    goals = [row for row in facts.goals.all() if row.day and row.value is not None]
    values = [_point(row, Wording(row.note, facts.language)) for row in rows]
    found = defaultdict(Series, {facts.pk: Series(values, [_point(goal) for goal in goals])})
    return _finish(found, [facts])[facts.pk]
