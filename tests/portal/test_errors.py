"""Error pages in both languages, whatever is broken; and what monitors ask."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.cache.backends.base import BaseCache
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import InterfaceError, OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.http import Http404
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext

from tests.portal.error_pages import assert_good_page

pytestmark = pytest.mark.django_db

LANGUAGES = {"cs": "/cs/sluzby/", "en": "/en/services/"}
# What a view raises, and the answer: status and heading.
FAULTS: dict[str, tuple[Exception, int, str]] = {
    "damaged request": (SuspiciousOperation("x"), 400, "We cannot read this address."),
    "forbidden": (PermissionDenied(), 403, "No entry."),
    "missing": (Http404(), 404, "No way through here."),
    "crash": (RuntimeError("secret detail"), 500, "The road is closed, the fault is ours."),
    "outage": (OperationalError("secret detail"), 503, "Roadworks. We will be back in a moment."),
    "lost": (InterfaceError("secret detail"), 503, "Roadworks. We will be back in a moment."),
}


@pytest.fixture
def break_pages(monkeypatch: pytest.MonkeyPatch) -> Callable[[Exception], None]:
    """Return a function that makes every page raise."""

    def break_with(error: Exception) -> None:
        def fail(path: str) -> None:
            raise error

        monkeypatch.setattr("home.views.find_page", fail)

    return break_with


@pytest.fixture
def broken_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every call of a cache fails, as when its server is away."""
    from django.core.cache.backends.locmem import LocMemCache

    def fail(*args: object, **kwargs: object) -> None:
        raise ConnectionError("the cache is away")

    for cache_class in (BaseCache, LocMemCache):
        for name in ("get", "set", "add", "delete", "get_many", "set_many", "touch", "incr"):
            monkeypatch.setattr(cache_class, name, fail)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("fault", FAULTS)
def test_error_is_told_in_the_readers_language(
    visitor: Client, break_pages: Callable, fault: str, language: str
) -> None:
    error, status, heading = FAULTS[fault]
    break_pages(error)

    response = visitor.get(LANGUAGES[language])

    assert response.status_code == status
    soup = assert_good_page(response, language)
    with translation.override(language):
        assert soup.h1.get_text() == gettext(heading)
    assert (soup.h1.get_text() == heading) is (language == "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_error_says_its_number(visitor: Client, break_pages: Callable, language: str) -> None:
    for error, status, _heading in FAULTS.values():
        break_pages(error)

        soup = BeautifulSoup(visitor.get(LANGUAGES[language]).content, "html.parser")

        assert str(status) in soup.main.find("p").get_text()


@pytest.mark.parametrize(("header", "language"), [("en", "en"), ("cs", "cs"), ("de", "cs")])
def test_missing_address_without_language_follows_the_browser(
    visitor: Client, header: str, language: str
) -> None:
    response = visitor.get("/neni.php", headers={"accept-language": header})

    assert response.status_code == 404
    assert_good_page(response, language)


def test_forged_host_gets_a_page_of_ours(visitor: Client) -> None:
    response = visitor.get("/en/", headers={"host": "jiny.example"})

    assert response.status_code == 400
    assert_good_page(response, "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_refused_form_gets_a_page_of_ours(language: str) -> None:
    client = Client(enforce_csrf_checks=True)

    response = client.post(f"/{language}/", {"a": "b"})

    assert response.status_code == 403
    assert_good_page(response, language)


def test_refused_login_form_gets_a_page_of_ours(db: None) -> None:
    client = Client(enforce_csrf_checks=True, headers={"accept-language": "cs"})

    response = client.post("/admin/login/", {"username": "spravce"})

    assert response.status_code == 403
    assert_good_page(response, "cs")


# --- Outages ---------------------------------------------------------------------------------


@pytest.mark.usefixtures("broken_database", "broken_cache")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("fault", ["crash", "outage"])
def test_error_page_needs_neither_database_nor_cache(
    visitor: Client, break_pages: Callable, fault: str, language: str
) -> None:
    error, status, _heading = FAULTS[fault]
    break_pages(error)

    response = visitor.get(LANGUAGES[language])

    assert response.status_code == status
    assert response.headers.get("Retry-After", "").isdigit() is (status == 503)
    assert_good_page(response, language)


OUTAGE_PATHS = ("/cs/", "/cs/hledat/?q=export", "/cs/partneri/", "/sitemap.xml", "/cs/neni/")


@pytest.mark.usefixtures("broken_database")
@pytest.mark.parametrize("path", OUTAGE_PATHS)
def test_outage_is_told_on_every_address(visitor: Client, path: str) -> None:
    response = visitor.get(path)

    assert response.status_code == 503
    assert_good_page(response, "cs")


@pytest.mark.usefixtures("broken_database")
def test_outage_is_told_to_logged_in_users(db: None) -> None:
    client = Client(raise_request_exception=False)
    client.cookies["session"] = "a" * 32

    for path in ("/cs/", "/admin/"):
        response = client.get(path)

        assert response.status_code == 503
        assert_good_page(response, "cs")


@pytest.mark.usefixtures("broken_database", "broken_cache")
@pytest.mark.parametrize("path", ["/", "/robots.txt", "/healthz", "/static/css/portal.css"])
def test_address_without_data_survives_the_outage(visitor: Client, path: str) -> None:
    assert visitor.get(path).status_code in (200, 302)


def test_pages_are_back_at_once_after_an_outage(visitor: Client) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connection, "cursor", raise_outage)
        assert visitor.get("/cs/").status_code == 503

    assert visitor.get("/cs/").status_code == 200


def raise_outage(*args: object, **kwargs: object) -> None:
    raise OperationalError("the database is away")


# --- Monitors --------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_probe_is_short_secret_and_never_stored(visitor: Client, path: str) -> None:
    response = visitor.get(path)

    assert response.status_code == 200
    assert response.content in (b"ok", b'{"status": "ok"}')
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "TRACE", "OPTIONS"])
def test_probe_may_only_be_read(visitor: Client, method: str, path: str) -> None:
    assert visitor.generic(method, path).status_code == 405


@pytest.mark.usefixtures("broken_database")
def test_site_without_database_is_not_ready(visitor: Client) -> None:
    response = visitor.get("/readyz")

    assert response.status_code == 503
    assert response.json() == {"status": "failed", "problem": "database"}
    assert visitor.get("/healthz").status_code == 200


def test_site_with_a_migration_to_run_is_not_ready(
    visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    applied = MigrationRecorder(connection).applied_migrations()
    last = max(key for key in applied if key[0] == "home")
    rest = {key: value for key, value in applied.items() if key != last}
    monkeypatch.setattr(MigrationRecorder, "applied_migrations", lambda recorder: rest)

    response = visitor.get("/readyz")

    assert (response.status_code, response.json()["problem"]) == (503, "migrations")


def test_search_engine_away_leaves_the_site_ready(visitor: Client, settings: Any) -> None:
    engine = {"BACKEND": "wagtail.search.backends.elasticsearch8", "URLS": ["http://127.0.0.1:9"]}
    settings.WAGTAILSEARCH_BACKENDS = {**settings.WAGTAILSEARCH_BACKENDS, "elastic": engine}

    assert visitor.get("/readyz").status_code == 200
