"""The guide as a page: six questions, every service with its reasons, all in the address."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from servicecards.models import ServiceCard
from tests.factories import ServiceCardFactory
from tests.page_client import PageClient

pytestmark = pytest.mark.django_db
GUIDE = {"cs": "/cs/sluzby/?pruvodce=1", "en": "/en/services/?pruvodce=1"}
EXPORTER = "&ucel=chceme-vyvazet&lidi=3&misto=kraj&vyvoz=ne"


@pytest.mark.parametrize("language", ["cs", "en"])
def test_guide_asks_six_questions_and_none_must_be_answered(
    page_client: PageClient, language: str
) -> None:
    form = page_client.get(GUIDE[language]).soup.find("form", class_="form")

    assert len(form.find_all(["select", "input"], id=True)) == 6
    assert not form.find_all(required=True)
    assert page_client.get(GUIDE[language]).soup.find("ol", class_="rows") is None


def test_three_people_who_want_to_start_exporting_find_the_mentoring(
    page_client: PageClient,
) -> None:
    soup = page_client.get(GUIDE["cs"] + EXPORTER).soup
    first = soup.find("section", attrs={"aria-labelledby": "sedi"})
    titles = [h.get_text() for h in first.find_all("h3")]
    row = next(li for li in first.ol.find_all("li", recursive=False) if "mentoring" in li.h3.text)
    verdicts = [" ".join(li.get_text().split()) for li in row.find_all("li", class_="verdict")]

    assert "Pro-exportní mentoring" in titles[:5]
    assert any(line.startswith("Cílová skupina: sedí") for line in verdicts)
    assert any(line.startswith("Kde podnikáte: sedí") for line in verdicts)


def test_unknown_never_hides_a_card(page_client: PageClient) -> None:
    ServiceCardFactory(title="Karta, která nic neříká")

    assert "Karta, která nic neříká" in page_client.get(GUIDE["cs"] + EXPORTER).text


def test_near_miss_says_what_would_change_it(page_client: PageClient) -> None:
    ServiceCardFactory(
        title="Jen pro velké",
        terms={
            "audience": [("target_groups", "velke-podniky")],
            "business_event": [("business_events", "chceme-vyvazet")],
        },
    )

    near = page_client.get(GUIDE["cs"] + EXPORTER).soup.find(
        "section", attrs={"aria-labelledby": "skoro"}
    )
    row = next(li for li in near.ol.find_all("li", recursive=False) if "Jen pro" in li.h3.text)

    assert "nesedí – služba je pro: Velké podniky" in " ".join(row.get_text().split())


def test_answers_survive_the_language_switch_and_nothing_is_stored(
    page_client: PageClient,
) -> None:
    page = page_client.get(GUIDE["cs"] + EXPORTER)
    other = page.soup.find("a", hreflang="en")["href"]

    assert set(other.split("?")[1].split("&")) == set(
        (GUIDE["cs"] + EXPORTER).split("?")[1].split("&")
    )
    assert not page.response.cookies
    shown = page_client.get(other).soup
    assert shown.find("option", selected=True)["value"] == "chceme-vyvazet"


@pytest.mark.parametrize("typed", ["tři", "minus 5", "1e9", "1" * 50])
def test_number_that_is_none_is_named_and_left_out(page_client: PageClient, typed: str) -> None:
    page = page_client.get(f"{GUIDE['cs']}&lidi={typed}&misto=kraj")

    assert page.soup.find(role="alert")
    assert page.soup.find("section", attrs={"aria-labelledby": "sedi"})


def test_unknown_codes_count_as_not_answered(page_client: PageClient) -> None:
    page = page_client.get(GUIDE["cs"] + "&ucel=nesmysl&faze=<b>&misto=%F0%9F%92%A9&lidi=%00")

    assert page.soup.find("ol", class_="rows") is None


def test_all_cards_are_accounted_for(page_client: PageClient) -> None:
    soup = page_client.get(GUIDE["en"] + EXPORTER).soup
    shown = len(soup.select("ol.rows > li"))
    rest = soup.find("a", string=lambda t: t and "more service" in t)
    number = int("".join(c for c in rest.get_text() if c.isdigit()))

    assert shown + number == ServiceCard.objects.live().filter(locale__language_code="cs").count()


def test_guide_needs_the_same_queries_for_more_cards(count_queries: Callable[[str], int]) -> None:
    before = count_queries(GUIDE["cs"] + EXPORTER)
    for _number in range(60):
        ServiceCardFactory()

    assert count_queries(GUIDE["cs"] + EXPORTER) == before <= 12
