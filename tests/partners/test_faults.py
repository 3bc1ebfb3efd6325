"""What goes wrong around an enquiry: the mail server, many clients at once, a chore that fails."""

from __future__ import annotations

import threading
import time
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from home import chores
from mail.configuration import envelopes
from mail.journal import Journal
from mail.models import Allowance, OneTimeLink, OutgoingMail
from mail.outbox_queue import OutboxQueue
from mail.sender import Sender
from mail.smtp import Connection, Server, Unavailable
from mail.states import State
from partners.models import Enquiry
from tests.mail.conftest import nothing_stays_open, server
from tests.partners.conftest import FIRM, NEED, PARTNER, ask, form_key, mails, rule
from tests.services.mailserver import MailServer, RawServer, opened

__all__ = ["nothing_stays_open", "server"]
pytestmark = pytest.mark.django_db


def send(folder: Path, port: int) -> None:
    """Let a worker send what is due."""
    sender = Sender(1, Journal(folder / "worker-1.journal"))
    way: Connection = opened(Connection(Server("127.0.0.1", port, timeout=1)))
    sender.send(OutboxQueue(envelopes()), way, 50)


FAULTS = ("refused", "hanging", "451", "550")


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_of_the_mail_server_never_shows_to_the_sender_and_loses_nothing(
    tmp_path: Path, server: MailServer, fault: str
) -> None:
    """reliability.md, 54: stored once, answered in under a second, tried again later."""
    rule()
    if fault in ("451", "550"):
        answer = {"451": "451 4.3.0 later", "550": "550 5.1.1 unknown"}[fault]
        server.handler.rcpt_answers = {FIRM: answer, PARTNER: answer}
    started, key = time.monotonic(), form_key()

    response = ask(klic=key)

    assert response.status_code == 303
    assert time.monotonic() - started < settings.EMAIL_TIMEOUT  # nobody waited for the server
    assert Enquiry.objects.count() == 1
    if fault == "refused":
        return  # nobody listens: the worker's pause is tested in tests/newsletter
    if fault == "hanging":
        with pytest.raises(Unavailable):  # the worker pauses and comes back
            send(tmp_path, RawServer(after_data="hang").port)
    else:
        send(tmp_path, server.port)
    wanted = State.REFUSED if fault == "550" else State.QUEUED
    states = set(OutgoingMail.objects.values_list("state", flat=True))
    assert states == {wanted}
    assert (
        ask(klic=key).status_code == 303
    )  # sending the same form again works, and is the same enquiry
    assert Enquiry.objects.count() == 1


def test_messages_arrive_at_a_real_server_as_they_are_stored(
    tmp_path: Path, server: MailServer
) -> None:
    rule()
    ask()

    send(tmp_path, server.port)

    arrived = {message["To"]: message["Subject"] for message in server.handler.messages}
    assert arrived == {message["To"]: message["Subject"] for message in mails()}
    assert set(arrived) == {FIRM, PARTNER}


def test_messages_are_plain_text_and_html_that_say_the_same() -> None:
    rule()
    ask()

    for message in mails():
        text, html = (message.get_body((kind,)) for kind in ("plain", "html"))
        assert message["Auto-Submitted"] == "auto-generated"
        link = next(w for w in text.get_content().split() if w.startswith("http") and "dotaz" in w)
        assert link in html.get_content()
        assert "<img" not in html.get_content()
        assert max(map(len, message.as_bytes().splitlines())) <= 998


@pytest.mark.skipif(connection.vendor == "sqlite", reason="the test's own transaction holds SQLite")
def test_twelve_clients_with_one_form_make_one_enquiry() -> None:
    """The same with SQLite and a real server: tests/browser/test_contact_point.py."""
    form = {"need": NEED, "email": FIRM, "klic": form_key()}
    answers: Counter[int] = Counter()

    def press() -> None:
        try:
            answers[Client().post("/cs/dotaz/", form).status_code] += 1
        finally:
            connection.close()

    def clean_up() -> None:
        for model in (Enquiry, OutgoingMail, OneTimeLink, Allowance):
            model.objects.all().delete()
        connection.close()

    try:
        _together(press, 12)
        assert answers == {303: 12}
        assert Enquiry.objects.count() == 1
        assert OutgoingMail.objects.filter(kind="enquiry_receipt").count() == 1
    finally:
        _together(clean_up, 1)


def _together(work: object, count: int) -> None:
    threads = [threading.Thread(target=work) for _number in range(count)]  # type: ignore[arg-type]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)


def test_chore_that_fails_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    done = []

    def broken() -> None:
        raise RuntimeError("kaputt")

    monkeypatch.setattr(chores, "_chores", [broken, lambda: done.append(1)])

    assert chores.do_chores() == 1
    assert done == [1]
