"""Indexing once at the end of a load instead of after each of some thousand saves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db.models.signals import post_save
from modelsearch.index import get_indexed_models
from modelsearch.signal_handlers import post_save_signal_handler
from wagtail.signal_handlers import disable_reference_index_auto_update


@contextmanager
def without_indexing() -> Iterator[None]:
    """Save objects without queueing index updates; call `index_everything` afterwards."""
    models = list(get_indexed_models())
    for model in models:
        post_save.disconnect(post_save_signal_handler, sender=model)
    try:
        with disable_reference_index_auto_update():
            yield
    finally:
        for model in models:
            if getattr(model, "search_auto_update", True):
                post_save.connect(post_save_signal_handler, sender=model)


def index_everything() -> None:
    """Fill the search index and Wagtail's index of references from the database."""
    call_command("update_index", verbosity=0)
    call_command("rebuild_references_index", verbosity=0)
