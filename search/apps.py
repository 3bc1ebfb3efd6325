"""App configuration of the search room."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    """`search`: the public search page."""

    name = "search"
    verbose_name = _("Search")
