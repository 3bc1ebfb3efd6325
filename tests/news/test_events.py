"""Events: list, page, what is told to machines."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from home.dates import PRAGUE, today_in_prague
from news.when import When
from tests.factories import EventPageFactory
from tests.page_client import PageClient

pytestmark = pytest.mark.django_db
TODAY = today_in_prague()
TOMORROW, YESTERDAY = TODAY + timedelta(days=1), TODAY - timedelta(days=1)


def section(page_client: PageClient, name: str) -> list[str]:
    found = page_client.get("/cs/akce/").soup.find("section", attrs={"aria-labelledby": name})
    return [h.get_text(strip=True) for h in found.find_all("h3")] if found else []


def test_coming_events_stand_soonest_first_and_past_ones_last_first(
    page_client: PageClient,
) -> None:
    for days in (5, 1, -1, -5, 0):
        start = TODAY + timedelta(days=days)
        EventPageFactory(title=f"Akce {days}", slug=f"akce{days}", start_date=start)

    assert section(page_client, "budou") == ["Akce 0", "Akce 1", "Akce 5"]
    assert section(page_client, "byly") == ["Akce -1", "Akce -5"]


def test_event_lasts_until_its_last_day(page_client: PageClient) -> None:
    EventPageFactory(title="Veletrh", start_date=YESTERDAY, end_date=TODAY)

    assert section(page_client, "budou") == ["Veletrh"]


def test_empty_list_says_so(page_client: PageClient) -> None:
    assert "Teď není ohlášena žádná akce." in page_client.get("/cs/akce/").text
    assert "No event is announced now." in page_client.get("/en/events/").text


def test_page_says_when_where_and_how(page_client: PageClient) -> None:
    event = EventPageFactory(
        start_date=date(2027, 3, 2),
        start_time=time(9, 0),
        end_time=time(12, 30),
        place="Univerzitní knihovna",
        address="Pasteurova 5, Ústí nad Labem",
        registration_url="https://example.org/prihlaska",
        registration_deadline=date(2027, 3, 1),
        price="zdarma",
        accessibility="Výtah a tlumočení.",
    )

    page = page_client.get(event.get_url())

    for words in ("2. 3. 2027, od 9.00 do 12.30", "Univerzitní knihovna", "zdarma", "tlumočení"):
        assert words in page.text
    assert page.soup.find("a", class_="button")["href"] == "https://example.org/prihlaska"
    data = json.loads(page.soup.find("script", type="application/ld+json").string)
    assert data["@type"] == "Event"
    assert data["startDate"] == "2027-03-02T09:00:00+01:00"
    assert data["eventStatus"].endswith("EventScheduled")


def test_unknown_facts_of_an_event_are_written(page_client: PageClient) -> None:
    event = EventPageFactory()

    assert page_client.get(event.get_url()).text.count("není doloženo") == 4


def test_english_reader_gets_a_czech_event_with_a_notice(page_client: PageClient) -> None:
    EventPageFactory(title="Jen česky", slug="jen-cesky")

    assert "Jen česky" in page_client.get("/en/events/").text
    assert page_client.get("/en/events/jen-cesky/").soup.h1["lang"] == "cs"


def test_registration_closes_after_its_last_day(page_client: PageClient) -> None:
    event = EventPageFactory(
        start_date=TOMORROW,
        registration_url="https://example.org/",
        registration_deadline=YESTERDAY,
    )

    page = page_client.get(event.get_url())

    assert page.soup.find("a", class_="button") is None
    assert "Přihlašování skončilo" in page.text


def test_cancelled_event_says_why(page_client: PageClient) -> None:
    event = EventPageFactory(
        start_date=TOMORROW,
        is_cancelled=True,
        cancellation_note="Přednášející onemocněl.",
        registration_url="https://example.org/",
    )

    page = page_client.get(event.get_url())

    assert "Přednášející onemocněl." in page.text
    assert page.soup.find("a", class_="button") is None
    assert "Zrušeno" in page_client.get("/cs/akce/").text


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"end_date": YESTERDAY}, "end_date"),
        ({"end_time": time(9)}, "start_time"),
        ({"start_time": time(10), "end_time": time(9)}, "end_time"),
        ({"registration_deadline": TOMORROW}, "registration_deadline"),
        ({"is_cancelled": True}, "cancellation_note"),
    ],
)
def test_contradictions_are_refused(values: dict[str, Any], field: str) -> None:
    event = EventPageFactory(start_date=TODAY)
    for name, value in values.items():
        setattr(event, name, value)

    with pytest.raises(ValidationError, match=field):
        event.full_clean()


def test_list_has_pages_and_needs_the_same_queries_for_more(
    page_client: PageClient, count_queries: Callable[[str], int]
) -> None:
    for number in range(8):
        EventPageFactory(start_date=YESTERDAY - timedelta(days=number))
    before = count_queries("/cs/akce/")
    for number in range(16):
        EventPageFactory(start_date=YESTERDAY - timedelta(days=number))

    assert count_queries("/cs/akce/") == before <= 12
    assert len(page_client.get("/cs/akce/?strana=2").soup.main.find_all("h3")) == 4


def test_hours_of_the_night_when_clocks_change_keep_their_offset() -> None:
    summer = When(date(2027, 3, 28), date(2027, 3, 28), time(1, 0), time(4, 0))

    assert summer.iso == "2027-03-28T01:00:00+01:00"
    assert summer.iso_end == "2027-03-28T04:00:00+02:00"


@given(
    st.dates(date(1990, 1, 1), date(2200, 1, 1)),
    st.integers(0, 30),
    st.none() | st.times(),
    st.none() | st.times(),
)
def test_words_and_machine_form_exist_for_any_event(
    first: date, days: int, begins: time | None, ends: time | None
) -> None:
    when = When(first, first + timedelta(days=days), begins, ends if begins else None)

    assert str(first.year) in when.text("cs")
    assert str(first.year) in when.text("en")
    assert datetime.fromisoformat(when.iso).date() == first
    assert when.end.tzinfo is PRAGUE
