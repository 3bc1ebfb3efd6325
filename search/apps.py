"""App configuration of the search room."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    """`search`: the public search, its index and what editors see of it."""

    name = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        """Connect what changes the index, and the checks."""
        from search import checks, signals  # noqa: F401
