"""The outbox for the worker that sends: SQL alone, no model is imported."""

from __future__ import annotations

from typing import Any

from mail import database
from mail.envelope import Envelopes
from mail.ledger import Table, now
from mail.letters import Letter, Outcome, stuffed

OUTBOX = Table("mail_outgoingmail", "m", ("recipient", "useless_after"))


class OutboxQueue:
    """The outbox for a worker."""

    table = OUTBOX

    def __init__(self, envelopes: Envelopes) -> None:
        self.envelopes = envelopes

    def gate(self) -> tuple[str, list[Any]]:
        """Nothing holds single messages up."""
        return "", []

    def letters(self, rows: list[Any]) -> tuple[list[Letter], list[int]]:
        """Return the letters of claimed rows; what expired meanwhile is not wanted any more."""
        fresh = {row: to for row, _tries, to, end in rows if to and (end is None or end > now())}
        content = self._contents(list(fresh))
        letters = []
        for row in filter(content.__contains__, fresh):  # oldest first, as they were claimed
            sender, envid = self.envelopes.sender(OUTBOX.kind, row)
            letters.append(Letter(row, sender, fresh[row], envid, stuffed(content[row])))
        return letters, [row[0] for row in rows if row[0] not in content]

    def _contents(self, ids: list[int]) -> dict[int, bytes]:
        if not ids:
            return {}
        marks = ", ".join(["%s"] * len(ids))
        with database.cursor() as cursor:
            cursor.execute(
                "SELECT id, content FROM mail_outgoingmail "  # noqa: S608
                f"WHERE content IS NOT NULL AND id IN ({marks})",
                ids,
            )
            return {row: bytes(content) for row, content in cursor.fetchall()}

    def refused(self, letter: Letter, outcome: Outcome) -> bool:
        """A refusal of a single message ends it; editors see it."""
        return False
