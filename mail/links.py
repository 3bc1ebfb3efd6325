"""Links that work once, for one thing, for one purpose, until they expire (reliability 42).

Forged, expired, used and meant for something else are refused alike: the answer is None.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.urls import reverse
from django.utils import timezone, translation

from home.addresses import absolute
from mail.models import OneTimeLink

LIFETIME = timedelta(days=7)
BYTES = 24  # of randomness: 192 bits


def token_hash(token: str) -> str:
    """Return what is kept of a token."""
    return sha256(token.encode()).hexdigest()


def make_link(
    purpose: str, subject: int, data: dict[str, Any] | None = None, lifetime: timedelta = LIFETIME
) -> str:
    """Return a new token. It is nowhere stored as such."""
    token = secrets.token_urlsafe(BYTES)
    OneTimeLink.objects.create(
        purpose=purpose,
        subject=subject,
        data=data or {},
        token_hash=token_hash(token),
        expires_at=timezone.now() + lifetime,
    )
    return token


def find_link(token: str, purpose: str) -> OneTimeLink | None:
    """Return the link if it still works, without using it up."""
    return OneTimeLink.objects.filter(
        token_hash=token_hash(token),
        purpose=purpose,
        used_at=None,
        expires_at__gt=timezone.now(),
    ).first()


def use_link(token: str, purpose: str) -> OneTimeLink | None:
    """Use the link up and return it; of two at the same moment only one gets it."""
    link = find_link(token, purpose)
    if link is None:
        return None
    mine = OneTimeLink.objects.filter(pk=link.pk, used_at=None).update(used_at=timezone.now())
    return link if mine else None


def end_links(purpose: str, subject: int) -> None:
    """Let no link of a purpose work any more for what it is about."""
    links = OneTimeLink.objects.filter(purpose=purpose, subject=subject, used_at=None)
    links.update(used_at=timezone.now())


def link_url(view: str, token: str, language: str) -> str:
    """Return the whole address of a view that takes a token, for a reader of a language."""
    with translation.override(language):
        return absolute(reverse(view, args=[token]))
