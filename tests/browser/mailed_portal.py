"""A portal whose mail goes to a real SMTP server: a copy of the prepared one, served beside it."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import LocatorAssertions, Page, expect

from tests.browser.conftest import Portal, _free_port, _wait
from tests.conftest import ROOT
from tests.services.mailserver import MailServer, mail_server

PATIENCE = 60  # seconds until a message arrives


@dataclass
class MailedPortal:
    """The served copy and the server that takes its mail."""

    portal: Portal
    mail: MailServer
    environment: dict[str, str]

    def wait_for(self, to: str, subject: str) -> EmailMessage:
        """Wait for a message. Fails when it does not come."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            for message in self.mail.handler.messages:
                if message["To"] == to and subject in str(message["Subject"]):
                    return message
            time.sleep(0.2)
        pytest.fail(f"no message “{subject}” to {to}")

    def manage(self, *arguments: str) -> str:
        """Run a management command on the same data."""
        command = [sys.executable, str(ROOT / "manage.py"), *arguments]
        result = subprocess.run(
            command, env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert result.returncode == 0, result.stderr[-2000:]
        return result.stdout

    def sql(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Run a statement on the database; a test that moves the clock moves rows back."""
        with contextlib.closing(sqlite3.connect(self.portal.data / "portal.sqlite3")) as database:
            database.execute("PRAGMA busy_timeout = 20000")
            rows = database.execute(statement, values).fetchall()
            database.commit()
        return rows


def text_of(message: EmailMessage) -> str:
    """Return the text part."""
    part: Any = message.get_body(("plain",))
    return str(part.get_content())


def link_in(message: EmailMessage) -> str:
    """Return the path of the one thing to do: its last part is a token."""
    return re.findall(r"http://127\.0\.0\.1:\d+(/\S+/[\w-]{30,}/)", text_of(message))[-1]


def _copy(source: Path, target: Path) -> None:
    ignored = shutil.ignore_patterns("portal.sqlite3*", "mail", "log", "*.lock", "newsletter-*")
    shutil.copytree(source, target, dirs_exist_ok=True, ignore=ignored)
    with (
        contextlib.closing(sqlite3.connect(source / "portal.sqlite3")) as old,
        contextlib.closing(sqlite3.connect(target / "portal.sqlite3")) as new,
    ):
        old.backup(new)


@contextlib.contextmanager
def served_copy(original: Portal, data: Path) -> Iterator[MailedPortal]:
    """Serve a copy of a portal with an SMTP server behind it."""
    _copy(original.data, data)
    port, log = _free_port(), data / "log"
    with mail_server() as mail:
        environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
        environment |= {
            "DATA_DIR": str(data),
            "PYTHONPATH": str(ROOT / "site"),
            "EMAIL_URL": f"smtp://127.0.0.1:{mail.port}",
        }
        environment.pop("DJANGO_SETTINGS_MODULE", None)
        command = [sys.executable, "-m", "portal.server", "--port", str(port)]
        with log.open("wb") as output:
            process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT
            )
            try:
                url = f"http://127.0.0.1:{port}"
                _wait(url, process, log)
                portal = Portal(url, original.admin_name, original.admin_password, data)
                environment["PORTAL_BASE_URL"] = url
                yield MailedPortal(portal, mail, environment)
            finally:
                process.terminate()
                process.wait(timeout=30)


def heading(page: Page) -> LocatorAssertions:
    """Return what a test expects of the first heading."""
    return expect(page.get_by_role("heading", level=1))
