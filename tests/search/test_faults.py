"""Elasticsearch is down: readers get the database's answer in time, editors can publish."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from search.finding import find
from search.models import MissedUpdate
from tests.factories import ContentPageFactory
from tests.search.conftest import (
    answering,
    backends,
    closing_early,
    hanging,
    not_http,
    resetting,
    trickling,
)

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

LONGEST = 1.1  # seconds of the whole search
AT_ONCE = 0.5  # with the database's own search in it
ERROR = b'{"error": {"type": "x", "reason": "y"}, "status": 500}'
FAULTS = {
    "hangs": hanging,
    "trickles": trickling,
    "resets": resetting,
    "closes": closing_early,
    "speaks something else": not_http,
    "429": answering("429 Too Many Requests", ERROR),
    "500": answering("500 Internal Server Error", ERROR),
    "502": answering("502 Bad Gateway", ERROR),
    "503": answering("503 Service Unavailable", ERROR),
    "404": answering("404 Not Found", ERROR),
    "html": answering("200 OK", b"<html></html>", kind="text/html"),
    "another product": answering("200 OK", b'{"hits": {}}', product=False),
    "broken json": answering("200 OK", b'{"hits": '),
    "empty object": answering("200 OK", b"{}"),
}


@pytest.mark.parametrize("name", [*FAULTS, "refuses"])
def test_search_answers_in_time_from_the_database_and_then_at_once(
    name: str, broken_server: Callable[[Any], str], settings: Any, client: Client
) -> None:
    find("vouchery", "cs")  # what is kept in memory is not measured
    if name == "refuses":
        backends(settings, "http://127.0.0.1:9")
    else:
        broken_server(FAULTS[name])
    spans = []
    for _turn in range(4):
        started = time.monotonic()
        answer = find("inovační vouchery", "cs")
        spans.append(time.monotonic() - started)
        assert (answer.backend, bool(answer.hits.ids)) == ("default", True)

    assert max(spans) <= LONGEST, spans
    assert max(spans[2:]) <= AT_ONCE, spans
    assert b"vouchery" in client.get("/cs/hledat/?q=vouchery").content


def test_publishing_succeeds_and_what_was_missed_is_kept(
    settings: Any, broken_server: Callable[[Any], str]
) -> None:
    broken_server(answering("503 Service Unavailable", ERROR))

    page = ContentPageFactory(title="Zveřejněno navzdory výpadku")

    assert MissedUpdate.objects.filter(page_id=page.pk).exists()
    assert page.pk in find("navzdory výpadku", "cs").hits.ids
