"""A real Elasticsearch for the tests marked `elastic`, and servers that misbehave."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from typing import Any

import pytest
from wagtail.search.backends import get_search_backend

from search.elastic import backend as elastic
from search.rebuilding import rebuild_elastic
from tests.conftest import require


def backends(settings: Any, url: str, **more: Any) -> None:
    """Switch Elasticsearch on for a test."""
    settings.WAGTAILSEARCH_BACKENDS = {
        **settings.WAGTAILSEARCH_BACKENDS,
        "elastic": {
            "BACKEND": "search.elastic.backend",
            "URLS": [url],
            "INDEX_PREFIX": f"test_{os.getpid()}_",
            "TIMEOUT": 0.8,
            "WRITE_TIMEOUT": 30,
            "OPTIONS": {"max_retries": 0, "retry_on_timeout": False},
            **more,
        },
    }
    elastic.shared_guard.cache_clear()


@pytest.fixture
def elastic_on(db: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The back end of a real server, with an index of the starter content."""
    url = os.environ.get("ELASTICSEARCH_TEST_URL", "")
    require(bool(url), "Elasticsearch (ELASTICSEARCH_TEST_URL)")
    backends(settings, url)
    monkeypatch.setattr("search.elastic.rebuilder.GRACE", 0.1)
    backend = get_search_backend("elastic")
    rebuild_elastic(lambda done, total: None)
    yield backend
    found = backend.pages.es.indices.get(index=f"{backend.index_prefix}*")
    for name in found:
        backend.pages.es.indices.delete(index=name)


@pytest.fixture
def broken_server(settings: Any) -> Iterator[Callable[[Callable[[socket.socket], None]], str]]:
    """Return a function that starts a server with a behaviour and puts the portal on it."""
    listeners: list[socket.socket] = []

    def start(behave: Callable[[socket.socket], None]) -> str:
        listener = socket.create_server(("127.0.0.1", 0))
        listeners.append(listener)

        def serve() -> None:
            while True:
                try:
                    client, _address = listener.accept()
                except OSError:
                    return
                threading.Thread(target=_handled, args=(behave, client), daemon=True).start()

        threading.Thread(target=serve, daemon=True).start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        backends(settings, url)
        return url

    yield start
    for listener in listeners:
        listener.close()


def _handled(behave: Callable[[socket.socket], None], client: socket.socket) -> None:
    with closing(client), suppress(OSError):
        behave(client)


def answering(
    status: str, body: bytes, product: bool = True, kind: str = "application/json"
) -> Any:
    """Return a behaviour: read the request, send an answer."""
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
    head += "X-elastic-product: Elasticsearch\r\n" if product else ""

    def behave(client: socket.socket) -> None:
        client.recv(65536)
        client.sendall(f"{head}Connection: close\r\n\r\n".encode() + body)

    return behave


def hanging(client: socket.socket) -> None:
    """Never answer."""
    client.recv(65536)
    time.sleep(5)


def trickling(client: socket.socket) -> None:
    """Send a byte now and then: each comes before the client's own timeout."""
    client.recv(65536)
    client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n")
    for _turn in range(15):
        client.sendall(b" ")
        time.sleep(0.3)


def resetting(client: socket.socket) -> None:
    """Close at once, before the request was read."""
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")


def closing_early(client: socket.socket) -> None:
    """Read the request and say nothing."""
    client.recv(65536)


def not_http(client: socket.socket) -> None:
    """Speak something else."""
    client.recv(65536)
    client.sendall(b"220 mail.example.org ESMTP\r\n")
