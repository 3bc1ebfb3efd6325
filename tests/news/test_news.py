"""News: list by year, items, feeds, front page."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from home.dates import PreciseDate, parse_precise, today_in_prague
from news.content import first_sentence
from news.models import NewsPage
from tests.conftest import STANDARDS
from tests.factories import NewsPageFactory
from tests.page_client import PageClient

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def loaded(identifier: str, language: str = "cs") -> NewsPage:
    return NewsPage.objects.get(identifier=identifier, locale__language_code=language)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Ve dnech 7. a 8. prosince se sešli. Mluvili.", "Ve dnech 7. a 8. prosince se sešli."),
        ("Skončilo to v roce 2017. Pak nic.", "Skončilo to v roce 2017."),
        ("Jediná věta.", "Jediná věta."),
    ],
)
def test_first_sentence_does_not_end_at_the_number_of_a_day(text: str, sentence: str) -> None:
    assert first_sentence(text) == sentence


def test_summary_and_topics_are_derived() -> None:
    item = loaded("news-2019-ecos4in-start")

    assert (
        item.summary
        == "Od 27. do 29. května 2019 se v Ústí nad Labem sešlo sedm partnerů projektu ECOS4IN."
    )
    assert "prumysl-4-0" in {topic.code for topic in item.topics.all()}
    assert not item.send_in_newsletter
    assert item.publisher is None


@pytest.mark.parametrize(
    ("text", "cs", "en"),
    [
        ("2016-12-08", "8. 12. 2016", "8 December 2016"),
        ("2023-07", "červenec 2023", "July 2023"),
        ("2017", "2017", "2017"),
    ],
)
def test_date_is_written_as_far_as_it_is_known(text: str, cs: str, en: str) -> None:
    known = parse_precise(text)

    assert known is not None
    assert known.iso == text
    assert known.text("cs").replace("\xa0", " ") == cs
    assert known.text("en").replace("\xa0", " ") == en


@given(st.text())
def test_any_text_is_a_date_or_none(text: str) -> None:
    assert isinstance(parse_precise(text), PreciseDate | None)


@pytest.mark.parametrize("url", ["/cs/novinky/", "/en/news/"])
def test_list_shows_all_news_by_year(page_client: PageClient, url: str) -> None:
    soup = page_client.get(url).soup

    years = [int(heading.get_text()) for heading in soup.find_all("h2", class_="yearmark")]
    assert years == sorted(years, reverse=True)
    assert len(soup.main.find_all("h3")) == 10


def test_list_of_one_year(page_client: PageClient) -> None:
    soup = page_client.get("/cs/novinky/?rok=2021").soup

    assert {time["datetime"][:4] for time in soup.main.find_all("time")} == {"2021"}
    assert soup.find("a", hreflang="en")["href"] == "/en/news/?rok=2021"


def test_unknown_year_is_an_empty_list_with_a_way_back(page_client: PageClient) -> None:
    page = page_client.get("/cs/novinky/?rok=1789x")

    assert page.soup.main.find("a", string="Všechny novinky")


def test_item_names_whom_it_concerns(page_client: PageClient) -> None:
    item = loaded("news-2026-integrace-agentur", "en")

    assert "CzechTrade" in page_client.get(item.get_url()).soup.aside.get_text()


def test_organisation_page_lists_the_news_about_it(page_client: PageClient) -> None:
    from partners.models import Organisation

    agency = Organisation.objects.get(identifier="org-czechtrade", locale__language_code="cs")

    assert "CzechTrade a CzechInvest se spojují" in page_client.get(agency.get_url()).text


def test_front_page_shows_the_newest_items(page_client: PageClient) -> None:
    section = page_client.get("/cs/").soup.find("section", attrs={"aria-labelledby": "nove"})

    assert section.find("h3").get_text().startswith("CzechTrade")
    assert len(section.find_all("h3")) == 3


def test_item_past_its_time_leaves_front_page_and_feed_but_not_the_list(
    page_client: PageClient, client: Client
) -> None:
    today = today_in_prague()
    NewsPageFactory(title="Prošlá", date=today, relevant_until=today - timedelta(days=1))

    assert "Prošlá" not in page_client.get("/cs/").text
    assert "Prošlá" not in client.get("/cs/feeds/news.atom").content.decode()
    assert "Prošlá" in page_client.get("/cs/novinky/").text


def test_withdrawn_item_says_why_and_needs_a_reason(page_client: PageClient) -> None:
    item = NewsPageFactory(withdrawn_at=today_in_prague(), withdrawal_reason="Omyl v datu.")

    assert "Omyl v datu." in page_client.get(item.get_url()).text
    item.withdrawal_reason = ""
    with pytest.raises(ValidationError, match="withdrawal_reason"):
        item.full_clean()


@pytest.mark.parametrize("language", ["cs", "en"])
def test_atom_feed_has_what_the_standard_asks_for(client: Client, language: str) -> None:
    response = client.get(f"/{language}/feeds/news.atom")
    feed = ET.fromstring(response.content)  # noqa: S314  (our own output)

    assert response["Content-Type"].startswith("application/atom+xml")
    assert feed.find(f"{ATOM}id") is not None
    assert feed.find(f"{ATOM}updated").text
    assert feed.find(f"{ATOM}author/{ATOM}name").text
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == 10
    assert len({entry.find(f"{ATOM}id").text for entry in entries}) == 10
    assert all(f"/{language}/" in entry.find(f"{ATOM}link").get("href") for entry in entries)


def test_json_feed_keeps_the_community_schema(client: Client) -> None:
    response = client.get("/en/feeds/news.json")
    data = response.json()

    assert response["Content-Type"] == "application/feed+json"
    assert data["version"] == "https://jsonfeed.org/version/1.1"
    path = STANDARDS / "feeds" / "jsonfeed-1.1.schema.json"
    if not path.exists():
        pytest.skip("the standards folder is not here")
    schema = json.loads(path.read_text())
    assert set(schema.get("required", [])) <= set(data)
    known = set(schema["properties"])
    assert set(data) <= known


def test_feeds_are_discoverable_and_answer_304(client: Client, page_client: PageClient) -> None:
    soup = page_client.get("/en/news/").soup
    links = {
        link["type"]: link["href"] for link in soup.find_all("link", rel="alternate", type=True)
    }

    assert links == {
        "application/atom+xml": "/en/feeds/news.atom",
        "application/feed+json": "/en/feeds/news.json",
    }
    etag = client.get("/en/feeds/news.atom")["ETag"]
    assert client.get("/en/feeds/news.atom", headers={"if-none-match": etag}).status_code == 304


def test_list_needs_the_same_queries_for_more_items(count_queries: Callable[[str], int]) -> None:
    count_queries("/cs/novinky/")
    before = count_queries("/cs/novinky/")
    for _number in range(2 * 10):
        NewsPageFactory(date=date(2020, 5, 5))

    assert count_queries("/cs/novinky/") == before <= 12
    assert count_queries("/cs/feeds/news.atom") <= 12


def test_private_and_draft_items_are_nowhere(client: Client) -> None:
    NewsPageFactory(title="Rozepsaná", live=False)

    for url in ("/cs/", "/cs/novinky/", "/cs/feeds/news.atom", "/cs/feeds/news.json"):
        assert "Rozepsaná" not in client.get(url).content.decode()
