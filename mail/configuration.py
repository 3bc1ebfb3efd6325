"""How this portal sends, from Django's settings."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings

from mail.configuration_value import Configuration
from mail.envelope import Envelopes, derived_key


def mail_domain() -> str:
    """Return the domain of Message-IDs."""
    return str(settings.NEWSLETTER_FROM).rsplit("@", 1)[1]


def envelopes() -> Envelopes:
    """Return what makes and reads our envelope senders."""
    return Envelopes(derived_key(settings.SECRET_KEY, "envelopes"), settings.BOUNCE_DOMAIN)


def configuration(manage: tuple[str, ...] = ()) -> Configuration:
    """Return the configuration that Django's settings make."""
    server = {
        "host": settings.EMAIL_HOST,
        "port": settings.EMAIL_PORT,
        "user": settings.EMAIL_HOST_USER,
        "password": settings.EMAIL_HOST_PASSWORD,
        "use_tls": settings.EMAIL_USE_TLS,
        "use_ssl": settings.EMAIL_USE_SSL,
        "name": mail_domain(),
    }
    return Configuration(
        databases={"default": _plain(settings.DATABASES["default"])},
        data_dir=str(settings.DATA_DIR),
        key=derived_key(settings.SECRET_KEY, "envelopes").hex(),
        bounce_domain=settings.BOUNCE_DOMAIN,
        folder=str(settings.MAIL_FOLDER),
        server=server,
        log=str(settings.MAIL_LOG),
        rate=settings.MAIL_RATE,
        queue_depth=settings.MAIL_QUEUE_DEPTH,
        log_level=str(cast(dict[str, Any], settings.LOGGING["root"])["level"]),
        manage=manage,
    )


def _plain(database: dict[str, Any]) -> dict[str, Any]:
    """Return the database's settings without what only tests need."""
    return {name: value for name, value in database.items() if name != "TEST"}
