"""What a dead worker left behind, and what nobody is sure of (newsletter.md, 5)."""

from __future__ import annotations

import gzip
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from mail.envelope import Envelopes
from mail.follower import CHUNK, QUEUED
from mail.journal import Notes, read_notes
from mail.ledger import Table, now
from mail.sender import SETTLE
from mail.slots import Slot, take
from mail.states import State

ROTATIONS = 2  # rotated logs that are read, too
RETRY = 60  # seconds
NO_ANSWER = "no answer after the end of the message"


def put_right(tables: Iterable[Table], worker: int, slot: Slot) -> Counter[str]:
    """Decide about the rows of a worker whose lock we hold: it is dead.

    By its journal: never begun → queued again; accepted → handed over; begun without an answer →
    uncertain, until the mail server's log decides.
    """
    notes, seen = read_notes(slot.journal_path), Counter[str]()
    for table in tables:
        _put_right_table(table, table.held_by(worker), notes, seen)
    slot.journal_path.unlink(missing_ok=True)
    return seen


def _put_right_table(table: Table, rows: list[int], notes: Notes, seen: Counter[str]) -> None:
    keys = {row: (table.kind, row) for row in rows}
    accepted = [(row, notes.accepted[key]) for row, key in keys.items() if key in notes.accepted]
    uncertain = [row for row, key in keys.items() if notes.is_uncertain(key)]
    table.mark_handed(accepted)
    table.mark(uncertain, State.UNCERTAIN, NO_ANSWER, SETTLE)
    known = {row for row, _queue_id in accepted} | set(uncertain)
    table.give_back(row for row in rows if row not in known)
    seen.update(accepted=len(accepted), uncertain=len(uncertain), untouched=len(rows) - len(known))


def sweep_dead(tables: list[Table], folder: Path, own: int) -> Counter[str]:
    """Put right what other workers left that are dead; the living keep their locks."""
    total = Counter[str]()
    for worker in sorted(set().union(*(table.busy_workers() for table in tables)) - {own}):
        slot = take(folder, f"worker-{worker}")
        if slot is None:
            continue
        try:
            total += put_right(tables, worker, slot)
        finally:
            slot.release()
    return total


def settle(
    tables: Iterable[Table], log: Path, envelopes: Envelopes, mta_answers: bool
) -> Counter[str]:
    """Decide about uncertain rows whose time to settle is over, by the mail server's own log.

    It names what is in its queue; what it does not name it does not have. While it does not
    answer nothing is decided: when it starts again it logs what it has.
    """
    seen = Counter[str]()
    waiting = {table: table.uncertain(now()) for table in tables}
    if not any(waiting.values()):
        return seen
    if not mta_answers:
        for table, rows in waiting.items():
            table.mark(rows, State.UNCERTAIN, NO_ANSWER, SETTLE)
        return seen
    wanted = {(table.kind, row) for table, rows in waiting.items() for row in rows}
    proved = evidence(log, envelopes, wanted)
    for table, rows in waiting.items():
        found = [(row, proved[table.kind, row]) for row in rows if (table.kind, row) in proved]
        table.prove(found)
        missing = [row for row in rows if (table.kind, row) not in proved]
        table.mark(missing, State.QUEUED, NO_ANSWER, RETRY)
        seen.update(proved=len(found), requeued=len(missing))
    return seen


def evidence(
    log: Path, envelopes: Envelopes, wanted: set[tuple[str, int]]
) -> dict[tuple[str, int], str]:
    """Return {(ledger, row): queue id} of the wanted rows that the log names.

    Read are the log and what was rotated away from it, packed or not. Raises OSError when there
    is no log: then nothing may be concluded.
    """
    found: dict[tuple[str, int], str] = {}
    rotated = [path for path in log.parent.glob(f"{log.name}?*") if path.is_file()]
    latest = sorted(rotated, key=lambda path: path.stat().st_mtime)[-ROTATIONS:]
    for path in (*latest, log):
        with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as file:
            rest = b""
            while chunk := file.read(CHUNK):
                lines, _line, tail = (rest + chunk).rpartition(b"\n")
                _look(lines, envelopes, wanted, found)
                rest = tail
            _look(rest, envelopes, wanted, found)
    return found


def _look(
    lines: bytes,
    envelopes: Envelopes,
    wanted: set[tuple[str, int]],
    found: dict[tuple[str, int], str],
) -> None:
    for queue_id, sender in QUEUED.findall(lines):
        kind, _plus, rest = sender.decode("ascii", "replace").partition("+")
        if (kind, int(rest.partition(".")[0])) not in wanted:
            continue
        if key := envelopes.row_of_sender(sender.decode("ascii", "replace")):
            found[key] = queue_id.decode()
