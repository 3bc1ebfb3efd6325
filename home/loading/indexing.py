"""Indexing once at the end of a load instead of after each of some thousand saves.

Nor are redirects made: a new translation has the Czech slug for a moment, where nobody saw it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.management import CommandError, call_command
from django.db.models.signals import post_save
from modelsearch.index import get_indexed_models
from modelsearch.signal_handlers import post_save_signal_handler
from wagtail.contrib.redirects.signal_handlers import autocreate_redirects_on_slug_change
from wagtail.signal_handlers import disable_reference_index_auto_update
from wagtail.signals import page_slug_changed

logger = logging.getLogger(__name__)


@contextmanager
def quietly() -> Iterator[None]:
    """Save objects without index updates and redirects; call `index_everything` afterwards."""
    page_slug_changed.disconnect(autocreate_redirects_on_slug_change)
    models = list(get_indexed_models())
    for model in models:
        post_save.disconnect(post_save_signal_handler, sender=model)
    try:
        with disable_reference_index_auto_update():
            yield
    finally:
        page_slug_changed.connect(autocreate_redirects_on_slug_change)
        for model in models:
            if getattr(model, "search_auto_update", True):
                post_save.connect(post_save_signal_handler, sender=model)


def index_everything() -> None:
    """Fill the search index and Wagtail's index of references from the database."""
    # References first: the search reads which documents a page offers.
    call_command("rebuild_references_index", verbosity=0)
    call_command("update_index", backend_name="default", verbosity=0)
    if "elastic" in settings.WAGTAILSEARCH_BACKENDS:
        try:
            call_command("search_rebuild", backend="elastic", verbosity=0)
        except CommandError as error:  # the database serves meanwhile
            logger.warning("%s", error)
