"""Rows of a ledger, claimed before talking and marked after: SQL that every worker shares.

It goes through `mail.database`, SQLite or PostgreSQL. A table has
the columns of `mail.models.HandOver`.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from mail import database
from mail.states import State

FIRST_DELAY, LONGEST_DELAY = 60, 4 * 3600  # seconds between attempts
GIVE_UP_AFTER = 30  # attempts: with the delays above, about four days
ANSWER_LENGTH = 200
_ADDRESS = re.compile(r"[^\s<>\"(]+@[^\s<>\")]+")


def without_addresses(text: str) -> str:
    """Return a server's answer without the addresses in it: it is kept longer than they may be."""
    return _ADDRESS.sub("…", text)


def now() -> int:
    """Return Unix seconds."""
    return int(time.time())


def delay(attempts: int) -> int:
    """Return seconds until the next attempt: doubled each time, at most four hours."""
    return int(min(FIRST_DELAY * 2 ** min(max(attempts - 1, 0), 20), LONGEST_DELAY))


@dataclass(frozen=True)
class Table:
    """A ledger: its table, its letter in envelopes, its columns that `claim` returns besides id.

    `gate` is a further condition for claims, with its parameters, asked anew for every claim.
    """

    name: str
    kind: str
    columns: tuple[str, ...]

    def claim(self, worker: int, most: int, gate: str = "", values: Sequence[Any] = ()) -> list:
        """Make up to `most` due rows ours and return (id, attempts, *columns) of each."""
        lock = " FOR UPDATE SKIP LOCKED" if database.vendor() == "postgresql" else ""
        returned = ", ".join(("id", "attempts", *self.columns))
        sql = (
            f"UPDATE {self.name} SET state = {State.CLAIMED:d}, worker = %s, "  # noqa: S608
            f"attempts = attempts + 1 WHERE id IN (SELECT id FROM {self.name} "
            f"WHERE state = {State.QUEUED:d} AND not_before <= %s{gate} "
            f"ORDER BY not_before, id LIMIT %s{lock}) RETURNING {returned}"
        )
        with database.cursor() as cursor:
            cursor.execute(sql, [worker, now(), *values, most])
            rows: list = cursor.fetchall()
        rows.sort()
        return rows

    def mark_handed(self, done: list[tuple[int, str]]) -> None:
        """Note (id, queue id) as taken by the mail server."""
        if not done:
            return
        sets = f"SET state = {State.HANDED:d}, handed_at = %s, worker = NULL, answer = ''"
        with database.atomic(), database.cursor() as cursor:
            done = sorted(done)  # two that update the same rows do it in the same order
            if database.vendor() == "postgresql":
                ids, queue_ids = zip(*done, strict=True)
                cursor.execute(
                    f"UPDATE {self.name} t {sets}, queue_id = v.q FROM "
                    "unnest(%s::bigint[], %s::text[]) v(i, q) WHERE t.id = v.i "
                    f"AND t.state IN ({State.CLAIMED:d}, {State.UNCERTAIN:d})",
                    [now(), list(ids), list(queue_ids)],
                )
            else:
                moment = now()
                cursor.executemany(
                    f"UPDATE {self.name} {sets}, queue_id = %s WHERE id = %s "
                    f"AND state IN ({State.CLAIMED:d}, {State.UNCERTAIN:d})",
                    [(moment, queue_id, row) for row, queue_id in done],
                )

    def mark(self, rows: Iterable[int], state: State, answer: str = "", wait: int = 0) -> int:
        """Set the state of rows that a worker holds; `wait`: seconds until they are due."""
        ids = list(rows)
        if not ids:
            return 0
        marks = ", ".join(["%s"] * len(ids))
        sql = (
            f"UPDATE {self.name} SET state = %s, worker = NULL, answer = %s, "  # noqa: S608
            f"not_before = %s WHERE id IN ({marks}) "
            f"AND state IN ({State.CLAIMED:d}, {State.UNCERTAIN:d})"
        )
        with database.cursor() as cursor:
            cursor.execute(
                sql, [int(state), without_addresses(answer)[:ANSWER_LENGTH], now() + wait, *ids]
            )
            return int(cursor.rowcount)

    def give_back(self, rows: Iterable[int], answer: str = "", wait: int = 0) -> None:
        """Queue rows again that were certainly not taken; the try does not count."""
        ids = list(rows)
        if not ids:
            return
        marks = ", ".join(["%s"] * len(ids))
        with database.cursor() as cursor:
            cursor.execute(
                f"UPDATE {self.name} SET state = {State.QUEUED:d}, worker = NULL, "  # noqa: S608
                f"answer = %s, attempts = attempts - 1, not_before = %s WHERE id IN ({marks}) "
                f"AND state = {State.CLAIMED:d}",
                [without_addresses(answer)[:ANSWER_LENGTH], now() + wait, *ids],
            )

    def held_by(self, worker: int) -> list[int]:
        """Return the rows that a worker claimed and did not mark."""
        return self._ids(f"state = {State.CLAIMED:d} AND worker = %s", [worker])

    def busy_workers(self) -> set[int]:
        """Return the numbers of workers that hold rows."""
        with database.cursor() as cursor:
            cursor.execute(
                f"SELECT DISTINCT worker FROM {self.name} "  # noqa: S608
                f"WHERE state = {State.CLAIMED:d} AND worker IS NOT NULL"
            )
            return {row[0] for row in cursor.fetchall()}

    def uncertain(self, until: int) -> list[int]:
        """Return the uncertain rows whose time to settle ended at `until` (Unix seconds)."""
        return self._ids(f"state = {State.UNCERTAIN:d} AND not_before <= %s", [until])

    def has_waiting(self) -> bool:
        """Say whether any row is due."""
        due = self._ids(f"state = {State.QUEUED:d} AND not_before <= %s", [now()], limit=1)
        return bool(due)

    def prove(self, found: list[tuple[int, str]]) -> None:
        """Note (id, queue id) that the mail server's log names; only uncertain rows change."""
        if not found:
            return
        with database.atomic(), database.cursor() as cursor:
            cursor.executemany(
                f"UPDATE {self.name} SET state = {State.HANDED:d}, "  # noqa: S608
                "handed_at = %s, queue_id = %s, worker = NULL "
                f"WHERE id = %s AND state = {State.UNCERTAIN:d}",
                [(now(), queue_id, row) for row, queue_id in found],
            )

    def _ids(self, condition: str, values: list[Any], limit: int | None = None) -> list[int]:
        end = f" LIMIT {limit}" if limit else ""
        with database.cursor() as cursor:
            cursor.execute(
                f"SELECT id FROM {self.name} WHERE {condition}{end}",  # noqa: S608
                values,
            )
            return [row[0] for row in cursor.fetchall()]
