"""Dates of cards, and of events about them, for a calendar."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import icalendar
import pytest
from django.test import Client

from home.dates import PRAGUE
from home.models import PageLink
from news.models import EventPage
from servicecards.models import ServiceCall, ServiceCard
from tests.factories import EventPageFactory
from tests.servicecards.conftest import TODAY

pytestmark = pytest.mark.django_db
LIST = {"cs": "/cs/sluzby/", "en": "/en/services/"}


def test_calendar_has_every_coming_date_once_and_no_past_one(
    client: Client, dated_cards: list[ServiceCard]
) -> None:
    body = client.get(f"{LIST['cs']}?format=ics").content
    events = list(icalendar.Calendar.from_ical(body).walk("VEVENT"))
    days = sorted(event["dtstart"].dt for event in events)

    assert len(events) == 2 * 3
    assert days[0] == TODAY + timedelta(days=10)
    assert len({str(event["uid"]) for event in events}) == len(events)
    first = min(events, key=lambda event: event["dtstart"].dt)
    assert first["dtend"].dt == first["dtstart"].dt + timedelta(days=1)
    assert "Výzva 0, jarní" in str(first["summary"])


def test_date_keeps_its_uid_in_the_other_language_and_after_a_change(
    client: Client, dated_cards: list[ServiceCard]
) -> None:
    def uids(url: str) -> set[str]:
        calendar = icalendar.Calendar.from_ical(client.get(f"{url}?format=ics").content)
        return {str(event["uid"]) for event in calendar.walk("VEVENT")}

    before = uids(LIST["cs"])
    ServiceCall.objects.filter(closes=TODAY + timedelta(days=10)).update(
        closes=TODAY + timedelta(days=20)
    )

    assert uids(LIST["cs"]) == uids(LIST["en"]) == before


@pytest.fixture
def event(dated_cards: list[ServiceCard]) -> EventPage:
    """A seminar about both cards, in ten days from nine o'clock."""
    event = EventPageFactory(
        title="Seminář o vývozu",
        start_date=TODAY + timedelta(days=10),
        start_time=time(9),
        end_time=time(11, 30),
        place="Knihovna",
    )
    for number, card in enumerate(dated_cards):
        PageLink.objects.create(page=event, target=card, kind="about", sort_order=number)
    return event


def events_at(client: Client, url: str) -> dict[str, Any]:
    calendar = icalendar.Calendar.from_ical(client.get(f"{url}?format=ics").content)
    return {str(event["summary"]): event for event in calendar.walk("VEVENT")}


def test_calendar_has_the_events_about_its_services_once(client: Client, event: EventPage) -> None:
    card = ServiceCard.objects.get(title="Výzva 0")
    for url in (LIST["cs"], LIST["en"], card.get_url(), "/cs/akce/", event.get_url()):
        found = events_at(client, url)
        assert found["Seminář o vývozu"]["location"] == "Knihovna"
        start = found["Seminář o vývozu"]["dtstart"].dt.astimezone(PRAGUE)
        assert (start.date(), start.time()) == (TODAY + timedelta(days=10), time(9))


def test_calendar_of_a_selection_leaves_events_about_other_services_out(
    client: Client, event: EventPage
) -> None:
    other = "/cs/sluzby/pro-exportni-mentoring/"

    assert events_at(client, other) == {}


def test_cancelled_event_says_so_and_a_past_one_is_left_out(
    client: Client, event: EventPage
) -> None:
    EventPage.objects.filter(pk=event.pk).update(is_cancelled=True)
    assert events_at(client, LIST["cs"])["Seminář o vývozu"]["status"] == "CANCELLED"

    EventPage.objects.filter(pk=event.pk).update(start_date=TODAY - timedelta(days=1))
    assert "Seminář o vývozu" not in events_at(client, LIST["cs"])


def test_calendar_of_a_card_without_dates_is_valid_and_empty(client: Client) -> None:
    body = client.get(f"{LIST['cs']}pro-exportni-mentoring/?format=ics").content

    assert list(icalendar.Calendar.from_ical(body).walk("VEVENT")) == []
