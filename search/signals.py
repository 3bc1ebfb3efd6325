"""What changes the index besides pages themselves: privacy, names, documents."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.documents import get_document_model
from wagtail.models import CollectionViewRestriction, Page, PageViewRestriction
from wagtail.signals import page_published, page_unpublished, post_page_move

from home.models import HomePage, Term
from search.attachments import pages_with, read_document_task
from search.knowledge import SYNONYMS
from search.models import SearchSettings
from search.store import grow
from search.tasks import refresh_soon, update_task


@receiver([post_save, post_delete], sender=PageViewRestriction)
def privacy_changed(instance: PageViewRestriction, **kwargs: Any) -> None:
    """Take a restricted branch off the index at once, or put it back."""
    pages = Page.objects.filter(path__startswith=instance.page.path)
    update_task.enqueue(list(pages.values_list("pk", flat=True)))


@receiver(post_page_move)
def branch_moved(instance: Page, **kwargs: Any) -> None:
    """Index a branch again: it may have come below a restricted page, or out of one."""
    pages = Page.objects.filter(path__startswith=instance.path)
    update_task.enqueue(list(pages.values_list("pk", flat=True)))


@receiver([post_save, post_delete], sender=CollectionViewRestriction)
@receiver(post_save, sender=SearchSettings)
@receiver([post_save, post_delete], sender=Term)
def names_changed(**kwargs: Any) -> None:
    """Index everything again in the background: a term or a weight stands in many rows."""
    if not kwargs.get("raw"):
        grow(SYNONYMS)  # names of facets are kept with the synonyms
        refresh_soon()


@receiver(post_save, sender=HomePage)
def front_page_saved(**kwargs: Any) -> None:
    """Let every process read again which page is that of the one-stop shop."""
    grow(SYNONYMS)


@receiver([page_published, page_unpublished])
def organisation_published(instance: Any, **kwargs: Any) -> None:
    """Index everything again when an organisation has another name, or none any more."""
    if getattr(instance, "search_kind", "") == "organisation":
        refresh_soon()


@receiver(post_save, sender=get_document_model())
def document_saved(instance: Any, **kwargs: Any) -> None:
    """Read the text of a new file in the background."""
    read_document_task.enqueue(instance.pk)


@receiver(post_delete, sender=get_document_model())
def document_deleted(instance: Any, **kwargs: Any) -> None:
    """Forget the text of a document."""
    if pages := pages_with(instance.pk):
        update_task.enqueue(pages)
