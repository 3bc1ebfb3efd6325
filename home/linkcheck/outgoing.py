"""Addresses outside the portal that a page leads its readers to."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import models
from modelcluster.models import get_all_child_relations
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from home.base import BasePage
from home.summaries import page_types

LONGEST = 2000  # bytes; a longer address is not stored and not checked
WEB = ("http://", "https://")
HREF = re.compile(r"""href=["'](https?://[^"']+)""")
Places = dict[str, set[int]]  # address -> ids of the pages that have it


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


def _in_fields(page: BasePage) -> Iterator[str]:
    """Yield the addresses in the page's own fields; nothing is loaded for it."""
    for field in page._meta.get_fields():
        if isinstance(field, StreamField):
            for block in getattr(page, field.name).raw_data:
                yield from _in_value(block["value"])
        elif isinstance(field, RichTextField | models.URLField):
            yield from _in_text(getattr(page, field.name) or "")


def _in_inlines(model: type[Page], ids: list[int]) -> Iterator[tuple[int, str]]:
    """Yield (page id, address) of the pages' inlines; one query for each kind with addresses."""
    for relation in get_all_child_relations(model):
        inline, key = relation.related_model, relation.field.attname
        names = [f.name for f in inline._meta.get_fields() if isinstance(f, models.URLField)]
        if names:
            rows = inline._default_manager.filter(**{f"{key}__in": ids})
            for page_id, *urls in rows.values_list(key, *names):
                yield from ((page_id, url) for url in urls if url)


def urls_of_pages(model: type[BasePage], pages: Iterable[BasePage]) -> Places:
    """Return the web addresses of pages of one type, with the pages that have them."""
    found: Places = defaultdict(set)
    ids = []
    for page in pages:
        ids.append(page.pk)
        for url in _in_fields(page):
            found[url].add(page.pk)
    for page_id, url in _in_inlines(model, ids):
        found[url].add(page_id)
    return {url: places for url, places in found.items() if len(url.encode()) <= LONGEST}


def all_urls() -> Places:
    """Return the addresses of all pages, drafts among them: an editor wants to know before."""
    found: Places = defaultdict(set)
    for model in page_types().values():
        for url, ids in urls_of_pages(model, model._default_manager.all()).items():
            found[url] |= ids
    return found
