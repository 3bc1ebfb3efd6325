"""The ledger's way to the database: Django's connection, or one of its own without Django.

The worker that sends needs some statements of SQL and nothing else; Django's database layer alone
would double its memory. Both ways take the same SQL, with %s for values.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any

SQLITE, POSTGRESQL = "sqlite", "postgresql"


class _SqliteCursor:
    """A cursor of sqlite3 that takes %s."""

    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self._cursor = cursor
        self.fetchone, self.fetchall = cursor.fetchone, cursor.fetchall

    @property
    def rowcount(self) -> int:
        """How many rows the last statement changed."""
        return self._cursor.rowcount

    def execute(self, sql: str, values: Any = ()) -> None:
        """Run a statement."""
        self._cursor.execute(sql.replace("%s", "?"), values)

    def executemany(self, sql: str, rows: Any) -> None:
        """Run a statement for each row of values."""
        self._cursor.executemany(sql.replace("%s", "?"), rows)


class LeanDatabase:
    """A connection without Django, from the values of its `DATABASES["default"]`."""

    def __init__(self, settings: dict[str, Any]) -> None:
        self._settings = settings
        is_sqlite = settings["ENGINE"].endswith("sqlite3")
        self.vendor = SQLITE if is_sqlite else POSTGRESQL
        self._connection: Any = None
        self._depth = 0
        if is_sqlite:
            self.errors: tuple[type[Exception], ...] = (sqlite3.OperationalError,)
        else:
            import psycopg  # some 10 MB that SQLite does not need

            self.errors = (psycopg.OperationalError, psycopg.InterfaceError)

    def _open(self) -> Any:
        if self._connection is None:
            make = self._open_sqlite if self.vendor == SQLITE else self._open_postgresql
            self._connection = make()
        return self._connection

    def _open_sqlite(self) -> sqlite3.Connection:
        options = self._settings.get("OPTIONS", {})
        made = sqlite3.connect(
            self._settings["NAME"], timeout=options.get("timeout", 20), isolation_level=None
        )
        made.executescript(options.get("init_command", ""))
        return made

    def _open_postgresql(self) -> Any:
        import psycopg  # see above

        names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password"}
        names |= {"HOST": "host", "PORT": "port"}
        values = {
            key: self._settings[name] for name, key in names.items() if self._settings.get(name)
        }
        options = self._settings.get("OPTIONS", {})
        values |= {key: value for key, value in options.items() if isinstance(value, str | int)}
        return psycopg.connect(**values, autocommit=True)

    @contextlib.contextmanager
    def cursor(self) -> Iterator[Any]:
        """Yield a cursor."""
        cursor = self._open().cursor()
        try:
            yield _SqliteCursor(cursor) if self.vendor == SQLITE else cursor
        finally:
            cursor.close()

    @contextlib.contextmanager
    def atomic(self) -> Iterator[None]:
        """Do all or nothing; inside another one it belongs to that."""
        if self._depth:
            yield
            return
        opened = self._open()
        opened.execute("BEGIN IMMEDIATE" if self.vendor == SQLITE else "BEGIN")
        self._depth = 1
        try:
            yield
        except BaseException:
            with contextlib.suppress(*self.errors):
                opened.execute("ROLLBACK")
            raise
        else:
            opened.execute("COMMIT")
        finally:
            self._depth = 0

    def close(self) -> None:
        """Close the connection; the next statement opens it again."""
        if self._connection is not None:
            with contextlib.suppress(*self.errors):
                self._connection.close()
        self._connection = None


_lean: LeanDatabase | None = None


def use(lean: LeanDatabase | None) -> None:
    """Let this process go its own way; None: Django's."""
    global _lean
    _lean = lean


def _django() -> Any:
    from django.db import connection  # the lean worker never comes here

    return connection


def vendor() -> str:
    """Return "sqlite" or "postgresql"."""
    return _lean.vendor if _lean else str(_django().vendor)


def cursor() -> AbstractContextManager[Any]:
    """Return a cursor as a context."""
    found: AbstractContextManager[Any] = _lean.cursor() if _lean else _django().cursor()
    return found


def atomic() -> AbstractContextManager[Any]:
    """Return a transaction as a context."""
    if _lean:
        return _lean.atomic()
    from django.db import transaction  # see above

    return transaction.atomic()


def moment(value: datetime) -> Any:
    """Return a moment as a date-time column of the present database takes it."""
    if vendor() == SQLITE:
        return str(value.astimezone(UTC).replace(tzinfo=None))
    return value


def errors() -> tuple[type[Exception], ...]:
    """Return what is raised when the database is away."""
    if _lean:
        return _lean.errors
    from django.db import InterfaceError, OperationalError  # see above

    return OperationalError, InterfaceError


def close() -> None:
    """Close the connection after an error."""
    if _lean:
        _lean.close()
    else:
        _django().close()
