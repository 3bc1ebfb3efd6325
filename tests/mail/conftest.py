"""What the tests of the mail room share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mail.configuration import envelopes
from mail.journal import Journal
from mail.outbox_queue import OutboxQueue
from mail.sender import Sender
from tests.services.mailserver import MailServer, close_all, mail_server


@pytest.fixture(autouse=True)
def nothing_stays_open() -> Iterator[None]:
    """Close the connections and servers of a test."""
    yield
    close_all()


@pytest.fixture
def server() -> Iterator[MailServer]:
    """A mail server that takes everything."""
    with mail_server() as running:
        yield running


@pytest.fixture
def sender(tmp_path: Path) -> Sender:
    """A worker's sender with a journal of its own."""
    return Sender(1, Journal(tmp_path / "worker-1.journal"))


@pytest.fixture
def outbox(db: None) -> OutboxQueue:
    return OutboxQueue(envelopes())
