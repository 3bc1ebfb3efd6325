"""Leaving by one click, pausing, changing what one gets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from home.dates import today_in_prague
from mail.privacy import keep_periods
from mail.states import State
from newsletter import subscribing
from newsletter.composing import compose
from newsletter.models import ConsentEntry, Delivery, Status, Subscriber
from newsletter.tokens import make_token
from tests.newsletter.conftest import (
    due_run,
    leave_path,
    reader,
    settings_path,
    told,
)

pytestmark = pytest.mark.django_db


ONE_CLICK = {
    "multipart": lambda client, path: client.post(path, {"List-Unsubscribe": "One-Click"}),
    "urlencoded": lambda client, path: client.post(
        path,
        "List-Unsubscribe=One-Click",
        content_type="application/x-www-form-urlencoded",
    ),
}


@pytest.mark.parametrize("how", ONE_CLICK)
def test_one_click_works_without_cookie_token_or_redirect(how: str) -> None:
    subscriber = reader()
    client = Client(enforce_csrf_checks=True, headers={"sec-fetch-site": "cross-site"})

    answers = [ONE_CLICK[how](client, leave_path(subscriber)) for _time in range(2)]

    subscriber.refresh_from_db()
    assert [answer.status_code for answer in answers] == [200, 200]
    assert not any(answer.cookies for answer in answers)
    assert (subscriber.status, subscriber.end_reason) == (Status.ENDED, "one-click")


def test_one_click_survives_https_behind_a_proxy(settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    subscriber = reader()

    answer = Client(headers={"x-forwarded-proto": "https"}).post(leave_path(subscriber))

    assert answer.status_code == 200


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_at_the_link_changes_nothing(method: str) -> None:
    subscriber = reader()

    answers = [getattr(Client(), method)(leave_path(subscriber)) for _scanner in range(20)]

    subscriber.refresh_from_db()
    assert {answer.status_code for answer in answers} == {200}
    assert subscriber.status == Status.ACTIVE


@pytest.mark.parametrize(
    "token",
    ["x" * 30, "nesmysl", make_token(999_999, "0" * 32), "č" * 30],
)
def test_unknown_token_is_answered_like_a_known_one(token: str) -> None:
    known = Client().post(leave_path(reader()))

    answer = Client().post(f"/cs/odber/odhlasit/{token}/")

    assert answer.status_code == known.status_code == 200


def test_token_of_somebody_else_does_nothing() -> None:
    jana, petr = reader(), reader("petr@firma.cz")

    Client().post(f"/cs/odber/odhlasit/{make_token(jana.pk, petr.secret)}/")

    assert Subscriber.objects.filter(status=Status.ACTIVE).count() == 2


def test_link_still_works_after_three_years_and_another_secret_key(settings: Any) -> None:
    subscriber = reader()
    path = leave_path(subscriber)
    settings.SECRET_KEY = "z" * 60

    with time_machine.travel(timezone.now() + timedelta(days=1100)):
        Client().post(path)

    subscriber.refresh_from_db()
    assert subscriber.status == Status.ENDED


def test_leaving_counts_for_what_is_already_queued(deliver: Callable[[], list[Any]]) -> None:
    subscriber, stays = reader(), reader("petr@firma.cz")
    told()
    compose(due_run())

    subscribing.leave(subscriber, "link")

    assert [message["To"] for message in deliver()] == [stays.email]
    states = dict(Delivery.objects.values_list("subscriber__email", "state"))
    assert states == {"jana@firma.cz": State.SUPPRESSED, "petr@firma.cz": State.HANDED}


def test_change_of_topics_is_kept_and_proved() -> None:
    subscriber = reader(export=2)

    Client().post(
        settings_path(subscriber),
        {
            "action": "save",
            "topics": ["dotace", "pro-partnery"],
            "frequency": "3",
            "cetnost-dotace": "1",
            "language": "en",
            "foreign": "hide",
        },
    )

    subscriber.refresh_from_db()
    found = dict(subscriber.choices.values_list("topic", "frequency"))
    assert found == {"dotace": 1, "pro-partnery": 3}
    assert (subscriber.language, subscriber.foreign_items) == ("en", "hide")
    assert ConsentEntry.objects.get().action == "changed"


def test_pause_sends_nothing_and_ends_by_itself(deliver: Callable[[], list[Any]]) -> None:
    subscriber = reader()
    until = today_in_prague() + timedelta(days=14)
    told()
    compose(due_run())

    Client().post(settings_path(subscriber), {"action": "pause", "until": until.isoformat()})

    assert deliver() == []
    subscriber.refresh_from_db()
    assert (subscriber.status, subscriber.paused_until) == (Status.PAUSED, until)
    with time_machine.travel(timezone.now() + timedelta(days=14)):
        keep_periods()
    subscriber.refresh_from_db()
    assert subscriber.status == Status.ACTIVE


@pytest.mark.parametrize("until", ["", "nesmysl", "2020-01-01"])
def test_pause_without_a_day_in_the_future_says_so(until: str) -> None:
    subscriber = reader()

    answer = Client().post(
        settings_path(subscriber), {"action": "pause", "until": until}, follow=True
    )

    assert "Vyberte den v budoucnosti" in answer.content.decode().replace("\u00a0", " ")
    subscriber.refresh_from_db()
    assert subscriber.status == Status.ACTIVE


def test_page_shows_no_whole_address_and_leads_no_referrer_away() -> None:
    answer = Client().get(settings_path(reader()))

    assert "jana@firma.cz" not in answer.content.decode()
    assert "j…@firma.cz" in answer.content.decode()
    assert answer["Referrer-Policy"] == "strict-origin"
    assert "no-store" in answer["Cache-Control"]
