"""What all tests share.

The test database holds the real starter content, loaded once per process by the real loader;
factories add what a test needs on top, and every test is rolled back.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from home.locales import locale_ids
from search import counting
from search.counting import forget_waiting
from search.knowledge import forget_knowledge, knowledge
from servicecards.card_index import forget_indexes
from tests import database
from tests.page_client import PageClient

ROOT = Path(__file__).resolve().parents[1]
CONTENT = ROOT / "content"
STANDARDS = ROOT.parent / "shared" / "standards"
PASSWORD = "dlouhe-heslo-pro-zkousku"


def require(available: bool, what: str) -> None:
    """Skip without `what`; fail where services are required (`.ci/run`)."""
    if available:
        return
    if os.environ.get("REQUIRE_SERVICES") == "1":
        pytest.fail(f"{what} is required here (REQUIRE_SERVICES=1) and missing")
    pytest.skip(f"{what} is not installed")


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: Any
) -> Iterator[None]:
    """Create the test database with the starter content (tests/database.py)."""
    with django_db_blocker.unblock():
        name = database.create()
    yield
    with django_db_blocker.unblock():
        connection.creation.destroy_test_db(name, verbosity=0)


@pytest.fixture(autouse=True)
def fresh_state() -> Iterator[None]:
    """Undo what leaks between tests: active language, caches."""
    cache.clear()
    forget_indexes()
    forget_knowledge()
    forget_waiting()
    locale_ids.cache_clear()
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture
def page_client(db: None) -> PageClient:
    """A client whose every answer is checked as a page (see tests/page_client.py)."""
    return PageClient(Client())


@pytest.fixture
def admin_client_cs(db: None, django_user_model: type) -> Client:
    """A logged-in administrator."""
    user = django_user_model.objects.create_superuser("spravce", "s@example.org", "x" * 16)
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def count_queries(db: None, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], int]:
    """Return a function that counts the SQL queries of a GET, with cold caches.

    Searches are written in bursts, by the clock and not by the request: not meanwhile.
    """
    monkeypatch.setattr(counting, "PAUSE", float("inf"))

    def count(url: str) -> int:
        cache.clear()
        forget_indexes()
        knowledge()  # a process reads the words of the index once after a change of it
        with CaptureQueriesContext(connection) as captured:
            response = Client().get(url)
        assert response.status_code == 200, url
        return len(captured)

    return count


@pytest.fixture
def member_of(db: None, django_user_model: type) -> Callable[..., Client]:
    """Return a function that logs a new user of a role in (by its group's name)."""

    def log_in(*roles: str) -> Client:
        user = django_user_model.objects.create_user("clen", "clen@example.org", PASSWORD)
        user.groups.set(Group.objects.filter(name__in=roles))
        assert user.groups.count() == len(roles)
        client = Client(raise_request_exception=False)
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return log_in
