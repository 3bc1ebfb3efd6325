"""Every page type in both languages goes through the page client's checks."""

from __future__ import annotations

import pytest

from tests.addresses import PAGES
from tests.page_client import PageClient

URLS = [url for pair in PAGES.values() for url in pair]


@pytest.mark.parametrize("url", URLS)
def test_page_passes_all_checks(page_client: PageClient, url: str) -> None:
    page = page_client.get(url)

    assert page.soup.find("form", role="search")


@pytest.mark.parametrize("url", ["/cs/nic/", "/en/nothing/", "/cs/sluzby/neni/"])
def test_missing_page_offers_ways_on(page_client: PageClient, url: str) -> None:
    page = page_client.get(url, status=404)

    assert page.soup.find("form", role="search")
    assert page.soup.find("nav", attrs={"aria-labelledby": "kudy"}).find("a")


@pytest.mark.parametrize("url", URLS)
def test_page_needs_at_most_twelve_queries(url: str, count_queries) -> None:
    count_queries(url)  # the list of site roots is asked once an hour, not once a page

    assert count_queries(url) <= 12


@pytest.mark.parametrize("pair", PAGES.values(), ids=PAGES)
def test_language_switch_leads_to_the_same_page(
    page_client: PageClient, pair: tuple[str, str]
) -> None:
    czech, english = pair

    assert page_client.get(czech).soup.find("a", hreflang="en")["href"] == english
    assert page_client.get(english).soup.find("a", hreflang="cs")["href"] == czech
