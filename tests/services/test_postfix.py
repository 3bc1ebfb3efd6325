"""The same through a real Postfix: evidence from its log, a kill in the middle, its death."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mail.configuration import configuration
from mail.journal import Journal
from mail.letters import Letter
from mail.recovery import put_right
from mail.sender import Sender
from mail.slots import take
from mail.smtp import Connection
from mail.states import Result, State
from newsletter import worker as worker_module
from newsletter.composing import compose
from newsletter.intake import take_in
from newsletter.ledger_queue import LEDGER, LedgerQueue
from newsletter.models import BounceEvent, Delivery, Run
from newsletter.worker import Worker
from tests.conftest import require
from tests.newsletter.conftest import due_run, reader, told
from tests.services.mailserver import MailServer, close_all, mail_server, opened
from tests.services.postfix import Postfix, is_installed, postfix

pytestmark = [pytest.mark.smtp, pytest.mark.django_db]
READERS = 20
PATIENCE = 60  # seconds


@pytest.fixture
def sink() -> Iterator[MailServer]:
    """Where Postfix delivers to."""
    with mail_server() as running:
        yield running
    close_all()


@pytest.fixture
def mta(sink: MailServer) -> Iterator[Postfix]:
    """A Postfix of its own."""
    require(is_installed(), "Postfix (and root to start it)")
    with postfix(sink.port) as running:
        yield running


@pytest.fixture
def worker(mta: Postfix, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Worker]:
    """A worker that hands over to that Postfix and reads its log."""
    monkeypatch.setattr("mail.recovery.SETTLE", 1)
    monkeypatch.setattr("mail.sender.SETTLE", 1)
    monkeypatch.setattr(worker_module, "LONGEST_PAUSE", 0.5)
    found = configuration()
    server = {**found.server, "host": "127.0.0.1", "port": mta.port}
    made = Worker(
        replace(found, folder="", server=server, log=str(mta.log), data_dir=str(tmp_path))
    )
    yield made
    made.close()


@pytest.fixture
def issue() -> Run:
    """An issue for twenty readers, composed."""
    for number in range(READERS):
        reader(f"u{number}@firma.cz")
    told()
    run = due_run()
    assert compose(run) == READERS
    return run


def until(worker: Worker, is_done: Callable[[], bool]) -> None:
    """Let the worker work until something is true."""
    end = time.monotonic() + PATIENCE
    while not is_done():
        assert time.monotonic() < end, "it takes too long"
        worker.step()
        time.sleep(0.1)


def states() -> set[int]:
    return set(Delivery.objects.values_list("state", flat=True))


def receivers(sink: MailServer) -> list[str]:
    return sorted(to for _sender, to, _data in sink.handler.taken)


def everybody() -> list[str]:
    return sorted(f"u{number}@firma.cz" for number in range(READERS))


def test_issue_arrives_and_the_log_tells_what_became_of_it(
    worker: Worker, sink: MailServer, issue: Run
) -> None:
    results = Delivery.objects.filter(result=Result.DELIVERED)
    until(worker, lambda: results.count() == READERS)

    assert receivers(sink) == everybody()
    assert states() == {State.HANDED}
    assert Delivery.objects.filter(queue_id="").count() == 0


def test_address_that_bounces_is_known_from_the_log(
    worker: Worker, sink: MailServer, issue: Run
) -> None:
    sink.handler.rcpt_answers["u3@firma.cz"] = "550 5.1.1 unknown"
    rows = Delivery.objects.exclude(result=Result.UNKNOWN)
    until(worker, lambda: rows.count() == READERS)

    bounced = Delivery.objects.get(result=Result.BOUNCED)
    assert (bounced.subscriber.email, bounced.dsn) == ("u3@firma.cz", "5.1.1")
    assert bounced.bounces.get().kind == "hard"


class Killed(Exception):
    """Stands for `kill -9`."""


def test_worker_killed_between_sending_and_noting_doubles_and_loses_nothing(
    worker: Worker, sink: MailServer, issue: Run, tmp_path: Path, monkeypatch: Any
) -> None:
    """It dies with one letter taken and not noted, one noted on disk only, others claimed."""
    folder = tmp_path / "dead"
    slot = take(folder, "worker-9")
    dead = Sender(9, Journal(slot.journal_path))
    way: Connection = opened(worker.configuration.open())
    note, seen = dead._note, []

    def die_at_the_third(queue: Any, letter: Letter, *rest: Any) -> None:
        seen.append(letter.id)
        if len(seen) == 3:
            raise Killed
        note(queue, letter, *rest)

    def nothing_more(*args: Any) -> None:
        """A killed process writes nothing."""

    with monkeypatch.context() as dying:
        dying.setattr(dead, "_note", die_at_the_third)
        dying.setattr(dead, "_flush", nothing_more)
        with pytest.raises(Killed):
            dead.send(LedgerQueue(worker.configuration.envelopes), way, 10)
    assert Delivery.objects.filter(state=State.CLAIMED, worker=9).count() == 10

    decided = put_right([LEDGER], 9, slot)

    assert decided == {"accepted": 2, "uncertain": 1, "untouched": 7}
    until(worker, lambda: states() == {State.HANDED} and len(sink.handler.taken) >= READERS)
    time.sleep(1)
    assert receivers(sink) == everybody()


@pytest.mark.parametrize("seconds", [3])
def test_mail_server_that_is_killed_loses_nothing_and_needs_nobody(
    worker: Worker, sink: MailServer, mta: Postfix, issue: Run, seconds: int
) -> None:
    worker.step()
    mta.kill()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        worker.step()
    mta.start()

    until(worker, lambda: states() == {State.HANDED})
    until(worker, lambda: set(receivers(sink)) == set(everybody()))


def test_delivery_report_of_postfix_leads_back_by_either_key(
    worker: Worker, sink: MailServer, mta: Postfix, issue: Run
) -> None:
    """Postfix sends its report to our envelope sender, through the same relay."""
    sink.handler.rcpt_answers["u5@firma.cz"] = "550 5.1.1 unknown"
    until(worker, lambda: any(to.startswith("b+") for to in receivers(sink)))
    _sender, to, content = next(t for t in sink.handler.taken if t[1].startswith("b+"))
    BounceEvent.objects.all().delete()

    assert take_in(to, content) == "a bounce, hard"
    BounceEvent.objects.all().delete()
    assert take_in("postmaster@localhost", content) == "a bounce, hard"
