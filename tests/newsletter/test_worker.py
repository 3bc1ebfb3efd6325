"""The worker as a process of its own: it sends, pauses and goes on by itself, and ends cleanly."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from mail import database
from mail.configuration import configuration
from mail.configuration_value import Configuration
from mail.journal import Journal
from mail.ledger import now
from mail.models import OutgoingMail, WorkerStatus
from mail.states import State
from newsletter import bounces, issues, ledger_queue
from newsletter import worker as worker_module
from newsletter.composing import compose
from newsletter.frequencies import Frequency
from newsletter.ledger_queue import needs_tick
from newsletter.models import Delivery, Run, RunState, Status
from newsletter.worker import Worker
from tests.mail.test_outbox import stored
from tests.newsletter.conftest import due_run, reader, told
from tests.services.mailserver import MailServer, RawServer, mail_server

pytestmark = pytest.mark.django_db


@pytest.fixture
def settings_for(tmp_path: Path) -> Callable[..., Configuration]:
    """Return a function that makes a configuration for a server on a loopback port."""

    def make(port: int, **values: Any) -> Configuration:
        found = configuration()
        target = {**found.server, "host": "127.0.0.1", "port": port, "timeout": 1.0}
        return replace(found, folder="", server=target, data_dir=str(tmp_path), **values)

    return make


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pauses be short, and keep the connection that holds the test's transaction."""
    monkeypatch.setattr(database, "close", lambda: None)
    monkeypatch.setattr(worker_module, "LONGEST_PAUSE", 0.3)
    monkeypatch.setattr(worker_module.Worker, "_sleep", lambda self, seconds: None)


def work(worker: Worker, rounds: int = 6) -> None:
    for _round in range(rounds):
        worker.step()


@pytest.fixture
def make_worker(
    settings_for: Callable[..., Configuration], quick: None
) -> Iterator[Callable[..., Worker]]:
    """Return a function that makes a worker; all are ended after the test."""
    made: list[Worker] = []

    def make(port: int, **values: Any) -> Worker:
        made.append(Worker(settings_for(port, **values)))
        return made[-1]

    yield make
    for worker in made:
        worker.close()


def test_worker_sends_single_messages_before_an_issue(
    server: MailServer, make_worker: Callable[..., Worker]
) -> None:
    reader()
    told()
    compose(due_run())
    stored()

    work(make_worker(server.port))

    subjects = [str(message["Subject"]) for message in server.handler.messages]
    assert subjects[0] == "Potvrďte odběr novinek"
    assert len(subjects) == 2
    assert Run.objects.get().state == 3


def test_outage_pauses_is_visible_and_ends_without_anybody(
    make_worker: Callable[..., Worker],
) -> None:
    for number in range(5):
        reader(f"u{number}@firma.cz")
    told()
    compose(due_run())
    broken = RawServer(after_data="hang")
    worker = make_worker(broken.port)
    work(worker, 3)
    status = WorkerStatus.objects.get()
    assert status.paused_since is not None
    assert status.reason

    with mail_server() as healed:
        worker.configuration = replace(
            worker.configuration, server={**worker.configuration.server, "port": healed.port}
        )
        work(worker)
        arrived = {str(message["To"]) for message in healed.handler.messages}
        worker._beat(at_once=True)
        worker._close_way()

    assert arrived == {f"u{number}@firma.cz" for number in range(5)}
    assert set(Delivery.objects.values_list("state", flat=True)) == {State.HANDED}
    assert WorkerStatus.objects.get().paused_since is None


def test_held_issue_is_not_sent_until_it_is_released(
    server: MailServer, make_worker: Callable[..., Worker]
) -> None:
    reader()
    told()
    run = due_run()
    compose(run)
    Run.objects.filter(pk=run.pk).update(state=1)
    worker = make_worker(server.port)
    work(worker)
    assert server.handler.taken == []

    Run.objects.filter(pk=run.pk).update(state=2)
    worker.queues[1]._gate_end = 0.0
    work(worker)

    assert len(server.handler.taken) == 1


def test_next_worker_takes_over_what_a_dead_one_claimed(
    server: MailServer, make_worker: Callable[..., Worker]
) -> None:
    reader()
    told()
    compose(due_run())
    Delivery.objects.update(state=State.CLAIMED, worker=9)
    worker = make_worker(server.port)
    Journal(worker.configuration.locks / "worker-9.journal").close()  # it had begun nothing

    work(worker)

    assert len(server.handler.taken) == 1


