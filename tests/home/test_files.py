"""Files that cards and projects offer, with what a reader should know before opening them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from wagtail.models import Collection, CollectionViewRestriction

from home.models import PortalDocument, PortalImage
from projects.models import ActionPlanCard
from tests.factories import ProjectPageFactory, ServiceCardFactory
from tests.home.test_uploads import picture
from tests.page_client import PageClient

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),
]


@pytest.fixture
def document(settings: Any, tmp_path: Path) -> PortalDocument:
    settings.MEDIA_ROOT = str(tmp_path)
    collection = Collection.get_first_root_node().add_child(name="Přílohy")
    document = PortalDocument(title="Formulář", collection=collection)
    document.file.save("formular.txt", ContentFile(b"x" * 2048))
    document.save()
    return document


def files(soup: BeautifulSoup, section: str) -> str:
    found = soup.find("section", attrs={"aria-labelledby": section})
    return " ".join(found.get_text().split()) if found else ""


def test_attachments_and_forms_of_a_card_tell_kind_and_size(
    page_client: PageClient, document: PortalDocument
) -> None:
    card = ServiceCardFactory(
        attachments=[("attachment", {"title": "Podrobné podmínky", "file": document})],
        evidence=[("evidence", {"title": "Žádost", "form": document, "link": ""})],
    )
    soup = page_client.get(card.get_url()).soup

    assert "Podrobné podmínky (TXT, 2,0 KB)" in files(soup, "prilohy")
    assert "Žádost, formulář (TXT, 2,0 KB)" in files(soup, "doklady")
    assert soup.find("a", href=document.url)


def test_file_that_is_not_public_is_not_offered(
    page_client: PageClient, document: PortalDocument
) -> None:
    CollectionViewRestriction.objects.create(
        collection=document.collection, restriction_type="login"
    )
    card = ServiceCardFactory(attachments=[("attachment", {"title": "Tajné", "file": document})])

    assert "Tajné" not in page_client.get(card.get_url()).text


def test_results_of_a_project_have_number_and_file(
    page_client: PageClient, document: PortalDocument
) -> None:
    result = {"text": "Podpořené firmy:", "value": 12, "unit": "firem", "file": document}
    project = ProjectPageFactory(results=[("result", result)])

    text = files(page_client.get(project.get_url()).soup, "vysledky")
    assert "Podpořené firmy: 12 firemFormulář (TXT, 2,0 KB)" in text


def test_output_document_of_an_activity_can_be_opened(
    page_client: PageClient, document: PortalDocument
) -> None:
    card = ActionPlanCard.objects.get(identifier="page-karta-7", locale__language_code="cs")
    card.activity_outputs = [
        ("output", {"activity": 1, "title": "Analýza", "feeds": "", "file": document, "link": ""})
    ]
    card.save()

    assert page_client.get(card.get_url()).soup.find("a", href=document.url)


def test_metrics_say_which_way_is_better(page_client: PageClient) -> None:
    card = ActionPlanCard.objects.get(identifier="page-karta-7", locale__language_code="cs")

    assert "víc je lépe" in page_client.get(card.get_url()).text


def test_emblem_of_the_programme_stands_by_the_funding(
    page_client: PageClient, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    emblem = PortalImage(title="Znak", description="Spolufinancováno Evropskou unií")
    emblem.file.save("znak.png", ContentFile(picture("PNG")))
    emblem.save()
    project = ProjectPageFactory(emblem=emblem)

    image = page_client.get(project.get_url()).soup.find("img", class_="emblem")
    assert image["alt"] == "Spolufinancováno Evropskou unií"
    assert image["width"]
