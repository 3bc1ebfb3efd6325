"""How the link check visits addresses of others: politely, and never at home."""

from __future__ import annotations

import pytest

from home.linkcheck.guard import is_public
from home.linkcheck.records import Outcome
from home.linkcheck.visitor import Visitor
from tests.home.conftest import Server

pytestmark = pytest.mark.django_db


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
    visitor = Visitor(between=0.3, is_allowed=lambda address: True)
    visitor.visit(f"{server.url}/a")

    gaps = [b - a for a, b in zip(server.times, server.times[1:], strict=False)]
    assert min(gaps) >= 0.25


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.0.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.1", "100.64.0.1"),
        *("::1", "fe80::1%eth0", "fd00::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "ff02::1"),
        *("2002:7f00:1::", "64:ff9b:1::a00:1", "::127.0.0.1", "fec0::1"),
    ],
)
def test_private_addresses_are_known_as_such(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2001:4860:4860::8888", "64:ff9b::808:808"])
def test_public_addresses_are_known_as_such(address: str) -> None:
    assert is_public(address)


# Two readers of an address may disagree on its host; the connection itself is asked.
@pytest.mark.parametrize("path", ["/x", "\\@www.example.com/x"])
def test_private_network_is_never_visited(server: Server, path: str) -> None:
    assert Visitor(between=0).visit(f"{server.url}{path}").outcome == Outcome.CLOSED
    assert server.requests == []


def test_name_of_a_private_address_is_never_visited(server: Server) -> None:
    port = server.url.rpartition(":")[2]

    assert Visitor(between=0).visit(f"http://localhost:{port}/x").outcome == Outcome.CLOSED
    assert server.requests == []


def test_redirect_into_the_private_network_is_not_followed(server: Server) -> None:
    """The first connection is allowed as if it were public, the second is not."""
    port = server.url.rpartition(":")[2]
    server.answers["/out"] = (302, f"http://localhost:{port}/router")
    allowed = iter([True, True])
    visitor = Visitor(between=0, is_allowed=lambda address: next(allowed, False))
    visitor.session.headers["Connection"] = "close"

    assert visitor.visit(f"{server.url}/out").outcome == Outcome.CLOSED
    assert "/router" not in [path for _method, path, _agent in server.requests]


def test_robots_are_asked_for_behind_a_redirect_and_on_every_server(
    server: Server, visitor: Visitor
) -> None:
    port = server.url.rpartition(":")[2]
    server.answers |= {
        "/robots.txt": (301, "/rules"),
        "/out": (302, f"http://localhost:{port}/private/x"),
    }
    server.robots = "User-agent: *\nDisallow: /private\n"

    assert visitor.visit(f"{server.url}/private/x").outcome == Outcome.CLOSED
    assert visitor.visit(f"{server.url}/out").outcome == Outcome.CLOSED


def test_server_in_trouble_is_left_alone(server: Server, visitor: Visitor) -> None:
    server.answers["/robots.txt"] = (503, "")

    assert visitor.visit(f"{server.url}/x").outcome == Outcome.CLOSED
    assert [path for _method, path, _agent in server.requests] == ["/robots.txt"]


def test_endless_robots_are_read_up_to_a_limit(server: Server, visitor: Visitor) -> None:
    server.robots = "User-agent: *\nDisallow: /private\n" + "# x\n" * 1_000_000

    assert visitor.visit(f"{server.url}/private/x").outcome == Outcome.CLOSED


def test_rules_that_break_off_end_nothing(server: Server, visitor: Visitor) -> None:
    server.robots, server.length = "User-agent: *", 1000

    assert visitor.visit(f"{server.url}/x").outcome == Outcome.OK


def test_redirect_with_letters_outside_ascii_is_followed(server: Server, visitor: Visitor) -> None:
    server.answers |= {
        "/a": (301, "/služby".encode().decode("latin-1")),
        "/slu%C3%85%C2%BEby": (404, ""),
    }

    assert visitor.visit(f"{server.url}/a").outcome == Outcome.MOVED


def test_new_address_that_is_too_long_is_not_kept(server: Server, visitor: Visitor) -> None:
    server.answers["/a"] = (301, "/" + "x" * 3000)
    visit = visitor.visit(f"{server.url}/a")

    assert (visit.outcome, visit.moved_to) == (Outcome.OK, "")


@pytest.mark.parametrize(
    "url",
    ["http://", "http://[x/", "http://a b/", "https://127.0.0.1:1/", "http://127.0.0.1:99999/"],
)
def test_odd_and_dead_addresses_raise_nothing(visitor: Visitor, url: str) -> None:
    assert visitor.visit(url).outcome == Outcome.FAILED
