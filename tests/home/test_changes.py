"""Material changes: one tick makes one entry on the public list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from home.models import MaterialChange
from servicecards.models import ServiceCard
from tests.factories import ContentPageFactory, ServiceCardFactory
from tests.page_client import PageClient

pytestmark = pytest.mark.django_db


def publish(page: ServiceCard, note: str = "") -> None:
    page.is_material, page.change_note = bool(note), note
    page.save_revision().publish()


def card(language: str = "cs") -> ServiceCard:
    return ServiceCard.objects.get(
        identifier="svc-exportni-mentoring", locale__language_code=language
    )


def test_starter_content_brings_no_changes(page_client: PageClient) -> None:
    assert not MaterialChange.objects.exists()
    assert "Zatím tu žádná podstatná změna není." in page_client.get("/cs/zmeny/").text


def test_ticked_change_stands_on_the_list_of_both_languages(page_client: PageClient) -> None:
    publish(card(), "Službu nově vede komora.")

    czech, english = page_client.get("/cs/zmeny/").soup, page_client.get("/en/changes/").soup

    assert czech.main.find("h2").a["href"] == card().get_url()
    assert "Službu nově vede komora." in czech.main.get_text()
    assert english.main.find("h2").a["href"] == card("en").get_url()
    assert english.main.find("p", class_="tale")["lang"] == "cs"


def test_editor_adds_the_note_in_the_other_language(page_client: PageClient) -> None:
    publish(card(), "Službu nově vede komora.")
    MaterialChange.objects.update(note_en="The chamber now runs the service.")

    note = page_client.get("/en/changes/").soup.main.find("p", class_="tale")

    assert note.get_text() == "The chamber now runs the service."
    assert not note.has_attr("lang")


def test_tick_is_taken_away_so_that_it_counts_once() -> None:
    publish(card(), "Službu nově vede komora.")

    page = card().get_latest_revision_as_object()
    assert not page.is_material
    assert page.change_note == ""
    assert not card().is_material
    page.save_revision().publish()
    assert MaterialChange.objects.count() == 1


def test_correction_without_tick_stands_nowhere(page_client: PageClient) -> None:
    publish(card())

    assert not MaterialChange.objects.exists()


def test_translation_does_not_repeat_the_change() -> None:
    publish(card("en"), "Repeated.")

    assert not MaterialChange.objects.exists()


def test_change_of_a_page_that_is_no_longer_public_leaves_the_list(
    page_client: PageClient,
) -> None:
    page = ContentPageFactory(title="Dočasná stránka")
    page.is_material, page.change_note = True, "Něco se změnilo."
    page.save_revision().publish()
    assert "Dočasná stránka" in page_client.get("/cs/zmeny/").text

    page.refresh_from_db()
    page.unpublish()

    assert "Dočasná stránka" not in page_client.get("/cs/zmeny/").text


def test_day_of_a_change_is_that_of_the_czech_republic(page_client: PageClient) -> None:
    page = ServiceCardFactory()
    moment = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    MaterialChange.objects.create(page_key=page.translation_key, note_cs="Změna.", at=moment)

    shown = page_client.get("/cs/zmeny/").soup.main.find("time")

    assert shown["datetime"] == "2027-01-01"
    assert shown.get_text().replace("\xa0", " ") == "1. 1. 2027"


def test_list_has_pages_and_needs_the_same_queries_for_more(
    page_client: PageClient, count_queries: Callable[[str], int]
) -> None:
    def change(number: int) -> None:
        page = ServiceCardFactory()
        moment = timezone.now() - timedelta(days=number)
        MaterialChange.objects.create(
            page_key=page.translation_key, note_cs=f"Změna {number}.", at=moment
        )

    for number in range(8):
        change(number)
    before = [count_queries(url) for url in ("/cs/zmeny/", "/en/changes/")]
    for number in range(8, 24):
        change(number)

    assert [count_queries(url) for url in ("/cs/zmeny/", "/en/changes/")] == before
    assert max(before) <= 12
    assert "Změna 0." in page_client.get("/cs/zmeny/").text
    assert "Změna 23." in page_client.get("/cs/zmeny/?strana=2").text
