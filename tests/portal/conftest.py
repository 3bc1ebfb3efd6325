"""What the tests of transport, errors and access share."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from tests.portal.production import TRANSPORT_SETTINGS, setting_values


@pytest.fixture(scope="session")
def https_values() -> dict[str, Any]:
    """Settings of a machine whose public address begins with https://."""
    return setting_values(*TRANSPORT_SETTINGS, PORTAL_BASE_URL="https://testserver")


@pytest.fixture
def over_https(db: None, settings: Any, https_values: dict[str, Any]) -> Client:
    """A client that speaks TLS to a site with those settings, and checks CSRF."""
    for name, value in https_values.items():
        setattr(settings, name, value)
    return Client(enforce_csrf_checks=True, headers={"host": "testserver"})


@pytest.fixture
def visitor(db: None) -> Client:
    """An anonymous client that sees error pages instead of exceptions."""
    return Client(raise_request_exception=False)


@pytest.fixture
def broken_database(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every query fails, as when the server is away."""
    from django.db.backends.base.base import BaseDatabaseWrapper

    def fail(*args: object, **kwargs: object) -> None:
        raise OperationalError("the database is away")

    monkeypatch.setattr(BaseDatabaseWrapper, "ensure_connection", fail)
    monkeypatch.setattr(BaseDatabaseWrapper, "cursor", fail)
