"""App configuration of the room that every page shares."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    """`home`: base page, vocabularies, links, chrome, starter content, checks."""

    name = "home"
    verbose_name = _("Portal")

    def ready(self) -> None:
        """Register checks and inputs (both need the app registry)."""
        from home import checks  # noqa: F401
        from home.inputs import register_inputs

        register_inputs()
