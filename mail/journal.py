"""A worker's own notes on disk: which letter it began, which one was taken.

A `kill -9` takes the worker's memory and its last commit; what it wrote into a file stays. So at
most one letter of a dead worker is uncertain: the one that was begun and has no answer.
A machine that loses its power loses notes, too: the first line names the start of the machine, and
notes of an earlier one prove nothing.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


def boot_id() -> str:
    """Return what names the present start of the machine; "" where the kernel does not say."""
    try:
        return BOOT_ID.read_text().strip()
    except OSError:
        return ""


@dataclass
class Notes:
    """What a journal says, by (ledger, row): queue ids of accepted letters; begun.

    `is_whole`: written since the machine was started; otherwise anything may be missing.
    """

    is_whole: bool = False

    accepted: dict[tuple[str, int], str] = field(default_factory=dict)
    begun: set[tuple[str, int]] = field(default_factory=set)

    def is_uncertain(self, key: tuple[str, int]) -> bool:
        """Say whether the letter was sent to the end without an answer that we know."""
        return key not in self.accepted and (key in self.begun or not self.is_whole)


class Journal:
    """Append-only file; each note is one write of a line."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._boot = boot_id().encode()
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self.clear()

    def begin(self, kind: str, row: int) -> None:
        """Note that the letter's end is about to be sent."""
        os.write(self._file, b"S %s %d\n" % (kind.encode(), row))

    def accept(self, kind: str, row: int, queue_id: str) -> None:
        """Note that the server took it."""
        os.write(self._file, b"E %s %d %s\n" % (kind.encode(), row, queue_id.encode()))

    def reject(self, kind: str, row: int) -> None:
        """Note that the server certainly did not take it."""
        os.write(self._file, b"F %s %d\n" % (kind.encode(), row))

    def clear(self) -> None:
        """Forget everything: the database knows it by now."""
        os.ftruncate(self._file, 0)
        os.write(self._file, b"B %s\n" % self._boot)

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)


def read_notes(path: Path) -> Notes:
    """Return what the journal at `path` says; a torn last line counts as not written."""
    notes = Notes()
    if not path.exists():
        return notes
    *lines, _torn = path.read_text(errors="replace").split("\n")
    for line in lines:
        parts = line.split(" ")
        if parts[0] == "B":
            notes.is_whole = line == f"B {boot_id()}"
            continue
        if len(parts) < 3 or not parts[2].isdecimal():
            continue
        key = (parts[1], int(parts[2]))
        if parts[0] == "S":
            notes.begun.add(key)
        elif parts[0] == "E":
            notes.accepted[key] = parts[3] if len(parts) > 3 else ""
        elif parts[0] == "F":
            notes.begun.discard(key)
    return notes
