"""The public search: never an error, never a private page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import PageViewRestriction

from search.queries import MAX_CHARACTERS, MAX_WORDS, clean_query, search_pages
from tests.factories import ContentPageFactory, ServiceCardFactory
from tests.page_client import PageClient

pytestmark = pytest.mark.django_db


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
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(max_size=200))
def test_any_text_gets_an_answer(text: str) -> None:
    assert isinstance(search_pages(clean_query(text), "cs"), list)


@pytest.mark.parametrize(
    ("language", "query", "title"),
    [
        ("cs", "vouchery", "Inovační vouchery Ústeckého kraje"),
        ("cs", "inovacni vouchery", "Inovační vouchery Ústeckého kraje"),
        ("cs", "ICUK", "Inovační centrum Ústeckého kraje, z. s."),
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
    found = search_pages("ICUK", "en")

    keys = [page.translation_key for page in found]
    assert len(keys) == len(set(keys))
    assert found[0].locale.language_code == "en"


def test_page_only_in_czech_is_found_by_english_readers(page_client: PageClient) -> None:
    ServiceCardFactory(title="Zcela mimořádná pomoc", slug="mimoradna")

    soup = page_client.get("/en/search/?q=mimořádná").soup

    link = soup.find("a", string="Zcela mimořádná pomoc")
    assert (link["href"], link["lang"]) == ("/en/services/mimoradna/", "cs")


def test_drafts_and_private_pages_are_never_found(client: Client) -> None:
    ContentPageFactory(title="Koncept tajenka", live=False)
    private = ContentPageFactory(title="Neveřejná tajenka")
    restriction = PageViewRestriction.objects.create(
        page=private, restriction_type=PageViewRestriction.GROUPS
    )
    restriction.groups.add(Group.objects.first())

    html = client.get("/cs/hledat/?q=tajenka").content.decode()

    assert "Koncept" not in html
    assert "Neveřejná" not in html


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


def test_engine_that_is_down_falls_back_to_the_database(
    page_client: PageClient, settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.WAGTAILSEARCH_BACKENDS = {
        **settings.WAGTAILSEARCH_BACKENDS,
        "elastic": {
            "BACKEND": "wagtail.search.backends.elasticsearch8",
            "URLS": ["http://127.0.0.1:9"],
            "TIMEOUT": 1,
            "OPTIONS": {"max_retries": 0},
        },
    }

    assert "Inovační vouchery" in page_client.get("/cs/hledat/?q=vouchery").text


def test_search_takes_a_queryset_of_one_type() -> None:
    from servicecards.models import ServiceCard

    cards: QuerySet = ServiceCard.objects.live()

    assert all(isinstance(page, ServiceCard) for page in search_pages("export", "cs", cards))
