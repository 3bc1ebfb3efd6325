"""What is handed to a mail server, and what it answers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

_ENHANCED = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
# Postfix: "2.0.0 Ok: queued as 4Xyz…"; Exim: "OK id=1tA…"; Sendmail: "2.0.0 … Message accepted".
_QUEUE_ID = re.compile(r"queued as (?P<postfix>\w+)|\bid=(?P<exim>[\w-]+)")


def status_in(text: str) -> str:
    """Return the first enhanced status code (RFC 3463) in a text, "" without one."""
    found = _ENHANCED.search(text)
    return found[1] if found else ""


@dataclass(frozen=True)
class Letter:
    """One message with its envelope.

    `data`: the whole message with CRLF line ends, dots at line starts doubled (RFC 5321, 4.5.2),
    without the final dot. `envid`: RFC 3461 envelope identifier.
    """

    id: int
    sender: str
    recipient: str
    envid: str
    data: bytes


class Fate(Enum):
    """What an answer means for the letter."""

    ACCEPTED = "accepted"
    LATER = "later"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Outcome:
    """The mail server's answer to one letter; `code` 0: there was none."""

    code: int
    text: str = ""

    @property
    def fate(self) -> Fate:
        """Say what the answer means; without one the letter may have been taken."""
        if self.code == 0:
            return Fate.UNKNOWN
        if 200 <= self.code < 300:
            return Fate.ACCEPTED
        return Fate.LATER if self.code < 500 else Fate.REFUSED

    @property
    def status(self) -> str:
        """Return the enhanced status code (RFC 3463), "" without one."""
        return status_in(self.text)

    @property
    def queue_id(self) -> str:
        """Return under which name the server queued the letter, "" when it did not say."""
        found = _QUEUE_ID.search(self.text)
        return (found["postfix"] or found["exim"]) if found else ""


def stuffed(message: bytes) -> bytes:
    """Double the dots that begin a line (RFC 5321, 4.5.2); the last line ends as all others."""
    if not message.endswith(b"\r\n"):
        message += b"\r\n"
    message = message.replace(b"\r\n.", b"\r\n..")
    return b"." + message if message.startswith(b".") else message


def unstuffed(data: bytes) -> bytes:
    """Undo `stuffed`."""
    data = data.replace(b"\r\n..", b"\r\n.")
    return data[1:] if data.startswith(b"..") else data
