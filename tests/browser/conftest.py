"""Chromium and a portal that is served as in production, both started once."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Playwright,
    expect,
    sync_playwright,
)

from tests.conftest import ROOT, require

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
expect.set_options(timeout=20_000)  # milliseconds; a busy machine is no defect
PATIENCE = 300  # seconds for migrations, content and static files on a busy machine


@dataclass
class Portal:
    """A running portal."""

    url: str
    admin_name: str
    admin_password: str
    data: Path


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            pytest.fail(f"The portal ended:\n{log.read_text()[-3000:]}")
        try:
            with urllib.request.urlopen(f"{url}/readyz", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.3)
    pytest.fail(f"The portal does not answer:\n{log.read_text()[-3000:]}")


@pytest.fixture(scope="session")
def portal_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """Prepare and serve a portal of its own, with the starter content."""
    require(bool(CHROMIUM), "Chromium")
    data = tmp_path_factory.mktemp("portal")
    port, log = _free_port(), data / "log"
    environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
    environment |= {"DATA_DIR": str(data), "PYTHONPATH": str(ROOT / "site")}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "-m", "portal.server", "--prepare", "--port", str(port)]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            url = f"http://127.0.0.1:{port}"
            _wait(url, process, log)
            password = (data / "admin_password").read_text().strip()
            yield Portal(url, "spravce", password, data)
        finally:
            process.terminate()
            process.wait(timeout=30)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as instance:
        yield instance


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Debian's Chromium."""
    require(bool(CHROMIUM), "Chromium")
    instance = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
    yield instance
    instance.close()


@dataclass
class Watch:
    """What went wrong on a page while a test used it."""

    problems: list[str] = field(default_factory=list)

    def attach(self, page: Page, own: str) -> None:
        """Record policy violations, script errors and requests to other hosts."""
        page.on("pageerror", lambda error: self.problems.append(f"error: {error}"))
        page.on("request", lambda request: self._check(request.url, own))
        page.on("console", lambda message: self._console(message.text))

    def _check(self, url: str, own: str) -> None:
        if not url.startswith((own, "data:", "blob:")):
            self.problems.append(f"foreign request: {url}")

    def _console(self, text: str) -> None:
        if "Content Security Policy" in text:
            self.problems.append(text)


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def context(browser: Browser, portal_server: Portal) -> Iterator[BrowserContext]:
    """A fresh reader: no cookies."""
    instance = browser.new_context(base_url=portal_server.url, locale="cs-CZ")
    yield instance
    instance.close()


@pytest.fixture
def page(context: BrowserContext, portal_server: Portal, watch: Watch) -> Iterator[Page]:
    """A page that must cause no policy violation, script error or foreign request."""
    instance = context.new_page()
    watch.attach(instance, portal_server.url)
    yield instance
    assert not watch.problems


@pytest.fixture
def visitor(browser: Browser, mailed: Any, watch: Watch) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a browser of its own on the module's `mailed` portal.

    It takes whether scripts run, and the width of the window.
    """
    contexts = []

    def make(scripts: bool = True, width: int = 1280) -> Page:
        context = browser.new_context(
            base_url=mailed.portal.url,
            java_script_enabled=scripts,
            locale="cs-CZ",
            reduced_motion="reduce",
            viewport={"width": width, "height": 800},
        )
        contexts.append(context)
        page = context.new_page()
        watch.attach(page, mailed.portal.url)
        return page

    yield make
    for context in contexts:
        context.close()
    assert not watch.problems
