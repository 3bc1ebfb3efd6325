"""What the records say beyond states: programmes, themes, partner countries, all periods.

Counted from the public projects; the snapshot has none of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from home.collation import collation_key
from home.dates import period_text
from home.exports import Table
from home.references import TermView
from projects.listing import ProjectItem
from projects.plots import CountBar, count_bars, count_bars_height

OWN_COUNTRY = "CZ"


@dataclass(frozen=True)
class Breakdown:
    """Numbers of projects by a property, with the shapes of their plot."""

    rows: list[tuple[str, str, int]]  # code, name, number

    @property
    def bars(self) -> list[CountBar]:
        """The plot: one bar for each row."""
        return count_bars([(name, count) for _code, name, count in self.rows])

    @property
    def height(self) -> int:
        """Height of the plot's view box."""
        return count_bars_height(len(self.rows))

    @property
    def sentence(self) -> str:
        """The numbers as one sentence: what the plot says to those who do not see it."""
        return "; ".join(f"{name} {count}" for _code, name, count in self.rows) + "."


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


def _counted(terms: Iterable[TermView]) -> Breakdown:
    terms = list(terms)
    names = {term.code: term.name for term in terms}
    counts = Counter(term.code for term in terms)
    order = sorted(counts, key=lambda code: (-counts[code], collation_key(names[code])))
    return Breakdown([(code, names[code], counts[code]) for code in order])


def by_programme(items: Iterable[ProjectItem]) -> Breakdown:
    """Return the number of projects in each programme, the most frequent first."""
    return _counted(item.programme for item in public(items) if item.programme)


def by_theme(items: Iterable[ProjectItem]) -> Breakdown:
    """Return the number of projects with each topic; one project may have several."""
    return _counted(theme for item in public(items) for theme in item.themes)


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
    """Return a breakdown for files."""
    return Table(name, ["code", "name", "count"], [list(row) for row in breakdown.rows])


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
