"""What every error page must be."""

from __future__ import annotations

from bs4 import BeautifulSoup
from django.http import HttpResponse

from tests.page_client import check_hosts, check_structure, check_valid


def assert_good_page(response: HttpResponse, language: str) -> BeautifulSoup:
    """A whole page of ours: valid, styled, in the language, a way back, nothing internal."""
    html = response.content.decode()
    check_valid(html)
    soup = BeautifulSoup(html, "html.parser")
    check_structure(soup)
    check_hosts(soup)
    assert soup.html["lang"] == language
    assert soup.find("link", rel="stylesheet", href=lambda href: "portal" in href)
    assert soup.find("meta", attrs={"name": "robots", "content": "noindex"})
    assert soup.main.find("a", href=f"/{language}/")
    assert "secret detail" not in html
    assert "Traceback" not in html
    return soup
