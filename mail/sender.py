"""One batch of letters: claim, hand over, mark. What is claimed is committed before talking."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from mail import ledger
from mail.journal import Journal
from mail.ledger import Table
from mail.letters import Fate, Letter, Outcome
from mail.smtp import Unavailable
from mail.states import State

MARK_EVERY = 50  # letters
# Seconds until the mail server's log has what it took: after a cut line it may still be busy with
# the end of the message (a slow filter, a full disk queue).
SETTLE = 60


class Way(Protocol):
    """How letters leave: `mail.smtp.Connection` or `mail.folder.Folder`."""

    def send(
        self, letters: Any, begin: Callable[[Letter], None]
    ) -> Iterator[tuple[Letter, Outcome]]:
        """Hand letters over, each yielded with its answer."""

    def close(self) -> None:
        """End the conversation."""


class Queue(Protocol):
    """Letters of one ledger."""

    table: Table

    def gate(self) -> tuple[str, list[Any]]:
        """Return a further SQL condition for claims, with its values."""

    def letters(self, rows: list[Any]) -> tuple[list[Letter], list[int]]:
        """Return the letters of claimed rows, and the rows that are not wanted any more."""

    def refused(self, letter: Letter, outcome: Outcome) -> bool:
        """Hear of a refusal; return whether the letter shall wait instead of ending."""


@dataclass
class Batch:
    """What became of one batch."""

    claimed: int = 0
    handed: int = 0
    problem: str = ""  # the mail server is away: why


@dataclass
class Sender:
    """Sends for one worker. `should_stop` is asked before each letter."""

    worker: int
    journal: Journal
    should_stop: Callable[[], bool] = lambda: False
    _accepted: list[tuple[int, str]] = field(default_factory=list)

    def send(self, queue: Queue, way: Way, most: int) -> Batch:
        """Claim up to `most` letters of the queue and hand them over."""
        condition, values = queue.gate()
        rows = queue.table.claim(self.worker, most, condition, values)
        batch = Batch(claimed=len(rows))
        if not rows:
            return batch
        letters, unwanted = queue.letters(rows)
        queue.table.mark(unwanted, State.SUPPRESSED)
        attempts = {row[0]: row[1] for row in rows}
        open_rows = {letter.id for letter in letters}
        self._accepted = []
        try:
            for letter, outcome in way.send(self._until_stop(letters), self._begin(queue.table)):
                open_rows.discard(letter.id)
                self._note(queue, letter, outcome, attempts[letter.id])
                batch.handed += outcome.fate is Fate.ACCEPTED
        except Unavailable as error:
            batch.problem = str(error) or type(error).__name__
        # Any other exception leaves rows claimed and the journal whole: `put_right` decides.
        self._flush(queue.table)
        queue.table.give_back(open_rows, batch.problem)
        self.journal.clear()
        return batch

    def _until_stop(self, letters: list[Letter]) -> Iterator[Letter]:
        for letter in letters:
            if self.should_stop():
                return
            yield letter

    def _begin(self, table: Table) -> Callable[[Letter], None]:
        return lambda letter: self.journal.begin(table.kind, letter.id)

    def _note(self, queue: Queue, letter: Letter, outcome: Outcome, attempts: int) -> None:
        """Write down what the answer means: on disk at once, in the database in heaps."""
        table = queue.table
        if outcome.fate is Fate.ACCEPTED:
            self._accepted.append((letter.id, outcome.queue_id[:40]))
            self.journal.accept(table.kind, letter.id, outcome.queue_id)
            if len(self._accepted) >= MARK_EVERY:
                self._flush(table)
            return
        text = f"{outcome.code} {outcome.text}"
        if outcome.fate is Fate.UNKNOWN:
            table.mark([letter.id], State.UNCERTAIN, outcome.text, SETTLE)
            return
        self.journal.reject(table.kind, letter.id)
        waits = outcome.fate is Fate.LATER or queue.refused(letter, outcome)
        if waits and attempts < ledger.GIVE_UP_AFTER:
            table.mark([letter.id], State.QUEUED, text, ledger.delay(attempts))
        else:
            table.mark([letter.id], State.REFUSED, text)

    def _flush(self, table: Table) -> None:
        table.mark_handed(self._accepted)
        self._accepted.clear()
