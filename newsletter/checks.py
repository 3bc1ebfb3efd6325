"""What must be right before the newsletter may be trusted."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register


@register()
def check_addresses(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Sender and bounce domain are addresses; the log that the operator names exists."""
    found: list[CheckMessage] = []
    if "@" not in settings.NEWSLETTER_FROM:
        found.append(Error("NEWSLETTER_FROM is no e-mail address.", id="newsletter.E001"))
    if not settings.BOUNCE_DOMAIN:
        found.append(Error("BOUNCE_DOMAIN is empty.", id="newsletter.E002"))
    if settings.MAIL_LOG and settings.MAIL_FOLDER:
        found.append(
            Warning("MAIL_LOG is not read while letters go into a folder.", id="newsletter.W001")
        )
    return found
