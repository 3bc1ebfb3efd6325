"""Every line of the checklist 7.1, on messages that a real SMTP server took."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import html5lib
import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.test import Client

from mail.configuration import envelopes
from newsletter.composing import compose
from newsletter.models import Delivery, Run, Subscriber
from newsletter.models.issues import EventKind
from tests.newsletter.conftest import card, due_run, reader, token_of, told
from tests.services.mailserver import MailServer

pytestmark = pytest.mark.django_db
LANGUAGES = ("cs", "en")
PATHS = {"cs": ("odhlasit", "/sluzby/"), "en": ("unsubscribe", "/services/")}


@pytest.fixture(params=LANGUAGES)
def sent(
    request: pytest.FixtureRequest, deliver: Callable[[], list[EmailMessage]]
) -> tuple[EmailMessage, Subscriber, str]:
    """A weekly issue as it arrived, its reader and the language."""
    subscriber = reader(language=request.param)
    told(card(), EventKind.CHANGE)
    compose(due_run(intro_cs="Úvod – s „uvozovkami“.", intro_en="An introduction."))
    (message,) = deliver()
    return message, subscriber, request.param


def parts(message: EmailMessage) -> tuple[str, str]:
    text: Any = message.get_body(("plain",))
    html: Any = message.get_body(("html",))
    return text.get_content(), html.get_content()


def test_headers_are_those_of_the_checklist(sent: tuple[EmailMessage, Subscriber, str]) -> None:
    message, subscriber, language = sent
    run, row = Run.objects.get(), Delivery.objects.get()
    slug = {"cs": "odber/odhlasit", "en": "subscription/unsubscribe"}[language]
    token = token_of(subscriber)

    assert message["From"].addresses[0].addr_spec == settings.NEWSLETTER_FROM
    assert message["Reply-To"]
    assert "noreply" not in message["Reply-To"]
    assert (message["To"], message["Cc"], message["Bcc"]) == (subscriber.email, None, None)
    assert message["Message-ID"] == f"<d.{run.pk}.{row.pk}@localhost>"
    assert re.fullmatch(r".+ <novinky\.localhost>", message["List-Id"])
    assert message["List-Unsubscribe"] == (
        f"<http://127.0.0.1:8000/{language}/{slug}/{token}/>, <mailto:odhlasit+{token}@localhost>"
    )
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-Help"].startswith(f"<http://127.0.0.1:8000/{language}/")
    assert message["List-Archive"].startswith(f"<http://127.0.0.1:8000/{language}/")
    assert message["List-Post"] == "NO"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Precedence"] == "bulk"
    assert message["Feedback-ID"] == f"{run.pk}:weekly:{language}:portal"
    assert message["Content-Language"] == language
    assert message["MIME-Version"] == "1.0"
    assert parsedate_to_datetime(message["Date"]) <= datetime.now(UTC)


def test_bytes_are_seven_bit_in_short_lines(
    sent: tuple[EmailMessage, Subscriber, str], server: MailServer
) -> None:
    (_sender, _to, data) = server.handler.taken[0]

    assert data.isascii()
    assert max(map(len, data.split(b"\r\n"))) <= 998
    assert b"\x00" not in data
    assert len(data) < 1_000_000


def test_envelope_leads_back_and_asks_for_reports(
    sent: tuple[EmailMessage, Subscriber, str], server: MailServer
) -> None:
    (sender, to, _data), row = server.handler.taken[0], Delivery.objects.get()

    assert envelopes().row_of_sender(sender) == ("b", row.pk)
    assert to == sent[1].email


def test_both_parts_have_items_leaving_settings_and_sender(
    sent: tuple[EmailMessage, Subscriber, str],
) -> None:
    message, subscriber, language = sent

    for part in parts(message):
        assert token_of(subscriber) in part
        for path in (
            "odhlasit" if language == "cs" else "unsubscribe",
            "/sluzby/" if language == "cs" else "/services/",
        ):
            assert path in part
        assert "70892156" in part
        assert "Velká Hradební" in part.replace("\u00a0", " ")


def test_html_is_valid_in_the_right_language_and_loads_nothing(
    sent: tuple[EmailMessage, Subscriber, str],
) -> None:
    message, _subscriber, language = sent
    _text, html = parts(message)
    soup = BeautifulSoup(html, "html.parser")

    html5lib.HTMLParser(strict=True).parse(html)
    assert soup.html["lang"] == language
    assert len(html.encode()) < 100_000
    assert not soup.find_all(["img", "script", "iframe", "link"])
    assert "url(" not in html
    own = urlsplit(settings.PORTAL_BASE_URL).netloc
    assert {urlsplit(link["href"]).netloc for link in soup.find_all("a")} == {own}
    assert soup.find("meta", attrs={"name": "color-scheme"})
    levels = [int(tag.name[1]) for tag in soup.find_all(re.compile("^h[1-6]$"))]
    assert levels[0] == 1
    assert max(levels) == 3


def test_text_reads_well_aloud(sent: tuple[EmailMessage, Subscriber, str]) -> None:
    text, _html = parts(sent[0])

    assert "\u00a0" not in text
    assert "<" not in text
    assert "\n\n\n" not in text
    assert "  " not in text


def test_links_of_the_mail_work(sent: tuple[EmailMessage, Subscriber, str]) -> None:
    _text, html = parts(sent[0])

    links = {a["href"] for a in BeautifulSoup(html, "html.parser").find_all("a")}
    answers = {link: Client().get(urlsplit(link).path).status_code for link in links}
    assert set(answers.values()) == {200}, answers


def test_message_is_the_same_on_every_attempt(
    server: MailServer, deliver: Callable[[], list[EmailMessage]]
) -> None:
    reader()
    told()
    compose(due_run())
    server.handler.data_answer = "452 4.3.1 disk full"
    deliver()
    server.handler.data_answer = ""
    Delivery.objects.update(not_before=0)
    deliver()
    Delivery.objects.update(state=0)
    deliver()

    first, second = (data for _sender, _to, data in server.handler.taken)
    assert first == second


def test_day_of_the_order_is_told_to_each_reader(
    deliver: Callable[[], list[EmailMessage]],
) -> None:
    for email, day in (("a@firma.cz", 3), ("b@firma.cz", 24)):
        subscriber = reader(email)
        subscriber.confirmed_at = datetime(2026, 3, day, 23, 30, tzinfo=UTC)
        subscriber.save()
    told()
    compose(due_run())

    texts = {message["To"]: parts(message)[0] for message in deliver()}
    assert "si 4. 3. 2026 objednali týdenní přehled" in texts["a@firma.cz"].replace("\n", " ")
    assert "si 25. 3. 2026 objednali týdenní přehled" in texts["b@firma.cz"].replace("\n", " ")
