"""App configuration of the partners' room."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PartnersConfig(AppConfig):
    """`partners`: organisations, their directory, and the contact point."""

    name = "partners"
    verbose_name = _("Partners")

    def ready(self) -> None:
        """Remind of enquiries, keep the periods."""
        from partners import privacy  # noqa: F401
        from partners.enquiries import reminding  # noqa: F401
