"""The newsletter's ledger for the worker that sends: SQL alone, no model is imported."""

from __future__ import annotations

import time
from collections import OrderedDict
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from mail import database, mime
from mail.envelope import Envelopes
from mail.follower import Fact
from mail.ledger import Table, now
from mail.letters import Letter, Outcome
from mail.states import Result, State
from newsletter import bounces
from newsletter.bounces import ACTIVE, Answer
from newsletter.tokens import token_bytes

LEDGER = Table("newsletter_delivery", "b", ("subscriber_id", "variant_id"))
KEPT_VARIANTS = 12  # some 40 kB each
GATE_SECONDS = 1.0
# newsletter.models.RunState and Frequency, which cannot be imported here; a test compares.
PLANNED, SENDING, DONE, CANCELLED = 0, 2, 3, 5
NOW = 1
PRAGUE = ZoneInfo("Europe/Prague")
ENGLISH_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_TOKEN, _ADDRESS, _ROW, _SINCE = map(mime.mark, (mime.TOKEN, mime.ADDRESS, mime.ROW, mime.SINCE))


def since_text(moment: Any, language: str) -> bytes:
    """Return the day of a confirmation, "3. 3. 2026" or "3 March 2026", in ASCII."""
    if isinstance(moment, str):  # SQLite, in UTC
        moment = datetime.fromisoformat(moment)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    day = moment.astimezone(PRAGUE)
    if language == "en":
        return f"{day.day} {ENGLISH_MONTHS[day.month - 1]} {day.year}".encode()
    return f"{day.day}. {day.month}. {day.year}".encode()


class LedgerQueue:
    """Deliveries as letters."""

    table = LEDGER

    def __init__(self, envelopes: Envelopes) -> None:
        self.envelopes = envelopes
        self._variants: OrderedDict[int, tuple[list[bytes], str]] = OrderedDict()
        self._gate: tuple[str, list[Any]] = ("", [])
        self._gate_end = 0.0

    def gate(self) -> tuple[str, list[Any]]:
        """Only issues that are being sent, no provider that is paused; asked every second."""
        if time.monotonic() >= self._gate_end:
            self._gate = self._ask_gate()
            self._gate_end = time.monotonic() + GATE_SECONDS
        return self._gate

    def _ask_gate(self) -> tuple[str, list[Any]]:
        condition, values = "", []
        with database.cursor() as cursor:
            cursor.execute("SELECT id FROM newsletter_run WHERE state = %s", [SENDING])
            sending = [row[0] for row in cursor.fetchall()]
            cursor.execute(
                "SELECT domain FROM newsletter_domainstate WHERE paused_until > %s", [now()]
            )
            paused = [row[0] for row in cursor.fetchall()]
        # No issue is number 0, so a list without any issue claims nothing.
        conditions = [("run_id IN", sending or [0])]
        if paused:
            conditions.append(("domain NOT IN", paused))
        for test, found in conditions:
            condition += f" AND {test} ({', '.join(['%s'] * len(found))})"
            values += found
        return condition, values

    def letters(self, rows: list[Any]) -> tuple[list[Letter], list[int]]:
        """Return the letters of claimed rows, and the rows whose reader does not want them.

        Readers are asked for at this moment: leaving counts up to the last second.
        """
        readers = self._readers({row[2] for row in rows if row[2] is not None})
        letters, unwanted = [], []
        for row, _tries, subscriber, variant in rows:
            reader = readers.get(subscriber)
            if reader is None:
                unwanted.append(row)
            else:
                letters.append(self._letter(row, subscriber, reader, variant))
        return letters, unwanted

    @staticmethod
    def _readers(ids: set[int]) -> dict[int, tuple[str, str, Any]]:
        """Return {subscriber: (address, secret, confirmed)} of those who still want mail."""
        if not ids:
            return {}
        marks = ", ".join(["%s"] * len(ids))
        with database.cursor() as cursor:
            cursor.execute(
                "SELECT id, email, secret, confirmed_at FROM newsletter_subscriber "  # noqa: S608
                f"WHERE status = %s AND email <> '' AND id IN ({marks})",
                [ACTIVE, *ids],
            )
            return {row[0]: row[1:] for row in cursor.fetchall()}

    def _letter(
        self, row: int, subscriber: int, reader: tuple[str, str, Any], variant: int
    ) -> Letter:
        pieces, language = self._variant(variant)
        email, secret, confirmed = reader
        values = {
            _TOKEN: token_bytes(subscriber, secret),
            _ADDRESS: email.encode(),
            _ROW: b"%d" % row,
            _SINCE: since_text(confirmed, language),
        }
        sender, envid = self.envelopes.sender(LEDGER.kind, row)
        data = b"".join([values.get(piece, piece) for piece in pieces])
        return Letter(row, sender, email, envid, data)

    def _variant(self, pk: int) -> tuple[list[bytes], str]:
        """Return a variant cut at its marks, and its language; the latest dozen are kept."""
        if pk in self._variants:
            self._variants.move_to_end(pk)
            return self._variants[pk]
        with database.cursor() as cursor:
            cursor.execute("SELECT message, language FROM newsletter_variant WHERE id = %s", [pk])
            message, language = cursor.fetchone()
        self._variants[pk] = (mime.segments(bytes(message)), language)
        while len(self._variants) > KEPT_VARIANTS:
            self._variants.popitem(last=False)
        return self._variants[pk]

    def refused(self, letter: Letter, outcome: Outcome) -> bool:
        """Record the refusal; one by policy waits until the provider's pause ends."""
        kind = bounces.classify(outcome.status) if outcome.status else bounces.OTHER
        bounces.record(Answer(letter.id, kind, outcome.status, "handover", outcome.text))
        if kind == bounces.POLICY:
            self._gate_end = 0.0
        return kind == bounces.POLICY


