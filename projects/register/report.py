"""The register in numbers: ideas by state, opportunities by place, success of bids."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext as _

from home.bars import Bars, Kind, stacked_bars
from home.dates import PRAGUE
from home.exports import Table
from home.numbers import percent
from home.references import Terms
from projects.models import Opportunity, ProjectIdea
from projects.register.states import BIDS, LIVE_OPPORTUNITIES, IdeaState, OpportunityState


@dataclass(frozen=True)
class BidRow:
    """The bids of one programme submitted in one year; a total has no programme or no year."""

    programme: str
    year: int | None
    submitted: int
    approved: int
    rejected: int

    @property
    def undecided(self) -> int:
        """Bids that wait for a decision."""
        return self.submitted - self.approved - self.rejected

    @property
    def rate(self) -> int | None:
        """Approved among decided bids in whole per cent; None while nothing is decided."""
        return percent(self.approved, self.approved + self.rejected)


@dataclass(frozen=True)
class Bids:
    """All bids by programme and year, by year, and together."""

    rows: list[BidRow]
    years: list[BidRow]
    total: BidRow

    @property
    def lines(self) -> list[BidRow]:
        """The rows for a table: before those of a year with several programmes its sum."""
        found: list[BidRow] = []
        for year in reversed(self.years):
            rows = [row for row in self.rows if row.year == year.year]
            found += [year, *rows] if len(rows) > 1 else rows
        return found


def _row(programme: str, year: int | None, counts: Counter[str]) -> BidRow:
    return BidRow(
        programme,
        year,
        submitted=counts.total(),
        approved=counts[IdeaState.APPROVED],
        rejected=counts[IdeaState.REJECTED],
    )


def bids(language: str) -> Bids:
    """Return the bids, newest year first. Two queries, for any number of ideas."""
    found = (
        ProjectIdea.objects.filter(state__in=BIDS)
        .annotate(year=ExtractYear("submitted_on"))
        .values("programme_id", "year", "state")
        .annotate(n=Count("pk"))
        .order_by()
    )
    cells: dict[tuple[int, int], Counter[str]] = {}
    years: dict[int, Counter[str]] = {}
    total: Counter[str] = Counter()
    for line in found:
        number = Counter({line["state"]: line["n"]})
        cells.setdefault((line["year"], line["programme_id"] or 0), Counter()).update(number)
        years.setdefault(line["year"], Counter()).update(number)
        total.update(number)
    terms = Terms(language, ids={programme for _year, programme in cells}) if cells else None

    def name(programme: int) -> str:
        term = terms.get(programme) if terms else None
        return term.name if term else "–"

    rows = [_row(name(programme), year, counts) for (year, programme), counts in cells.items()]
    return Bids(
        rows=sorted(rows, key=lambda row: (-(row.year or 0), row.programme)),
        years=[_row("", year, years[year]) for year in sorted(years)],
        total=_row("", None, total),
    )


def year_bars(years: list[BidRow]) -> Bars:
    """Return a bar for each year: approved, not decided, rejected."""
    rows = [
        (
            str(row.year),
            [(Kind.MAIN, row.approved), (Kind.LIGHT, row.undecided), (Kind.LACK, row.rejected)],
        )
        for row in years
    ]
    return stacked_bars(_("Bids by year"), rows)


def bids_table(found: Bids, about: dict[str, Any] | None = None) -> Table:
    """Return the bids for files."""
    columns = ["year", "programme", "submitted", "approved", "rejected", "undecided"]
    columns.append("success_rate_percent")
    rows = [
        [
            *(row.year, row.programme, row.submitted, row.approved, row.rejected),
            *(row.undecided, row.rate),
        ]
        for row in found.rows
    ]
    return Table("zadosti-podle-programu-a-roku", columns, rows, about or {})


def ideas_by_state() -> list[tuple[IdeaState, int]]:
    """Return (state, ideas) of all states, in the order of the pipeline. One query."""
    rows = ProjectIdea.objects.values("state").annotate(n=Count("pk")).order_by()
    found = {row["state"]: row["n"] for row in rows}
    return [(state, found.get(state.value, 0)) for state in IdeaState]


def live_opportunities() -> dict[str, Counter[str]]:
    """Return {district code, "" for the whole region: {state: opportunities}}. One query."""
    rows = Opportunity.objects.filter(state__in=LIVE_OPPORTUNITIES)
    found: dict[str, Counter[str]] = {}
    for line in rows.values("districts__code", "state").annotate(n=Count("pk")).order_by():
        found.setdefault(line["districts__code"] or "", Counter())[line["state"]] += line["n"]
    return found


ENTRY_COLUMNS = (
    *("kind", "number", "name", "acronym", "state", "programme", "call", "submitted_on"),
    *("decided_on", "reason", "sector", "topic", "districts", "actors", "evidence"),
    *("next_step", "next_step_due", "changed_at", "pages"),
)


def register_table() -> Table:
    """Return all ideas and opportunities for a file: a line each. Names are in Czech."""
    common = ("sector", "topic")
    ideas = ProjectIdea.objects.select_related("programme", *common)
    opportunities = Opportunity.objects.select_related(*common)
    fetched = ("districts", "links__page")
    rows = [_idea_line(idea) for idea in ideas.prefetch_related(*fetched)]
    rows += [_opportunity_line(entry) for entry in opportunities.prefetch_related(*fetched)]
    return Table("rejstrik-prilezitosti-a-namety", list(ENTRY_COLUMNS), rows)


def _common(entry: Any) -> list[Any]:
    return [
        entry.sector.name if entry.sector else "",
        entry.topic.name if entry.topic else "",
        ", ".join(term.name for term in entry.districts.all()),
        *(entry.actors, entry.evidence, entry.next_step),
        entry.next_step_due.isoformat() if entry.next_step_due else "",
        entry.changed_at.astimezone(PRAGUE).isoformat(timespec="seconds"),
        "; ".join(link.page.title for link in entry.links.all()),
    ]


def _idea_line(idea: ProjectIdea) -> list[Any]:
    days = [day.isoformat() if day else "" for day in (idea.submitted_on, idea.decided_on)]
    return [
        *("idea", idea.pk, idea.title, idea.acronym, IdeaState(idea.state).label),
        idea.programme.name if idea.programme else "",
        *(idea.call, *days, idea.reason, *_common(idea)),
    ]


def _opportunity_line(entry: Opportunity) -> list[Any]:
    state = OpportunityState(entry.state).label
    return ["opportunity", entry.pk, entry.title, "", state, "", "", "", "", "", *_common(entry)]
