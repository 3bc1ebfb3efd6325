"""Places for workers. A held `flock` says that its worker lives, however slow it is.

Never a timeout: a worker that was stopped (SIGSTOP, a paused machine) keeps its letters, so nobody
sends them a second time. The kernel gives the lock back when the process dies, and at once.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

MOST = 64  # workers of one machine
LEADER = "leader"


class Slot:
    """A lock file that is ours until `release` or the end of the process."""

    def __init__(self, folder: Path, name: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.journal_path = folder / f"{name}.journal"
        self._file = os.open(folder / f"{name}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def acquire(self) -> bool:
        """Take the lock if nobody has it; return whether it is ours."""
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def release(self) -> None:
        """Give the lock back."""
        os.close(self._file)


def take(folder: Path, name: str) -> Slot | None:
    """Return the lock `name`, or None when somebody else holds it."""
    slot = Slot(folder, name)
    if slot.acquire():
        return slot
    slot.release()
    return None


def first_free(folder: Path) -> tuple[int, Slot]:
    """Return the first free place for a worker and its number from 1. Raises RuntimeError."""
    for number in range(1, MOST + 1):
        if slot := take(folder, f"worker-{number}"):
            return number, slot
    raise RuntimeError(f"All {MOST} places for workers are taken.")
