"""The worker: sends what is due, and while it leads, looks after the others.

It runs without Django (some 30 MB instead of 150), on SQL alone; what needs the whole
program – putting an issue together – it leaves to `manage.py newsletter_tick`. The ledger is the
truth: a worker may be killed at any moment (newsletter.md, 5).
"""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import cast

from mail import database
from mail.configuration_value import Configuration
from mail.follower import Follower
from mail.journal import Journal
from mail.ledger import now
from mail.outbox_queue import OUTBOX, OutboxQueue
from mail.recovery import put_right, settle, sweep_dead
from mail.sender import Batch, Sender, Way
from mail.slots import LEADER, Slot, first_free, take
from mail.smtp import Unavailable
from newsletter.ledger_queue import (
    LEDGER,
    LedgerQueue,
    finish_runs,
    in_the_mta,
    needs_tick,
    note_results,
)

logger = logging.getLogger(__name__)
TABLES = [OUTBOX, LEDGER]
FAST, MOST = 20, 200  # letters of a batch: single ones, those of issues
BATCH_SECONDS = 5.0  # then single messages have their turn again
IDLE = 0.5  # seconds between looks when there is nothing to do
EVERY_TICK = 1800  # seconds between ticks though nothing is known to be due
LONGEST_TICK = 900  # seconds; composing for 100,000 readers takes three
RETRY_TICK = 30  # seconds, when a tick left something undone
LONGEST_PAUSE = 15.0  # seconds between tries to reach the mail server
HEARTBEAT = 5  # seconds
FULL = "the mail server has enough to do"
SWEEP, FOLLOW, FINISH = 1.0, 1.0, 5.0  # seconds between two


