"""One's own data: seeing them, a new address, being erased, how long what is kept."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from mail.models import OutgoingMail
from mail.privacy import data_of, erase_address, keep_periods
from mail.states import State
from newsletter import subscribing
from newsletter.composing import compose
from newsletter.models import ConsentEntry, Delivery, SignUp, Status, Subscriber
from tests.everywhere import everywhere
from tests.newsletter.conftest import (
    confirm_path,
    due_run,
    last_mail,
    leave_path,
    links_in,
    reader,
    settings_path,
    sign_up,
    token_of,
    told,
)

pytestmark = pytest.mark.django_db


def text_of(answer: Any) -> str:
    """Return a page with plain spaces."""
    return str(answer.content.decode().replace("\u00a0", " "))


@pytest.mark.parametrize(
    ("settings_at", "data_at", "until", "today"),
    [
        ("/cs/odber/nastaveni/", "udaje", "8. 12. 2026", "24. 11. 2026"),
        ("/en/subscription/settings/", "data", "8 December 2026", "24 November 2026"),
    ],
)
def test_days_are_those_of_prague_in_the_words_of_the_language(
    settings_at: str, data_at: str, until: str, today: str
) -> None:
    with time_machine.travel("2026-11-23T23:30:00+00:00", tick=False):
        subscriber = reader(language=settings_at[1:3])
        path = f"{settings_at}{token_of(subscriber)}/"
        assert until in text_of(Client().get(path))  # the choice of a pause
        Client().post(path, {"action": "pause", "until": "2026-12-08"})
        assert until in text_of(Client().get(path))

        Client().post(path, {"action": "link"})
        links = links_in(last_mail("newsletter_data"))
        data = text_of(Client().get(next(link for link in links if f"/{data_at}/" in link)))

    assert today in data
    assert "2026-11-2" not in data


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
