"""Letters into a folder instead of to a server: what `make demo` and tests look at.

A file holds byte for byte what SMTP would carry between DATA and the final dot; the envelope
stands beside it as JSON. The name is the row's, so the same letter never lies there twice.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path

from mail.letters import Letter, Outcome, unstuffed


def _write(path: Path, content: bytes) -> None:
    partial = path.with_suffix(path.suffix + ".partial")
    partial.write_bytes(content)
    partial.replace(path)


class Folder:
    """Takes letters like `mail.smtp.Connection`."""

    def __init__(self, path: Path) -> None:
        path.mkdir(parents=True, exist_ok=True)
        os.chmod(path, 0o700)
        self.path = path

    def close(self) -> None:
        """Nothing is open."""

    def send(
        self, letters: Iterable[Letter], begin: Callable[[Letter], None]
    ) -> Iterator[tuple[Letter, Outcome]]:
        """Write letters and yield each with an answer."""
        for letter in letters:
            begin(letter)
            name = letter.envid.split(".")[0]
            envelope = {"sender": letter.sender, "recipient": letter.recipient}
            _write(self.path / f"{name}.json", json.dumps(envelope).encode())
            _write(self.path / f"{name}.eml", unstuffed(letter.data))
            yield letter, Outcome(250, f"2.0.0 Ok: queued as {name}")


def forget(
    path: Path, before: float = 0.0, recipient: str = "", names: Collection[str] = ()
) -> int:
    """Delete letters written before a moment (Unix seconds), those to an address, those named.

    Returns how many.
    """
    gone = 0
    for envelope in path.glob("*.json") if path.is_dir() else ():
        is_old = envelope.stat().st_mtime < before or envelope.stem in names
        to = json.loads(envelope.read_text()).get("recipient", "") if recipient else ""
        if is_old or (recipient and to.lower() == recipient.lower()):
            envelope.with_suffix(".eml").unlink(missing_ok=True)
            envelope.unlink(missing_ok=True)
            gone += 1
    return gone
