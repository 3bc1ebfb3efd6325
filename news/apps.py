"""App configuration of the news room."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewsConfig(AppConfig):
    """`news`: news items and their feeds."""

    name = "news"
    verbose_name = _("News")

    def ready(self) -> None:
        """Contribute to the front page, to organisations' pages and to calendars."""
        from news import deadlines, event_calendar, home_sections, involvement  # noqa: F401
