"""Counting with bits gives what counting one by one gives."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from servicecards.masks import Masks, positions

FACETS = ("tema", "pro", "kde")
CODES = st.sampled_from("abcde")
CARDS = st.lists(
    st.fixed_dictionaries({name: st.frozensets(CODES, max_size=3) for name in FACETS}), max_size=80
)
CHOSEN = st.dictionaries(
    st.sampled_from(FACETS), st.lists(st.sampled_from("abcdef"), min_size=1, unique=True)
)


def fits(card: dict[str, frozenset[str]], chosen: dict[str, list[str]], skip: str = "") -> bool:
    return all(name == skip or card[name] & set(codes) for name, codes in chosen.items())


@given(CARDS, CHOSEN)
def test_matching_cards_are_those_found_one_by_one(
    cards: list[dict[str, frozenset[str]]], chosen: dict[str, list[str]]
) -> None:
    found = positions(Masks(cards).matching(chosen))

    assert found == [number for number, card in enumerate(cards) if fits(card, chosen)]


@given(CARDS, CHOSEN, st.sampled_from(FACETS))
def test_counts_are_those_counted_one_by_one(
    cards: list[dict[str, frozenset[str]]], chosen: dict[str, list[str]], facet: str
) -> None:
    masks = Masks(cards)
    counts = masks.counts(facet, masks.matching(chosen, skip=facet))

    for code in "abcdef":
        wanted = {**chosen, facet: [code]}
        assert counts.get(code, 0) == sum(fits(card, wanted) for card in cards)


@given(st.sets(st.integers(0, 300)))
def test_numbers_survive_the_way_through_a_mask(numbers: set[int]) -> None:
    masks = Masks([{}] * 301)

    assert positions(masks.of_numbers(numbers)) == sorted(numbers)
