"""What the records say beyond states: programmes, themes, partner countries, all periods.

Counted from the public projects; the snapshot has none of it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from home.collation import collation_key
from home.dates import period_text
from home.exports import Table
from home.numbers import percent
from home.references import TermView
from projects.listing import ProjectItem
from projects.models import ProjectStatus
from projects.plots import CountBar, count_bars, count_bars_height

OWN_COUNTRY = "CZ"
STATES: tuple[ProjectStatus | None, ...] = (*ProjectStatus, None)


@dataclass(frozen=True)
class Line:
    """Projects with one property, by state. Rejected bids are counted without being shown."""

    code: str
    name: str
    states: Counter[ProjectStatus | None]

    @property
    def count(self) -> int:
        """All of them."""
        return self.states.total()

    @property
    def cells(self) -> list[int]:
        """Numbers by state, in the order of `STATES`."""
        return [self.states[status] for status in STATES]

    @property
    def rate(self) -> int | None:
        """Share of the won ones in per cent; None while no rejected bid is recorded."""
        rejected = self.states[ProjectStatus.REJECTED]
        return percent(self.count - rejected, self.count) if rejected else None


@dataclass(frozen=True)
class Breakdown:
    """Numbers of projects by a property, with the shapes of their plot."""

    rows: list[Line]

    @property
    def heads(self) -> list[str]:
        """Names of the states, for the table."""
        return [str(status.label) if status else _("State not documented") for status in STATES]

    @property
    def bars(self) -> list[CountBar]:
        """The plot: one bar for each row."""
        return count_bars([(line.name, line.count) for line in self.rows])

    @property
    def height(self) -> int:
        """Height of the plot's view box."""
        return count_bars_height(len(self.rows))

    @property
    def sentence(self) -> str:
        """The numbers as one sentence: what the plot says to those who do not see it."""
        return "; ".join(f"{line.name} {line.count}" for line in self.rows) + "."


@dataclass(frozen=True)
class CountryMatrix:
    """Projects × partner countries. `rows`: project, and whether it has each of the countries."""

    countries: list[TermView]
    rows: list[tuple[ProjectItem, list[bool]]]

    @property
    def totals(self) -> list[int]:
        """Number of projects with each country."""
        return [sum(marks[n] for _item, marks in self.rows) for n in range(len(self.countries))]

    @property
    def columns(self) -> list[tuple[TermView, int]]:
        """Countries with their number of projects."""
        return list(zip(self.countries, self.totals, strict=True))


def public(items: Iterable[ProjectItem]) -> list[ProjectItem]:
    """Return the projects that everybody may see."""
    return [item for item in items if item.is_public]


def counted(items: Iterable[ProjectItem]) -> list[ProjectItem]:
    """Return the public projects, and rejected bids that count."""
    rejected = ProjectStatus.REJECTED
    return [item for item in items if item.is_public or (item.counts and item.status == rejected)]


def _lines(pairs: Iterable[tuple[TermView, ProjectItem]]) -> Breakdown:
    names: dict[str, str] = {}
    states: dict[str, Counter[ProjectStatus | None]] = defaultdict(Counter)
    for term, item in pairs:
        names[term.code] = term.name
        states[term.code][item.status] += 1
    lines = [Line(code, names[code], found) for code, found in states.items()]
    return Breakdown(sorted(lines, key=lambda line: (-line.count, collation_key(line.name))))


def by_programme(items: Iterable[ProjectItem]) -> Breakdown:
    """Return the number of projects in each programme, the most frequent first."""
    return _lines((item.programme, item) for item in counted(items) if item.programme)


def by_theme(items: Iterable[ProjectItem]) -> Breakdown:
    """Return the number of projects with each topic; one project may have several."""
    return _lines((theme, item) for item in counted(items) for theme in item.themes)


def country_matrix(items: Iterable[ProjectItem]) -> CountryMatrix:
    """Return which public project has partners in which country abroad."""
    abroad = [
        (item, {term.code: term for term in item.countries if term.notation != OWN_COUNTRY})
        for item in public(items)
    ]
    found = {code: term for _item, terms in abroad for code, term in terms.items()}
    countries = sorted(found.values(), key=lambda term: collation_key(term.name))
    rows = [(item, [term.code in terms for term in countries]) for item, terms in abroad if terms]
    return CountryMatrix(countries, rows)


def projects_table(items: Iterable[ProjectItem]) -> Table:
    """Return all public projects with state, period, programme, themes and countries."""
    rows: list[list[Any]] = [
        [
            item.identifier,
            item.acronym,
            item.title,
            item.kind,
            item.status.value if item.status else "",
            item.starts.iso if item.starts else "",
            item.ends.iso if item.ends else "",
            item.programme.name if item.programme else "",
            "; ".join(item.topics),
            "; ".join(term.notation or term.code for term in item.countries),
        ]
        for item in public(items)
    ]
    columns = ["identifier", "acronym", "title", "kind", "status", "start", "end", "programme"]
    return Table("projekty", [*columns, "topics", "countries"], rows)


def breakdown_table(name: str, breakdown: Breakdown) -> Table:
    """Return a breakdown for files: a column for each state, then all, then the rate."""
    codes = [status.value if status else "neznamy" for status in STATES]
    rows: list[list[Any]] = [
        [line.code, line.name, *line.cells, line.count, line.rate] for line in breakdown.rows
    ]
    return Table(name, ["code", "name", *codes, "count", "success_rate_percent"], rows)


def country_table(matrix: CountryMatrix) -> Table:
    """Return the matrix for files: one row for each project and country."""
    rows = [
        [item.identifier, item.acronym or item.title, country.notation, country.name]
        for item, marks in matrix.rows
        for country, has in zip(matrix.countries, marks, strict=True)
        if has
    ]
    return Table("projekty-a-zeme", ["identifier", "project", "country", "name"], rows)


def periods(items: Iterable[ProjectItem]) -> list[tuple[ProjectItem, str]]:
    """Return all public projects with their period in words; "" where it is not documented.

    Those with a known beginning stand first, by it.
    """

    def order(item: ProjectItem) -> tuple[bool, int, tuple[str, str]]:
        day = item.starts.day.toordinal() if item.starts else 0
        return item.starts is None, day, collation_key(item.acronym or item.title)

    found = sorted(public(items), key=order)
    return [(item, period_text(item.starts, item.ends)) for item in found]
