"""Everything a page points to in one query, instead of one per vocabulary and inline.

SQL's UNION ALL puts rows of many tables under one another: (page, name, target, position).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from django.conf import settings
from django.db.models import CharField, Exists, F, Model, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat
from wagtail.models import Page

from home.models import PageLink

Targets = dict[str, list[int]]
RowSource = Callable[[list[int]], list[QuerySet]]
_link_sources: list[RowSource] = []


def register_links(source: RowSource) -> RowSource:
    """Register a room's own table of links: rows named `link:…` and `from:…` (see `link_rows`)."""
    _link_sources.append(source)
    return source


def common_rows(
    queryset: QuerySet, page: object, name: object, target: str, position: object
) -> QuerySet:
    """Return rows of one table in the common shape; `page`, `name`, `position` are expressions."""
    return (
        queryset.annotate(of_page=page, named=name, at=F(target), position=position)
        .order_by()
        .values_list("of_page", "named", "at", "position")
    )


def _named(prefix: str, field: str | None = None) -> object:
    """Return the SQL expression of a row's name: a constant, or prefix and a column."""
    constant = Value(prefix, output_field=CharField())
    return Concat(constant, F(field), output_field=CharField()) if field else constant


def term_rows(model: type[Page], field: str, page_ids: Iterable[int]) -> QuerySet:
    """Return rows named `field` that point at terms."""
    through = model._meta.get_field(field).remote_field.through
    column = f"{model._meta.model_name}_id"
    rows = through._default_manager.filter(**{f"{column}__in": page_ids})
    return common_rows(rows, F(column), _named(field), "term_id", Value(0))


def tagged_rows(model: type[Page], field: str, term_id: int) -> QuerySet:
    """Return rows named `field` of all pages of a type that have one term."""
    through = model._meta.get_field(field).remote_field.through
    rows = through._default_manager.filter(term_id=term_id)
    return common_rows(rows, F(f"{model._meta.model_name}_id"), _named(field), "term_id", Value(0))


def of_source_language(inline: type[Model], page: str) -> QuerySet:
    """Return the rows of an inline whose page (the foreign key `page`) is no translation.

    A translation carries copies of the rows, made when somebody last synchronised it. A page that
    exists in another language only is no translation.
    """
    return inline._default_manager.filter(carries_facts(f"{page}__"))


def carries_facts(prefix: str = "") -> Q:
    """Return the condition that a page is of the source language, or has no such page."""
    source = {"locale__language_code": settings.LANGUAGE_CODE}
    twin = Page.objects.filter(translation_key=OuterRef(f"{prefix}translation_key"), **source)
    return Q(**{f"{prefix}locale__language_code": settings.LANGUAGE_CODE}) | ~Q(Exists(twin))


def inline_rows(
    inline: QuerySet,
    page: str,
    name: str,
    target: str,
    page_ids: Iterable[int],
    prefix: str = "",
) -> QuerySet:
    """Return rows named `prefix` and the value of the column `name`, in editors' order."""
    rows = inline.filter(**{f"{page}__in": page_ids})
    return common_rows(rows, F(page), _named(prefix, name), target, F("sort_order"))


def facts_rows(model: type[Page], field: str, name: str, target_ids: Iterable[int]) -> QuerySet:
    """Return rows of one name: pages of `model` that name a target in the foreign key `field`.

    Only pages that carry the facts, not their translations.
    """
    rows = model._default_manager.filter(carries_facts(), **{f"{field}__in": target_ids})
    return common_rows(rows, F(field), _named(name), "pk", Value(0))


def link_rows(page_ids: list[int]) -> list[QuerySet]:
    """Return rows `link:<kind>` (to other pages) and `from:<kind>` (from other pages).

    The links of other rooms' tables (`register_links`) are among them.
    """
    outgoing = PageLink.objects.filter(page_id__in=page_ids)
    incoming = PageLink.objects.filter(target_id__in=page_ids)
    return [
        common_rows(outgoing, F("page_id"), _named("link:", "kind"), "target_id", F("sort_order")),
        common_rows(incoming, F("target_id"), _named("from:", "kind"), "page_id", F("sort_order")),
        *(row for source in _link_sources for row in source(page_ids)),
    ]


def collect(querysets: Iterable[QuerySet]) -> dict[int, Targets]:
    """Return {page id: {name: [target id]}} of all rows, in one query."""
    first, *others = querysets
    rows = first.union(*others, all=True) if others else first
    found: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    # A null position (an inline saved without one) counts as the first.
    for page_id, name, target, _position in sorted(rows, key=lambda row: row[3] or 0):
        found[page_id][name].append(target)
    return found


def targets_of(page: Page, fields: Iterable[str], *sources: RowSource) -> Targets:
    """Return the terms of `page`, its links in both directions and the rows of `sources`.

    One query; for a previewed page only its own terms and outgoing links.
    """
    if is_in_memory(page):
        return targets_in_memory(page, fields)
    ids = [page.pk]
    rows = [term_rows(type(page), name, ids) for name in fields]
    others = [row for source in sources for row in source(ids)]
    return collect([*rows, *link_rows(ids), *others])[page.pk]


def is_in_memory(page: Page) -> bool:
    """Say whether the page's relations are unsaved, as in an editor's preview."""
    return page.pk is None or bool(getattr(page, "_cluster_related_objects", None))


def targets_in_memory(page: Page, fields: Iterable[str]) -> Targets:
    """Return the terms and outgoing links of a previewed page."""
    found: Targets = defaultdict(list)
    for field in fields:
        found[field] = [term.pk for term in getattr(page, field).all()]
    for link in page.portal_links.all():
        found[f"link:{link.kind}"].append(link.target_id)
    return found
