"""Addresses that leave the portal: in feeds, mails, structured data."""

from __future__ import annotations

from django.conf import settings


def absolute(path: str) -> str:
    """Return `path` on the configured base address: never on the Host that was asked for."""
    return f"{settings.PORTAL_BASE_URL}{path}"
