"""App configuration of the newsletter room."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewsletterConfig(AppConfig):
    """`newsletter`: subscribers, what is news, issues, their delivery and what comes back."""

    name = "newsletter"
    verbose_name = _("Newsletter")

    def ready(self) -> None:
        """Hear of what is published, offer the reach, load the page, keep the periods."""
        from newsletter import checks, content, events, privacy, reach, webhooks  # noqa: F401
