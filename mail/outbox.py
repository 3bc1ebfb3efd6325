"""Single messages: stored with the change that causes them, sent by the worker (issue 8, 9).

A folder in `templates/emails/` holds `subject.txt`, `body.txt` and `body.html` of a message; both
bodies extend `emails/_base.txt` and `_base.html`. Nothing is sent while a visitor waits.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation

from home.models import OperatorSettings
from mail import mime
from mail.configuration import mail_domain
from mail.ledger import now
from mail.models import OutgoingMail


def put(
    kind: str,
    to: str,
    language: str,
    context: dict[str, Any],
    *,
    template: str = "",
    about: str = "",
    reply_to: str = "",
    useless_after: datetime | None = None,
) -> OutgoingMail:
    """Store the message `kind` for one address; the worker sends it within seconds.

    `template`: the folder, where it is not called like the kind. `about`: whose words stand in it
    (`mail.privacy.forget_messages`).
    Call it inside the transaction of the change that it tells of. Raises ValueError for an
    address or a subject of two lines.
    """
    subject, text, html = rendered(template or kind, language, context)
    message_id = f"<m.{secrets.token_hex(12)}@{mail_domain()}>"
    headers = [
        ("From", mime.address("Rozcestník", settings.DEFAULT_FROM_EMAIL)),
        ("To", to),
        ("Subject", subject),
        ("Date", format_datetime(timezone.localtime())),
        ("Message-ID", message_id),
        ("Auto-Submitted", "auto-generated"),
    ]
    if reply_to:
        headers.append(("Reply-To", reply_to))
    content = mime.build(headers, text, html, language, boundary=f"=_{secrets.token_hex(8)}")
    return OutgoingMail.objects.create(
        kind=kind,
        recipient=to,
        language=language,
        subject=subject[:200],
        content=content,
        message_id=message_id,
        about=about,
        not_before=now(),
        useless_after=int(useless_after.timestamp()) if useless_after else None,
    )


def rendered(kind: str, language: str, context: dict[str, Any]) -> tuple[str, str, str]:
    """Return subject, text and HTML of a message in a language."""
    operator = OperatorSettings.load()
    values = {
        **context,
        "reader_language": language,
        "operator": operator,
        "operator_name": operator.name_in(language),
        "portal_url": f"{settings.PORTAL_BASE_URL}/{language}/",
    }
    with translation.override(language):
        subject = " ".join(render_to_string(f"emails/{kind}/subject.txt", values).split())
        values["subject"] = subject
        text = tidy_text(render_to_string(f"emails/{kind}/body.txt", values))
        html = render_to_string(f"emails/{kind}/body.html", values)
    return subject, text, html


def tidy_text(text: str) -> str:
    """Return plain text without the empty lines that template tags leave."""
    lines = [line.rstrip() for line in text.strip().splitlines()]
    kept = [line for i, line in enumerate(lines) if line or (i and lines[i - 1])]
    return "\n".join(kept) + "\n"
