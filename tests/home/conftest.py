"""A small web server and a visitor for the tests of the link check."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from home.linkcheck.visitor import Visitor


@dataclass
class Server:
    """A small web server of a test: path -> (status, Location)."""

    url: str
    answers: dict[str, tuple[int, str]] = field(default_factory=dict)
    robots: str = ""
    length: int = 0  # that robots.txt claims, if not its own
    requests: list[tuple[str, str, str]] = field(default_factory=list)
    times: list[float] = field(default_factory=list)


@pytest.fixture
def server() -> Iterator[Server]:
    known: Server

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            known.requests.append((self.command, self.path, self.headers["User-Agent"]))
            known.times.append(time.monotonic())
            is_rules = self.path in ("/robots.txt", "/rules")
            status, target = known.answers.get(self.path, (200, ""))
            body = known.robots.encode() if is_rules else b"text"
            if self.command == "HEAD" and self.path == "/no-head":
                status = 405
            self.send_response(status)
            if target:
                self.send_header("Location", target)
            length = known.length if is_rules and known.length else len(body)
            self.send_header("Content-Length", str(length))
            self.end_headers()
            if self.command == "GET":
                with contextlib.suppress(ConnectionError):  # the visitor has read enough
                    self.wfile.write(body)

        do_GET = do_HEAD = answer

        def log_message(self, *args: object) -> None:
            """Stay quiet."""

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    known = Server(f"http://127.0.0.1:{http.server_port}")
    thread = threading.Thread(target=http.serve_forever, daemon=True)
    thread.start()
    yield known
    http.shutdown()
    http.server_close()


@pytest.fixture
def visitor() -> Visitor:
    """A visitor that does not wait and may go to this machine."""
    return Visitor(between=0, is_allowed=lambda address: True)
