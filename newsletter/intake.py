"""Mail that comes back to us: bounces, complaints, requests to leave (newsletter.md, 6).

The mail server hands each message to `manage.py newsletter_intake` with the address it came to. A
row is known by that address (VERP) or by the ENVID in the report; both carry a code that nobody
can make up. No address is ever read out of a text.
"""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from mail.configuration import envelopes
from mail.letters import status_in
from mail.models import OutgoingMail
from mail.states import State
from newsletter import bounces
from newsletter.bounces import Answer
from newsletter.models import Delivery, Subscriber
from newsletter.subscribing import leave
from newsletter.tokens import is_genuine, number_in

LEAVE = re.compile(r"^odhlasit\+(?P<token>[\w-]{30})@", re.ASCII)
_TOKEN_IN_HEADER = re.compile(r"mailto:odhlasit\+([\w-]{30})@", re.ASCII)
_OWN_ID = re.compile(r"<d\.(\d{1,18})\.(\d{1,18})@")


def take_in(recipient: str, content: bytes) -> str:
    """Take one message in; return what it was, for the log: no address, no token."""
    message: Any = message_from_bytes(content, policy=policy.default)
    if leaving := LEAVE.match(recipient):
        return _leave(leaving["token"], "mail")
    if report := _part(message, "message/feedback-report"):
        return _complaint(message, report)
    row = envelopes().row_of_sender(recipient)
    if not _is_bounce(message):
        return "answer of a person or a machine, nothing to do" if row else "not for us"
    status = _part(message, "message/delivery-status")
    return _bounce(row or _by_envid(status), status, message)


def _part(message: EmailMessage, kind: str) -> EmailMessage | None:
    for part in message.walk():
        if part.get_content_type() == kind:
            return part
    return None


def _is_bounce(message: EmailMessage) -> bool:
    """Say whether it is a delivery report: one without is a person's, or an auto-reply."""
    if message.get_content_type() == "multipart/report":
        return _part(message, "message/delivery-status") is not None
    is_auto_reply = str(message.get("Auto-Submitted", "no")).lower().startswith("auto-replied")
    sender = str(message.get("Return-Path", "")).strip()
    return not is_auto_reply and sender == "<>"


def _fields(status: EmailMessage | None) -> dict[str, str]:
    """Return the fields of a delivery-status part (RFC 3464), those of the first recipient last."""
    found: dict[str, str] = {}
    blocks: Any = status.get_payload() if status else []
    for block in blocks:
        for name, value in block.items():
            found.setdefault(name.lower(), str(value))
    return found


def _by_envid(status: EmailMessage | None) -> tuple[str, int] | None:
    return envelopes().row_of_envid(_fields(status).get("original-envelope-id", ""))


def _bounce(row: tuple[str, int] | None, status: EmailMessage | None, message: EmailMessage) -> str:
    """Record a bounce of a row of ours."""
    if row is None:
        return "a bounce without a code of ours, ignored"
    fields = _fields(status)
    action = fields.get("action", "failed").strip().lower()
    if action not in ("failed", "delayed"):
        return f"a report of {action[:20]}, nothing to do"
    text = fields.get("diagnostic-code", "")
    code = fields.get("status", "").strip() or status_in(text) or status_in(_plain(message))
    if action == "delayed":
        return "a delay, the mail server goes on trying"
    kind, number = row
    if kind == "m":
        OutgoingMail.objects.filter(pk=number).update(
            state=State.REFUSED, answer=f"{code} {text}"[:200]
        )
        return "a bounce of a single message"
    bounce = bounces.classify(code) if code else bounces.OTHER
    is_new = bounces.record(Answer(number, bounce, code, "dsn", text))
    return f"a bounce, {bounce}" if is_new else "a bounce that is known already"


def _plain(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    return str(body.get_content())[:20_000] if body else ""


def _leave(token: str, how: str) -> str:
    number = number_in(token)
    subscriber = Subscriber.objects.filter(pk=number).first() if number else None
    if subscriber is None or not is_genuine(token, subscriber.pk, subscriber.secret):
        return "a request to leave with an unknown token"
    leave(subscriber, how)
    return "a request to leave"


def _complaint(message: EmailMessage, report: EmailMessage) -> str:
    """Take a complaint (RFC 5965): proved by the token in the headers that it quotes."""
    text = "\n".join(
        str(part)
        for part in message.walk()
        if part.get_content_type() in ("message/rfc822", "text/rfc822-headers")
    )
    found = _TOKEN_IN_HEADER.search(re.sub(r"\r?\n[ \t]+", "", text))
    if found is None:
        return "a complaint without a token of ours, ignored"
    answer = _leave(found[1], "complaint")
    own = _OWN_ID.search(text)
    if answer == "a request to leave" and own:
        # The rest of the quotation proves nothing: it must be a delivery to the same reader.
        mine = {"pk": int(own[2]), "run": int(own[1]), "subscriber": number_in(found[1])}
        rows = Delivery.objects.filter(**mine)
        for row in rows:
            bounces.record(Answer(row.pk, bounces.COMPLAINT, "", "report", ""))
    return "a complaint" if answer == "a request to leave" else answer
