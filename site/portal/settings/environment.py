"""The one place that reads the environment; docs/settings.md lists every name (a test compares)."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import SplitResult, urlsplit

import environ

BASE_DIR: Path = Path(__file__).resolve().parents[3]
env = environ.Env()

DATA_DIR: Path = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var")))
PORTAL_BASE_URL: str = env.str("PORTAL_BASE_URL", default="http://127.0.0.1:8000").rstrip("/")
BASE_URL_PARTS: SplitResult = urlsplit(PORTAL_BASE_URL)
IS_HTTPS: bool = BASE_URL_PARTS.scheme == "https"
LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "[::1]")


def allowed_hosts() -> list[str]:
    """Return the host of PORTAL_BASE_URL (its loopback names too) and those of ALLOWED_HOSTS."""
    host = BASE_URL_PARTS.hostname or "localhost"
    names = list(LOOPBACK_HOSTS) if host in LOOPBACK_HOSTS else [host]
    return names + env.list("ALLOWED_HOSTS", default=[])
