"""The statistics page for one reader: everything is computed from the snapshot's five numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from home.addresses import absolute
from home.bars import Bars
from home.dates import today_in_prague
from home.exports import Table
from home.numbers import percent
from home.overlay import Part, Wording, overlay, wording
from projects.breakdowns import (
    Breakdown,
    CountryMatrix,
    breakdown_table,
    by_programme,
    by_theme,
    country_matrix,
    country_table,
    periods,
    projects_table,
)
from projects.listing import ProjectItem, all_projects
from projects.models import ProjectStatus
from projects.plots import Bar, Mark, Timeline, bars, squares, squares_height, timeline
from projects.register.report import Bids, bids, bids_table, year_bars

FIELDS = {
    ProjectStatus.RUNNING: "running",
    ProjectStatus.BEFORE_START: "before_start",
    ProjectStatus.SUSTAINABILITY: "in_sustainability",
    ProjectStatus.ENDED: "ended",
    ProjectStatus.REJECTED: "rejected",
}


@dataclass(frozen=True)
class Figures:
    """Counts by state with their sums and rate. `rate` in whole per cent, None without a bid."""

    counts: dict[ProjectStatus, int]

    @property
    def submitted(self) -> int:
        """All proposals."""
        return sum(self.counts.values())

    @property
    def approved(self) -> int:
        """Proposals that were not rejected."""
        return self.submitted - self.counts.get(ProjectStatus.REJECTED, 0)

    @property
    def rate(self) -> int | None:
        """Share of approved among submitted proposals."""
        return percent(self.approved, self.submitted)

    @property
    def sound_rate(self) -> int | None:
        """The rate of records: None while no rejection is recorded, 100 % would mean nothing."""
        return self.rate if self.counts[ProjectStatus.REJECTED] else None

    @property
    def approved_sum(self) -> str:
        """The sum as a reader can check it: "5 + 1 + 3 + 9"."""
        parts = [n for status, n in self.counts.items() if status != ProjectStatus.REJECTED]
        return " + ".join(str(number) for number in parts)

    @property
    def rows(self) -> list[tuple[ProjectStatus, int]]:
        """States with their number, for the table."""
        return list(self.counts.items())

    @property
    def sentence(self) -> str:
        """The figures as one sentence: what the plot says to those who do not see it."""
        states = ", ".join(f"{status.label.lower()} {number}" for status, number in self.rows)
        text = ngettext(
            "%(submitted)s proposal submitted, %(approved)s won (%(states)s).",
            "%(submitted)s proposals submitted, %(approved)s won (%(states)s).",
            self.submitted,
        ) % {"submitted": self.submitted, "approved": self.approved, "states": states}
        if self.rate is None:
            return text
        rate = _("The success rate is %(rate)s per cent.") % {"rate": self.rate}
        return f"{text} {rate}"


@dataclass
class StatisticsView:
    """What the template needs."""

    title: str
    language: str
    facts: Any
    figures: Figures
    live: Figures
    squares: list[Mark]
    squares_height: int
    bars: list[Bar]
    timeline: Timeline | None
    periods: list[tuple[ProjectItem, str]]
    texts: dict[str, Wording]
    reasons: list[Part]
    programmes: Breakdown
    themes: Breakdown
    countries: CountryMatrix
    bids: Bids
    bid_bars: Bars
    sources: list[dict[str, str]]


def snapshot_of(facts: Any) -> Figures:
    """Return the figures of the snapshot."""
    return Figures({status: getattr(facts, name) for status, name in FIELDS.items()})


def live_figures(items: list[ProjectItem]) -> Figures:
    """Return the figures of the portal's own records that count, published or rejected."""
    counted = [
        item
        for item in items
        if item.counts and (item.is_public or item.status == ProjectStatus.REJECTED)
    ]
    found = Counter(item.status for item in counted if item.status)
    return Figures({status: found[status] for status in FIELDS})


def _timed(items: list[ProjectItem]) -> list[ProjectItem]:
    """Return the public projects with a known period, by their start."""
    known = [item for item in items if item.is_public and item.starts and item.ends]
    return sorted(known, key=lambda item: (item.starts.day, item.acronym))  # type: ignore[union-attr]


def statistics_view(own: Any, language: str) -> StatisticsView:
    """Return the page `own` for a reader of `language`. Five queries at most."""
    facts, today = own.facts, today_in_prague()
    figures, items = snapshot_of(facts), all_projects(language, today)
    timed, marks, found = _timed(items), squares(figures.counts), bids(language)
    spans = [
        (item.acronym or item.title, item.starts.day, item.ends.last_day)
        for item in timed
        if item.starts and item.ends
    ]
    return StatisticsView(
        title=own.title,
        language=own.language,
        facts=facts,
        figures=figures,
        live=live_figures(items),
        squares=marks,
        squares_height=squares_height(marks),
        bars=[] if marks else bars(figures.counts),
        timeline=timeline(spans, today),
        periods=periods(items),
        texts={
            name: wording(facts, own, name)
            for name in ("summary", "as_of_note", "period_note", "snapshot_note")
        },
        reasons=overlay(facts, own, "reasons"),
        programmes=by_programme(items),
        themes=by_theme(items),
        countries=country_matrix(items),
        bids=found,
        bid_bars=year_bars(found.years),
        sources=facts.source_list,
    )


def _state_table(name: str, figures: Figures, about: dict[str, Any]) -> Table:
    """Return figures for files: one row for each state."""
    rows = [[status.value, str(status.label), number] for status, number in figures.rows]
    return Table(name, ["status", "label", "count"], rows, about)


def live_table(items: list[ProjectItem]) -> Table:
    """Return the live figures for files; no rate while no rejected bid is recorded."""
    figures = live_figures(items)
    about = {"recorded": figures.submitted, "success_rate_percent": figures.sound_rate}
    return _state_table("zaznamenane-projekty", figures, about)


# Value of `tabulka` in the address -> table made from the records.
TABLES: dict[str, Callable[[list[ProjectItem]], Table]] = {
    "zive": live_table,
    "programy": lambda items: breakdown_table("projekty-podle-programu", by_programme(items)),
    "temata": lambda items: breakdown_table("projekty-podle-temat", by_theme(items)),
    "zeme": lambda items: country_table(country_matrix(items)),
    "projekty": projects_table,
}


def table_of(own: Any, name: str, language: str) -> Table:
    """Return the table that the address asks for; the snapshot by default."""
    if name == "zadosti":
        return bids_table(bids(language))
    make = TABLES.get(name)
    return make(all_projects(language)) if make else snapshot_table(own)


def snapshot_table(own: Any) -> Table:
    """Return the snapshot for files: one row for each state, sums and rate at the top of JSON."""
    facts = own.facts
    figures = snapshot_of(facts)
    about = {
        "title": own.title,
        "url": absolute(own.get_url() or ""),
        "language": own.language,
        "as_of": facts.as_of.isoformat() if facts.as_of else None,
        "period": [facts.year_from, facts.year_to],
        "submitted": figures.submitted,
        "approved": figures.approved,
        "success_rate_percent": figures.rate,
        "sources": [source["title"] for source in facts.source_list],
    }
    return _state_table("projekty-podle-stavu", figures, about)
