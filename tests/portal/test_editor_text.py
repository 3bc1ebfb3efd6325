"""What editors and translators send never becomes code on a public page."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale
from wagtail.rich_text import RichText
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield
from wagtail_localize.models import Translation, TranslationSource

from home.models import ContentPage, HomePage, Navigation
from home.roles import EDITOR
from partners.models import Organisation
from servicecards.models import ServiceCard
from tests.factories import ContentPageFactory, source_page
from tests.portal.production import ROOT

pytestmark = pytest.mark.django_db

SCHEMES = {"", "http", "https", "mailto", "tel"}
RICH_TEXT_ELEMENTS = {"p", "b", "ul", "ol", "li", "a", "br", "embed"}
DANGEROUS_LINKS = (
    *(
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
    ),
    *("\x01javascript:alert(1)", "data:text/html,<script>alert(1)</script>", "vbscript:x"),
)
DANGEROUS_TEXT = '<script>alert(1)</script><img src=x onerror=alert(1)>"><svg onload=alert(1)>'
# Where HTML may be declared safe: our own signs and JSON, and text that was safe before.
ALLOWED_TO_MARK_SAFE = {"home/templatetags/portal_tags.py", "home/templatetags/typography.py"}


def rich_text(text: str, link: str) -> str:
    """Return what the rich text editor posts: `text`, then words linked to `link`."""
    words = "cesta tam"
    reference = {"offset": len(text), "length": len(words), "key": 0}
    block = {"key": "a", "type": "unstyled", "text": text + words, "depth": 0}
    block |= {"inlineStyleRanges": [], "entityRanges": [reference]}
    entity = {"type": "LINK", "mutability": "MUTABLE", "data": {"url": link}}
    return json.dumps({"blocks": [block], "entityMap": {"0": entity}})


def page_form(paragraph: str, **changes: Any) -> dict[str, Any]:
    """Return the form of a plain page with one paragraph, ready to publish."""
    fields = {"title": "Zkouška", "slug": "zkouska", "summary": "Shrnutí", "identifier": "zkouska"}
    body = streamfield([("paragraph", paragraph), ("heading", {"text": DANGEROUS_TEXT})])
    rows = {"portal_links": inline_formset([]), "comments": inline_formset([])}
    data = {**fields, "body": body, "sources": streamfield([]), **rows, **changes}
    return nested_form_data({**data, "action-publish": "1"})


def publish(client: Client, data: dict[str, Any]) -> int:
    """Send the form of a new plain page below the front page."""
    parent = source_page(HomePage)
    return client.post(f"/admin/pages/add/home/contentpage/{parent.pk}/", data).status_code


def assert_inert(html: str) -> BeautifulSoup:
    """No script, no handler, no address that is code."""
    soup = BeautifulSoup(html, "html.parser")
    assert not soup.find("script", src=False, type=lambda kind: kind != "application/ld+json")
    assert not soup.find(string=re.compile(r"^alert\(1\)$"))
    for tag in soup.find_all(True):
        assert not [name for name in tag.attrs if name.startswith("on")], tag
        for name in ("href", "src", "action", "formaction"):
            assert urlsplit(tag.get(name, "").strip()).scheme in SCHEMES, tag
    return soup


# --- Forms -----------------------------------------------------------------------------------


@pytest.mark.parametrize("link", DANGEROUS_LINKS)
def test_dangerous_link_posted_to_the_editor_is_gone(
    member_of: Callable[..., Client], visitor: Client, link: str
) -> None:
    status = publish(member_of(EDITOR), page_form(rich_text(DANGEROUS_TEXT, link)))

    assert status == 302
    soup = assert_inert(visitor.get("/cs/zkouska/").content.decode())
    assert soup.main.find("a", string="cesta tam").get("href", "") in ("", "#")


def test_harmless_link_posted_to_the_editor_stays(
    member_of: Callable[..., Client], visitor: Client
) -> None:
    publish(member_of(EDITOR), page_form(rich_text("Viz ", "https://example.org/x")))

    soup = assert_inert(visitor.get("/cs/zkouska/").content.decode())
    assert soup.main.find("a", string="cesta tam")["href"] == "https://example.org/x"


@pytest.mark.parametrize("field", ["title", "summary", "seo_title", "search_description"])
def test_markup_in_plain_fields_is_shown_as_text(
    member_of: Callable[..., Client], visitor: Client, field: str
) -> None:
    data = page_form(rich_text("Text ", "/cs/"), **{field: DANGEROUS_TEXT})

    assert publish(member_of(EDITOR), data) == 302
    for url in ("/cs/zkouska/", "/cs/hledat/?q=shrnuti", "/en/zkouska/"):
        assert_inert(visitor.get(url).content.decode())


@pytest.mark.parametrize("link", DANGEROUS_LINKS)
def test_dangerous_address_of_a_source_is_refused(
    member_of: Callable[..., Client], link: str
) -> None:
    sources = streamfield([("source", {"title": "Zdroj", "url": link})])

    status = publish(member_of(EDITOR), page_form(rich_text("Text ", "/cs/"), sources=sources))

    assert status == 200
    assert not ContentPage.objects.filter(slug="zkouska").exists()


@pytest.mark.parametrize(
    ("model", "field"),
    [(Organisation, "website"), (ServiceCard, "licence"), (ContentPage, "licence")],
)
@pytest.mark.parametrize("link", DANGEROUS_LINKS)
def test_address_fields_take_web_addresses_only(model: type, field: str, link: str) -> None:
    validate = model._meta.get_field(field).run_validators

    validate("https://example.org/")
    with pytest.raises(ValidationError):
        validate(link)


@pytest.mark.parametrize("link", DANGEROUS_LINKS)
def test_menu_takes_addresses_of_pages_only(link: str) -> None:
    block = Navigation._meta.get_field("menu").stream_block.child_blocks["link"]

    value = block.to_python({"label": "Menu", "page": None, "url": link})

    with pytest.raises(ValidationError):
        block.clean(value)


# --- Translations ----------------------------------------------------------------------------

TRANSLATIONS = (
    *("x<script>alert(1)</script>", '<a href="javascript:alert(1)">x</a>', "<svg onload=alert(1)>"),
    *('<img src="x" onerror="alert(1)">', '<b onclick="alert(1)">x</b>', '<a id="a9">x</a>'),
    *('<a id="a1" href="data:text/html,x">x</a>', "<iframe src=//evil.example></iframe>"),
)


@pytest.fixture
def started_translation() -> Translation:
    """A page with one paragraph, whose English version an editor has begun."""
    paragraph = RichText('<p>Viz <a href="https://example.org/">adresa</a></p>')
    page = ContentPageFactory(slug="zkouska", body=[("paragraph", paragraph)])
    source, _created = TranslationSource.update_or_create_from_instance(page)
    english = Locale.objects.get(language_code="en")
    translation = Translation.objects.create(source=source, target_locale=english)
    translation.save_target()
    return translation


@pytest.mark.parametrize("text", TRANSLATIONS)
def test_dangerous_translation_is_refused(
    admin_client_cs: Client, started_translation: Translation, text: str
) -> None:
    segments = started_translation.source.stringsegment_set
    segment = segments.get(context__path__startswith="body")
    name = "wagtail_localize:edit_string_translation"
    url = reverse(name, args=[started_translation.pk, segment.pk])

    response = admin_client_cs.put(
        url, f"value={quote(text)}", content_type="application/x-www-form-urlencoded"
    )
    started_translation.save_target()

    assert response.json()["error"]
    target = started_translation.get_target_instance()
    assert str(target.body).count("adresa") == 1
    assert_inert(str(target.body))


# --- What is stored, what the code may do ----------------------------------------------------


def rich_texts() -> Iterator[str]:
    """Yield all stored rich text."""
    for page in ContentPage.objects.all():
        yield from (item["value"] for item in page.body.raw_data if item["type"] == "paragraph")
    for model in (Organisation, ServiceCard):
        yield from model.objects.values_list("description", flat=True)


def test_starter_content_holds_only_what_the_editor_offers() -> None:
    for text in rich_texts():
        elements = BeautifulSoup(text, "html.parser").find_all(True)

        assert {element.name for element in elements} <= RICH_TEXT_ELEMENTS
        for element in elements:
            assert urlsplit(element.get("href", "")).scheme in SCHEMES


def own_files(*suffixes: str) -> Iterator[Path]:
    for folder in ("home", "partners", "servicecards", "search", "newsletter", "site", "templates"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in suffixes and "migrations" not in path.parts:
                yield path


def test_only_listed_files_declare_html_safe() -> None:
    unsafe = re.compile(r"mark_safe|RawHTMLBlock|SafeString\(|html_safe|autoescape=False")

    found = {path for path in own_files(".py") if unsafe.search(path.read_text())}

    assert {str(path.relative_to(ROOT)) for path in found} <= ALLOWED_TO_MARK_SAFE


# A preview shows a mail in a colour scheme of its own, which only a style attribute sets.
STYLED = {f"templates/wagtailadmin/newsletter/{name}.html" for name in ("preview", "letter")}


def is_mail(path: Path) -> bool:
    """Mail clients know styles on elements only."""
    return path.is_relative_to(ROOT / "templates/emails")


def test_templates_escape_everything() -> None:
    unsafe = re.compile(r"\|\s*(safe|safeseq)\b|autoescape\s+off|\|\s*striptags|truncate\w+_html")

    assert not [path for path in own_files(".html", ".xml") if unsafe.search(path.read_text())]


def test_templates_hold_no_inline_code() -> None:
    code = re.compile(r"<script(?![^>]*\bsrc=)|\son\w+=|\sstyle=|javascript:", re.IGNORECASE)

    found = [path for path in own_files(".html", ".svg") if code.search(path.read_text())]
    assert {str(path.relative_to(ROOT)) for path in found if not is_mail(path)} <= STYLED
    assert not [path for path in found if "<script" in path.read_text()]
