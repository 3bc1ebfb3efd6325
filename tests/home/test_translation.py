"""English pages made by the loader go on in wagtail-localize's translation editor."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from servicecards.models import ServiceCard
from tests.factories import ServiceCardFactory

pytestmark = pytest.mark.django_db


def card(language: str) -> ServiceCard:
    return ServiceCard.objects.get(
        identifier="svc-exportni-mentoring", locale__language_code=language
    )


def open_segments(translation: Translation) -> list[str]:
    """Return the source strings that have no translation."""
    segments = translation.source.stringsegment_set.annotate_translation(translation.target_locale)
    return [s.string.data for s in segments if not s.translation]


@pytest.fixture
def translation() -> Translation:
    source = TranslationSource.objects.get_for_instance(card("cs"))
    return source.translations.get(target_locale__language_code="en")


def test_loaded_page_is_completely_translated(translation: Translation) -> None:
    assert open_segments(translation) == []
    assert translation.get_status_display() in ("Up to date", "Aktuální")


def test_changed_czech_sentence_is_the_one_outdated_segment(translation: Translation) -> None:
    page = card("cs")
    page.steps[0].value["title"] = "Zavolejte do ICUK."
    page.save_revision().publish()

    translation.source.update_from_db()

    assert open_segments(translation) == ["Zavolejte do ICUK."]


def test_editor_translates_the_sentence_and_the_reader_sees_it(
    translation: Translation, client: Client
) -> None:
    page = card("cs")
    page.summary = "Zkrácené shrnutí."
    page.save_revision().publish()
    translation.source.update_from_db()
    segment = translation.source.stringsegment_set.get(context__path="summary")

    StringTranslation.objects.create(
        translation_of=segment.string,
        locale=translation.target_locale,
        context=segment.context,
        data="A shortened summary.",
    )
    translation.save_target(publish=True)
    translated = card("en").get_latest_revision()
    translated.publish()  # wagtail-localize publishes on commit, which a test never reaches

    assert "A shortened summary." in client.get(card("en").get_url()).content.decode()


def test_translation_editor_opens_for_a_loaded_page(admin_client_cs: Client) -> None:
    url = reverse("wagtailadmin_pages:edit", args=[card("en").pk])

    response = admin_client_cs.get(url)

    assert response.status_code == 200
    assert b"js-translation-editor" in response.content


def test_submitting_a_page_for_translation_publishes_no_czech_text(
    admin_client_cs: Client,
) -> None:
    page = ServiceCardFactory(title="Jen česky")
    english = Locale.objects.get(language_code="en")

    url = reverse("wagtail_localize:submit_page_translation", args=[page.pk])
    response = admin_client_cs.post(url, {"locales": [english.pk]})

    assert response.status_code == 302
    assert not page.get_translation(english).live
