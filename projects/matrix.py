"""The role matrix: rows of actor × activity × role as a table for readers and for files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from home.overlay import Wording, is_foreign
from home.references import Pages, PageView
from home.relations import is_in_memory
from projects.models import Role, RoleAssignment

# Taxonomy (`actor_roles`): the codes under which files name the roles.
CODES = {Role.LEAD: "G", Role.CO_LEAD: "SG", Role.COOPERATION: "S"}


@dataclass
class Cell:
    """One field of the matrix; `footnote` is the number of its explanation."""

    role: Role
    note: Wording
    reader_note: Wording
    as_printed: bool
    footnote: int = 0

    @property
    def role_label(self) -> str:
        """The role in words."""
        return str(self.role.label)


@dataclass
class Row:
    """An actor with its cells by number of the activity."""

    page: PageView
    short_name: str
    title: str
    cells: dict[int, Cell] = field(default_factory=dict)

    def in_order(self, numbers: Iterable[int]) -> list[tuple[int, Cell | None]]:
        """Return (activity, cell), None where the source names no role."""
        return [(number, self.cells.get(number)) for number in numbers]


@dataclass
class Matrix:
    """Actors × activities."""

    numbers: list[int]
    rows: list[Row]
    footnotes: list[tuple[int, Wording]]

    @property
    def cell_count(self) -> int:
        """How many fields hold a role."""
        return sum(number in row.cells for row in self.rows for number in self.numbers)

    def table(self) -> list[tuple[Row, list[tuple[int, Cell | None]]]]:
        """Return the rows for the template."""
        return [(row, row.in_order(self.numbers)) for row in self.rows]

    def roles_of(self, number: int) -> list[tuple[Role, list[tuple[Row, Cell]]]]:
        """Return who does what in one activity, leads first."""
        found = []
        for role in Role:
            members = [
                (row, row.cells[number])
                for row in self.rows
                if number in row.cells and row.cells[number].role == role
            ]
            if members:
                found.append((role, members))
        return found


def short_label(title: str) -> str:
    """Return a name without its explanation: "CzechInvest – Agentura …", "Samosprávy (kraje …)"."""
    return title.split(" – ")[0].split(" (")[0]


def rows_of(rows: Any, facts: Any, own: Any, accessor: str) -> tuple[list[Any], dict[Any, Any]]:
    """Return an inline's rows of the source card, and those of the shown card by key. One query.

    `rows`: the inline's manager or queryset; `accessor`: its name on the card.
    """
    if is_in_memory(facts):
        return list(getattr(facts, accessor).all()), {}
    ordered = list(rows.filter(card_id__in={facts.pk, own.pk}).order_by("sort_order"))
    wording = {row.translation_key: row for row in ordered if row.card_id == own.pk}
    return [row for row in ordered if row.card_id == facts.pk], wording


def row_wording(row: Any, other: Any | None, name: str, langs: Languages) -> Wording:
    """Return a text of a row in the reader's wording, or the source's where there is none."""
    source, mine = getattr(row, name), getattr(other, name, "") if other else ""
    if langs.own != langs.source and source and is_foreign(mine, source):
        return Wording(source, langs.source)
    return Wording(mine or source, langs.own)


@dataclass(frozen=True)
class Languages:
    """Languages of the facts and of the shown page."""

    source: str
    own: str


def build(
    rows: list[RoleAssignment],
    wording: dict[Any, RoleAssignment],
    pages: Pages,
    numbers: list[int],
    languages: Languages,
    role: str = "",
) -> Matrix:
    """Return the matrix; with `role` only the actors and fields that have it."""
    found: dict[int, Row] = {}
    footnotes: list[tuple[int, Wording]] = []
    for row in rows:
        # A row that an editor has just begun has no role yet; an actor may not be public.
        view = pages.get(row.actor_id)
        if row.role not in Role.values or (role and row.role != role) or view is None:
            continue
        other = wording.get(row.translation_key)
        cell = Cell(
            Role(row.role),
            row_wording(row, other, "note", languages),
            row_wording(row, other, "reader_note", languages),
            row.as_printed,
        )
        if cell.reader_note:
            cell.footnote = len(footnotes) + 1
            footnotes.append((cell.footnote, cell.reader_note))
        short = row.actor.short_name or short_label(view.title)
        line = found.setdefault(row.actor_id, Row(view, short, view.title))
        line.cells[row.activity] = cell
    return Matrix(numbers, list(found.values()), footnotes)
