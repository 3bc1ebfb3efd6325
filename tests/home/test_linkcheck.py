"""The link check: what it finds on pages, how it visits, what it keeps, who is told."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from home.linkcheck.outgoing import all_urls, urls_of
from home.linkcheck.records import CheckedLink, Outcome
from home.linkcheck.run import check, due_links, take_stock
from home.linkcheck.tasks import check_nightly, next_night, schedule
from home.linkcheck.visitor import Visitor, is_public
from tests.factories import ServiceCardFactory

pytestmark = pytest.mark.django_db


@dataclass
class Server:
    """A small web server of a test: path -> (status, Location)."""

    url: str
    answers: dict[str, tuple[int, str]] = field(default_factory=dict)
    robots: str = ""
    requests: list[tuple[str, str, str]] = field(default_factory=list)
    times: list[float] = field(default_factory=list)


@pytest.fixture
def server() -> Iterator[Server]:
    known: Server

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            known.requests.append((self.command, self.path, self.headers["User-Agent"]))
            known.times.append(time.monotonic())
            if self.path == "/robots.txt":
                status, target, body = 200, "", known.robots.encode()
            else:
                status, target = known.answers.get(self.path, (200, ""))
                body = b"text"
            if self.command == "HEAD" and self.path == "/no-head":
                status = 405
            self.send_response(status)
            if target:
                self.send_header("Location", target)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command == "GET":
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
    return Visitor(between=0, is_allowed=lambda host: True)


# --- What stands on pages --------------------------------------------------------------------


def test_addresses_are_found_in_all_kinds_of_fields() -> None:
    card = ServiceCardFactory(
        based_on="https://narodni.example/karta",
        description='<p>Viz <a href="https://popis.example/?a=1&amp;b=2">popis</a>.</p>',
        steps=[("step", {"title": "Napište", "text": "", "link": "https://krok.example/"})],
    )

    assert urls_of(card) == {
        "https://narodni.example/karta",
        "https://popis.example/?a=1&b=2",
        "https://krok.example/",
    }


def test_drafts_and_addresses_of_the_portal_are_left_out() -> None:
    ServiceCardFactory(live=False, based_on="https://rozepsane.example/")
    found = all_urls()

    assert len(found) > 50  # the starter content has its sources
    assert "https://rozepsane.example/" not in found
    assert all(url.startswith(("http://", "https://")) for url in found)


# --- Visits ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, Outcome.OK),
        (404, Outcome.GONE),
        (410, Outcome.GONE),
        (403, Outcome.CLOSED),
        (429, Outcome.CLOSED),
        (500, Outcome.FAILED),
        (503, Outcome.FAILED),
    ],
)
def test_status_decides_the_outcome(
    server: Server, visitor: Visitor, status: int, outcome: Outcome
) -> None:
    server.answers["/x"] = (status, "")

    visit = visitor.visit(f"{server.url}/x")

    assert (visit.outcome, visit.status) == (outcome, status)


def test_page_that_moved_for_good_tells_its_new_address(server: Server, visitor: Visitor) -> None:
    server.answers |= {"/a": (301, "/b"), "/b": (308, "/c")}

    visit = visitor.visit(f"{server.url}/a")

    assert (visit.outcome, visit.moved_to) == (Outcome.MOVED, f"{server.url}/c")


def test_temporary_redirect_is_no_new_address(server: Server, visitor: Visitor) -> None:
    server.answers["/a"] = (302, "/b")

    assert visitor.visit(f"{server.url}/a").outcome == Outcome.OK


def test_redirects_in_a_circle_end(server: Server, visitor: Visitor) -> None:
    server.answers["/a"] = (302, "/a")

    assert visitor.visit(f"{server.url}/a").outcome == Outcome.FAILED


def test_server_without_head_is_asked_with_get(server: Server, visitor: Visitor) -> None:
    assert visitor.visit(f"{server.url}/no-head").outcome == Outcome.OK
    assert ("GET", "/no-head") in [request[:2] for request in server.requests]


def test_visitor_obeys_robots_and_asks_for_them_once(server: Server, visitor: Visitor) -> None:
    server.robots = "User-agent: *\nDisallow: /private\n"

    assert visitor.visit(f"{server.url}/private/x").outcome == Outcome.CLOSED
    assert visitor.visit(f"{server.url}/open").outcome == Outcome.OK
    paths = [path for _method, path, _agent in server.requests]
    assert paths.count("/robots.txt") == 1
    assert "/private/x" not in paths


def test_visitor_says_who_it_is(server: Server, visitor: Visitor) -> None:
    visitor.visit(f"{server.url}/x")

    assert "RozcestnikLinkCheck (+http" in server.requests[-1][2]


def test_visitor_waits_between_two_visits_to_one_server(server: Server) -> None:
    visitor = Visitor(between=0.3, is_allowed=lambda host: True)
    visitor.visit(f"{server.url}/a")

    gaps = [b - a for a, b in zip(server.times, server.times[1:], strict=False)]
    assert min(gaps) >= 0.25


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1/", "http://localhost:8000/admin/", "http://10.0.0.1/", "http://[::1]/"],
)
def test_private_network_is_never_visited(server: Server, url: str) -> None:
    visitor = Visitor(between=0)

    assert visitor.visit(url).outcome in (Outcome.CLOSED, Outcome.FAILED)
    assert visitor.visit(f"{server.url}/x").outcome == Outcome.CLOSED
    assert server.requests == []


def test_redirect_into_the_private_network_is_not_followed(server: Server) -> None:
    server.answers["/out"] = (302, "http://192.168.1.1/router")
    visitor = Visitor(between=0, is_allowed=lambda host: host == "127.0.0.1" or is_public(host))

    assert visitor.visit(f"{server.url}/out").outcome == Outcome.CLOSED


@pytest.mark.parametrize(
    "url",
    ["http://", "http://[x/", "http://a b/", "https://127.0.0.1:1/", "http://127.0.0.1:99999/"],
)
def test_odd_and_dead_addresses_raise_nothing(visitor: Visitor, url: str) -> None:
    assert visitor.visit(url).outcome == Outcome.FAILED


# --- What is kept ----------------------------------------------------------------------------


def test_new_addresses_are_noted_and_removed_ones_forgotten() -> None:
    card = ServiceCardFactory(based_on="https://nova.example/")
    take_stock()
    assert CheckedLink.objects.filter(url="https://nova.example/").exists()

    card.delete()
    take_stock()
    assert not CheckedLink.objects.filter(url="https://nova.example/").exists()


def test_address_is_due_after_a_week_and_a_failing_one_after_a_day() -> None:
    now = timezone.now()
    for name, outcome, hours in (
        ("fresh", "ok", 24 * 6),
        ("old", "ok", 24 * 8),
        ("failing", "failed", 30),
        ("failed-now", "failed", 2),
    ):
        at = now - timedelta(hours=hours)
        CheckedLink.objects.create(url=f"https://{name}.example/", outcome=outcome, checked_at=at)
    CheckedLink.objects.create(url="https://never.example/")

    assert [link.url.split("/")[2].split(".")[0] for link in due_links()] == [
        "never",
        "old",
        "failing",
    ]


def test_server_that_is_down_counts_as_dead_after_three_days_only(
    server: Server, visitor: Visitor
) -> None:
    server.answers["/x"] = (500, "")
    link = CheckedLink.objects.create(url=f"{server.url}/x")

    check([link], visitor)
    assert not link.is_broken
    first = link.failing_since
    check([link], visitor)
    assert link.failing_since == first

    link.failing_since = timezone.now() - timedelta(days=3, minutes=1)
    assert link.is_broken
    server.answers["/x"] = (200, "")
    check([link], visitor)
    assert (link.is_broken, link.failing_since) == (False, None)


def test_page_that_is_gone_counts_as_dead_at_once(server: Server, visitor: Visitor) -> None:
    server.answers["/x"] = (404, "")
    link = CheckedLink.objects.create(url=f"{server.url}/x")

    check([link], visitor)

    assert CheckedLink.objects.get().is_broken


def test_run_that_takes_too_long_leaves_the_rest(server: Server, visitor: Visitor) -> None:
    links = [CheckedLink.objects.create(url=f"{server.url}/{n}") for n in range(3)]

    assert check(links, visitor, longest=timedelta(seconds=-1)) == 0
    assert CheckedLink.objects.filter(checked_at=None).count() == 3


# --- In the background, and for editors ------------------------------------------------------


@pytest.fixture
def queue(settings: Any) -> None:
    """The queue of production."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def test_night_is_queued_once(queue: None) -> None:
    assert [schedule(), schedule()] == [True, False]
    task = DBTaskResult.objects.get(task_path=check_nightly.module_path)
    assert task.run_after == next_night() > timezone.now()


