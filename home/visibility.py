"""Who may see a page: published, and restricted neither itself nor by an ancestor."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import StrIndex
from wagtail.models import BaseViewRestriction, CollectionViewRestriction, PageViewRestriction


def _restricted(restrictions: type[BaseViewRestriction], path: str, restricted: str) -> Exists:
    """Return the condition that somebody restricted the place at `path`, or a place above it."""
    above = restrictions._default_manager.alias(found=StrIndex(OuterRef(path), F(restricted)))
    return Exists(above.filter(found=1))


def _restriction() -> Exists:
    """Return the condition that somebody restricted the page or a page above it."""
    return _restricted(PageViewRestriction, "path", "page__path")


def public_documents(documents: QuerySet) -> QuerySet:
    """Return the documents whose collection everybody may see."""
    hidden = _restricted(CollectionViewRestriction, "collection__path", "collection__path")
    return documents.filter(~hidden)


def with_restriction(pages: QuerySet) -> QuerySet:
    """Annotate `is_restricted`, without a query of its own."""
    return pages.annotate(is_restricted=_restriction())


def public(pages: QuerySet) -> QuerySet:
    """Return the pages that everybody may see. Wagtail's `.public()` costs one query more."""
    return pages.filter(~_restriction(), live=True)
