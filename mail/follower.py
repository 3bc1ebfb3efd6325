"""Postfix's own log: which letters it has, and what became of them.

Lines that count (syslog or `maillog_file`, any date format):
`postfix/qmgr[1]: 4QID: from=<b+17.…@…>, size=…, nrcpt=1 (queue active)` – it is in the queue;
`postfix/smtp[1]: 4QID: to=<…>, relay=…, dsn=2.0.0, status=sent (250 …)` – what became of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from mail import database
from mail.envelope import Envelopes
from mail.ledger import Table, now
from mail.states import Result

CHUNK = 4 * 1024 * 1024  # bytes read at once
QUEUED = re.compile(rb"/qmgr\[\d+\]: (\w+): from=<([a-z]\+\d+\.[0-9a-f]{16}@[^>]*)>")
_STATUS = re.compile(
    rb"\]: (\w+): to=<[^>]*>,.*? dsn=(\d\.\d+\.\d+), status=(sent|deferred|bounced|expired)"
    rb"(?: \(([^\n]*)\))?"
)
RESULTS = {
    b"sent": Result.DELIVERED,
    b"deferred": Result.DEFERRED,
    b"bounced": Result.BOUNCED,
    b"expired": Result.BOUNCED,
}


@dataclass
class Fact:
    """What the log says of one letter."""

    row: int
    result: Result
    status: str
    text: str


Listener = Callable[[list[Fact]], None]


@dataclass
class Follower:
    """Reads on where it stopped. `listeners`: per ledger letter, who hears of results."""

    path: Path
    envelopes: Envelopes
    tables: dict[str, Table]
    listeners: dict[str, Listener] = field(default_factory=dict)
    _rows: dict[bytes, tuple[str, int]] = field(default_factory=dict)

    def follow(self) -> None:
        """Read what is new and tell it."""
        inode, offset = self._position()
        try:
            stat = self.path.stat()
        except OSError:
            return
        if inode and inode != stat.st_ino:
            self._read_rest_of_rotated(inode, offset)
            offset = 0
        offset = self._read(self.path, 0 if offset > stat.st_size else offset)
        self._keep(stat.st_ino, offset)

    def _read_rest_of_rotated(self, inode: int, offset: int) -> None:
        """Read what was written into the log after our last visit and before its rotation."""
        for sibling in self.path.parent.glob(f"{self.path.name}*"):
            if sibling.stat().st_ino == inode and sibling.suffix not in (".gz", ".xz", ".bz2"):
                self._read(sibling, offset)

    def _read(self, path: Path, offset: int) -> int:
        """Read whole lines from `offset`; return where the last of them ends."""
        with path.open("rb") as file:
            file.seek(offset)
            while chunk := file.read(CHUNK):
                end = chunk.rfind(b"\n") + 1
                if not end:
                    break
                self._understand(chunk[:end])
                offset += end
                file.seek(offset)
        return offset

    def _understand(self, lines: bytes) -> None:
        for queue_id, sender in QUEUED.findall(lines):
            key = self.envelopes.row_of_sender(sender.decode("ascii", "replace"))
            if key and key[0] in self.tables:
                self._rows[queue_id] = key
        self._tell(_STATUS.findall(lines))
        if len(self._rows) > 50_000:  # those that left the queue long ago; the database knows
            self._rows = dict(list(self._rows.items())[-25_000:])

    def _tell(self, statuses: list[tuple[bytes, bytes, bytes, bytes]]) -> None:
        self._look_up({queue_id for queue_id, *_rest in statuses} - self._rows.keys())
        facts: dict[str, dict[int, Fact]] = {}
        for queue_id, dsn, word, text in statuses:
            kind, row = self._rows.get(queue_id, ("", 0))
            if kind in self.listeners:
                fact = Fact(row, RESULTS[word], dsn.decode(), text.decode("utf-8", "replace"))
                facts.setdefault(kind, {})[row] = fact
        for kind, by_row in facts.items():
            self.listeners[kind](list(by_row.values()))

    def _look_up(self, queue_ids: Iterable[bytes]) -> None:
        """Find rows by queue id that we do not remember: after a start of ours."""
        wanted = [queue_id.decode() for queue_id in queue_ids]
        for kind in self.listeners:
            for start in range(0, len(wanted), 500):
                part = wanted[start : start + 500]
                marks = ", ".join(["%s"] * len(part))
                with database.cursor() as cursor:
                    cursor.execute(
                        f"SELECT queue_id, id FROM {self.tables[kind].name} "  # noqa: S608
                        f"WHERE queue_id IN ({marks})",
                        part,
                    )
                    for queue_id, row in cursor.fetchall():
                        self._rows[queue_id.encode()] = (kind, row)

    def _position(self) -> tuple[int, int]:
        with database.cursor() as cursor:
            cursor.execute(
                'SELECT inode, "offset" FROM mail_logposition WHERE path = %s', [str(self.path)]
            )
            row = cursor.fetchone()
        return (row[0], row[1]) if row else (0, 0)

    def _keep(self, inode: int, offset: int) -> None:
        with database.atomic(), database.cursor() as cursor:
            cursor.execute(
                'INSERT INTO mail_logposition (path, inode, "offset", read_at) '
                "VALUES (%s, %s, %s, %s) ON CONFLICT (path) DO UPDATE SET "
                'inode = excluded.inode, "offset" = excluded."offset", '
                "read_at = excluded.read_at",
                [str(self.path), inode, offset, now()],
            )