def test_command_shows_each_visit(server: Server, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    monkeypatch.setattr(
        "home.linkcheck.run.all_urls", lambda: {f"{server.url}/a": {1}, f"{server.url}/b": {1}}
    )
    monkeypatch.setattr("home.linkcheck.run.Visitor", lambda: Visitor(0, lambda host: True))

    call_command("check_links")

    output = capsys.readouterr().out
    assert f"2/2 ok {server.url}/b" in output
    assert "2 addresses visited, 0 broken in all." in output


def test_report_lists_dead_addresses_with_their_pages(admin_client_cs: Client) -> None:
    ServiceCardFactory(title="Karta s odkazem", based_on="https://mrtva.example/")
    CheckedLink.objects.create(
        url="https://mrtva.example/", outcome="gone", status=404, failing_since=timezone.now()
    )
    answer = admin_client_cs.get("/admin/reports/links/?outcome=gone")
    table = admin_client_cs.get("/admin/reports/links/?export=csv")

    assert "Karta s odkazem" in answer.content.decode()
    assert b"https://mrtva.example/" in b"".join(table.streaming_content)


def test_report_queues_a_check_on_demand(admin_client_cs: Client, queue: None) -> None:
    assert admin_client_cs.get("/admin/reports/links/check/").status_code == 405

    answer = admin_client_cs.post("/admin/reports/links/check/", follow=True)

    assert answer.status_code == 200
    assert DBTaskResult.objects.filter(task_path="home.linkcheck.tasks.check_due").count() == 1
