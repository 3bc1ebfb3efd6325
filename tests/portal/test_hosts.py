"""Whose address counts: never the one in the request. Redirects stay on this site."""

from __future__ import annotations

import contextlib
import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.core import mail
from django.test import Client

from tests.conftest import PASSWORD
from tests.factories import ContentPageFactory
from tests.portal.production import ROOT, environment

BASE = "http://127.0.0.1:8000"  # PORTAL_BASE_URL of the test settings
EVIL = ("//evil.example/", "https://evil.example/", "/\\evil.example/", "javascript:alert(1)")


def links_of(html: bytes) -> set[str]:
    """Return all absolute addresses that the page gives for itself."""
    soup = BeautifulSoup(html, "html.parser")
    links = [soup.find("link", rel="canonical"), *soup.find_all("link", hreflang=True)]
    return {*(link["href"] for link in links), soup.find("meta", property="og:url")["content"]}


# --- The Host header -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:80", "testserver.evil.example", "a@testserver", "a b"],
)
def test_unknown_host_is_refused(visitor: Client, host: str) -> None:
    for path in ("/cs/", "/healthz", "/admin/login/", "/robots.txt"):
        response = visitor.get(path, headers={"host": host})

        assert response.status_code == 400
        assert b"evil.example" not in response.content


@pytest.mark.parametrize("host", ["testserver.", "TESTSERVER", "TestServer:9999"])
def test_canonical_address_never_comes_from_the_host(visitor: Client, host: str) -> None:
    response = visitor.get("/cs/sluzby/", headers={"host": host})

    assert response.status_code == 200
    assert all(link.startswith(f"{BASE}/") for link in links_of(response.content))
    assert host.lower().encode() not in response.content.lower()


@pytest.mark.parametrize("path", ["/robots.txt", "/sitemap.xml", "/cs/", "/cs/hledat/?q=export"])
@pytest.mark.parametrize("header", ["x-forwarded-host", "forwarded", "x-host", "x-original-url"])
def test_word_of_strangers_about_the_host_is_ignored(
    visitor: Client, path: str, header: str
) -> None:
    response = visitor.get(path, headers={header: "host=evil.example"})

    assert response.content == visitor.get(path).content


def test_word_of_strangers_about_tls_is_ignored(over_https: Client) -> None:
    response = over_https.get("/cs/", headers={"x-forwarded-proto": "https"})

    assert response.status_code == 301


def test_mail_links_to_the_configured_address(visitor: Client, django_user_model: type) -> None:
    django_user_model.objects.create_superuser("spravce", "s@example.org", PASSWORD)

    headers = {"host": "TESTSERVER.", "x-forwarded-host": "evil.example"}
    visitor.post("/admin/password_reset/", {"email": "s@example.org"}, headers=headers)

    (message,) = mail.outbox
    assert f"{BASE}/admin/password_reset/confirm/" in message.body
    assert "testserver" not in (message.subject + message.body).lower()


# --- Redirects -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("languages", "front_page"),
    [
        *[("", "/cs/"), ("en", "/en/"), ("en-GB,cs;q=0.5", "/en/"), ("de, en;q=0.1", "/en/")],
        *[("//evil.example", "/cs/"), ("en\r\nX-Injected: 1", "/cs/"), ("x" * 5000, "/cs/")],
        *[("en;q=nonsense", "/cs/"), ("*", "/cs/"), ("\x00", "/cs/"), ("cs-" * 900, "/cs/")],
    ],
)
@pytest.mark.django_db
def test_front_door_leads_to_a_front_page(visitor: Client, languages: str, front_page: str) -> None:
    response = visitor.get("/", headers={"accept-language": languages})

    assert (response.status_code, response["Location"]) == (302, front_page)
    assert "X-Injected" not in response.headers


@pytest.mark.parametrize("cookie", ["en", "//evil.example", "xx", "en/../", "%0d%0aX-Injected:1"])
def test_front_door_survives_any_language_cookie(visitor: Client, cookie: str) -> None:
    visitor.cookies["django_language"] = cookie

    response = visitor.get("/")

    assert response["Location"] in ("/cs/", "/en/")


@pytest.mark.parametrize(
    "path", ["//evil.example", "//evil.example/", "/\\evil.example/", "//evil.example/%2e%2e/cs"]
)
def test_address_that_looks_like_a_host_is_not_found(visitor: Client, path: str) -> None:
    response = visitor.generic("GET", "/", PATH_INFO=path)

    assert response.status_code == 404


