"""What the tests of the newsletter share: readers, news, issues."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from home.roles import NEWSLETTER_MANAGER
from mail.configuration import envelopes
from mail.journal import Journal
from mail.ledger import now
from mail.models import OutgoingMail
from mail.sender import Sender
from mail.smtp import Connection, Server
from newsletter.events import record
from newsletter.frequencies import Foreign, Frequency
from newsletter.ledger_queue import LedgerQueue
from newsletter.models import Choice, NewsEvent, Run, Subscriber
from newsletter.models.issues import EventKind
from newsletter.tokens import make_token
from servicecards.models import ServiceCard
from tests.services.mailserver import MailServer, close_all, mail_server, opened

EXPORT_CARD = "svc-exportni-mentoring"
FORM = {"email": "jana@firma.cz", "language": "cs", "topics": ["export"], "frequency": "2"}


@pytest.fixture(autouse=True)
def nothing_stays_open() -> Iterator[None]:
    """Close the connections and servers of a test."""
    yield
    close_all()


@pytest.fixture(autouse=True)
def no_news_of_the_starter_content(db: None) -> None:
    """Begin without what loading the content recorded."""
    NewsEvent.objects.all().delete()


@pytest.fixture
def server() -> Iterator[MailServer]:
    """A mail server that takes everything."""
    with mail_server() as running:
        yield running


def reader(email: str = "jana@firma.cz", language: str = "cs", **choices: int) -> Subscriber:
    """Return a confirmed subscriber: topic=frequency, "export" weekly without any."""
    made = Subscriber.objects.create(
        email=email,
        domain=email.rpartition("@")[2],
        language=language,
        confirmed_at=timezone.now() - timedelta(days=1),
    )
    for topic, frequency in (choices or {"export": Frequency.WEEKLY}).items():
        name = topic.replace("_", "-")
        Choice.objects.create(subscriber=made, topic=name, frequency=frequency)
    return made


def hides_foreign(subscriber: Subscriber) -> Subscriber:
    """Let a subscriber leave out items in the other language."""
    Subscriber.objects.filter(pk=subscriber.pk).update(foreign_items=Foreign.HIDE)
    return subscriber


def token_of(subscriber: Subscriber) -> str:
    """Return the token of a subscriber's links."""
    return make_token(subscriber.pk, subscriber.secret)


def leave_path(subscriber: Subscriber) -> str:
    """Return where a subscriber leaves, in Czech."""
    return f"/cs/odber/odhlasit/{token_of(subscriber)}/"


def settings_path(subscriber: Subscriber) -> str:
    """Return where a subscriber changes what comes, in Czech."""
    return f"/cs/odber/nastaveni/{token_of(subscriber)}/"


def card() -> ServiceCard:
    """Return the Czech page of a card about export."""
    return ServiceCard.objects.get(identifier=EXPORT_CARD, locale__language_code="cs")


def told(page: Any = None, kind: EventKind = EventKind.NEWS, **values: Any) -> NewsEvent:
    """Record that a page is news, long enough ago to be sent."""
    event = record((page or card()).translation_key, kind, **values)
    assert event is not None
    event.ripe_at = now() - 1
    event.save()
    return event


def due_run(frequency: int = Frequency.WEEKLY, **values: Any) -> Run:
    """Return a planned issue that is due."""
    return Run.objects.create(
        key=values.pop("key", f"test-{Run.objects.count()}"),
        frequency=frequency,
        day=timezone.localdate(),
        due_at=now(),
        **values,
    )


@pytest.fixture
def deliver(tmp_path: Path, server: MailServer) -> Callable[[], list[EmailMessage]]:
    """Return a function that sends what is due and returns the messages that arrived."""

    def work() -> list[EmailMessage]:
        sender = Sender(1, Journal(tmp_path / "worker-1.journal"))
        way: Connection = opened(Connection(Server("127.0.0.1", server.port, timeout=2)))
        while sender.send(LedgerQueue(envelopes()), way, 50).claimed:
            pass
        return server.handler.messages

    return work


def last_mail(kind: str = "newsletter_confirm") -> EmailMessage:
    """Return the last stored single message of a kind, parsed."""
    row = OutgoingMail.objects.filter(kind=kind).latest("pk")
    message: Any = message_from_bytes(bytes(row.content), policy=policy.default)
    return message


def links_in(message: EmailMessage) -> list[str]:
    """Return the paths of the portal's links in the text part."""
    body: Any = message.get_body(("plain",))
    return re.findall(r"http://127\.0\.0\.1:8000(/\S*)", body.get_content())


def sign_up(client: Client, language: str = "cs", **changes: Any) -> Any:
    """Send the sign-up form."""
    path = "/cs/odber/" if language == "cs" else "/en/subscription/"
    return client.post(path, {**FORM, "language": language, **changes})


def confirm_path(message: EmailMessage | None = None) -> str:
    """Return the path of the confirmation link."""
    found = [
        path for path in links_in(message or last_mail()) if "potvrdit" in path or "confirm" in path
    ]
    return found[0]


@pytest.fixture
def manager(member_of: Callable[..., Client]) -> Client:
    """A logged-in newsletter manager."""
    return member_of(NEWSLETTER_MANAGER)


def text(response: Any) -> str:
    """Return what a page says, white space folded."""
    soup = BeautifulSoup(response.content.decode(), "html.parser")
    return " ".join(soup.get_text(" ").split())
