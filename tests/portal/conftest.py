"""What the tests of transport, errors and access share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import OperationalError
from django.test import Client

from tests.portal.production import TRANSPORT_SETTINGS, setting_values

PASSWORD = "dlouhe-heslo-pro-zkousku"


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


@pytest.fixture
def broken_database(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every query fails, as when the server is away."""
    from django.db.backends.base.base import BaseDatabaseWrapper

    def fail(*args: object, **kwargs: object) -> None:
        raise OperationalError("the database is away")

    monkeypatch.setattr(BaseDatabaseWrapper, "ensure_connection", fail)
    monkeypatch.setattr(BaseDatabaseWrapper, "cursor", fail)
