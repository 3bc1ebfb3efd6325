"""Tables as files: CSV that no spreadsheet computes, JSON with the same rows."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from home.exports import FORMULA_STARTS, Table, cell, csv_response, json_response

pytestmark = pytest.mark.sqlite_only
CELLS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"))


@pytest.mark.parametrize("text", ["=1+1", "+420", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_formula_becomes_text(text: str) -> None:
    assert cell(text) == f"'{text}"


def test_numbers_stay_numbers_and_nothing_is_empty() -> None:
    assert (cell(-5), cell(1.5), cell(None), cell("a")) == ("-5", "1.5", "", "a")


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), max_size=5))
def test_any_text_comes_back_and_no_cell_begins_like_a_formula(rows: list[list[str]]) -> None:
    table = Table("zkouška", ["a", "b"], rows)
    text = csv_response(table).content.decode("utf-8-sig")
    found = list(csv.reader(io.StringIO(text, newline="")))[1:]

    assert len(found) == len(rows)
    for before, after in zip(rows, found, strict=True):
        assert not any(value.startswith(FORMULA_STARTS) for value in after)
        assert [value.removeprefix("'") for value in after] == [
            value.removeprefix("'") for value in before
        ]
    data = json.loads(json_response(table).content)
    assert [list(row.values()) for row in data["rows"]] == rows
