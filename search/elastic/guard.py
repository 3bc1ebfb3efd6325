"""A hard deadline around every call, and a pause after failures: down is not out.

The client's own timeout is for each read of the socket: a server that sends a byte now and then
held a search for 12 s. After two failures in a row the engine is left alone for 15 s, so that
readers do not wait for it again and again (measured: search.md, section 7).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from elasticsearch import ApiError, TransportError

from search.hits import LeftAlone, SearchUnavailable

WORKERS = 8  # threads; a stuck call holds one until its socket ends
MARGIN = 0.1  # seconds that the client's own timeout gets to come first
FAILURES = 2  # in a row, after which the engine is left alone
PAUSE = 15.0  # seconds
# What a call can end with: refused, late, not Elasticsearch, or not the answer we asked for.
EXPECTED = (ApiError, TransportError, TimeoutError, KeyError, TypeError, ValueError, IndexError)


class Guard:
    """Deadline and circuit breaker of one engine, shared by all threads of the process."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(WORKERS, "search")
        self._lock = threading.Lock()
        self._failures = 0
        self._until = 0.0

    @property
    def is_open(self) -> bool:
        """Say whether the engine is left alone just now."""
        return time.monotonic() < self._until

    def call(self, seconds: float, work: Callable[[], Any]) -> Any:
        """Return what `work` returns within `seconds`. Raises SearchUnavailable."""
        if self.is_open:
            raise LeftAlone("left alone after failures")
        future = self._pool.submit(work)
        try:
            result = future.result(timeout=seconds + MARGIN)
        except EXPECTED as error:
            future.cancel()
            self._failed()
            raise SearchUnavailable(f"{type(error).__name__}: {str(error)[:200]}") from error
        self._failures = 0
        return result

    def _failed(self) -> None:
        with self._lock:
            self._failures += 1
            if self._failures >= FAILURES:
                self._until = time.monotonic() + PAUSE