def note_results(facts: list[Fact]) -> None:
    """Write what the mail server's log says into the ledger; bounces have their effect.

    A deferral has none, whatever its class: greylisting is one, and the mail server tries again.
    """
    with database.atomic(), database.cursor() as cursor:
        cursor.executemany(
            "UPDATE newsletter_delivery SET result = %s, dsn = %s WHERE id = %s",
            [
                (int(fact.result), fact.status[:12], fact.row)
                for fact in sorted(facts, key=lambda fact: fact.row)
            ],
        )
    for fact in facts:
        if fact.result == Result.BOUNCED:
            kind = bounces.classify(fact.status)
            bounces.record(Answer(fact.row, kind, fact.status, "log", fact.text))
    bounces.forgive(_domains({f.row for f in facts if f.result == Result.DELIVERED}))


def _domains(rows: set[int]) -> set[str]:
    """Return the providers of deliveries, if any provider was paused lately at all."""
    with database.cursor() as cursor:
        cursor.execute("SELECT 1 FROM newsletter_domainstate WHERE strikes > 0 LIMIT 1")
        if not rows or cursor.fetchone() is None:
            return set()
        marks = ", ".join(["%s"] * len(rows))
        cursor.execute(
            f"SELECT DISTINCT domain FROM newsletter_delivery WHERE id IN ({marks})",  # noqa: S608
            list(rows),
        )
        return {row[0] for row in cursor.fetchall()}


def finish_runs() -> None:
    """Close the runs of which nothing is left to do; nothing of cancelled ones waits."""
    with database.cursor() as cursor:
        cursor.execute(
            "UPDATE newsletter_delivery SET state = %s, answer = 'cancelled' WHERE state = %s "
            "AND run_id IN (SELECT id FROM newsletter_run WHERE state = %s)",
            [int(State.CANCELLED), int(State.QUEUED), CANCELLED],
        )
        cursor.execute(
            "UPDATE newsletter_run SET state = %s, finished_at = %s WHERE state = %s AND "
            "NOT EXISTS (SELECT 1 FROM newsletter_delivery d WHERE d.run_id = newsletter_run.id "
            "AND d.state IN (%s, %s, %s))",
            [DONE, now(), SENDING, *map(int, (State.QUEUED, State.CLAIMED, State.UNCERTAIN))],
        )


def needs_tick() -> bool:
    """Say whether something is due that only the full program can do."""
    with database.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM newsletter_run WHERE state = %s AND due_at <= %s LIMIT 1",
            [PLANNED, now()],
        )
        if cursor.fetchone():
            return True
        cursor.execute(
            "SELECT 1 FROM newsletter_newsevent e WHERE e.ripe_at <= %s "
            "AND e.withdrawn_at IS NULL AND NOT EXISTS (SELECT 1 FROM newsletter_runitem i "
            "WHERE i.event_id = e.id AND i.frequency = %s) LIMIT 1",
            [now(), NOW],
        )
        return cursor.fetchone() is not None


def in_the_mta() -> int:
    """Return how many letters the mail server has and has not delivered, by its log."""
    with database.cursor() as cursor:
        cursor.execute(
            "SELECT COUNT(*) FROM newsletter_delivery WHERE queue_id <> '' AND result IN (%s, %s) "
            "AND handed_at > %s",
            [int(Result.UNKNOWN), int(Result.DEFERRED), now() - 86_400],
        )
        return int(cursor.fetchone()[0])
