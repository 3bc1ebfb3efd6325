"""App configuration of the service cards' room."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ServiceCardsConfig(AppConfig):
    """`servicecards`: cards, their life cycle and the finder."""

    name = "servicecards"
    verbose_name = _("Service cards")

    def ready(self) -> None:
        """Contribute to the front page and to the organisations' pages; ask for confirmations."""
        from servicecards import deadlines, home_sections, involvement  # noqa: F401
        from servicecards.confirming import asking, privacy  # noqa: F401
