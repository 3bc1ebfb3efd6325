"""Tokens of a subscriber's links: leaving never expires (newsletter.md, 7.2; RFC 8058).

A token is the subscriber's number and an HMAC by the subscriber's own secret, so it holds when
the portal's secret changes, and falls with the subscriber. 22 bytes, 30 characters.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from hashlib import sha256

NUMBER, CODE = 6, 16  # bytes
LENGTH = 30  # characters
PURPOSE = b"newsletter"


def token_bytes(number: int, secret: str) -> bytes:
    """Return the token of subscriber `number`, as it stands in a letter."""
    head = number.to_bytes(NUMBER, "big")
    code = hmac.digest(secret.encode(), PURPOSE + head, sha256)[:CODE]
    return urlsafe_b64encode(head + code).rstrip(b"=")


def make_token(number: int, secret: str) -> str:
    """Return the token of subscriber `number`, as it stands in an address."""
    return token_bytes(number, secret).decode()


def number_in(token: str) -> int | None:
    """Return whose token it claims to be; None for what is none."""
    if len(token) != LENGTH:
        return None
    try:
        return int.from_bytes(urlsafe_b64decode(token + "==")[:NUMBER], "big")
    except (Error, ValueError):
        return None


def is_genuine(token: str, number: int, secret: str) -> bool:
    """Say whether the token is that of the subscriber."""
    return hmac.compare_digest(token.encode(), make_token(number, secret).encode())
