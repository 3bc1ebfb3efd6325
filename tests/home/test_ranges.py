"""Ranges of numbers: whatever is typed, the answer is numbers or a reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from home.ranges import LARGEST, format_ranges, parse_ranges

NUMBERS = st.sets(st.integers(1, LARGEST), min_size=1, max_size=60)
LIKELY = st.text(alphabet="0123456789 ,;-–—a\u00a0\u2212\u0663\u00b2", max_size=40)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("1–6", (1, 2, 3, 4, 5, 6)),
        ("1, 3", (1, 3)),
        ("1-3,5", (1, 2, 3, 5)),
        (" 2 a 5 — 7 ; 9 ", (2, 5, 6, 7, 9)),
        ("3, 1–3, 3", (1, 2, 3)),
        ("4", (4,)),
        ("1 and 2", (1, 2)),
    ],
)
def test_numbers_are_read_as_people_write_them(text: str, numbers: tuple[int, ...]) -> None:
    assert parse_ranges(text).numbers == numbers


@pytest.mark.parametrize(
    "text",
    ["", " , ", "6–1", "0", "1–1000", "1--3", "x", "1–", "–3", "²", "٣", "1.5", "1–2–3", "1 2"],
)
def test_anything_else_has_a_reason_and_no_numbers(text: str) -> None:
    found = parse_ranges(text)

    assert found.problem
    assert found.numbers == ()


@given(st.one_of(st.text(max_size=300), LIKELY, st.text(alphabet="9", max_size=5000)))
def test_parser_never_raises(text: str) -> None:
    found = parse_ranges(text)

    assert bool(found.problem) != bool(found.numbers)
    assert all(1 <= number <= LARGEST for number in found.numbers)


@given(NUMBERS)
def test_what_was_written_is_read_back(numbers: set[int]) -> None:
    assert parse_ranges(format_ranges(numbers)).numbers == tuple(sorted(numbers))
    assert format_ranges(parse_ranges(format_ranges(numbers)).numbers) == format_ranges(numbers)
