"""The coverage board in the admin: plot, table, CSV; every number leads to the list behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from home.editors import NONE, admin_language
from home.exports import Table, csv_response
from partners.editors.access import SEE_FEEDBACK, RoomView
from servicecards.coverage import PERIOD, Board, Cell, Row, board

WIDTH, LINE, LABEL = 640, 34, 250  # of the plot, in units of the view box


@dataclass(frozen=True)
class Bar:
    """A row of the plot: confirmed and not confirmed cards, and what was asked for in vain."""

    name: str
    y: int
    confirmed: float
    stale: float
    lacking: float
    row: Row


def bars(rows: list[Row]) -> list[Bar]:
    """Return a bar for each need; the longest is 340 units for cards and for gaps alike."""
    most = max((max(row.total.live, row.lacking) for row in rows), default=0) or 1
    scale = (WIDTH - LABEL - 50) / most
    return [
        Bar(
            row.name or _("(no topic)"),
            number * LINE,
            round((row.total.live - row.total.stale) * scale, 1),
            round(row.total.stale * scale, 1),
            round(row.lacking * scale, 1),
            row,
        )
        for number, row in enumerate(rows)
    ]


class CoverageView(RoomView):
    """The board."""

    permission = SEE_FEEDBACK
    room_url_name = "coverage"
    room_label = gettext_lazy("Coverage")
    page_title = gettext_lazy("Coverage")
    header_icon = "table"
    template_name = "wagtailadmin/contact/coverage.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the page, or the table as CSV."""
        if request.GET.get("format") == "csv":
            return csv_response(table_of(board(admin_language(), self._territory)))
        return super().get(request, *args, **kwargs)

    @property
    def _territory(self) -> str:
        return self.request.GET.get("territory", "")[:80]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the board, its plot and the addresses behind the numbers."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        territory = self._territory
        found = board(admin_language(), territory)
        return {
            **context,
            "board": found,
            "lines": [self._line(row, found, territory) for row in found.rows],
            "bars": bars(found.rows),
            "height": len(found.rows) * LINE,
            "label": LABEL,
            "width": WIDTH,
            "territory": territory,
            "csv_url": "?" + urlencode({"format": "csv", "territory": territory}),
            "searches_url": reverse("search_report") + "?outcome=empty",
            "feedback_url": reverse("feedback_report"),
            "place_heads": [*found.district_names.values(), _("not stated")],
            "places": [
                (row, [found.districts[row.code].get(code, 0) for code in _place_codes(found)])
                for row in found.rows
                if row.code in found.districts
            ],
        }

    def _line(self, row: Row, found: Board, territory: str) -> dict[str, Any]:
        cells = [
            (row.cells.get(code, Cell()), cards_url(row.code, code, territory))
            for code, _name in found.columns
        ]
        query = {"turn": "office", "topic": row.code}
        told = {"topic": row.code, "days": PERIOD.days}
        return {
            "row": row,
            "cells": cells,
            "url": cards_url(row.code, "", territory),
            "stale_url": cards_url(row.code, "", territory, "confirmation"),
            "needs_url": f"{reverse('firm_needs')}?{urlencode(told)}",
            "enquiries_url": f"{reverse('enquiries')}?{urlencode(query)}",
        }


def _place_codes(found: Board) -> list[str]:
    return [*found.district_names, NONE]


def cards_url(topic: str, audience: str, territory: str, problem: str = "") -> str:
    """Return the list of the published cards behind a cell."""
    asked = {"topic": topic, "audience": audience, "territory": territory}
    asked |= {"live": "true", "offer": "yes", "problem": problem}
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{reverse('passports:index')}?{query}"


def table_of(found: Board) -> Table:
    """Return the board as a table: a line for each need and target group, then the need's sum."""
    columns = ["need", "target_group", "live", "not_confirmed", "ending", "negative_feedback"]
    columns += ["searches_in_vain", "questions_without_partner", "told_by_firms"]
    rows: list[list[Any]] = []
    for row in found.rows:
        for code, name in found.columns:
            cell = row.cells.get(code, Cell())
            rows.append(
                [row.name, name, cell.live, cell.stale, cell.ending, cell.negative, "", "", ""]
            )
        total = row.total
        rows.append(
            [
                *(row.name, "*", total.live, total.stale, total.ending, total.negative),
                *(row.searches, row.waiting, row.told),
            ]
        )
    return Table("pokryti", columns, rows)
