"""Addresses outside the portal that a page leads its readers to."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import models
from wagtail.fields import RichTextField, StreamField

from home.base import BasePage
from home.summaries import page_types

LONGEST = 2000  # characters; a longer address is not stored and not checked
WEB = ("http://", "https://")
HREF = re.compile(r"""href=["'](https?://[^"']+)""")


def _in_text(text: str) -> Iterator[str]:
    """Yield the address that `text` is, or those that its HTML links to."""
    if text.startswith(WEB) and not any(char.isspace() for char in text):
        yield text
    elif "href=" in text:
        yield from (found.replace("&amp;", "&") for found in HREF.findall(text))


def _in_value(value: Any) -> Iterator[str]:
    """Yield the addresses in a stored value of a StreamField."""
    if isinstance(value, str):
        yield from _in_text(value)
    elif isinstance(value, dict):
        for part in value.values():
            yield from _in_value(part)
    elif isinstance(value, list):
        for part in value:
            yield from _in_value(part)


def urls_of(page: BasePage) -> set[str]:
    """Return the web addresses in the fields of a page; nothing is loaded for it."""
    found: set[str] = set()
    for field in page._meta.get_fields():
        if isinstance(field, StreamField):
            for block in getattr(page, field.name).raw_data:
                found.update(_in_value(block["value"]))
        elif isinstance(field, RichTextField | models.URLField):
            found.update(_in_text(getattr(page, field.name) or ""))
    return {url for url in found if len(url) <= LONGEST}


def urls_of_pages(pages: Iterable[BasePage]) -> dict[str, set[int]]:
    """Return {address: ids of the pages that have it}."""
    found: dict[str, set[int]] = defaultdict(set)
    for page in pages:
        for url in urls_of(page):
            found[url].add(page.pk)
    return found


def all_urls() -> dict[str, set[int]]:
    """Return {address: page ids} of all published pages; one query for each page type."""
    found: dict[str, set[int]] = defaultdict(set)
    for model in page_types().values():
        for url, ids in urls_of_pages(model._default_manager.filter(live=True).iterator()).items():
            found[url] |= ids
    return found
