"""What a first visit costs a reader: bytes as sent, requests, hosts (architecture, budgets)."""

from __future__ import annotations

import http.client
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Portal
from tests.browser.urls import PAGES

pytestmark = pytest.mark.browser

KILOBYTE = 1000
# Bodies as sent, by the browser's name of the kind.
BUDGETS = {
    "Document": 12 * KILOBYTE,
    "Stylesheet": 15 * KILOBYTE,
    "Font": 45 * KILOBYTE,
    "Script": 5 * KILOBYTE,
    "Image": 12 * KILOBYTE,
    "Other": 1 * KILOBYTE,  # the icon
}
WHOLE_BUDGET = 70 * KILOBYTE  # with all headers
MOST_REQUESTS = {"Document": 1, "Stylesheet": 1, "Font": 4, "Script": 1, "Image": 2, "Other": 1}
VISITED = ("front page", "finder", "card", "organisation", "plain page", "search")
VISITS = [url for name in VISITED for url in PAGES[name]]


@dataclass
class Visit:
    """What came over the wire."""

    kinds: dict[str, str] = field(default_factory=dict)
    hosts: set[str] = field(default_factory=set)
    headers: Counter[str] = field(default_factory=Counter)
    totals: Counter[str] = field(default_factory=Counter)

    def respond(self, event: dict[str, Any]) -> None:
        """Note the kind, the host and the size of the headers of an answer."""
        self.kinds[event["requestId"]] = event["type"]
        self.hosts.add(urlsplit(event["response"]["url"]).netloc)
        self.headers[event["requestId"]] = event["response"]["encodedDataLength"]

    def finish(self, event: dict[str, Any]) -> None:
        """Note the size of the whole answer."""
        self.totals[event["requestId"]] = event["encodedDataLength"]

    def bodies(self) -> Counter[str]:
        """Return the bytes of the bodies by kind."""
        sizes: Counter[str] = Counter()
        for request, kind in self.kinds.items():
            sizes[kind] += self.totals[request] - self.headers[request]
        return sizes


@pytest.fixture
def first_visit(page: Page) -> Iterator[Callable[[str], Visit]]:
    """Return a function that opens an address with an empty cache and weighs what comes."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    visit = Visit()
    session.on("Network.responseReceived", visit.respond)
    session.on("Network.loadingFinished", visit.finish)

    def weigh(url: str) -> Visit:
        page.goto(url, wait_until="networkidle")
        return visit

    yield weigh
    session.detach()


@pytest.mark.parametrize("url", VISITS)
def test_first_visit_stays_within_the_budgets(
    first_visit: Callable[[str], Visit], portal_server: Portal, url: str
) -> None:
    visit = first_visit(url)
    bodies, requests = visit.bodies(), Counter(visit.kinds.values())

    assert bodies["Document"] > 0
    assert bodies["Stylesheet"] > 0
    assert {kind: size for kind, size in bodies.items() if size > BUDGETS.get(kind, 0)} == {}
    assert {kind: n for kind, n in requests.items() if n > MOST_REQUESTS.get(kind, 0)} == {}
    assert sum(visit.totals.values()) <= WHOLE_BUDGET
    assert visit.hosts == {urlsplit(portal_server.url).netloc}


@pytest.mark.parametrize("name", ["finder narrowed", "directory", "group", "not found"])
def test_html_of_other_pages_stays_within_its_budget(
    first_visit: Callable[[str], Visit], name: str
) -> None:
    visit = first_visit(PAGES[name][0])

    assert 0 < visit.bodies()["Document"] <= BUDGETS["Document"]


def test_second_page_costs_its_html_only(page: Page, first_visit: Callable[[str], Visit]) -> None:
    visit = first_visit(PAGES["card"][0])
    before = set(visit.kinds)
    first_visit(PAGES["card with long texts"][0])
    later = [request for request in visit.kinds if request not in before]

    assert "Document" in {visit.kinds[request] for request in later}
    assert sum(visit.totals[request] for request in later) <= BUDGETS["Document"]


def _ask(portal: Portal, path: str, **headers: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection(urlsplit(portal.url).netloc, timeout=10)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer


def test_page_that_has_not_changed_is_not_sent_again(portal_server: Portal) -> None:
    first = _ask(portal_server, "/cs/", **{"Accept-Encoding": "gzip"})
    again = {"Accept-Encoding": "gzip", "If-None-Match": first.headers["ETag"]}
    second = _ask(portal_server, "/cs/", **again)

    assert (first.status, second.status) == (200, 304)
    assert first.headers["Content-Encoding"] == "gzip"
    assert re.search(r"\bAccept-Encoding\b", first.headers["Vary"])


def test_static_files_are_kept_for_a_year_under_names_that_change(
    page: Page, portal_server: Portal
) -> None:
    page.goto("/cs/")
    path = page.locator("link[rel=stylesheet]").get_attribute("href")
    answer = _ask(portal_server, path, **{"Accept-Encoding": "br"})

    assert re.search(r"\.[0-9a-f]{12}\.css$", path)
    assert answer.headers["Content-Encoding"] == "br"
    assert "immutable" in answer.headers["Cache-Control"]
