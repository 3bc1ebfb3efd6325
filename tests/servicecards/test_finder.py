"""The finder: counts, choices, dead ends, bad input."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from home.dates import today_in_prague
from partners.models import Organisation
from servicecards.blocks import SelectionBlock
from servicecards.card_index import TERM_PARAMETERS
from servicecards.finder import find
from servicecards.models import ServiceCall, ServiceCard, ServiceIndexPage
from tests.factories import ServiceCardFactory, source_page
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


@pytest.mark.parametrize("count", [30, 999, 1001, 5000])
def test_any_number_of_parameters_is_answered(client: Client, count: int) -> None:
    answer = client.get("/cs/sluzby/?" + "&".join(f"tema=neznamy-{n}" for n in range(count)))
    text = answer.content.decode()

    assert answer.status_code == 200
    assert "V našich seznamech není: neznamy-0" in " ".join(text.split())
    assert "neznamy-29" not in text  # more than a reader would tick


def test_number_of_years_beyond_all_calendars_is_answered(client: Client) -> None:
    for query in (f"rok={10**25}", f"strana={10**25}", f"stav={10**25}", f"format=ics&q={10**25}"):
        assert client.get(f"/cs/sluzby/?{query}").status_code == 200


def test_situations_in_plain_words_lead_to_what_they_promise(page_client: PageClient) -> None:
    for url in ("/cs/sluzby/", "/en/services/"):
        links = page_client.get(url).soup.select(".presets a")
        assert len(links) == 5
        for link in links:
            promised = int(link.get_text().rpartition("(")[2].rstrip(")"))
            assert len(page_client.get(link["href"]).soup.select("ol.rows > li")) == promised


def test_situation_without_services_is_left_out(page_client: PageClient) -> None:
    index = source_page(ServiceIndexPage)
    index.presets = [("preset", {"label": "Nikam", "selection": "?tema=nesmysl"})]
    index.save()

    assert page_client.get("/cs/sluzby/").soup.select(".presets a") == []


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("https://www.example.org/cs/sluzby/?tema=export&strana=2&q=x", "?tema=export"),
        ("?pro=msp&pro=msp&tema=export", "?pro=msp&tema=export"),
        ("tema=export", "?tema=export"),
        ("https://www.example.org/cs/sluzby/?tema=export#obsah", "?tema=export"),
    ],
)
def test_editor_pastes_the_address_of_a_selection(pasted: str, kept: str) -> None:
    assert SelectionBlock().clean(pasted) == kept


@pytest.mark.parametrize("pasted", ["https://www.example.org/cs/sluzby/", "nesmysl", "?strana=2"])
def test_address_without_a_choice_is_refused(pasted: str) -> None:
    with pytest.raises(ValidationError, match="vložte celou adresu"):
        SelectionBlock().clean(pasted)


def test_mistyped_choice_is_refused_and_a_draft_may_be_empty() -> None:
    with pytest.raises(ValidationError, match="exportt"):
        SelectionBlock().clean("?tema=exportt")
    assert SelectionBlock().clean_deferred("") == ""


def test_sentence_that_no_service_has_whole_says_so(page_client: PageClient) -> None:
    said = "Všechna slova neobsahuje žádná služba."
    assert said in page_client.get("/cs/sluzby/?q=chceme+vyvazet+parni+lokomotivy").text
    assert said not in page_client.get("/cs/sluzby/?q=export").text
