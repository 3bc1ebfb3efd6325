"""Leaving by one click, pausing, changing, one's own data, being erased."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from home.dates import today_in_prague
from mail.models import OutgoingMail
from mail.states import State
from newsletter import subscribing
from newsletter.composing import compose
from newsletter.models import ConsentEntry, Delivery, SignUp, Status, Subscriber
from newsletter.privacy import data_of, erase_address, keep_periods
from newsletter.tokens import make_token
from tests.newsletter.conftest import (
    confirm_path,
    due_run,
    last_mail,
    links_in,
    reader,
    sign_up,
    token_of,
    told,
)

pytestmark = pytest.mark.django_db


def leave_path(subscriber: Subscriber) -> str:
    return f"/cs/odber/odhlasit/{token_of(subscriber)}/"


def settings_path(subscriber: Subscriber) -> str:
    return f"/cs/odber/nastaveni/{token_of(subscriber)}/"


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


def test_own_data_open_by_a_link_that_goes_to_the_mailbox() -> None:
    subscriber = reader()
    Client().post(settings_path(subscriber), {"action": "link"})
    path = next(path for path in links_in(last_mail("newsletter_data")) if "udaje" in path)

    page, export = Client().get(path), Client().get(path, {"format": "json"})

    assert "jana@firma.cz" in page.content.decode()
    assert export.json()["subscriptions"][0]["topics"] == {
        "Export a internacionalizace": "jednou týdně"
    }


def test_new_address_is_confirmed_from_the_new_mailbox() -> None:
    subscriber = reader()
    Client().post(settings_path(subscriber), {"action": "link"})
    path = next(path for path in links_in(last_mail("newsletter_data")) if "udaje" in path)

    Client().post(path, {"email": "nova@firma.cz"})
    message = last_mail("newsletter_address")
    confirm = next(path for path in links_in(message) if "adresa" in path)
    Client().get(confirm)
    subscriber.refresh_from_db()
    assert (message["To"], subscriber.email) == ("nova@firma.cz", "jana@firma.cz")

    Client().post(confirm)

    subscriber.refresh_from_db()
    assert subscriber.email == "nova@firma.cz"
    assert Client().post(confirm).status_code == 404


def everywhere(text: str) -> list[str]:
    """Return the models that hold a text in any row."""
    found = []
    for model in apps.get_models():
        for row in model._default_manager.all().values():
            if any(text in str(bytes(v) if isinstance(v, memoryview) else v) for v in row.values()):
                found.append(model.__name__)
    return found


def test_erasing_leaves_the_address_nowhere(deliver: Callable[[], list[Any]]) -> None:
    client = Client()
    sign_up(client)
    client.post(confirm_path())
    told()
    compose(due_run())
    subscriber = Subscriber.objects.get()
    Client().post(settings_path(subscriber), {"action": "link"})

    Client().post(settings_path(subscriber), {"action": "erase", "sure": "1"})

    assert everywhere("jana@firma.cz") == []
    assert deliver() == []
    assert ConsentEntry.objects.filter(action="erased").exists()


def test_erasing_asks_first() -> None:
    subscriber = reader()

    Client().post(settings_path(subscriber), {"action": "erase"})

    assert Subscriber.objects.filter(pk=subscriber.pk).exists()


def test_commands_export_and_erase_an_address(capsys: pytest.CaptureFixture[str]) -> None:
    reader()

    call_command("privacy_export", "JANA@firma.cz")
    assert '"topics"' in capsys.readouterr().out
    call_command("privacy_erase", "JANA@firma.cz")

    assert "subscriptions: " in capsys.readouterr().out
    assert data_of("jana@firma.cz")["subscriptions"] == []


def test_periods_are_kept_and_a_dry_run_only_counts() -> None:
    sign_up(Client())
    subscribing.leave(reader("odesla@firma.cz"), "link")
    OutgoingMail.objects.update(state=State.HANDED)
    told()
    reader("zustava@firma.cz")
    run = due_run()
    compose(run)
    run.refresh_from_db()
    Delivery.objects.update(state=State.HANDED)
    type(run).objects.update(state=3)

    with time_machine.travel(timezone.now() + timedelta(days=31)):
        counted = keep_periods(dry_run=True)
        assert SignUp.objects.exists()
        done = keep_periods()

    assert {name: done[name] for name in counted} == counted
    assert counted["unconfirmed"] == counted["left"] == counted["deliveries"] == 1
    assert not SignUp.objects.exists()
    assert list(Subscriber.objects.values_list("email", flat=True)) == ["zustava@firma.cz"]
    assert bytes(OutgoingMail.objects.get().content or b"") == b""
    run.refresh_from_db()
    assert (run.archived["due"], run.archived["handed"]) == (1, 1)
    assert not Delivery.objects.exists()


def test_proof_of_consent_goes_a_year_after_leaving() -> None:
    client = Client()
    sign_up(client)
    client.post(confirm_path())
    sign_up(Client(), email="petr@firma.cz")
    Client().post(confirm_path())
    subscribing.leave(Subscriber.objects.get(email="jana@firma.cz"), "link")

    with time_machine.travel(timezone.now() + timedelta(days=366)):
        keep_periods()

    assert [e["action"] for e in data_of("petr@firma.cz")["consents"]] == ["requested", "confirmed"]
    assert data_of("jana@firma.cz")["consents"] == []


def test_erased_address_may_subscribe_again_with_a_new_secret() -> None:
    old = reader()
    path = leave_path(old)
    erase_address(old.email)
    new = reader()

    Client().post(path)

    new.refresh_from_db()
    assert new.status == Status.ACTIVE


@pytest.mark.parametrize("path", ["/cs/ochrana-osobnich-udaju/", "/en/privacy/"])
def test_privacy_page_names_the_periods_of_the_settings(path: str, settings: Any) -> None:
    page = " ".join(Client().get(path).content.decode().replace("\u00a0", " ").split())

    for name in ("unconfirmed", "mail", "deliveries", "left", "consent"):
        days = settings.RETENTION[name]
        assert re.search(rf"\b{days} (dn|days)", page), name
