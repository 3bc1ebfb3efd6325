"""Short messages of one shape: what happened, the facts, one thing to do, why it came.

Text and HTML come from the same values, so they cannot say different things.
"""

from __future__ import annotations

from dataclasses import dataclass

from mail.models import OutgoingMail
from mail.outbox import put

TEMPLATE = "note"


@dataclass(frozen=True)
class Note:
    """A message in the receiver's language; `action` is (label, address)."""

    subject: str
    paragraphs: tuple[str, ...]
    facts: tuple[tuple[str, str], ...] = ()
    quote: str = ""  # somebody's own words
    action: tuple[str, str] | None = None
    after: tuple[str, ...] = ()  # below the button
    reason: str = ""  # why the receiver gets it

    @property
    def call(self) -> str:
        """The label of the action as it stands before its address in the text."""
        label = self.action[0] if self.action else ""
        return label if label.endswith("?") else f"{label}:"

    @property
    def quoted_lines(self) -> list[str]:
        """The lines of the quote."""
        return [line.rstrip() for line in self.quote.splitlines()]


def put_note(
    kind: str,
    to: str,
    language: str,
    note: Note,
    *,
    about: str = "",
    reply_to: str = "",
) -> OutgoingMail:
    """Store a note for one address, inside the transaction of the change that it tells of."""
    return put(
        kind,
        to,
        language,
        {"note": note},
        template=TEMPLATE,
        about=about,
        reply_to=reply_to,
    )
