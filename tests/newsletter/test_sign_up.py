"""Signing up and confirming: one answer for every address, nobody but the reader confirms."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from mail.limits import Allowance
from mail.models import OutgoingMail
from newsletter import subscribing
from newsletter.models import ConsentEntry, SignUp, Status, Subscriber
from newsletter.models.subscribers import AppendOnlyError
from tests.newsletter.conftest import confirm_path, last_mail, reader, sign_up
from tests.page_client import PageClient

pytestmark = pytest.mark.django_db
PAGES = {"cs": "/cs/novinky-e-mailem/", "en": "/en/news-by-email/"}


@pytest.mark.parametrize("language", PAGES)
def test_page_has_topics_feeds_and_a_sample_and_sets_no_cookie(
    page_client: PageClient, language: str
) -> None:
    page = page_client.get(PAGES[language])

    topics = [box["value"] for box in page.soup.find_all("input", attrs={"name": "topics"})]
    assert "export" in topics
    assert topics[-1] == "pro-partnery"
    assert page.response.cookies == {}
    links = [link["href"] for link in page.soup.main.find_all("a")]
    for part in ("ukazka" if language == "cs" else "sample", "topics.atom", "topics.rss"):
        assert any(part in link for link in links), part


@pytest.mark.parametrize("language", PAGES)
def test_whole_way_from_sign_up_to_subscriber_in_the_same_browser(language: str) -> None:
    client = Client()

    answer = sign_up(client, language, **{"cetnost-dotace": "1", "topics": ["export", "dotace"]})
    confirmed = client.get(confirm_path())

    subscriber = Subscriber.objects.get()
    assert answer.status_code == 303
    assert confirmed.status_code == 200
    assert (subscriber.language, subscriber.status) == (language, Status.ACTIVE)
    assert dict(subscriber.choices.values_list("topic", "frequency")) == {"export": 2, "dotace": 1}


def test_message_asks_in_the_chosen_language_and_names_the_topics() -> None:
    sign_up(Client(), "en")

    message = last_mail()
    text = message.get_body(("plain",)).get_content()
    assert message["Subject"] == "Confirm the subscription to the news"
    assert "Export and internationalisation" in text
    assert "List-Unsubscribe" not in message


@pytest.mark.parametrize("method", ["get", "head"])
def test_scanner_confirms_nobody(method: str) -> None:
    sign_up(Client())
    path = confirm_path()

    answers = [getattr(Client(), method)(path) for _scanner in range(20)]

    assert {answer.status_code for answer in answers} == {200}
    assert not Subscriber.objects.exists()


def test_head_with_the_readers_cookie_confirms_nobody_either() -> None:
    client = Client()
    sign_up(client)

    client.head(confirm_path())

    assert not Subscriber.objects.exists()


def test_button_confirms_in_another_browser_and_a_second_time_changes_nothing() -> None:
    sign_up(Client())
    path = confirm_path()

    first, second = Client().post(path), Client().post(path)

    assert (first.status_code, second.status_code) == (200, 200)
    assert Subscriber.objects.count() == 1
    actions = list(ConsentEntry.objects.values_list("action", flat=True))
    assert actions == ["requested", "confirmed"]


def test_cookie_of_another_request_does_not_confirm() -> None:
    client = Client()
    sign_up(client)
    sign_up(Client(), email="petr@firma.cz")

    client.get(confirm_path())

    assert not Subscriber.objects.exists()


@pytest.mark.parametrize("days", [8, 400])
def test_expired_link_offers_a_new_one(days: int) -> None:
    sign_up(Client())
    path = confirm_path()

    with time_machine.travel(timezone.now() + timedelta(days=days)):
        answer = Client().post(path)

    assert answer.status_code == 404
    assert "Odkaz neplatí" in answer.content.decode()
    assert not Subscriber.objects.exists()


def test_answer_is_the_same_for_every_address() -> None:
    reader("znama@firma.cz")
    subscribing.leave(reader("odesla@firma.cz"), "link")
    subscribing.suppress("stezovala@firma.cz", "complaint")
    addresses = ["nova@firma.cz", "znama@firma.cz", "odesla@firma.cz", "stezovala@firma.cz"]

    answers = [sign_up(Client(), email=address) for address in addresses]

    assert {(a.status_code, a["Location"], a.content) for a in answers} == {
        (303, "/cs/odber/odeslano/", b"")
    }
    sent = set(OutgoingMail.objects.values_list("recipient", flat=True))
    assert sent == set(addresses) - {"stezovala@firma.cz"}


def test_known_subscription_changes_only_when_its_owner_confirms() -> None:
    subscriber = reader(export=2)

    sign_up(Client(), topics=["dotace"])

    assert list(subscriber.choices.values_list("topic", flat=True)) == ["export"]


def test_form_cannot_bomb_a_mailbox() -> None:
    for _try in range(8):
        assert sign_up(Client()).status_code == 303

    assert OutgoingMail.objects.count() == 1


def test_network_is_stopped_with_a_message_and_nothing_typed_is_lost() -> None:
    for number in range(10):
        sign_up(Client(), email=f"u{number}@firma.cz")

    answer = sign_up(Client(), email="u11@firma.cz")

    assert answer.status_code == 429
    assert "u11@firma.cz" in answer.content.decode()
    assert Allowance.objects.count() == 11


WRONG = {
    "no at": ({"email": "info.firma.cz"}, "doplňte v e-mailu zavináč", "pole-email"),
    "empty": ({"email": " "}, "napište svou e-mailovou adresu", "pole-email"),
    "diacritics": ({"email": "žluťoučký@firma.cz"}, "bez háčků", "pole-email"),
    "machine": ({"email": "postmaster@firma.cz"}, "kterou čte člověk", "pole-email"),
    "no domain": ({"email": "jana@firma"}, "zkontrolujte adresu", "pole-email"),
    "no topic": ({"topics": []}, "vyberte aspoň jedno téma", "pole-topics"),
}


@pytest.mark.parametrize("name", WRONG)
def test_mistake_is_explained_on_top_and_at_its_field(name: str) -> None:
    changes, message, anchor = WRONG[name]

    answer = sign_up(Client(), **changes)

    soup = BeautifulSoup(answer.content.decode(), "html.parser")
    summary = soup.find(role="alert")
    assert answer.status_code == 422
    assert soup.title.text.startswith("Chyba: ")
    assert message in " ".join(summary.text.replace("\u00a0", " ").split()).lower()
    assert summary.find("a", href=f"#{anchor}")
    assert soup.find(id=anchor)
    assert not SignUp.objects.exists()


INJECTIONS = [
    "jana@firma.cz\r\nBcc: x@y.cz",
    "jana@firma.cz%0ABcc:x@y.cz",
    "jana@firma.cz,petr@firma.cz",
    "<jana@firma.cz>",
    '"jana"@firma.cz\nx',
    "jana@firma.cz\x00",
    "jana@[127.0.0.1]\r\n",
]


@pytest.mark.parametrize("email", INJECTIONS)
def test_nothing_gets_into_headers_by_the_address(email: str) -> None:
    sign_up(Client(), email=email)

    for row in OutgoingMail.objects.all():
        assert "Bcc" not in bytes(row.content).decode().split("\r\n\r\n")[0]
        assert row.recipient.count("@") == 1
        assert not set(row.recipient) & set("\r\n\x00, ")


def test_domain_is_normalised_and_case_makes_no_second_subscriber() -> None:
    for email in ("Jana@PŘÍKLAD.cz", "jana@xn--pklad-zsa96e.cz"):
        Allowance.objects.all().delete()
        sign_up(Client(), email=email)
        Client().post(confirm_path())

    assert Subscriber.objects.get().email == "Jana@xn--pklad-zsa96e.cz"


def test_machine_that_fills_in_everything_is_told_the_same() -> None:
    answer = sign_up(Client(), web="https://spam.example")

    assert answer["Location"] == "/cs/odber/odeslano/"
    assert not SignUp.objects.exists()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"sec-fetch-site": "same-origin"}, 303),
        ({"origin": "http://testserver"}, 303),
        ({}, 303),
    ],
    ids=str,
)
def test_form_is_taken_from_our_own_pages_only(headers: dict[str, str], status: int) -> None:
    answer = Client(headers=headers).post(
        "/cs/odber/",
        {"email": "jana@firma.cz", "language": "cs", "topics": ["export"], "frequency": "2"},
    )

    assert answer.status_code == status


def test_proof_of_consent_has_words_language_choices_and_is_never_changed() -> None:
    sign_up(Client(), "en")
    Client().post(confirm_path())

    entry = ConsentEntry.objects.get(action="confirmed")
    assert entry.language == "en"
    assert "I want the news" in entry.text
    assert entry.choices == {"export": 2}
    assert "jana" not in str(vars(entry))
    with pytest.raises(AppendOnlyError):
        entry.save()


def test_form_leads_to_the_feed_of_the_chosen_topics_and_keeps_nothing() -> None:
    answer = sign_up(Client(), topics=["export", "nesmysl", "dotace"], do="feed")

    assert answer.status_code == 303
    assert answer["Location"] == "/cs/feeds/topics.atom?tema=export,dotace"
    assert not SignUp.objects.exists()


def test_sample_shows_the_topics_of_the_form_and_names_nobody(page_client: PageClient) -> None:
    answer: Any = Client().get("/cs/odber/ukazka/", {"topics": ["export"], "frequency": "3"})

    html = answer.content.decode()
    assert answer.status_code == 200
    assert "Měsíc pro firmy" in html
    assert "\ue001" not in html
