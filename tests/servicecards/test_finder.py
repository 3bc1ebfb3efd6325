"""The finder: counts, choices, dead ends, bad input."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from home.dates import today_in_prague
from partners.models import Organisation
from servicecards.card_index import TERM_PARAMETERS
from servicecards.finder import find
from servicecards.models import ServiceCall, ServiceCard
from tests.factories import ServiceCardFactory
from tests.page_client import PageClient

pytestmark = pytest.mark.django_db


def ask(query: str, language: str = "cs"):
    return find(QueryDict(query), language)


@pytest.fixture
def codes_of_cards() -> list[dict[str, set[str]]]:
    """The codes of every published card, asked from the database one by one."""
    return [
        {
            name: {term.code for term in getattr(card, field).all()}
            for name, field in TERM_PARAMETERS.items()
        }
        for card in ServiceCard.objects.live().filter(locale__language_code="cs")
    ]


def brute_force(cards: list[dict[str, set[str]]], parameters: dict[str, list[str]]) -> int:
    """Count the cards that have one of the codes of every parameter."""
    return sum(
        all(codes[name] & set(wanted) for name, wanted in parameters.items()) for codes in cards
    )


PARAMETERS = st.dictionaries(
    st.sampled_from(["udalost", "podpora", "pro", "kde"]),
    st.lists(
        st.sampled_from(
            [
                "chceme-vyvazet",
                "inovujeme",
                "poradenstvi",
                "dotace",
                "msp",
                "start-upy",
                "kraj",
                "cr",
            ]
        ),
        min_size=1,
        max_size=3,
        unique=True,
    ),
    max_size=3,
)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(PARAMETERS)
def test_results_and_counts_equal_brute_force(
    codes_of_cards: list[dict[str, set[str]]], parameters: dict[str, list[str]]
) -> None:
    query = "&".join(f"{name}={code}" for name, codes in parameters.items() for code in codes)
    finder = ask(query)

    assert finder.results.count == brute_force(codes_of_cards, parameters)
    for facet in finder.facets:
        name = facet.kind.parameter
        if name in TERM_PARAMETERS:
            others = {key: codes for key, codes in parameters.items() if key != name}
            for choice in facet.choices:
                assert choice.count == brute_force(codes_of_cards, {**others, name: [choice.code]})


def test_both_languages_give_the_same_cards() -> None:
    query = "udalost=chceme-vyvazet&podpora=poradenstvi"
    keys = [{card.key for card in ask(query, code).results.items} for code in ("cs", "en")]

    assert keys[0] == keys[1] != set()


def test_number_of_queries_does_not_grow_with_cards(
    count_queries: Callable[[str], int],
) -> None:
    count_queries("/cs/sluzby/")
    before = count_queries("/cs/sluzby/")
    terms = {"topics": [("topics", "export")], "territory": [("territories", "kraj")]}
    provider = Organisation.objects.get(identifier="org-icuk", locale__language_code="cs")
    for _number in range(2 * 37):
        ServiceCardFactory(terms=terms, provided_by=provider)

    assert count_queries("/cs/sluzby/") == before <= 12
    assert count_queries("/en/services/?strana=3") <= 12


def test_chip_removes_exactly_one_choice(page_client: PageClient) -> None:
    soup = page_client.get("/cs/sluzby/?podpora=poradenstvi&podpora=voucher&pro=msp").soup

    chips = {chip.get_text(): chip["href"] for chip in soup.find_all("a", class_="chip")}
    assert len(chips) == 3
    assert chips["voucher (poukaz)"] == "/cs/sluzby/?podpora=poradenstvi&pro=msp"


def test_choices_survive_the_change_of_language(page_client: PageClient) -> None:
    soup = page_client.get("/cs/sluzby/?pro=msp&udalost=inovujeme").soup

    assert soup.find("a", hreflang="en")["href"] == "/en/services/?pro=msp&udalost=inovujeme"


def test_dead_end_says_what_dropping_a_choice_opens() -> None:
    finder = ask("podpora=pojisteni&udalost=hledame-prostory")

    assert finder.results.count == 0
    assert [way.count for way in finder.loosen] == sorted(
        (way.count for way in finder.loosen), reverse=True
    )
    assert all(way.count for way in finder.loosen)


def test_unknown_code_is_named_and_matches_nothing(page_client: PageClient) -> None:
    page = page_client.get("/cs/sluzby/?tema=neexistuje")

    assert "neexistuje" in page.text
    assert ask("tema=neexistuje").unknown == ["neexistuje"]
    assert ask("tema=neexistuje").results.count == 0


def test_ended_card_leaves_the_list_and_keeps_its_page(page_client: PageClient) -> None:
    yesterday = today_in_prague() - timedelta(days=1)
    card = ServiceCardFactory(title="Skončená", valid_to=yesterday)

    assert str(card.translation_key) not in {c.key for c in ask("").results.items}
    assert "Ukončeno" in page_client.get(card.get_url()).text


def test_call_that_closes_soon_stands_on_the_front_page(page_client: PageClient) -> None:
    card = ServiceCardFactory(title="Výzva s termínem")
    closes = today_in_prague() + timedelta(days=5)
    ServiceCall.objects.create(card=card, closes=closes, locale=card.locale, label="1. kolo")

    board = page_client.get("/cs/").soup.find("table", class_="board")

    text = " ".join(board.get_text(" ").split())
    assert "Výzva s termínem" in text
    assert "5 dní" in text
    assert ask("stav=brzy-konci").results.count == 1


def test_sorting_by_deadline_puts_dated_cards_first() -> None:
    card = ServiceCardFactory(title="Žádost s termínem")
    closes = today_in_prague() + timedelta(days=50)
    ServiceCall.objects.create(card=card, closes=closes, locale=card.locale)

    assert ask("razeni=termin").results.items[0].key == str(card.translation_key)


@pytest.mark.parametrize("page", ["abc", "0", "-1", "999999999999", "٣", "1e3", " ", "10" * 20])
def test_any_page_number_gives_a_page(page: str) -> None:
    results = ask(f"strana={page}").results

    assert 1 <= results.number <= results.pages
    assert results.items


def test_words_find_cards_without_diacritics(page_client: PageClient) -> None:
    titles = [card.title for card in ask("q=pojisteni+vyvozu").results.items]

    assert "Pojištění vývozu u EGAP" in titles