class Clock:
    """Says when something is due again."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._next = 0.0

    def is_due(self) -> bool:
        """Say whether it is time, and start the next interval."""
        if time.monotonic() < self._next:
            return False
        self._next = time.monotonic() + self.seconds
        return True


class Worker:
    """One worker with a place of its own. `stop` ends it after the letter in hand."""

    def __init__(self, configuration: Configuration) -> None:
        self.configuration = configuration
        self.number, self.slot = first_free(configuration.locks)
        self.leader: Slot | None = None
        self.is_stopping = False
        self.handed = 0
        self.paused_since: int | None = None
        self.reason = ""
        self._pause = 0.0
        self._way: Way | None = None
        self._batch_end = 0.0
        self.queues = (OutboxQueue(configuration.envelopes), LedgerQueue(configuration.envelopes))
        self._tick: subprocess.Popen[bytes] | None = None
        self._clocks = {
            "sweep": Clock(SWEEP),
            "follow": Clock(FOLLOW),
            "finish": Clock(FINISH),
            "beat": Clock(HEARTBEAT),
            "tick": Clock(EVERY_TICK),
            "retry": Clock(RETRY_TICK),
            "depth": Clock(2.0),
        }
        self._is_deep = False
        self._must_begin = False
        self._sender: Sender | None = None
        self._tick_started = 0.0
        log = Path(configuration.log) if configuration.log else None
        self.log = log
        self.follower = log and Follower(
            log,
            configuration.envelopes,
            {table.kind: table for table in TABLES},
            {LEDGER.kind: note_results},
        )
        self._begin_anew()

    # --- Life ------------------------------------------------------------------------------

    def _begin_anew(self) -> None:
        """Put right what this place's last worker, or we ourselves, left open."""
        if self._sender:
            self._sender.journal.close()
        put_right(TABLES, self.number, self.slot)
        self._must_begin = False
        journal = Journal(self.slot.journal_path)
        self._sender = Sender(self.number, journal, self._must_end_batch)

    @property
    def sender(self) -> Sender:
        """What sends for us; made anew after every error of the database."""
        return cast(Sender, self._sender)

    def stop(self, signum: int = 0, frame: FrameType | None = None) -> None:
        """End after the letter in hand."""
        self.is_stopping = True

    def _must_end_batch(self) -> bool:
        return self.is_stopping or time.monotonic() > self._batch_end

    def run(self) -> None:
        """Work until somebody stops us."""
        signal.signal(signal.SIGTERM, self.stop)
        signal.signal(signal.SIGINT, self.stop)
        while not self.is_stopping:
            if not self._survive(self.step):
                self._sleep(IDLE)
        self._survive(self._goodbye)
        self.close()
        if self._tick and self._tick.poll() is None:
            self._tick.wait()

    def close(self) -> None:
        """End the conversation and give our places back."""
        self._close_way()
        self.sender.journal.close()
        self.slot.release()
        if self.leader:
            self.leader.release()

    def _survive(self, work: Callable[[], bool]) -> bool:
        """Do some work; a database that is away is waited for.

        The conversation with the mail server broke off in the middle, so it is not gone on with;
        and nothing is sent before what we held is put right.
        """
        try:
            if self._must_begin:
                self._begin_anew()
            return work()
        except database.errors() as error:
            logger.warning("The database is away: %s", error)
            self._close_way()
            self._must_begin = True
            database.close()
            self._sleep(1.0)
            return False

    def _sleep(self, seconds: float) -> None:
        """Sleep, but not through a request to stop."""
        end = time.monotonic() + seconds
        while not self.is_stopping and (left := end - time.monotonic()) > 0:
            time.sleep(min(left, 0.2))

    def _goodbye(self) -> bool:
        with database.cursor() as cursor:
            cursor.execute("DELETE FROM mail_workerstatus WHERE number = %s", [self.number])
        return True

    # --- One round -------------------------------------------------------------------------

    def step(self) -> bool:
        """Do one round; return whether there was anything to send."""
        self._lead()
        self._beat()
        if self._pause and not self._reach():
            return False
        busy = self._send(0, FAST)
        if not self._is_overfull():
            busy |= self._send(1, self._most())
        if not busy and self._clocks["finish"].is_due():
            finish_runs()
        return busy

    def _most(self) -> int:
        rate = self.configuration.rate
        return max(1, min(MOST, int(rate))) if rate else MOST

    def _send(self, queue: int, most: int) -> bool:
        """Send one batch; return whether there was one."""
        table = self.queues[queue].table
        if not self._way and not table.has_waiting():
            return False
        if not self._way and not self._reach():
            return False
        started = time.monotonic()
        self._batch_end = started + BATCH_SECONDS
        batch = self.sender.send(self.queues[queue], cast(Way, self._way), most)
        self.handed += batch.handed
        if batch.handed:
            self._pause = 0.0
        if batch.problem:
            self._close_way()
            self._wait_for_server(batch.problem)
        self._keep_rate(batch, started)
        return batch.claimed > 0

    def _keep_rate(self, batch: Batch, started: float) -> None:
        if self.configuration.rate and batch.handed:
            self._sleep(batch.handed / self.configuration.rate - (time.monotonic() - started))

    def _reach(self) -> bool:
        """Open the way to the mail server; return whether it is open."""
        if self._way:
            return True
        try:
            self._way = self.configuration.open()
        except Unavailable as error:
            self._wait_for_server(str(error))
            return False
        self.paused_since, self.reason = None, ""
        return True

    def _close_way(self) -> None:
        if self._way:
            self._way.close()
        self._way = None

    def _wait_for_server(self, reason: str) -> None:
        """Pause, twice as long each time, and say so where editors see it."""
        self._pause = min(max(self._pause * 2, 1.0), LONGEST_PAUSE)
        self.paused_since = self.paused_since or now()
        self.reason = reason
        self._beat(at_once=True)
        self._sleep(self._pause)

    def _is_overfull(self) -> bool:
        """Say whether the mail server has enough to do (by its log)."""
        depth = self.configuration.queue_depth
        if self.log and depth and self._clocks["depth"].is_due():
            self._is_deep = in_the_mta() > depth
            self.reason = FULL if self._is_deep else ("" if self.reason == FULL else self.reason)
        return self._is_deep

    def _beat(self, at_once: bool = False) -> None:
        """Say that we live, and whether we wait for something."""
        if not (self._clocks["beat"].is_due() or at_once):
            return
        with database.cursor() as cursor:
            cursor.execute(
                "INSERT INTO mail_workerstatus (number, pid, seen_at, paused_since, reason, handed)"
                " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (number) DO UPDATE SET "
                "pid = excluded.pid, seen_at = excluded.seen_at, reason = excluded.reason, "
                "paused_since = excluded.paused_since, handed = excluded.handed",
                [
                    *(self.number, os.getpid(), now(), self.paused_since),
                    *(self.reason[:200], self.handed),
                ],
            )

    # --- Looking after the others ----------------------------------------------------------

    def _lead(self) -> None:
        """Do what one worker does for all: the first that gets the lock, until it ends."""
        if self.leader is None:
            self.leader = take(self.configuration.locks, LEADER)
            if self.leader is None:
                return
        if self._clocks["sweep"].is_due():
            sweep_dead(TABLES, self.configuration.locks, self.number)
            self._settle()
            self._run_tick()
        if self.follower and self._clocks["follow"].is_due():
            try:
                self.follower.follow()
            except OSError as error:  # just being rotated, or not ours to read
                logger.warning("The mail log cannot be read: %s", error)

    def _settle(self) -> None:
        if self.log is None or not any(table.uncertain(now()) for table in TABLES):
            return
        try:
            self._probe()
            answers = True
        except Unavailable:
            answers = False
        try:
            settle(TABLES, self.log, self.configuration.envelopes, answers)
        except OSError as error:
            logger.warning("The mail log cannot be read: %s", error)

    def _probe(self) -> None:
        """Raise Unavailable when the mail server does not answer right now."""
        self.configuration.open().close()

    def _is_ticking(self) -> bool:
        """Say whether the full program runs; one that hangs is ended, its transaction with it."""
        if self._tick is None or self._tick.poll() is not None:
            return False
        if time.monotonic() - self._tick_started > LONGEST_TICK:
            self._tick.terminate()
        return True

    def _run_tick(self) -> None:
        """Start the full program when something is due, one at a time."""
        if not self.configuration.manage or self._is_ticking():
            return
        regular = self._clocks["tick"].is_due()
        if regular or (needs_tick() and self._clocks["retry"].is_due()):
            self._tick_started = time.monotonic()
            self._tick = subprocess.Popen(  # noqa: S603  (our own manage.py)
                [*self.configuration.manage, "newsletter_tick"]
            )
