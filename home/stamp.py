"""A stamp that changes with every change of the content: what processes keep in memory obeys it.

A process that keeps something made from many rows compares the stamp it was made at with the
present one, which costs one small query or none (`Frame.stamp`). Every process of every machine
on the database sees the same stamp, so nothing has to be told to anybody. The stamp is written
with the change, in the same transaction: who sees the one sees the other.
"""

from __future__ import annotations

import secrets
from functools import cache
from typing import Any

from django.db import models, transaction
from django.db.models import CharField, F, Subquery, Sum, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.db.models.signals import m2m_changed, post_delete, post_save
from django.dispatch import receiver
from modelcluster.fields import ParentalKey
from wagtail.models import Locale, Page, PageManager, PageViewRestriction, Site, TranslatableMixin
from wagtail.query import PageQuerySet
from wagtail.signals import post_page_move

CONTENT = (Page, TranslatableMixin, PageViewRestriction, Site, Locale)
# What Wagtail writes to a page whose draft was saved.
DRAFT_FIELDS = frozenset(
    {"draft_title", "latest_revision", "latest_revision_created_at", "has_unpublished_changes"}
)
LARGEST_STEP = 2**32  # random, so that a value that was rolled back does not come again


class ContentStamp(models.Model):
    """A number that only grows. The stamp is the sum of all rows.

    One row would make editors wait for one another, and some of them for ever. Each writer takes
    a row that nobody else is writing, so there are as many as there ever were writers at once.
    """

    value = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.value)


def renew() -> None:
    """Give the content a new stamp, within the transaction that changes it. Two queries."""
    with transaction.atomic():
        rows = ContentStamp.objects.select_for_update(skip_locked=True)
        free = rows.order_by("pk").values_list("pk", flat=True).first()
        step = 1 + secrets.randbelow(LARGEST_STEP)
        if free is None:
            ContentStamp.objects.create(value=step)
        else:
            ContentStamp.objects.filter(pk=free).update(value=F("value") + step)


class StampedQuerySet(models.QuerySet):
    """Rows of the content: changing many at once, which sends no signal, renews the stamp, too."""

    def update(self, **values: Any) -> int:
        """Change all rows of the set."""
        with transaction.atomic():  # a reader must not keep the old content under the new stamp
            changed: int = super().update(**values)
            renew()
        return changed

    def bulk_create(self, *args: Any, **kwargs: Any) -> list[Any]:
        """Insert many rows at once."""
        with transaction.atomic():
            made: list[Any] = super().bulk_create(*args, **kwargs)
            renew()
        return made


class StampedPageQuerySet(StampedQuerySet, PageQuerySet):
    """Pages of one of our types."""


StampedPageManager = PageManager.from_queryset(StampedPageQuerySet)


def stamp_column() -> Concat:
    """Return the present stamp as a column for a query that is made anyway.

    The newest page stands in it, too: pages that are made in bulk send no signal.
    """
    as_one = ContentStamp.objects.annotate(one=Value(1)).order_by().values("one")
    total = Subquery(as_one.annotate(total=Sum("value")).values("total"))
    newest = Subquery(Page.objects.order_by("-pk").values("pk")[:1])
    texts = [Cast(Coalesce(part, Value(0)), CharField()) for part in (total, newest)]
    return Concat(texts[0], Value("-"), texts[1], output_field=CharField())


def present_stamp() -> str:
    """Return the present stamp, in one query."""
    found = Locale.objects.annotate(stamp=stamp_column()).values_list("stamp", flat=True).first()
    return found or ""


@cache
def _is_content(model: type[models.Model]) -> bool:
    """Say whether rows of the model are content: pages and their parts, terms, who may see them.

    The models of migrations are not: they may be older than the stamp, and what keeps something
    in memory starts anew after them.
    """
    if model.__module__ == "__fake__":
        return False
    is_part = any(isinstance(field, ParentalKey) for field in model._meta.get_fields())
    return is_part or issubclass(model, CONTENT)


@receiver([post_save, post_delete])
def renew_after_change(
    sender: type[models.Model], update_fields: frozenset[str] | None = None, **kwargs: Any
) -> None:
    """Renew the stamp when a row of the content changed; a saved draft changes nothing."""
    is_draft = update_fields is not None and update_fields <= DRAFT_FIELDS
    if _is_content(sender) and not is_draft:
        renew()


@receiver(m2m_changed)
def renew_after_choice(instance: models.Model, **kwargs: Any) -> None:
    """Renew the stamp when terms were put on a page or taken off it."""
    if _is_content(type(instance)):
        renew()


@receiver(post_page_move)
def renew_after_move(**kwargs: Any) -> None:
    """Renew the stamp when a branch of pages got new addresses."""
    renew()
