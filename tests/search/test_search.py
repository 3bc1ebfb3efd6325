"""The public search page: never an error, never a private page; facets and suggestions."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from wagtail.models import Page, PageViewRestriction
from wagtail.search.backends import get_search_backend

from search.cleaning import MAX_CHARACTERS, MAX_WORDS, clean_query
from search.finding import find, suggestions
from search.models import Promotion, SynonymRule
from tests.factories import ContentPageFactory, NewsPageFactory, ServiceCardFactory
from tests.page_client import PageClient

pytestmark = pytest.mark.django_db
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=200)  # NUL, lone surrogates


@given(st.text())
def test_cleaned_query_is_bounded_words(text: str) -> None:
    cleaned = clean_query(text)

    assert len(cleaned) <= MAX_CHARACTERS
    assert len(cleaned.split()) <= MAX_WORDS
    assert cleaned == clean_query(cleaned)
    cleaned.encode()


@pytest.mark.parametrize("text", ['"', " ", "\xa0", "\x00", "''", "((", "*", "\ud800", "-", "…—"])
def test_query_without_words_is_no_query(text: str) -> None:
    assert clean_query(text) == ""


@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(ANY_TEXT)
def test_any_text_gets_an_answer_in_time(text: str) -> None:
    find("export", "cs")  # what a process reads once is not measured
    started = time.process_time()

    assert find(text, "cs", facets=("type", "topic")).backend == "default"
    suggestions(text, "en", 8)

    assert time.process_time() - started < 0.3


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(ANY_TEXT)
def test_search_of_the_administration_takes_any_text(text: str) -> None:
    backend = get_search_backend("default")

    assert list(backend.search(text, Page.objects.all())[:3]) is not None
    assert list(backend.autocomplete(text, Page.objects.all())[:3]) is not None


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(max_size=200))  # a lone surrogate cannot stand in an address
@example("9" * 5000)
@example("a\x00b")
def test_page_answers_any_text(text: str) -> None:
    client = Client()

    for address in ("/cs/hledat/", "/cs/hledat/navrhy/"):
        assert client.get(address, {"q": text, "tema": text, "strana": text}).status_code == 200


@pytest.mark.parametrize(
    ("language", "query", "title"),
    [
        ("cs", "vouchery", "Inovační vouchery Ústeckého kraje"),
        ("cs", "inovacni vouchery", "Inovační vouchery Ústeckého kraje"),
        ("cs", "ICUK", "Inovační centrum Ústeckého kraje, z. s."),
        ("cs", "dotace na vyvoz do nemecka", "Exportní poradenství CzechTrade"),
        ("cs", "exportní mentoři", "Pro-exportní mentoring"),
        ("en", "help with exporting", "Pro-export mentoring"),
        ("en", "incubation", "Start-up incubation at ICUK"),
        ("cs", "prohlášení", "Prohlášení o přístupnosti"),
    ],
)
def test_search_finds_pages_of_all_types(
    page_client: PageClient, language: str, query: str, title: str
) -> None:
    address = {"cs": "/cs/hledat/", "en": "/en/search/"}[language]

    assert title in page_client.get(f"{address}?q={query}").text


def test_page_stands_once_in_the_readers_language() -> None:
    found = Page.objects.in_bulk(find("ICUK", "en", limit=100).hits.ids)

    keys = [page.translation_key for page in found.values()]
    assert len(keys) == len(set(keys))
    assert {page.locale.language_code for page in found.values()} == {"en"}


def test_page_only_in_czech_is_found_by_english_readers(page_client: PageClient) -> None:
    ServiceCardFactory(title="Zcela mimořádná pomoc", slug="mimoradna")

    soup = page_client.get("/en/search/?q=mimořádná").soup

    link = soup.find("a", href="/en/services/mimoradna/")
    assert (link.get_text(), link["lang"]) == ("Zcela mimořádná pomoc", "cs")
    assert "In Czech only" in soup.get_text()


def test_drafts_and_private_pages_are_never_found(client: Client) -> None:
    ContentPageFactory(title="Koncept tajenka", live=False)
    private = ContentPageFactory(title="Neveřejná tajenka")
    restriction = PageViewRestriction.objects.create(
        page=private, restriction_type=PageViewRestriction.GROUPS
    )
    restriction.groups.add(Group.objects.first())

    html = client.get("/cs/hledat/?q=tajenka").content.decode()
    suggested = client.get("/cs/hledat/navrhy/?q=neveřejná").json()["suggestions"]

    assert "Koncept" not in html
    assert "Neveřejná" not in html
    assert suggested == []


def test_results_come_in_pages_with_the_same_queries(
    page_client: PageClient, count_queries: Callable[[str], int]
) -> None:
    for number in range(5):
        ContentPageFactory(title=f"Jehla {number}")
    count_queries("/cs/hledat/?q=jehla")
    few = count_queries("/cs/hledat/?q=jehla")
    for number in range(25):
        ContentPageFactory(title=f"Jehla další {number}")

    assert count_queries("/cs/hledat/?q=jehla") == few <= 12
    page = page_client.get("/cs/hledat/?q=jehla&strana=3")
    assert page.soup.find("span", attrs={"aria-current": "page"}).get_text().endswith("3")
    assert page_client.get("/cs/hledat/?q=jehla&strana=99").soup.find("article", class_="row")


# --- Corrections, other words ------------------------------------------------------------------


def test_typing_error_is_corrected_with_a_way_back(page_client: PageClient) -> None:
    page = page_client.get("/cs/hledat/?q=inovacni voucehry")

    assert "Ukazujeme výsledky pro inovační vouchery ." in page.text
    back = page.soup.find("a", string=lambda text: text and text.startswith("Hledat přesně"))
    exact = page_client.get(f"/cs/hledat/{back['href']}")
    assert "Ukazujeme výsledky" not in exact.text


def test_synonym_is_in_force_at_once_and_gone_at_once() -> None:
    wanted = Page.objects.get(slug="inovacni-vouchery").pk
    assert wanted not in find("hejblátkovné", "cs").hits.ids

    rule = SynonymRule.objects.create(rule="hejblátkovné, inovační voucher")
    assert find("hejblátkovné", "cs").hits.ids[0] == wanted
    rule.delete()
    assert wanted not in find("hejblátkovné", "cs").hits.ids


def test_recommended_page_stands_first_for_its_language(page_client: PageClient) -> None:
    page = ContentPageFactory(title="Zvláštní nabídka", slug="zvlastni")
    Promotion.objects.create(language="cs", phrases="vouchery\nněco jiného", page=page)

    soup = page_client.get("/cs/hledat/?q=inovační vouchery").soup
    first = soup.find("article", class_="row")
    assert first.find("a").get_text() == "Zvláštní nabídka"
    assert "Doporučujeme" in soup.get_text()
    assert "Zvláštní" not in page_client.get("/en/search/?q=innovation vouchers").text


def test_term_of_the_glossary_is_explained(page_client: PageClient) -> None:
    page = page_client.get("/cs/hledat/?q=vývoz")

    assert page.soup.select_one(".quick b").get_text() == "vývoz (export)"
    assert page_client.get("/cs/hledat/?q=vývoz do Německa").soup.select_one(".quick") is None


def test_nothing_found_leads_on(page_client: PageClient) -> None:
    page = page_client.get("/cs/hledat/?q=vouchery&rok=1999&presne=1")

    assert "Nic jsme nenašli" in page.text or "Nenašli" in page.text
    assert [link["href"] for link in page.soup.select(".loosen a")] == ["?q=vouchery"]
    assert page.soup.select_one(".endpoint a")["href"].startswith("/cs/")


# --- Facets --------------------------------------------------------------------------------------


def test_facets_narrow_and_count_what_the_others_leave(page_client: PageClient) -> None:
    everything = find("export", "cs", facets=("type", "topic"))
    narrowed = find("export", "cs", chosen={"type": ["service"]}, facets=("type", "topic"))

    assert sum(everything.hits.facets["type"].values()) == everything.hits.total
    assert narrowed.hits.total == everything.hits.facets["type"]["service"]
    assert narrowed.hits.facets["type"] == everything.hits.facets["type"]
    assert narrowed.hits.facets["topic"]["export"] <= everything.hits.facets["topic"]["export"]
    soup = page_client.get("/cs/hledat/?q=export&druh=service").soup
    current = soup.select_one('.types [aria-current="true"]')
    assert current.get_text(" ", strip=True) == f"Služby {narrowed.hits.total}"
    kinds = {kind.get_text() for kind in soup.select(".rows .kind")}
    assert kinds == {"Karta služby"}


def test_unknown_choice_finds_nothing_and_breaks_nothing(page_client: PageClient) -> None:
    page = page_client.get("/cs/hledat/?q=export&tema=<script>&rok=x")

    assert "<script>alert" not in page.text
    assert page.response.status_code == 200


def test_year_is_that_of_the_news(page_client: PageClient) -> None:
    NewsPageFactory(title="Zpráva o jehle", date="2024-05-01")

    assert find("jehle", "cs", facets=("year",)).hits.facets["year"] == {"2024": 1}


def test_results_in_the_other_language_are_offered_in_that_language(
    page_client: PageClient,
) -> None:
    link = page_client.get("/cs/hledat/?q=mentoring").soup.select_one('[role="status"] a')

    assert link["lang"] == "en"
    assert link["href"] == "/en/search/?q=mentoring"
    assert link.get_text().endswith("in English")
    back = page_client.get("/en/search/?q=mentoring").soup.select_one('[role="status"] a')
    assert back.get_text().split()[1].startswith("výsled")


# --- Suggestions ---------------------------------------------------------------------------------


def test_suggestions_are_pages_and_terms_that_begin_so(client: Client) -> None:
    answer: Any = client.get("/cs/hledat/navrhy/?q=exportni ment").json()["suggestions"]

    assert {"title", "url", "kind", "language"} == set(answer[0])
    assert "Pro-exportní mentoring" in [found["title"] for found in answer]
    assert client.get("/cs/hledat/navrhy/?q=").json() == {"suggestions": []}
