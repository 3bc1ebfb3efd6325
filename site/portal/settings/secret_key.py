"""Where the secret key comes from: the environment, or a generated local file."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

MINIMUM_LENGTH = 50  # characters; what `check --deploy` asks for (security.W009)
SAMPLE_MARKS = ("django-insecure", "change-me", "example")


def checked_secret_key(value: str) -> str:
    """Return `value`, or raise ImproperlyConfigured when it is missing, short or a sample."""
    if not value:
        raise ImproperlyConfigured("SECRET_KEY is not set. See docs/settings.md.")
    if len(value) < MINIMUM_LENGTH or any(mark in value for mark in SAMPLE_MARKS):
        raise ImproperlyConfigured(
            f"SECRET_KEY must be at least {MINIMUM_LENGTH} random characters, not a sample."
        )
    return value


def local_secret_key(data_dir: Path) -> str:
    """Return the key of this machine's data folder, made once and readable by its owner only."""
    path = data_dir / "secret_key"
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(64))
    return path.read_text().strip()
