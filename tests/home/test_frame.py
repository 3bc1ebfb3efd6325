"""Menu, footer, way up, addresses in other languages, sitemap, robots."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from django.conf import settings
from django.test import Client
from wagtail.models import Page

from home.models import Navigation, OperatorSettings
from tests.factories import ContentPageFactory
from tests.page_client import PageClient

pytestmark = pytest.mark.django_db
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"


def navigation(language: str) -> Navigation:
    return Navigation.objects.get(locale__language_code=language)


def test_menu_of_each_language_is_edited_by_itself(page_client: PageClient) -> None:
    english = navigation("en")
    english.about = "Only for English readers."
    english.save()

    assert "Only for English readers." in str(page_client.get("/en/").soup.footer)
    assert "Only for English readers." not in str(page_client.get("/cs/").soup.footer)


def test_menu_leads_to_pages_in_the_readers_language(page_client: PageClient) -> None:
    links = page_client.get("/en/").soup.find("nav", id="nabidka").find_all("a")

    assert {link["href"].split("/")[1] for link in links} == {"en"}


def test_menu_drops_a_page_that_is_no_longer_published(page_client: PageClient) -> None:
    for page in Page.objects.filter(slug__in=["partneri", "partners"]):
        page.specific.unpublish()

    assert "Partneři" not in page_client.get("/cs/").soup.find("nav", id="nabidka").get_text()


def test_current_part_of_the_site_is_marked(page_client: PageClient) -> None:
    menu = page_client.get("/cs/sluzby/inovacni-vouchery/").soup.find("nav", id="nabidka")

    assert [link.get_text() for link in menu.find_all("a", attrs={"aria-current": "page"})] == [
        "Služby"
    ]


def test_breadcrumbs_lead_up_and_do_not_hold_the_page_itself(page_client: PageClient) -> None:
    crumbs = page_client.get("/en/services/innovation-vouchers/").soup.find("nav", class_="crumbs")

    hrefs = [link["href"] for link in crumbs.find_all("a")]
    assert hrefs[:2] == ["/en/", "/en/services/"]
    assert "/en/services/innovation-vouchers/" not in hrefs


def test_operator_stands_in_the_footer_of_every_page(page_client: PageClient) -> None:
    operator = OperatorSettings.load()
    operator.contact_email = "podatelna@example.org"
    operator.save()

    footer = page_client.get("/en/").soup.footer.get_text()

    assert "Ústí Region" in footer
    assert "podatelna@example.org" in footer


def test_every_page_links_statement_and_privacy(page_client: PageClient) -> None:
    footer = str(page_client.get("/cs/nic/", status=404).soup.footer)

    assert "/cs/prohlaseni-o-pristupnosti/" in footer
    assert "/cs/ochrana-osobnich-udaju/" in footer


def test_statement_has_all_the_sections_of_the_law(page_client: PageClient) -> None:
    found = page_client.get("/cs/prohlaseni-o-pristupnosti/").soup.article("h2")
    headings = [" ".join(heading.get_text().split()) for heading in found]

    assert headings == [
        "Stav souladu",
        "Nepřístupný obsah",
        "Vypracování prohlášení",
        "Zpětná vazba a kontaktní údaje",
        "Postupy pro prosazování práva",
        "Údaje provozovatele",
    ]


def test_canonical_is_on_the_configured_address_without_the_query(
    page_client: PageClient,
) -> None:
    soup = page_client.get("/cs/sluzby/?pro=msp&x=1").soup

    canonical = soup.find("link", rel="canonical")["href"]
    assert canonical == f"{settings.PORTAL_BASE_URL}/cs/sluzby/"


def test_sitemap_lists_both_languages_with_their_counterparts(client: Client) -> None:
    ContentPageFactory(title="Jen česky", slug="jen-cesky")
    root = ET.fromstring(client.get("/sitemap.xml").content)  # noqa: S314  (our own output)

    entries = {url.find(f"{SITEMAP}loc").text: url for url in root}
    base = settings.PORTAL_BASE_URL
    english = entries[f"{base}/en/services/innovation-vouchers/"]
    alternates = {link.get("hreflang"): link.get("href") for link in english.iter(f"{XHTML}link")}
    assert alternates == {
        "cs": f"{base}/cs/sluzby/inovacni-vouchery/",
        "en": f"{base}/en/services/innovation-vouchers/",
        "x-default": f"{base}/cs/sluzby/inovacni-vouchery/",
    }
    assert f"{base}/cs/jen-cesky/" in entries
    assert len(entries) == Page.objects.live().filter(depth__gt=1).count()


def test_robots_name_the_sitemap(client: Client) -> None:
    text = client.get("/robots.txt").content.decode()

    assert f"Sitemap: {settings.PORTAL_BASE_URL}/sitemap.xml" in text


@pytest.mark.parametrize(
    ("wanted", "place"),
    [("cs", "/cs/"), ("en-GB,en;q=0.9", "/en/"), ("de", "/cs/"), ("", "/cs/"), ("%00", "/cs/")],
)
def test_root_follows_the_browsers_language_without_a_cookie(
    client: Client, wanted: str, place: str
) -> None:
    response = client.get("/", headers={"accept-language": wanted})

    assert (response.status_code, response["Location"]) == (302, place)
    assert "Accept-Language" in response["Vary"]
    assert not response.cookies


def test_open_graph_names_title_summary_and_address(page_client: PageClient) -> None:
    soup = page_client.get("/en/services/innovation-vouchers/").soup
    tags = {tag["property"]: tag["content"] for tag in soup.find_all("meta", property=True)}

    assert tags["og:title"] == "Innovation vouchers of the Ústí Region"
    assert tags["og:description"].startswith("A regional contribution")
    assert tags["og:url"].endswith("/en/services/innovation-vouchers/")
