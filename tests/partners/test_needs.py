"""Needs of firms: noted by partners and the office, once each, without personal data."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import models
from django.test import Client
from django.utils import timezone

from home.dates import today_in_prague
from home.roles import COORDINATOR, EDITOR, NEWSLETTER_MANAGER, PROJECT_OFFICE, TRANSLATOR
from mail.models import OneTimeLink
from partners.models import FirmNeed
from partners.needs import noting
from partners.needs.messages import send_link
from servicecards.coverage import board
from tests.page_client import PageClient
from tests.partners.conftest import PARTNER, body, link_in, mails, partner

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("coordinator")]
ROOM = "/admin/contact-point/needs/"
CHOICES = {"need": "uver", "topic": "financovani", "sector": "c", "district": "most"}


def link(language: str = "cs") -> str:
    """Send a partner its link; return the path."""
    send_link(partner(mail_language=language), PARTNER)
    return link_in(mails("firm_needs")[-1])


def note(path: str, key: str = "1", client: Client | None = None, **changes: Any) -> Any:
    """Send the form."""
    return (client or Client()).post(path, {**CHOICES, "klic": key, **changes})


def test_table_has_no_field_for_words() -> None:
    texts = [
        field.name
        for field in FirmNeed._meta.concrete_fields
        if isinstance(field, models.TextField) or (field.max_length or 0) > 80
    ]
    assert texts == []


@pytest.mark.parametrize("language", ["cs", "en"])
def test_partner_notes_one_need_after_another(page_client: PageClient, language: str) -> None:
    path = link(language)
    assert path.startswith(f"/{language}/")
    page = page_client.get(path)
    assert not FirmNeed.objects.exists()
    key = page.soup.find("input", attrs={"name": "klic"})["value"]

    response = note(path, key)
    after = page_client.get(response["Location"])

    assert response.status_code == 303
    assert {"cs": "Uloženo", "en": "Saved"}[language] in after.text
    assert after.soup.find("option", selected=True) is None
    row = FirmNeed.objects.get()
    assert (row.need, row.topic, row.partner) == ("uver", "financovani", partner())
    assert row.day == today_in_prague()


def test_same_form_sent_twice_is_one_need() -> None:
    path = link()
    for key in ("a", "a", "b"):
        assert note(path, key).status_code == 303
    assert FirmNeed.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"need": ""}, "co firma potřebuje"),
        ({"topic": ""}, "čeho se to týká"),
        ({"need": "nesmysl"}, "nesmysl"),
        ({"day": "2999-01-01"}, "posledního roku"),
        ({"day": "2001-01-01"}, "posledního roku"),
    ],
)
def test_bad_input_is_refused_and_the_rest_comes_back(changes: dict[str, str], says: str) -> None:
    response = note(link(), **changes)
    html = response.content.decode()
    assert response.status_code == 422
    assert says in html
    assert '<option value="most" selected>' in html
    assert not FirmNeed.objects.exists()


def test_limit_keeps_a_lost_link_from_flooding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(noting, "PER_NOTER", noting.Rule("firm-needs", most=2, within=86_400))
    path = link()
    answers = [note(path, str(number)).status_code for number in range(4)]
    assert answers == [303, 303, 429, 429]
    assert FirmNeed.objects.count() == 2


@pytest.mark.parametrize("why", ["forged", "expired", "renewed", "ended", "another purpose"])
def test_links_that_do_not_work_are_refused_alike(page_client: PageClient, why: str) -> None:
    path = link()
    if why == "forged":
        path = f"{path[:-3]}aa/"
    elif why == "expired":
        OneTimeLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    elif why == "renewed":
        link()
    elif why == "ended":
        noting.end_links(noting.PURPOSE, partner().pk)
    else:
        OneTimeLink.objects.update(purpose="actor-report")
    assert (
        page_client.get(path, status=404).text
        == page_client.get("/cs/potreba-firmy/zzz/", status=404).text
    )
    assert note(path).status_code == 404
    assert not FirmNeed.objects.exists()


def test_mail_says_what_the_link_is_for() -> None:
    link("en")
    text = body(mails("firm_needs")[0])
    assert "half a minute" in text
    assert "No names" in text


# --- The office ------------------------------------------------------------------------------


@pytest.fixture
def office(member_of: Callable[..., Client]) -> Client:
    """A logged-in coordinator."""
    return member_of(COORDINATOR)


def test_coordinator_notes_a_need_on_the_phone(office: Client) -> None:
    failed = note(f"{ROOM}note/", client=office, need="").content.decode()
    assert "co firma potřebuje" in failed.lower()
    assert '<option value="most" selected>' in failed

    done = office.post(f"{ROOM}note/", {**CHOICES, "klic": "k"}, follow=True).content.decode()

    assert "Uloženo" in done
    assert FirmNeed.objects.get().partner is None
    assert "Úvěr" in office.get(ROOM).content.decode()


def test_coordinator_sends_and_ends_links_and_deletes_slips(office: Client) -> None:
    pk = partner().pk
    office.post(ROOM, {"action": "send_link", "partner": pk})
    path = link_in(mails("firm_needs")[-1])
    note(path)
    html = office.get(ROOM).content.decode()
    assert "Ukončit odkaz" in html

    office.post(ROOM, {"action": "end_link", "partner": pk})
    office.post(ROOM, {"action": "delete", "need": FirmNeed.objects.get().pk})

    assert note(path).status_code == 404
    assert not FirmNeed.objects.exists()


@pytest.mark.parametrize("number", [3, 9])
def test_list_asks_the_same_for_more_needs(
    office: Client, django_assert_max_num_queries: Callable[..., object], number: int
) -> None:
    path = link()
    for place in range(number):
        note(path, str(place))
    office.get(ROOM)
    with django_assert_max_num_queries(16):
        office.get(ROOM)


def test_coverage_board_counts_what_firms_told(admin_client_cs: Client) -> None:
    def told() -> int:
        return next(row.told for row in board("cs").rows if row.code == "financovani")

    before = told()
    note(link())
    FirmNeed.objects.create(
        **{**CHOICES, "day": today_in_prague() - timedelta(120)}, form_key="old"
    )

    assert told() == before + 1
    html = admin_client_cs.get("/admin/contact-point/coverage/").content.decode()
    assert f"{ROOM}?topic=financovani" in html


@pytest.mark.parametrize(
    ("role", "sees", "notes"),
    [
        (COORDINATOR, True, True),
        (EDITOR, True, False),
        (PROJECT_OFFICE, False, False),
        (TRANSLATOR, False, False),
        (NEWSLETTER_MANAGER, False, False),
    ],
)
def test_who_may_see_note_and_send(
    member_of: Callable[..., Client], role: str, sees: bool, notes: bool
) -> None:
    client = member_of(role)
    for path in (ROOM, f"{ROOM}quarters/"):
        assert (client.get(path).status_code == 200) is sees
    assert (client.get(f"{ROOM}note/").status_code == 200) is notes
    client.post(f"{ROOM}note/", {**CHOICES, "klic": "k"})
    assert FirmNeed.objects.exists() is notes
    client.post(ROOM, {"action": "send_link", "partner": partner().pk})
    assert bool(mails("firm_needs")) is notes
