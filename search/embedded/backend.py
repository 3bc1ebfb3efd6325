"""Back end `default`: modelsearch's database back end, and the rows of the public search.

Wagtail's own search in the administration (drafts, pictures, users) stays stock, but for one thing:
a quotation mark or a blank is no error there either (wagtail#13227).
"""

from __future__ import annotations

from typing import Any

from modelsearch.backends.base import BaseSearchBackend, EmptySearchResults
from modelsearch.backends.database import SearchBackend as stock_backend
from wagtail.models import Page, ReferenceIndex

from search.cleaning import clean_query
from search.embedded.engine import EmbeddedEngine


class _KeepsPageTexts:
    """An index that keeps `PageText` in step with the stock tables."""

    def add_item(self, obj: Any) -> None:
        """Index an object; a page with its other languages."""
        from search.store import refresh

        super().add_item(obj)  # type: ignore[misc]
        if isinstance(obj, Page):
            # Wagtail notes the references in a task of its own, before this one or after it.
            ReferenceIndex.create_or_update_for_object(obj)
            refresh([obj.pk])

    def add_items(self, model: type, items: Any) -> None:
        """Index many objects of a model."""
        from search.store import refresh

        items = list(items)
        super().add_items(model, items)  # type: ignore[misc]
        if issubclass(model, Page):
            refresh(page.pk for page in items)

    def delete_item(self, item: Any) -> None:
        """Forget an object. Its row went with the page; the other languages may stand in for it."""
        from search.store import group_members, refresh

        super().delete_item(item)  # type: ignore[misc]
        if isinstance(item, Page):
            ids = group_members(item.translation_key).values_list("pk", flat=True)
            refresh(ids, gone=[item.pk])


class _Cleaned(EmbeddedEngine):
    """Cleans what is typed before the stock engine sees it, and answers the public search."""

    def search(self, query: Any, model_or_queryset: Any, **options: Any) -> Any:
        """Search whole words, as modelsearch does."""
        query = clean_query(query) if isinstance(query, str) else query
        if query == "":
            return EmptySearchResults()
        return super().search(query, model_or_queryset, **options)  # type: ignore[misc]

    def autocomplete(self, query: Any, model_or_queryset: Any, **options: Any) -> Any:
        """Search beginnings of words, as modelsearch does."""
        query = clean_query(query) if isinstance(query, str) else query
        if query == "":
            return EmptySearchResults()
        return super().autocomplete(query, model_or_queryset, **options)  # type: ignore[misc]


def SearchBackend(params: dict[str, Any]) -> BaseSearchBackend:
    """Return the back end for the present database."""
    stock = type(stock_backend(params))
    index = type("PageTextIndex", (_KeepsPageTexts, stock.index_class), {})
    made = type("EmbeddedSearchBackend", (_Cleaned, stock), {"index_class": index})
    return made(params)
