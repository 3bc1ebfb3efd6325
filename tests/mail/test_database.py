"""The lean worker's own way to the database does what Django's does."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from mail import database
from mail.database import LeanDatabase


@pytest.fixture(params=["sqlite", "postgresql"])
def lean(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[LeanDatabase]:
    """A lean database with an empty table; PostgreSQL's where the tests run on it."""
    values = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(tmp_path / "db.sqlite3")}
    if request.param == "postgresql":
        if connection.vendor != "postgresql":
            pytest.skip("needs PostgreSQL")
        values = {**settings.DATABASES["default"], "NAME": "postgres"}
    made = LeanDatabase(values)
    database.use(made)
    with database.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS lean_test")
        cursor.execute("CREATE TABLE lean_test (id INTEGER PRIMARY KEY, word TEXT)")
    yield made
    with database.cursor() as cursor:
        cursor.execute("DROP TABLE lean_test")
    made.close()
    database.use(None)


def words() -> list[str]:
    with database.cursor() as cursor:
        cursor.execute("SELECT word FROM lean_test WHERE id > %s ORDER BY id", [0])
        return [row[0] for row in cursor.fetchall()]


def put(*rows: tuple[int, str]) -> int:
    with database.cursor() as cursor:
        cursor.executemany("INSERT INTO lean_test (id, word) VALUES (%s, %s)", list(rows))
        return int(cursor.rowcount)


def test_rows_are_written_counted_and_read(lean: LeanDatabase) -> None:
    assert put((1, "a"), (2, "b")) == 2
    assert words() == ["a", "b"]


def test_transaction_is_all_or_nothing_with_what_is_inside(lean: LeanDatabase) -> None:
    def fail() -> None:
        with database.atomic():
            put((1, "a"))
            with database.atomic():
                put((2, "b"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert words() == []
    with database.atomic():
        put((3, "c"))
    assert words() == ["c"]


def test_closed_connection_opens_again(lean: LeanDatabase) -> None:
    put((1, "a"))
    lean.close()

    assert words() == ["a"]


def test_moments_are_those_that_django_writes(lean: LeanDatabase) -> None:
    moment = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)

    wanted = "2026-11-24 08:30:00" if lean.vendor == "sqlite" else moment
    assert database.moment(moment) == wanted


def test_lean_worker_imports_no_django() -> None:
    code = "import newsletter.worker_process, sys; print([m for m in sys.modules if 'django' in m])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
