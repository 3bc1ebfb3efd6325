"""Single messages: stored at once, sent with patience, never lost by a fault of the server."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.utils import timezone

from mail.folder import Folder, forget
from mail.journal import Journal
from mail.ledger import delay, now
from mail.letters import Letter
from mail.models import OutgoingMail
from mail.outbox import put
from mail.outbox_queue import OUTBOX, OutboxQueue
from mail.sender import Sender
from mail.smtp import Connection, Server
from mail.states import State
from tests.services.mailserver import MailServer, RawServer, opened

pytestmark = pytest.mark.django_db


def stored(**values: object) -> OutgoingMail:
    context = {"link": "https://x.cz/", "topics": "Export", "days": 7}
    return put("newsletter_confirm", "jana@firma.cz", "cs", context, **values)  # type: ignore[arg-type]


def way(port: int) -> Connection:
    connection: Connection = opened(Connection(Server("127.0.0.1", port, timeout=1)))
    return connection


def test_stored_message_arrives_in_the_readers_language(
    sender: Sender, outbox: OutboxQueue, server: MailServer
) -> None:
    row = stored()

    sender.send(outbox, way(server.port), 10)

    row.refresh_from_db()
    (message,) = server.handler.messages
    assert (row.state, row.queue_id) == (State.HANDED, "Q1")
    assert message["Subject"] == "Potvrďte odběr novinek"
    assert message["Message-ID"] == row.message_id
    assert "Potvrdit odběr" in message.get_body(("plain",)).get_content()
    assert not [name for name in message if name.lower().startswith("list-")]


# Answer of the server -> state, whether it is tried again.
FAULTS = {
    "rcpt 451": ("451 4.3.0 later", "", State.QUEUED),
    "rcpt 550": ("550 5.1.1 unknown", "", State.REFUSED),
    "data 452": ("", "452 4.3.1 disk full", State.QUEUED),
    "data 554": ("", "554 5.7.1 spam", State.REFUSED),
}


@pytest.mark.parametrize("name", FAULTS)
def test_fault_of_the_server_is_answered_as_it_deserves(
    sender: Sender, outbox: OutboxQueue, server: MailServer, name: str
) -> None:
    rcpt, data, state = FAULTS[name]
    server.handler.rcpt_answers = {"jana@firma.cz": rcpt} if rcpt else {}
    server.handler.data_answer = data
    row = stored()

    sender.send(outbox, way(server.port), 10)

    row.refresh_from_db()
    assert row.state == state
    assert row.answer.startswith((rcpt or data)[:3])
    if state == State.QUEUED:
        assert row.not_before >= now() + 55


def test_line_cut_after_the_message_is_uncertain_and_not_sent_again(
    sender: Sender, outbox: OutboxQueue
) -> None:
    row, server = stored(), RawServer(after_data="cut")

    batch = sender.send(outbox, way(server.port), 10)
    sender.send(outbox, way(RawServer().port), 10)

    row.refresh_from_db()
    assert batch.problem
    assert row.state == State.UNCERTAIN
    assert server.taken == ["jana@firma.cz"]


def test_letters_behind_a_broken_line_are_queued_again_and_lost_nothing(
    sender: Sender, outbox: OutboxQueue
) -> None:
    for _number in range(3):
        stored()

    sender.send(outbox, way(RawServer(after_data="cut").port), 10)

    states = list(OutgoingMail.objects.order_by("pk").values_list("state", "attempts"))
    assert states == [(State.UNCERTAIN, 1), (State.QUEUED, 0), (State.QUEUED, 0)]


def test_message_whose_link_expired_is_not_sent(
    sender: Sender, outbox: OutboxQueue, server: MailServer
) -> None:
    row = stored(useless_after=timezone.now() - timedelta(seconds=1))

    sender.send(outbox, way(server.port), 10)

    row.refresh_from_db()
    assert row.state == State.SUPPRESSED
    assert server.handler.taken == []


def test_folder_holds_byte_for_byte_what_a_server_gets(
    sender: Sender, outbox: OutboxQueue, server: MailServer, tmp_path: Path
) -> None:
    row = stored()
    sender.send(outbox, way(server.port), 10)
    OutgoingMail.objects.update(state=State.QUEUED)

    sender.send(outbox, Folder(tmp_path / "mail"), 10)

    assert (tmp_path / f"mail/m{row.pk}.eml").read_bytes() == server.handler.taken[0][2]


def test_password_reset_goes_through_the_outbox() -> None:
    backend = mail.get_connection("mail.backend.EmailBackend")  # tests get another by default
    to = ["jana@firma.cz", "petr@firma.cz"]

    mail.send_mail("Heslo", "text", "a@b.cz", to, connection=backend)

    rows = OutgoingMail.objects.filter(kind="django")
    assert sorted(rows.values_list("recipient", flat=True)) == ["jana@firma.cz", "petr@firma.cz"]


def test_storing_takes_no_time_while_the_server_hangs(outbox: OutboxQueue) -> None:
    RawServer(after_data="hang")
    started = time.monotonic()

    stored()

    assert time.monotonic() - started < 1


def test_waiting_doubles_up_to_four_hours() -> None:
    assert [delay(tries) for tries in (1, 2, 3, 9, 30)] == [60, 120, 240, 4 * 3600, 4 * 3600]


def test_stopping_gives_back_what_was_not_begun(outbox: OutboxQueue, tmp_path: Path) -> None:
    for _number in range(5):
        stored()
    taken: list[int] = []
    sender = Sender(1, Journal(tmp_path / "j"), should_stop=lambda: len(taken) >= 2)

    class Counting(Folder):
        def send(self, letters, begin):  # type: ignore[no-untyped-def]
            for pair in super().send(letters, begin):
                taken.append(pair[0].id)
                yield pair

    sender.send(outbox, Counting(tmp_path / "mail"), 10)

    states = list(OutgoingMail.objects.order_by("pk").values_list("state", flat=True))
    assert states == [State.HANDED] * 2 + [State.QUEUED] * 3


def test_oldest_message_goes_first_however_the_database_answers(
    outbox: OutboxQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [stored().pk for _number in range(3)]
    read = outbox._contents
    # PostgreSQL returns rows in no order of their own.
    monkeypatch.setattr(outbox, "_contents", lambda ids: dict(reversed(read(ids).items())))

    letters, _unwanted = outbox.letters(OUTBOX.claim(1, 10))

    assert [letter.id for letter in letters] == ids


def test_letters_in_the_folder_go_by_age_and_by_address(tmp_path: Path) -> None:
    for number, name in enumerate(("jana", "petr", "eva")):
        letter = Letter(number, "s@b.cz", f"{name}@firma.cz", f"m{number}.0", b"Subject: x\r\n")
        list(Folder(tmp_path).send([letter], lambda _letter: None))
    os.utime(tmp_path / "m2.json", (0, 0))

    assert forget(tmp_path, recipient="JANA@firma.cz") == 1
    assert forget(tmp_path, before=now() - 60) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["m1.eml", "m1.json"]
    assert forget(tmp_path / "nothing") == 0
