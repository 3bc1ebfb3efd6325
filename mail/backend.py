"""Django's own mail (a forgotten password) goes through the outbox, too."""

from __future__ import annotations

from collections.abc import Sequence
from email.utils import parseaddr
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import sanitize_address
from django.utils import translation

from mail.ledger import now
from mail.models import OutgoingMail

KIND = "django"


def _plain(recipient: str) -> str:
    """Return the bare address in ASCII, as an envelope takes it. Raises ValueError."""
    return parseaddr(sanitize_address(recipient, "utf-8"))[1]


class EmailBackend(BaseEmailBackend):
    """Stores messages; the worker sends them (reliability 26, 54)."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Store each message once for every receiver; return how many messages."""
        for message in email_messages:
            built: Any = message.message()
            content = built.as_bytes(linesep="\r\n")
            OutgoingMail.objects.bulk_create(
                OutgoingMail(
                    kind=KIND,
                    recipient=recipient,
                    language=(translation.get_language() or "cs")[:2],
                    subject=" ".join(message.subject.split())[:200],
                    content=content,
                    message_id=str(built["Message-ID"]),
                    not_before=now(),
                )
                for recipient in map(_plain, message.recipients())
            )
        return len(email_messages)