def test_full_mail_server_is_given_time(
    server: MailServer, make_worker: Callable[..., Worker], tmp_path: Path
) -> None:
    (tmp_path / "mail.log").write_text("")
    for number in range(3):
        reader(f"u{number}@firma.cz")
    told()
    compose(due_run())
    first, *_others = Delivery.objects.order_by("pk")
    Delivery.objects.filter(pk__gt=first.pk).update(
        state=State.HANDED, queue_id="4Q", handed_at=now()
    )
    log = str(tmp_path / "mail.log")

    work(make_worker(server.port, log=log, queue_depth=1))
    assert server.handler.taken == []

    work(make_worker(server.port, log=log, queue_depth=2))
    assert len(server.handler.taken) == 1


def test_something_due_calls_the_full_program() -> None:
    assert not needs_tick()

    told()
    assert needs_tick()


def test_database_that_goes_away_is_waited_for(
    server: MailServer, make_worker: Callable[..., Worker]
) -> None:
    stored()
    worker = make_worker(server.port)
    calls: list[int] = []

    def fail() -> bool:
        calls.append(1)
        raise database.errors()[0]

    assert not worker._survive(fail)
    work(worker)

    assert calls == [1]
    assert OutgoingMail.objects.get().state == State.HANDED


@pytest.mark.sqlite_only
@pytest.mark.django_db(transaction=True)
def test_process_sends_and_ends_on_sigterm_within_seconds(tmp_path: Path) -> None:
    """The real process on a database file of its own, without Django."""
    path = tmp_path / "portal.sqlite3"
    stored()
    with sqlite3.connect(path) as copy:
        connection.ensure_connection()
        connection.connection.backup(copy)
    copy.close()
    found = configuration()
    value = replace(
        found,
        databases={"default": {**found.databases["default"], "NAME": str(path)}},
        data_dir=str(tmp_path),
        folder=str(tmp_path / "mail"),
    )
    handle = (tmp_path / "configuration").open("w+")
    handle.write(value.to_json())
    handle.seek(0)
    process = subprocess.Popen(
        [sys.executable, "-m", "newsletter.worker_process", str(handle.fileno())],
        pass_fds=[handle.fileno()],
        env={"PYTHONPATH": str(Path(__file__).resolve().parents[2])},
    )
    deadline = time.monotonic() + 20
    while not list(tmp_path.glob("mail/*.eml")) and time.monotonic() < deadline:
        time.sleep(0.1)
    process.send_signal(signal.SIGTERM)

    assert process.wait(timeout=10) == 0
    handle.close()
    (letter,) = tmp_path.glob("mail/*.eml")
    assert b"Subject:" in letter.read_bytes()
    assert json.loads(letter.with_suffix(".json").read_text())["recipient"] == "jana@firma.cz"


def test_database_error_in_mid_batch_ends_the_conversation_and_mixes_no_letters(
    make_worker: Callable[..., Worker], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With PIPELINING the next letter is announced already when the error comes."""
    server = RawServer()
    for number in range(4):
        reader(f"u{number}@firma.cz")
    told()
    compose(due_run())
    worker = make_worker(server.port)
    note, failed = worker.sender._note, []

    def fail_once(*args: Any) -> None:
        if not failed:
            failed.append(1)
            raise database.errors()[0]
        note(*args)

    monkeypatch.setattr(worker.sender, "_note", fail_once)
    worker._survive(worker.step)
    assert worker._way is None
    for _round in range(6):
        worker._survive(worker.step)

    states = Delivery.objects.values_list("subscriber__email", "state").order_by("subscriber")
    by_state = [email for email, state in states if state == State.UNCERTAIN]
    assert len(by_state) == 1  # the one whose answer we never noted
    assert sorted(server.taken) == sorted(f"u{number}@firma.cz" for number in range(4))


def test_cancelled_issue_sends_nothing_that_a_worker_gives_back(
    server: MailServer, make_worker: Callable[..., Worker]
) -> None:
    reader()
    told()
    run = due_run()
    compose(run)
    Delivery.objects.update(state=State.CLAIMED, worker=9)
    issues.cancel(run)
    worker = make_worker(server.port)
    Journal(worker.configuration.locks / "worker-9.journal").close()

    work(worker)
    worker._clocks["finish"]._next = 0.0
    work(worker)

    assert server.handler.taken == []
    assert Delivery.objects.get().state == State.CANCELLED


def test_numbers_in_the_lean_workers_sql_are_those_of_the_models() -> None:
    for name in ("PLANNED", "SENDING", "DONE", "CANCELLED"):
        assert getattr(ledger_queue, name) == RunState[name]
    assert Frequency.NOW == ledger_queue.NOW
    assert (bounces.ACTIVE, bounces.ENDED) == (Status.ACTIVE, Status.ENDED)
