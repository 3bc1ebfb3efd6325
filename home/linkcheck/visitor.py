"""One polite visit to an address of somebody else.

It says who it is, obeys robots.txt, waits between two visits to one server, reads no content, and
never turns to an address inside the office's own network, whatever a page or a redirect says.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

import requests
from django.conf import settings

from home.linkcheck.records import Outcome

TIMEOUT = (5, 15)  # seconds to connect, to answer
BETWEEN = 2.0  # seconds between two requests to one server
MOST_REDIRECTS = 5
AGENT = "RozcestnikLinkCheck"
REDIRECTS, FOR_GOOD = {301, 302, 303, 307, 308}, {301, 308}
# Only for people, too often, or not with this method: nothing is known about the page.
NOT_FOR_US = {401, 403, 405, 406, 429, 501, 999}
GONE = {404, 410}


@dataclass(frozen=True)
class Visit:
    """How a visit ended. `moved_to` is set when all redirects were for good."""

    outcome: Outcome
    status: int | None = None
    moved_to: str = ""


class PrivateAddress(Exception):
    """The address leads into a private network."""


def is_public(host: str) -> bool:
    """Say whether all addresses of a host are on the open internet."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return all(ipaddress.ip_address(entry[4][0]).is_global for entry in found)


@dataclass
class Visitor:
    """Visits addresses one after the other."""

    between: float = BETWEEN
    is_allowed: Callable[[str], bool] = is_public
    session: requests.Session = field(default_factory=requests.Session)
    _last: dict[str, float] = field(default_factory=dict)
    _robots: dict[str, RobotFileParser] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Say who visits, and where to read about it."""
        self.session.headers["User-Agent"] = f"{AGENT} (+{settings.PORTAL_BASE_URL})"

    def visit(self, url: str) -> Visit:
        """Return how the visit ended; does not raise."""
        try:
            if not self._may_visit(url):
                return Visit(Outcome.CLOSED)
            return self._follow(url)
        except PrivateAddress:
            return Visit(Outcome.CLOSED)
        except (requests.RequestException, OSError, ValueError):
            return Visit(Outcome.FAILED)

    def _follow(self, url: str) -> Visit:
        here, is_for_good = url, True
        for _number in range(MOST_REDIRECTS + 1):
            status, target = self._ask(here)
            if status not in REDIRECTS or not target:
                return self._judge(status, here if is_for_good and here != url else "")
            is_for_good = is_for_good and status in FOR_GOOD
            here = urljoin(here, target)
        return Visit(Outcome.FAILED)

    def _judge(self, status: int, moved_to: str) -> Visit:
        if status in GONE:
            return Visit(Outcome.GONE, status)
        if status in NOT_FOR_US:
            return Visit(Outcome.CLOSED, status)
        if status >= 400:
            return Visit(Outcome.FAILED, status)
        return Visit(Outcome.MOVED if moved_to else Outcome.OK, status, moved_to)

    def _ask(self, url: str) -> tuple[int, str]:
        """Return the status and the target of a redirect: HEAD, or GET where HEAD is refused."""
        status, target = self._request("HEAD", url)
        if status >= 400 and status != 429:  # many servers answer HEAD wrongly
            status, target = self._request("GET", url)
        return status, target

    def _request(self, method: str, url: str) -> tuple[int, str]:
        host = urlsplit(url).hostname or ""
        if not self.is_allowed(host):
            raise PrivateAddress(host)
        self._wait(host)
        with self.session.request(
            method, url, timeout=TIMEOUT, allow_redirects=False, stream=True
        ) as answer:
            return answer.status_code, answer.headers.get("Location", "")

    def _wait(self, host: str) -> None:
        passed = time.monotonic() - self._last.get(host, -self.between)
        if passed < self.between:
            time.sleep(self.between - passed)
        self._last[host] = time.monotonic()

    def _may_visit(self, url: str) -> bool:
        """Ask the server's robots.txt, once for each server; no such file allows everything."""
        parts = urlsplit(url)
        server = f"{parts.scheme}://{parts.netloc}"
        if server not in self._robots:
            self._robots[server] = self._read_robots(server, parts.hostname or "")
        return self._robots[server].can_fetch(AGENT, url)

    def _read_robots(self, server: str, host: str) -> RobotFileParser:
        rules = RobotFileParser()
        if not self.is_allowed(host):
            raise PrivateAddress(host)
        self._wait(host)
        answer = self.session.get(f"{server}/robots.txt", timeout=TIMEOUT, allow_redirects=False)
        rules.parse(answer.text.splitlines() if answer.status_code == 200 else [])
        return rules
