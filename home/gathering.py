"""Pages of all types that belong together: by topic, or by links in both directions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import capfirst

from home.base import BasePage
from home.collation import collation_key
from home.references import Pages, PageView
from home.relations import (
    collect,
    is_in_memory,
    link_rows,
    tagged_rows,
    targets_in_memory,
    targets_of,
)
from home.summaries import Summary, page_types, summaries

GROUP_LENGTH = 12  # pages of one type on a topic page; then a link to the filtered list


@dataclass
class Group:
    """The pages of one type. `more_url`: the filtered list, where there are more."""

    heading: str
    trail: str
    code: str
    count: int = 0
    items: list[tuple[PageView, Summary | None]] = field(default_factory=list)
    more_url: str = ""


def _gathered_types() -> dict[str, type[BasePage]]:
    """Return the page types that topic pages list, by model name, in their order."""
    found = {name: model for name, model in page_types().items() if model.topic_order}
    return dict(sorted(found.items(), key=lambda pair: pair[1].topic_order or 0))


def topic_contents(facts: Any, language: str) -> tuple[list[Group], list[PageView]]:
    """Return what has the topic of a topic page, by type, and the pages linked with it.

    Three queries, for any number of pages.
    """
    topic = facts.topic
    rows = [tagged_rows(model, "topics", topic.pk) for model in _gathered_types().values()]
    linked = targets_in_memory(facts, ()) if is_in_memory(facts) else {}
    own = [] if linked else link_rows([facts.pk or 0])
    found = collect([*rows, *own])
    targets = linked or {n: ids for n, ids in found.get(facts.pk, {}).items() if ":" in n}
    link_ids = {pk for ids in targets.values() for pk in ids}
    topic_ids = {pk for pk, names in found.items() if "topics" in names}
    pages = Pages(language, ids=link_ids | topic_ids)
    with_topic = {view.key for pk in topic_ids if (view := pages.get(pk))}
    by_type: dict[str, list[PageView]] = defaultdict(list)
    for view in pages.all():
        if view.key in with_topic:
            by_type[view.model].append(view)
    shown = {
        name: sorted(by_type[name], key=lambda view: collation_key(view.title))
        for name in _gathered_types()
        if by_type[name]
    }
    texts = summaries(view.pk for views in shown.values() for view in views[:GROUP_LENGTH])
    groups = [_group(name, views, texts, topic.code) for name, views in shown.items()]
    others = [view for pk in link_ids if (view := pages.get(pk))]
    return groups, sorted(others, key=lambda view: collation_key(view.title))


def _group(name: str, views: list[PageView], texts: dict[int, Summary], code: str) -> Group:
    model = page_types()[name]
    heading = capfirst(str(model._meta.verbose_name_plural))
    items = [(view, texts.get(view.pk)) for view in views[:GROUP_LENGTH]]
    more = ""
    if len(views) > GROUP_LENGTH:
        more = views[0].url.rstrip("/").rpartition("/")[0] + "/"
        more += f"?{model.topic_parameter}={code}" if model.topic_parameter else ""
    return Group(heading, model.trail, name, len(views), items, more)


def not_in(links: dict[str, list[PageView]], shown: Iterable[str]) -> list[PageView]:
    """Return the linked pages of the types that stand nowhere else on a page, by title."""
    views = [view for model, found in links.items() if model not in set(shown) for view in found]
    return sorted(views, key=lambda view: collation_key(view.title))


def linked_pages(facts: Any, language: str) -> list[PageView]:
    """Return the public pages that `facts` links to or that link to it. Two queries."""
    targets = targets_of(facts, ())
    pages = Pages(language, ids=[pk for ids in targets.values() for pk in ids])
    return sorted(pages.all(), key=lambda view: collation_key(view.title))
