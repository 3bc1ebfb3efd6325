"""A page's numbers as CSV and JSON, at the page's own address (`?format=csv`).

CSV keeps RFC 4180 with a byte-order mark (office programs then read Czech letters) and is safe
against formulas: a cell that a spreadsheet would compute gets an apostrophe (OWASP).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.text import slugify

FORMAT_PARAMETER = "format"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
BOM = "\ufeff"
Maker = Callable[..., HttpResponse]


@dataclass
class Table:
    """Rows of equal length under `columns`; `about` stands at the top of the JSON."""

    name: str
    columns: list[str]
    rows: list[list[Any]]
    about: dict[str, Any] = field(default_factory=dict)


def cell(value: Any) -> str:
    """Return a value as a harmless CSV cell; numbers stay numbers."""
    text = "" if value is None else str(value)
    is_number = isinstance(value, int | float | Decimal)
    return f"'{text}" if text.startswith(FORMULA_STARTS) and not is_number else text


def csv_response(table: Table) -> HttpResponse:
    """Return the table as a CSV file (UTF-8 with a byte-order mark, CRLF)."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow([cell(column) for column in table.columns])
    writer.writerows([[cell(value) for value in row] for row in table.rows])
    response = HttpResponse(BOM + buffer.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{slugify(table.name)}.csv"'
    return response


def _plain(value: Any) -> float | str:
    """Return what JSON has no word for: amounts as numbers, the rest as text."""
    return float(value) if isinstance(value, Decimal) else str(value)


def json_response(table: Table) -> JsonResponse:
    """Return the table as JSON: what it is about, and one object for each row."""
    rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    return JsonResponse(
        {**table.about, "rows": rows}, json_dumps_params={"ensure_ascii": False, "default": _plain}
    )


def linked_data_response(data: dict[str, Any]) -> JsonResponse:
    """Return JSON-LD."""
    return JsonResponse(
        data, content_type="application/ld+json", json_dumps_params={"ensure_ascii": False}
    )


def chosen_format(request: HttpRequest, makers: dict[str, Maker]) -> Maker | None:
    """Return the maker of the format that the address asks for; None when it asks for the page."""
    return makers.get(request.GET.get(FORMAT_PARAMETER, ""))


class Exportable:
    """Mixin of pages that have a table."""

    def table(self, request: HttpRequest) -> Table:
        """Return the table of the page."""
        raise NotImplementedError

    def export(self, request: HttpRequest) -> HttpResponse | None:
        """Return the file that the address asks for; None when it asks for the page."""
        maker = chosen_format(request, {"csv": csv_response, "json": json_response})
        return maker(self.table(request)) if maker else None
