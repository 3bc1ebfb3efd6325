"""An indicator as one reader gets it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from home.addresses import absolute
from home.dates import today_in_prague
from home.exports import Table
from home.numbers import NBSP, grouped
from home.overlay import Wording, wording
from home.references import Pages, PageView, Terms, TermView
from home.relations import targets_of
from projects.indicators.plot import Plot, plot_of
from projects.indicators.series import Point, Series, series_for
from projects.models import Direction, IndicatorPage

TEXTS = ("summary", "unit", "definition", "value_source")
COLUMNS = ["kind", "date", "horizon_months", "value", "unit", "provisional", "note"]


@dataclass
class IndicatorView:
    """What the template needs. `is_late`: the next value should have been published already."""

    title: str
    language: str
    facts: Any
    texts: dict[str, Wording]
    direction: str
    series: Series
    plot: Plot | None
    sentence: str
    card: PageView | None
    links: dict[str, list[PageView]]
    topics: list[TermView]
    due: date | None
    is_late: bool
    sources: list[dict[str, str]]

    @property
    def has_horizons(self) -> bool:
        """Say whether the table needs a column for them."""
        return any(self.series.horizons)

    @property
    def untranslated(self) -> bool:
        """Say whether a part is in another language than the title."""
        notes = [point.note for point in self.series.values if point.note]
        return any(text.language != self.language for text in [*self.texts.values(), *notes])


def with_unit(value: Decimal, unit: str, language: str) -> str:
    """Return "62 %" with a no-break space."""
    number = grouped(value, language)
    return f"{number}{NBSP}{unit}" if unit else number


def horizon_text(months: int) -> str:
    """Return "after 36 months"."""
    text = ngettext("after %(n)s month", "after %(n)s months", months)
    return text % {"n": months}


def _part_sentence(part: Series, horizon: int, unit: str, language: str) -> str:
    latest, goal = part.latest, part.next_goal
    if latest is None:
        return ""
    start = f"{horizon_text(horizon)}: " if horizon else ""
    text = _("%(value)s (%(date)s)") % {
        "value": with_unit(latest.value, unit, language),
        "date": latest.when.text(language),
    }
    if latest.is_provisional:
        text += f", {_('provisional')}"
    if goal:
        text += "; " + _("goal %(value)s by %(date)s") % {
            "value": with_unit(goal.value, unit, language),
            "date": goal.when.text(language),
        }
    return start + text


def sentence_of(series: Series, unit: str, language: str) -> str:
    """Return the newest values with their goals in words: what the plot says."""
    parts = [
        _part_sentence(series.of(months), months, unit, language) for months in series.horizons
    ]
    text = ". ".join(part[:1].upper() + part[1:] for part in parts if part)
    return f"{text}." if text else _("No value published.")


def indicator_view(own: Any, language: str) -> IndicatorView:
    """Return the indicator `own` for a reader of `language`. Five queries."""
    facts, today = own.facts, today_in_prague()
    targets = targets_of(facts, ("topics",))
    linked = [pk for name, ids in targets.items() if ":" in name for pk in ids]
    pages = Pages(language, ids=[*linked, facts.card_id or 0])
    texts = {name: wording(facts, own, name) for name in TEXTS}
    series = series_for(own)
    due = facts.next_value_due
    return IndicatorView(
        title=own.title,
        language=own.language,
        facts=facts,
        texts=texts,
        direction=str(Direction(facts.direction).label),
        series=series,
        plot=plot_of(series),
        sentence=sentence_of(series, texts["unit"].text, language),
        card=pages.get(facts.card_id),
        links=pages.by_model(linked, own.translation_key),
        topics=Terms(language, ids=targets["topics"]).pick(targets["topics"]),
        due=due,
        is_late=bool(due and due < today),
        sources=facts.source_list,
    )


def table_rows(series: Series, unit: str) -> list[list[Any]]:
    """Return values and goals for files; the rows have the columns `COLUMNS`."""

    def row(kind: str, point: Point) -> list[Any]:
        months = point.horizon or None
        value = Decimal(format(point.value.normalize(), "f"))
        return [kind, point.when.iso, months, value, unit, point.is_provisional, point.note.text]

    return [
        *(row("value", point) for point in series.values),
        *(row("goal", point) for point in series.goals),
    ]


def indicator_table(own: IndicatorPage) -> Table:
    """Return values and goals of one indicator for files."""
    unit = wording(own.facts, own, "unit").text
    about = {
        "indicator": own.identifier,
        "title": own.title,
        "direction": own.facts.direction,
        "url": absolute(own.get_url() or ""),
        "language": own.language,
        "source": wording(own.facts, own, "value_source").text,
    }
    return Table(f"ukazatel-{own.identifier}", COLUMNS, table_rows(series_for(own), unit), about)
