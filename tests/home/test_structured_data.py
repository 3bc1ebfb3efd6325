"""JSON-LD of every page type against the vocabulary of schema.org, and feeds against theirs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from django.test import Client

from tests.addresses import PAGES
from tests.conftest import STANDARDS
from tests.page_client import PageClient

pytestmark = pytest.mark.django_db
VOCABULARY = STANDARDS / "schemaorg" / "30.0" / "vocabulary.json"
ADDRESSES = [url for pair in PAGES.values() for url in pair]
# Of the types that the portal uses, stated by us for machines without the folder of standards.
MANDATORY = {
    "GovernmentService": {"name", "description", "serviceOperator"},
    "NewsArticle": {"headline", "datePublished", "inLanguage"},
    "Organization": {"name"},
    "Event": {"name", "startDate"},
}


@cache
def vocabulary() -> dict[str, Any]:
    if not VOCABULARY.exists():
        pytest.skip("the standards folder is not here")
    return json.loads(VOCABULARY.read_text())


def ancestors(name: str) -> set[str]:
    """Return a type and all types above it."""
    parents = vocabulary()["types"][name]["parents"]
    return {name}.union(*(ancestors(parent) for parent in parents))


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every typed object in a piece of JSON-LD."""
    if isinstance(value, list):
        for item in value:
            yield from nodes(item)
    elif isinstance(value, dict):
        if "@type" in value:
            yield value
        for item in value.values():
            yield from nodes(item)


def blocks(page_client: PageClient, url: str) -> list[dict[str, Any]]:
    soup = page_client.get(url).soup
    return [json.loads(tag.string) for tag in soup.find_all("script", type="application/ld+json")]


@pytest.mark.parametrize("url", ADDRESSES)
def test_every_property_belongs_to_its_type(page_client: PageClient, url: str) -> None:
    for node in nodes(blocks(page_client, url)):
        types = [node["@type"]] if isinstance(node["@type"], str) else node["@type"]
        above = set().union(*(ancestors(name) for name in types))
        for name in node:
            if not name.startswith("@"):
                domain = set(vocabulary()["properties"][name]["domain"])
                assert domain & above, f"{types} has no {name}"
                assert not vocabulary()["properties"][name].get("superseded_by"), name


@pytest.mark.parametrize("url", ADDRESSES)
def test_mandatory_properties_are_there(page_client: PageClient, url: str) -> None:
    for block in blocks(page_client, url):
        assert block["@context"] == "https://schema.org"
        assert block.keys() >= MANDATORY.get(block["@type"], set())


@pytest.mark.parametrize(
    "url",
    [
        "/cs/sluzby/?format=jsonfeed",
        "/en/services/?format=jsonfeed&pro=msp",
        "/cs/feeds/news.json",
    ],
)
def test_json_feeds_pass_the_official_schema(client: Client, url: str) -> None:
    folder = STANDARDS / "feeds"
    if not folder.exists():
        pytest.skip("the standards folder is not here")
    jsonschema = pytest.importorskip("jsonschema")
    referencing = pytest.importorskip("referencing")
    old, new = (json.loads((folder / f"jsonfeed-{n}.schema.json").read_text()) for n in (1, "1.1"))
    resource = referencing.Resource.from_contents(old, referencing.jsonschema.DRAFT4)
    address = old["id"].rpartition("/")[0] + "/feed-1.1"
    registry = referencing.Registry().with_resource(old["id"], resource)
    validator = jsonschema.Draft4Validator({**new, "id": address}, registry=registry)

    assert [error.message for error in validator.iter_errors(client.get(url).json())] == []
    assert list(validator.iter_errors({"version": "https://jsonfeed.org/version/1.1"}))
