"""App configuration of the room that every page shares."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    """`home`: base page, vocabularies, links, chrome, starter content, checks."""

    name = "home"
    verbose_name = _("Portal")

    def ready(self) -> None:
        """Register checks and signal handlers (both need the app registry)."""
        from home import checks, signal_handlers  # noqa: F401
