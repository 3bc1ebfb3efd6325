"""The test database with the starter content, built once and copied afterwards.

Migrations and content take 40 s of CPU. On SQLite the result is kept in `var/test-cache/` under a
digest of everything it depends on; further processes and runs copy it in a second.
"""

from __future__ import annotations

import fcntl
import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection

ROOT = Path(__file__).resolve().parents[1]
CACHE = ROOT / "var" / "test-cache"
INPUTS = (
    *(
        "home",
        "partners",
        "servicecards",
        "projects",
        "news",
        "search",
        "mail",
        "newsletter",
        "site",
    ),
    *("content", "requirements.txt"),
)


def _digest() -> str:
    """Return a digest of the code, the content and the locked packages."""
    digest = hashlib.sha256()
    for name in INPUTS:
        place = ROOT / name
        paths = sorted(place.rglob("*")) if place.is_dir() else [place]
        for path in paths:
            if path.suffix in {".py", ".yaml", ".txt"}:
                digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


@contextmanager
def _lock() -> Iterator[None]:
    """Let one process build while the others wait for its result."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def fill() -> None:
    """Put the starter content and the roles into the migrated database."""
    call_command("load_content", verbosity=0)
    call_command("setup_roles", verbosity=0)


def _keep(path: Path) -> None:
    """Save the open database; older results go."""
    for old in CACHE.glob("*.sqlite3"):
        old.unlink()
    partial = path.with_suffix(".partial")
    with sqlite3.connect(partial) as target:
        connection.connection.backup(target)
    target.close()
    partial.rename(path)


def _restore(path: Path) -> None:
    """Fill the open database from a saved one."""
    connection.ensure_connection()
    source = sqlite3.connect(path)
    source.backup(connection.connection)
    source.close()
    ContentType.objects.clear_cache()  # the restored rows may have other ids


def create() -> str:
    """Create the test database with the starter content; return the name it had before."""
    name = settings.DATABASES["default"]["NAME"]
    options = {"verbosity": 0, "autoclobber": True}
    if connection.vendor != "sqlite":
        connection.creation.create_test_db(**options)
        fill()
        return str(name)
    with _lock():
        path = CACHE / f"{_digest()}.sqlite3"
        connection.settings_dict["TEST"]["MIGRATE"] = not path.exists()
        connection.creation.create_test_db(**options)
        if path.exists():
            _restore(path)
        else:
            fill()
            _keep(path)
    return str(name)