@pytest.mark.parametrize("target", EVIL)
@pytest.mark.django_db
def test_login_leads_to_this_site_only(django_user_model: type, target: str) -> None:
    django_user_model.objects.create_superuser("spravce", "", PASSWORD)
    data = {"username": "spravce", "password": PASSWORD, "next": target}

    response = Client().post("/admin/login/", data)

    assert (response.status_code, response["Location"]) == (302, "/admin/")


@pytest.mark.parametrize("target", EVIL)
def test_password_of_a_page_leads_to_this_site_only(visitor: Client, target: str) -> None:
    page = ContentPageFactory(slug="s-heslem")
    rule = page.view_restrictions.create(restriction_type="password", password=PASSWORD)
    url = f"/_util/authenticate_with_password/{rule.pk}/{page.pk}/"

    response = visitor.post(url, {"password": PASSWORD, "return_url": target})

    assert response.status_code == 302
    assert response["Location"] == settings.LOGIN_REDIRECT_URL


# --- The web server as it runs ---------------------------------------------------------------


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_up(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


@pytest.fixture(scope="module")
def server(tmp_path_factory: Any) -> Iterator[int]:
    """Start gunicorn with our configuration and an empty database; yield its port."""
    port, folder = free_port(), tmp_path_factory.mktemp("server")
    variables = {"DATA_DIR": str(folder), "BIND": f"127.0.0.1:{port}", "WEB_WORKERS": "1"}
    # Production settings would need collected static files; all else is the same without DEBUG.
    variables |= {"DJANGO_SETTINGS_MODULE": "portal.settings.dev", "DEBUG": "off"}
    command = [sys.executable, "-m", "gunicorn", "-c", str(Path(ROOT) / "gunicorn.conf.py")]
    with open(folder / "log", "wb") as log:
        process = subprocess.Popen(command, env=environment(**variables), stdout=log, stderr=log)
        deadline = time.monotonic() + 90
        while not is_up(port) and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.1)
        yield port
        process.terminate()
        process.wait(timeout=30)


def answer(port: int, *lines: str) -> tuple[int, dict[str, str], str]:
    """Send a request as bytes; return status, headers (in lower case) and body."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall("\r\n".join([*lines, "Connection: close", "", ""]).encode())
        response = http.client.HTTPResponse(connection)
        response.begin()
        headers = {name.lower(): value for name, value in response.getheaders()}
        return response.status, headers, response.read().decode()


REQUESTS = ("GET /healthz", "GET /", "GET /cs/", "GET /static/neni.css", "TRACE /", "BREW /cs/")


@pytest.mark.parametrize("request_line", REQUESTS)
def test_server_does_not_say_what_it_is(server: int, request_line: str) -> None:
    _status, headers, body = answer(server, f"{request_line} HTTP/1.1", "Host: localhost")

    assert not headers.get("server")
    assert "x-powered-by" not in headers
    assert not {"gunicorn", "django", "wagtail", "python"} & set(body.lower().split())


def test_two_hosts_are_refused(server: int) -> None:
    for hosts in (("localhost", "evil.example"), ("evil.example", "localhost")):
        status, _headers, body = answer(
            server, "GET /healthz HTTP/1.1", *(f"Host: {host}" for host in hosts)
        )

        assert status == 400
        assert "evil.example" not in body


def test_host_in_the_request_line_is_ignored(server: int) -> None:
    status, headers, _body = answer(
        server, "GET http://evil.example/ HTTP/1.1", "Host: localhost", "Accept-Language: en"
    )

    assert (status, headers["location"]) == (302, "/en/")


def test_site_without_its_tables_says_roadworks(server: int) -> None:
    status, headers, body = answer(server, "GET /en/services/ HTTP/1.1", "Host: localhost")

    assert status == 503
    assert headers["retry-after"] == "30"
    assert '<html lang="en">' in body


def test_process_is_healthy_without_its_tables(server: int) -> None:
    health, _headers, _body = answer(server, "GET /healthz HTTP/1.1", "Host: localhost")
    ready, _headers, body = answer(server, "GET /readyz HTTP/1.1", "Host: localhost")

    assert (health, ready) == (200, 503)
    assert '"problem": "migrations"' in body
