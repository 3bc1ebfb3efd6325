"""The page of a card: what it says, what it admits not to know, facts in both languages."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from home.dates import today_in_prague
from home.models import PageLink
from servicecards.models import ServiceCall, ServiceCard
from tests.factories import ServiceCardFactory, term
from tests.page_client import PageClient

pytestmark = pytest.mark.django_db


def loaded(identifier: str, language: str = "cs") -> ServiceCard:
    return ServiceCard.objects.get(identifier=identifier, locale__language_code=language)


def test_card_answers_the_six_questions(page_client: PageClient) -> None:
    soup = page_client.get("/cs/sluzby/inovacni-vouchery/").soup

    answers = [div.dt.get_text() for div in soup.find("dl", class_="facts").find_all("div")]
    assert answers == [
        "Pro koho",
        "Cena",
        "Dokdy",
        "Kde",
        "Druh podpory",
        "Kdo platí",
    ]


def test_unknown_facts_are_written_and_not_left_out(page_client: PageClient) -> None:
    page = page_client.get(loaded("svc-exportni-mentoring").get_url())

    assert "není doloženo" in page.text
    assert "Ověřte, zda služba právě běží" in page.text
    assert "Poskytovatel údaje zatím nepotvrdil" in page.text


def test_nothing_for_editors_or_search_is_shown(page_client: PageClient) -> None:
    card = loaded("svc-exportni-mentoring")
    ServiceCard.objects.filter(pk=card.pk).update(assurer_email="rucitel@example.org")

    html = page_client.get(card.get_url()).response.content.decode()

    assert "rucitel@example.org" not in html
    assert "nevím, jak se dostat do zahraničí" not in html


def test_facts_of_the_english_page_come_from_the_czech_one(page_client: PageClient) -> None:
    card = loaded("svc-platinn")
    card.valid_to = date(2031, 5, 1)
    card.intake_mode = "continuous"
    card.audience.set([term("target_groups", "investori")])
    card.save_revision().publish()

    page = page_client.get(loaded("svc-platinn", "en").get_url())

    assert "1 May 2031" in page.text
    assert "Investors" in page.text


def test_cleared_fact_is_cleared_in_both_languages(page_client: PageClient) -> None:
    card = loaded("svc-platinn")
    card.audience.set([])
    card.save_revision().publish()

    page = page_client.get(loaded("svc-platinn", "en").get_url())

    assert "small and medium" not in page.text.lower()


def test_call_shows_its_label_in_the_readers_language(page_client: PageClient) -> None:
    card, english = loaded("svc-platinn"), loaded("svc-platinn", "en")
    closes = today_in_prague() + timedelta(days=3)
    call = ServiceCall.objects.create(card=card, closes=closes, locale=card.locale, label="Kolo")
    ServiceCall.objects.create(
        card=english,
        closes=closes + timedelta(days=99),
        locale=english.locale,
        label="Round",
        translation_key=call.translation_key,
    )

    page = page_client.get(english.get_url())

    assert "Round" in page.text
    assert "3 days left" in page.text


def test_related_services_show_in_both_directions(page_client: PageClient) -> None:
    first, second = ServiceCardFactory(title="První"), ServiceCardFactory(title="Druhá")
    PageLink.objects.create(page=first, kind="related", target=second, sort_order=0)

    assert "Druhá" in page_client.get(first.get_url()).text
    assert "První" in page_client.get(second.get_url()).text


def test_link_to_a_page_without_view_is_not_shown(page_client: PageClient) -> None:
    first, second = ServiceCardFactory(title="První"), ServiceCardFactory(title="Druhá")
    PageLink.objects.create(page=first, kind="related", target=second, sort_order=0)
    second.unpublish()

    assert "Druhá" not in page_client.get(first.get_url()).text


def test_json_ld_describes_the_service_and_leaves_unknowns_out(page_client: PageClient) -> None:
    soup = page_client.get(loaded("svc-platinn", "en").get_url()).soup

    data = json.loads(soup.find("script", type="application/ld+json").string)
    assert data["@type"] == "GovernmentService"
    assert data["identifier"] == "svc-platinn"
    assert data["serviceOperator"]["name"] == "Innovation Centre of the Ústí Region"
    assert "offers" not in data


def test_notice_disappears_by_itself(page_client: PageClient) -> None:
    today = today_in_prague()
    shown = ServiceCardFactory(notice="Stěhujeme se.", notice_until=today)
    gone = ServiceCardFactory(notice="Stěhujeme se.", notice_until=today - timedelta(days=1))

    assert "Stěhujeme se." in page_client.get(shown.get_url()).text
    assert "Stěhujeme se." not in page_client.get(gone.get_url()).text


@pytest.mark.parametrize("missing", ["title", "summary", "competent_authority"])
def test_publishing_is_refused_only_without_the_essentials(missing: str) -> None:
    card = ServiceCardFactory()
    setattr(card, missing, None if missing == "competent_authority" else "")

    with pytest.raises(ValidationError):
        card.full_clean()


def test_card_with_gaps_can_be_published() -> None:
    card = ServiceCardFactory()

    card.save_revision().publish()

    assert ServiceCard.objects.get(pk=card.pk).live


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"valid_from": date(2026, 2, 1), "valid_to": date(2026, 1, 1)}, "valid_to"),
        ({"size_min": 50, "size_max": 10}, "size_max"),
        ({"is_material": True, "change_note": " "}, "change_note"),
        ({"identifier": "svc-platinn"}, "identifier"),
    ],
)
def test_contradictions_are_refused_with_the_field(values: dict, field: str) -> None:
    card = ServiceCardFactory()
    for name, value in values.items():
        setattr(card, name, value)

    with pytest.raises(ValidationError) as error:
        card.full_clean()

    assert field in error.value.message_dict
