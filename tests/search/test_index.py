"""What the index holds: published, public pages, their words, and what changes them."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.checks import run_checks
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from wagtail.models import Locale, Page, PageViewRestriction

from home.dates import today_in_prague
from home.media_models import PortalDocument
from home.models import ContentPage, Term
from partners.models import Organisation
from search.document_reader import read
from search.finding import find
from search.models import (
    DocumentText,
    IndexedWord,
    IndexState,
    MissedUpdate,
    PageText,
    SearchSettings,
)
from search.rebuilding import count_all_words, rebuild_embedded
from search.store import refresh
from search.tasks import nightly, refresh_everything
from search.updating import catch_up
from servicecards.models import ServiceProvider
from tests.factories import (
    ContentPageFactory,
    NewsPageFactory,
    OrganisationFactory,
    ServiceCardFactory,
)
from tests.page_client import PageClient

pytestmark = pytest.mark.django_db


def counts() -> dict[tuple[str, str], int]:
    """Return {(language, word): pages} of all words on a page."""
    rows = IndexedWord.objects.filter(pages__gt=0)
    return {(row.language, row.text): row.pages for row in rows}


def test_index_follows_a_page_through_its_life() -> None:
    def found() -> list[int]:
        return find("tajuplná polívčička", "cs").hits.ids

    page = ContentPageFactory(title="Tajuplná polívčička")
    assert found() == [page.pk]
    restriction = PageViewRestriction.objects.create(page=page)
    assert found() == []
    restriction.delete()
    assert found() == [page.pk]
    page.unpublish()
    assert found() == []
    page.save_revision().publish()
    page.title = "Jiný název"
    page.save_revision()  # a draft
    assert found() == [page.pk]
    page.save_revision().publish()
    assert found() == []
    page.delete()
    assert not PageText.objects.filter(pk=page.pk).exists()


def test_page_that_moves_below_a_private_one_is_no_longer_found() -> None:
    page, private = ContentPageFactory(title="Tajuplná polívčička"), ContentPageFactory(title="Dům")
    PageViewRestriction.objects.create(page=private)
    ContentPage.parent_page_types, before = None, ContentPage.parent_page_types
    try:
        page.move(private, pos="last-child")
    finally:
        ContentPage.parent_page_types = before

    assert find("tajuplná", "cs").hits.ids == []


def test_counts_of_words_follow_every_change() -> None:
    count_all_words()
    before = counts()
    page = ContentPageFactory(title="Tajuplná polívčička", summary="Export jako mnohde jinde.")
    assert counts()["cs", "polivcicka"] == 1
    assert counts()["cs", "export"] == before["cs", "export"] + 1
    page.delete()
    assert counts() == before

    count_all_words()
    assert counts() == before


def test_translation_takes_the_page_off_the_other_readers_results() -> None:
    page = ServiceCardFactory(title="Zcela mimořádná pomoc", slug="mimoradna")
    assert find("mimořádná", "en").hits.ids == [page.pk]

    other = page.copy_for_translation(Locale.objects.get(language_code="en"))
    other.title = "Quite extraordinary help"
    other.save_revision().publish()
    assert page.pk not in find("mimořádná", "en").hits.ids
    other.refresh_from_db()
    other.unpublish()
    assert find("mimořádná", "en").hits.ids == [page.pk]


def test_organisation_that_is_not_public_lends_its_name_to_no_page() -> None:
    organisation = OrganisationFactory(title="Zrzavé hejblátko")
    card = ServiceCardFactory(title="Karta")
    card.providers.add(ServiceProvider(organisation=organisation, role="provider"))
    card.save_revision().publish()
    refresh([card.pk])  # tasks run at once here, before the parts of a page are saved
    assert card.pk in find("hejblátko", "cs").hits.ids

    organisation.unpublish()
    refresh_everything.func()
    assert find("hejblátko", "cs", correct=False).hits.ids == []


def test_two_versions_of_an_organisation_in_one_batch_do_no_harm() -> None:
    versions = Organisation.objects.filter(identifier="org-icuk").order_by("pk")
    cards = []
    for number, organisation in enumerate(versions):
        card = ServiceCardFactory(title=f"Karta s verzí {number}")
        card.providers.add(ServiceProvider(organisation=organisation, role="provider"))
        card.save_revision().publish()
        cards.append(card.pk)

    assert len(cards) == 2
    refresh(cards)
    assert "provider:org-icuk" in PageText.objects.get(pk=cards[1]).facets


def test_text_of_a_version_that_is_no_more_for_the_reader_is_not_shown(client: Client) -> None:
    page = Page.objects.get(slug="innovation-vouchers")
    PageText.objects.filter(pk=page.pk).update(summary="Vouchers of a secret kind")
    Page.objects.filter(pk=page.pk).update(live=False)  # the worker has not seen it yet

    assert "secret kind" not in client.get("/en/search/?q=innovation+vouchers").content.decode()


def test_missed_updates_end_where_elasticsearch_is_switched_off() -> None:
    MissedUpdate.objects.create(page_id=1)

    assert catch_up.func() == 0


def test_title_in_the_other_language_finds_the_page() -> None:
    cards = Page.objects.in_bulk(find("innovation vouchers", "cs").hits.ids)

    assert "Inovační vouchery Ústeckého kraje" in [page.title for page in cards.values()]


def test_new_name_of_a_term_is_found_after_the_background_work() -> None:
    term = Term.objects.get(vocabulary="topics", code="klastry", locale__language_code="cs")
    term.name = "Hejblátka"
    term.save()

    assert refresh_everything.func() > 0
    assert find("hejblátka", "cs").hits.total > 0
    assert nightly.func() == 0


def test_rebuild_goes_on_where_it_was_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.rebuilding.BATCH", 40)

    def stop(done: int, total: int) -> None:
        if done >= 120:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild_embedded(stop)
    assert IndexState.objects.get(backend="default").rebuild_is_under_way()
    steps: list[int] = []
    count = rebuild_embedded(lambda done, total: steps.append(done))

    assert steps[0] > 120
    assert count == PageText.objects.count() > 300
    assert not IndexState.objects.get(backend="default").rebuild_is_under_way()


def test_second_rebuild_writes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    PageText.objects.update(indexed_at="2020-01-01T00:00:00Z")

    call_command("search_rebuild")

    assert not PageText.objects.filter(indexed_at__year__gt=2020).exists()
    assert "pages in" in capsys.readouterr().out


def test_rebuild_mends_what_was_lost() -> None:
    PageText.objects.filter(title__startswith="Inovační vouchery").delete()
    draft = ContentPageFactory(title="Koncept", live=False)
    PageText.objects.create(
        page_id=draft.pk, language="cs", scope="cs1", group=draft.translation_key, title="x"
    )

    rebuild_embedded(lambda done, total: None)

    assert find("inovační vouchery", "cs").hits.total > 0
    assert not PageText.objects.filter(pk=draft.pk).exists()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has no such triggers")
def test_check_sees_that_a_trigger_is_missing() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER search_fts_update")

    assert [found.id for found in run_checks(databases=["default"]) if found.id == "search.E001"]


def test_confirmed_cards_and_fresh_news_weigh_as_editors_set_it() -> None:
    weights = SearchSettings(confirmed_bonus=20, news_half_life=12)
    assert weights.weight(is_confirmed=True, age_in_days=None) == 1.2
    assert weights.weight(is_confirmed=False, age_in_days=365) == pytest.approx(0.5, abs=0.01)
    assert SearchSettings(confirmed_bonus=0).weight(True, 9000) == 1

    card = ServiceCardFactory(title="Karta potvrzená", assured_on=today_in_prague())
    news = NewsPageFactory(title="Stará zpráva", date=today_in_prague() - timedelta(days=730))
    found = SearchSettings.load()
    found.confirmed_bonus, found.news_half_life = 20, 24
    found.save()
    refresh_everything.func()

    assert PageText.objects.get(pk=card.pk).prior == 1.2
    assert PageText.objects.get(pk=news.pk).prior == pytest.approx(0.4 * 0.5, abs=0.01)


# --- Documents -------------------------------------------------------------------------------


def pdf(text: str) -> bytes:
    """Return a PDF of one page with a line of ASCII text."""
    stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode("ascii")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
            b" /Resources << /Font << /F1 5 0 R >> >> >>"
        ),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + table
    return out + b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start


def docx(text: str) -> bytes:
    from docx import Document

    document = Document()
    document.add_paragraph("Úvodní odstavec")
    document.add_table(1, 1).rows[0].cells[0].text = text
    target = BytesIO()
    document.save(target)
    return target.getvalue()


def odt(text: str) -> bytes:
    from odfdo import Document, Paragraph

    document = Document("text")
    document.body.append(Paragraph(text))
    target = BytesIO()
    document.save(target)
    return target.getvalue()


MAKERS: dict[str, Any] = {"pdf": pdf, "docx": docx, "odt": odt}


def page_with_document(kind: str, data: bytes) -> tuple[Page, PortalDocument]:
    document = PortalDocument(title="Příručka pro žadatele")
    document.file.save(f"prirucka.{kind}", ContentFile(data))
    attachment = {"type": "attachment", "value": {"title": "Příručka", "file": document.pk}}
    card = ServiceCardFactory(title=f"Karta s přílohou {kind}")
    card.attachments = [attachment]
    card.save_revision().publish()
    return card, document


@pytest.mark.parametrize("kind", MAKERS)
def test_text_of_an_attached_document_is_found_and_shown_as_such(
    kind: str, page_client: PageClient
) -> None:
    card, document = page_with_document(kind, MAKERS[kind]("Formular zrzavychomyl odevzdejte vcas"))

    assert find("zrzavychomyl", "cs").hits.ids == [card.pk]
    row = page_client.get("/cs/hledat/?q=zrzavychomyl").soup.select_one("article.row")
    assert "V dokumentu" in row.get_text()
    assert kind.upper() in row.get_text()
    assert row.select_one("mark").get_text() == "zrzavychomyl"
    document.delete()
    assert find("zrzavychomyl", "cs", correct=False).hits.ids == []


def test_document_of_a_private_collection_is_not_found() -> None:
    from wagtail.models import Collection, CollectionViewRestriction

    _card, document = page_with_document("docx", docx("zrzavychomyl"))
    private = Collection.get_first_root_node().add_child(name="Neveřejné")
    CollectionViewRestriction.objects.create(collection=private)
    document.collection = private
    document.save()

    refresh_everything.func()
    assert find("zrzavychomyl", "cs", correct=False).hits.ids == []


@pytest.mark.parametrize("kind", MAKERS)
def test_broken_document_is_noted_and_harms_nothing(kind: str) -> None:
    card, document = page_with_document(kind, b"no such thing")

    text = DocumentText.objects.get(document=document)
    assert (text.text, bool(text.problem)) == ("", True)
    assert card.pk in find("karta s přílohou", "cs").hits.ids


def test_reader_gives_text_without_what_no_database_takes() -> None:
    assert read("docx", docx("a\tb  c")) == "Úvodní odstavec a b c"
