"""One polite visit to an address of somebody else.

It says who it is, obeys robots.txt of every server on the way, waits between two requests to one
server, reads no content, and never turns to a private network (`home.linkcheck.guard`).
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

import requests
from django.conf import settings
from urllib3.exceptions import HTTPError

from home.linkcheck.guard import Allowed, PrivateAddress, guarded_session, is_public
from home.linkcheck.outgoing import LONGEST
from home.linkcheck.records import Outcome

TIMEOUT = (5, 15)  # seconds to connect, to answer
BETWEEN = 2.0  # seconds between two requests to one server
MOST_REDIRECTS = 5
MOST_ROBOTS, ROBOTS_PATIENCE = 500_000, 20.0  # bytes (RFC 9309 asks for 500 KiB), seconds
AGENT = "RozcestnikLinkCheck"
REDIRECTS, FOR_GOOD = {301, 302, 303, 307, 308}, {301, 308}
# Only for people, too often, or not with this method: nothing is known about the page.
NOT_FOR_US = {401, 403, 405, 406, 429, 501, 999}
GONE = {404, 410}
ERRORS = (requests.RequestException, HTTPError, OSError, ValueError)


@dataclass(frozen=True)
class Visit:
    """How a visit ended. `moved_to` is set when all redirects were for good."""

    outcome: Outcome
    status: int | None = None
    moved_to: str = ""


class Refused(Exception):
    """The server's robots.txt keeps us out."""


def _rules(text: str) -> RobotFileParser:
    rules = RobotFileParser()
    rules.parse(text.splitlines())
    return rules


EVERYTHING, NOTHING = _rules(""), _rules("User-agent: *\nDisallow: /")


@dataclass
class Visitor:
    """Visits addresses one after the other."""

    between: float = BETWEEN
    is_allowed: Allowed = is_public
    _last: dict[str, float] = field(default_factory=dict)
    _robots: dict[str, RobotFileParser] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Say who visits, and where to read about it."""
        self.session = guarded_session(self.is_allowed)
        self.session.headers["User-Agent"] = f"{AGENT} (+{settings.PORTAL_BASE_URL})"
        self.session.headers["Accept-Encoding"] = "identity"

    def visit(self, url: str) -> Visit:
        """Return how the visit ended; does not raise."""
        try:
            return self._follow(url)
        except (PrivateAddress, Refused):
            return Visit(Outcome.CLOSED)
        except ERRORS:
            return Visit(Outcome.FAILED)

    def _follow(self, url: str) -> Visit:
        here, is_for_good = url, True
        for _number in range(MOST_REDIRECTS + 1):
            if not self._rules_of(here).can_fetch(AGENT, here):
                raise Refused(here)
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
        if not moved_to or len(moved_to.encode()) > LONGEST:
            return Visit(Outcome.OK, status)
        return Visit(Outcome.MOVED, status, moved_to)

    def _ask(self, url: str) -> tuple[int, str]:
        """Return the status and the target of a redirect: HEAD, or GET where HEAD is refused."""
        status, target = self._request("HEAD", url)
        if status >= 400 and status != 429:  # many servers answer HEAD wrongly
            status, target = self._request("GET", url)
        return status, target

    def _request(self, method: str, url: str) -> tuple[int, str]:
        with self._open(method, url) as answer:
            return answer.status_code, self.session.get_redirect_target(answer) or ""

    def _open(self, method: str, url: str) -> requests.Response:
        """Send one request, after the pause that its server is owed."""
        self._wait(urlsplit(url).netloc)
        return self.session.request(
            method, url, timeout=TIMEOUT, allow_redirects=False, stream=True
        )

    def _wait(self, server: str) -> None:
        passed = time.monotonic() - self._last.get(server, -self.between)
        if passed < self.between:
            time.sleep(self.between - passed)
        self._last[server] = time.monotonic()

    def _rules_of(self, url: str) -> RobotFileParser:
        """Return the rules of a server's robots.txt, asked for once (RFC 9309).

        No such file allows everything, a server in trouble nothing.
        """
        parts = urlsplit(url)
        server = f"{parts.scheme}://{parts.netloc}"
        if server not in self._robots:
            self._robots[server] = NOTHING  # also when reading it fails with an error
            self._robots[server] = self._read_robots(f"{server}/robots.txt")
        return self._robots[server]

    def _read_robots(self, url: str) -> RobotFileParser:
        for _number in range(MOST_REDIRECTS + 1):
            try:
                with self._open("GET", url) as answer:
                    target = self.session.get_redirect_target(answer)
                    if target:
                        url = urljoin(url, target)
                        continue
                    if answer.status_code >= 500:
                        return NOTHING
                    return _rules(_read(answer)) if answer.status_code == 200 else EVERYTHING
            except ERRORS:
                # The visit itself will say that the server does not answer.
                return EVERYTHING
        return EVERYTHING


def _read(answer: requests.Response) -> str:
    """Return the beginning of an answer's text, as far as it comes in time."""
    until, body = time.monotonic() + ROBOTS_PATIENCE, b""
    while len(body) < MOST_ROBOTS and time.monotonic() < until:
        chunk = answer.raw.read1(16_384)
        if not chunk:
            break
        body += chunk
    return body.decode("utf-8", "replace")
