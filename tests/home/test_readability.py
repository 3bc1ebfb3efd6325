"""LIX as Björnsson defined it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from home.readability import Readability, lix, readability


def test_lix_is_words_a_sentence_plus_percentage_of_long_words() -> None:
    # 20 words, 2 sentences, 5 words of more than six letters: 10 + 25.
    text = "Firma má nový plán a podnikatel ho chce ukázat. " * 1
    text += "Kancelář pomůže vám najít financování, partnera a koordinátora pro celý kraj."

    words = 20
    assert len(text.replace(",", "").replace(".", "").split()) == words
    assert lix(text) == round(words / 2 + 100 * 5 / words)


def test_short_text_says_nothing() -> None:
    assert lix("Krátký text.") is None
    assert readability(None) == Readability.UNKNOWN


@pytest.mark.parametrize(("value", "expected"), [(45, "easy"), (46, "medium"), (61, "hard")])
def test_bounds(value: int, expected: str) -> None:
    assert readability(value) == expected


@given(st.text(max_size=2000))
def test_any_text_gives_a_number_or_none(text: str) -> None:
    value = lix(text)

    assert value is None or value >= 0
