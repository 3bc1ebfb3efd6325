"""A client that looks at every page the way a critical reader would."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from urllib.parse import urlsplit

import html5lib
from bs4 import BeautifulSoup
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

LOADING = (("script", "src"), ("img", "src"), ("link", "href"), ("iframe", "src"), ("use", "href"))
RELATIONS_TO_PAGES = {"canonical", "alternate"}


@dataclass
class Page:
    """An answer with its parsed HTML."""

    response: HttpResponse
    soup: BeautifulSoup

    @property
    def text(self) -> str:
        """The main part's text, white space folded (no-break spaces too)."""
        return " ".join(self.soup.main.get_text(" ").split())


class PageClient:
    """Wraps a Django client; `get` checks status, HTML, h1, title, languages, hosts."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def get(self, url: str, status: int = 200, **extra: str) -> Page:
        """Return the page at `url` after all checks."""
        response = self.client.get(url, **extra)
        assert response.status_code == status, f"{url}: {response.status_code}"
        html = response.content.decode()
        page = Page(response, BeautifulSoup(html, "html.parser"))
        check_valid(html)
        check_structure(page.soup)
        check_languages(page.soup, url)
        check_hosts(page.soup)
        check_forms(page.soup)
        return page


def check_valid(html: str) -> None:
    """The HTML parses without an error (html5lib, strict)."""
    html5lib.HTMLParser(strict=True).parse(html)


def check_structure(soup: BeautifulSoup) -> None:
    """One h1, a title, unique ids, headings without gaps, labels that point somewhere."""
    assert len(soup.find_all("h1")) == 1
    assert soup.title
    assert soup.title.get_text(strip=True).endswith("– Rozcestník")
    ids = [tag["id"] for tag in soup.find_all(id=True)]
    assert len(ids) == len(set(ids)), [name for name in ids if ids.count(name) > 1]
    levels = [int(tag.name[1]) for tag in soup.main.find_all(["h1", "h2", "h3", "h4"])]
    assert all(b - a <= 1 for a, b in itertools.pairwise(levels)), levels
    for label in soup.find_all("label", attrs={"for": True}):
        assert label["for"] in ids


def check_languages(soup: BeautifulSoup, url: str) -> None:
    """The page says its language and links itself in all languages."""
    language = url.strip("/").split("/")[0]
    if language in dict(settings.LANGUAGES):
        assert soup.html["lang"] == language
    found = {link["hreflang"] for link in soup.find_all("link", hreflang=True)}
    if soup.find("link", rel="canonical"):
        assert {"cs", "en", "x-default"} <= found, (url, found)


def check_hosts(soup: BeautifulSoup) -> None:
    """The browser loads nothing from elsewhere and runs no inline code."""
    own = urlsplit(settings.PORTAL_BASE_URL).netloc
    for name, attribute in LOADING:
        for tag in soup.find_all(name):
            if RELATIONS_TO_PAGES & set(tag.get("rel", [])):
                continue
            host = urlsplit(tag.get(attribute, "")).netloc
            assert host in ("", own), tag
    for tag in soup.find_all(True):
        assert not any(name.startswith("on") or name == "style" for name in tag.attrs), tag
    for script in soup.find_all("script", src=False):
        assert script.get("type") == "application/ld+json"


def check_forms(soup: BeautifulSoup) -> None:
    """A search form on every page, and an action on every form."""
    for form in soup.find_all("form"):
        assert form.get("action"), form
