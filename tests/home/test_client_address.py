"""The login throttle counts per client, also behind the operator's own proxy."""

from __future__ import annotations

from django.test import RequestFactory

from home.client_address import client_address


def test_address_is_the_peers_where_no_proxy_is_declared(rf: RequestFactory) -> None:
    request = rf.get("/", headers={"x-forwarded-for": "203.0.113.7"}, REMOTE_ADDR="192.0.2.1")

    assert client_address(request) == "192.0.2.1"


def test_address_behind_the_proxy_is_the_one_it_wrote(rf: RequestFactory, settings) -> None:
    settings.BEHIND_TLS_PROXY = True
    request = rf.get("/", headers={"x-forwarded-for": "6.6.6.6, 203.0.113.7"})

    assert client_address(request) == "203.0.113.7"
