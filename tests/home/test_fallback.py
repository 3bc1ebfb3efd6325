"""A page that exists only in Czech, for an English reader (architecture, decision 5)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from wagtail.models import Page

from servicecards.models import ServiceCard
from tests.factories import ContentPageFactory, ServiceCardFactory
from tests.page_client import PageClient

pytestmark = pytest.mark.django_db


@pytest.fixture
def czech_card() -> ServiceCard:
    return ServiceCardFactory(title="Jenom česká služba", slug="jenom-ceska-sluzba")


def test_english_reader_gets_english_furniture_and_a_notice(
    page_client: PageClient, czech_card: ServiceCard
) -> None:
    soup = page_client.get("/en/services/jenom-ceska-sluzba/").soup

    assert soup.html["lang"] == "en"
    assert soup.h1["lang"] == "cs"
    assert "only in Czech" in soup.find("div", role="note").get_text()
    canonical = soup.find("link", rel="canonical")["href"]
    assert canonical.endswith("/cs/sluzby/jenom-ceska-sluzba/")
    assert soup.find("a", hreflang="cs")["href"] == "/cs/sluzby/jenom-ceska-sluzba/"


def test_czech_page_offers_the_english_frame(
    page_client: PageClient, czech_card: ServiceCard
) -> None:
    soup = page_client.get("/cs/sluzby/jenom-ceska-sluzba/").soup

    assert soup.find("a", hreflang="en")["href"] == "/en/services/jenom-ceska-sluzba/"


def test_english_list_shows_the_card_and_says_its_language(
    page_client: PageClient, czech_card: ServiceCard
) -> None:
    soup = page_client.get("/en/services/?q=jenom+ceska").soup

    link = soup.find("a", string="Jenom česká služba")
    assert link["href"] == "/en/services/jenom-ceska-sluzba/"
    assert link["lang"] == "cs"
    assert "In Czech only" in link.find_parent("article").get_text()


def test_plain_page_falls_back_too(page_client: PageClient) -> None:
    ContentPageFactory(title="Jen česky", slug="jen-cesky")

    soup = page_client.get("/en/jen-cesky/").soup

    assert soup.h1.find_parent(lang="cs")


def test_translated_page_does_not_answer_under_its_czech_slug(page_client: PageClient) -> None:
    page_client.get("/en/services/pro-exportni-mentoring/", status=404)


def test_draft_is_not_shown_as_a_fallback(page_client: PageClient, czech_card: ServiceCard) -> None:
    czech_card.unpublish()

    page_client.get("/en/services/jenom-ceska-sluzba/", status=404)


def test_unpublished_translation_falls_back_to_czech(page_client: PageClient) -> None:
    english = Page.objects.get(slug="pro-export-mentoring", url_path__contains="/services/")
    english.specific.unpublish()

    soup = page_client.get("/en/services/pro-exportni-mentoring/").soup

    assert soup.h1["lang"] == "cs"


def test_fallback_needs_at_most_twelve_queries(
    czech_card: ServiceCard, count_queries: Callable[[str], int]
) -> None:
    count_queries("/en/services/jenom-ceska-sluzba/")

    assert count_queries("/en/services/jenom-ceska-sluzba/") <= 12


def test_untranslated_parts_of_an_english_card_are_marked(page_client: PageClient) -> None:
    czech = ServiceCard.objects.get(identifier="svc-platinn", locale__language_code="cs")
    czech.steps[0].value["title"] = "Tohle ještě nikdo nepřeložil do angličtiny."
    czech.save_revision().publish()
    english = ServiceCard.objects.get(identifier="svc-platinn", locale__language_code="en")
    english.steps = czech.steps
    english.save_revision().publish()

    soup = page_client.get(english.get_url()).soup

    assert (
        soup.find(string=lambda t: t and "ještě nikdo" in t).find_parent(lang=True)["lang"] == "cs"
    )
    assert "Details in Czech" in soup.find("div", role="note").get_text()
